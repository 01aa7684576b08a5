// Ingest at work: journal, intake, host session and live board, and the one timer that drives them.
// At the end everything received is durable and acknowledged before the host says that it goes.
import type { LogEvidence } from "#contracts/evidence.ts";
import type { LineModel } from "#contracts/line-model.ts";
import type { LastValue, LinkState, LiveEvent, LogLedger } from "#contracts/live.ts";
import type { EmbeddedBroker } from "./broker/embedded-broker.ts";
import type { IngestConfig } from "./config.ts";
import type { EnrolmentOffice } from "./enrolment/enrolment-office.ts";
import { IngestError } from "./errors.ts";
import {
  type Ingest,
  type IngestDeps,
  type IngestTiming,
  journalFolder,
  usualTiming,
} from "./ingest.ts";
import { Intake } from "./intake/intake.ts";
import type { JournalToken } from "./intake/journal-token.ts";
import { lookBack, needsLookBack } from "./intake/look-back.ts";
import { Journal } from "./journal/journal.ts";
import { type JournalDisk, realDisk } from "./journal/journal-disk.ts";
import type { JournalLock } from "./journal/journal-lock.ts";
import { readJournal } from "./journal/read-journal.ts";
import { damageError, type Recovery, recoverJournal } from "./journal/recovery.ts";
import { LiveBoard } from "./live/live-board.ts";
import { noticeOf } from "./notice.ts";
import type { IngestReport } from "./report.ts";
import { siteReport } from "./site-report.ts";
import { HostSession } from "./subscribe/host-session.ts";

/** Bytes that may wait for the disk; beyond them records are refused and sent again later. */
const queueBytes = 64 * 1024 * 1024;

/** How the host itself gets into the embedded broker. */
export type HostAccess = { readonly username: string; readonly password: string };

export class RunningIngest implements Ingest {
  readonly #config: IngestConfig;
  readonly #deps: IngestDeps;
  readonly #models: readonly LineModel[];
  readonly #lock: JournalLock;
  readonly #timing: IngestTiming;
  readonly #disk: JournalDisk;
  readonly #dir: string;
  readonly #intake: Intake;
  readonly #board: LiveBoard;
  #journal: Journal<JournalToken> | undefined;
  #recovery: Recovery = { entries: 0, nextEntry: 0, damage: [], torn: [] };
  #broker: EmbeddedBroker | undefined;
  #office: EnrolmentOffice | undefined;
  #session: HostSession | undefined;
  #ticker: NodeJS.Timeout | undefined;
  #lookingBack = false;
  /** Monotonic ms before which the journal is not read again. */
  #lookBackAt = 0;
  #closing: Promise<void> | undefined;
  #unbalanced = false;

  constructor(
    config: IngestConfig,
    deps: IngestDeps,
    models: readonly LineModel[],
    lock: JournalLock,
  ) {
    this.#config = config;
    this.#deps = deps;
    this.#models = models;
    this.#lock = lock;
    this.#timing = { ...usualTiming, ...deps.timing };
    this.#disk = deps.disk ?? realDisk;
    this.#dir = journalFolder(config.data);
    const { reorderMs, rebirthMs } = this.#timing;
    this.#intake = new Intake({
      models,
      clock: deps.clock,
      notify: deps.log,
      index: deps.index,
      append: (entry, token) => this.#journal?.append(entry, token) ?? false,
      send: (site, gateway, commands) => this.#session?.send(site, gateway, commands),
      objection: (...log) => this.#office?.objection(...log),
      session: { reorderMs, rebirthMs },
    });
    const boards = [...this.#intake.sites.values()];
    this.#board = new LiveBoard(boards, deps.log);
  }

  async replay(): Promise<void> {
    const { log, clock } = this.#deps;
    try {
      this.#recovery = await recoverJournal(this.#disk, this.#dir, (entry) =>
        this.#intake.replay(entry),
      );
    } catch (cause) {
      if (cause instanceof IngestError && cause.code === "INGEST_JOURNAL_VERSION") throw cause;
      throw new IngestError(
        "INGEST_JOURNAL_OPEN",
        `无法读取落盘日志目录 ${this.#dir}:${String(cause)};请检查权限与磁盘 · journal folder ${this.#dir} cannot be read: check permissions and disk`,
        { path: this.#dir },
        { cause },
      );
    }
    for (const damage of this.#recovery.damage)
      log(noticeOf("error", damageError(this.#dir, damage)));
    for (const { segment, offset, bytes } of this.#recovery.torn) {
      log({
        level: "warn",
        message: `落盘日志段 ${segment} 末尾 ${bytes} 字节未写完,已截去(偏移 ${offset}) · cut ${bytes} unfinished bytes at offset ${offset} of ${segment}`,
        detail: { segment, offset, bytes },
      });
    }
    await this.#lookBackAll();
    this.#journal = new Journal<JournalToken>({
      dir: this.#dir,
      disk: this.#disk,
      nextEntry: this.#recovery.nextEntry,
      ...this.#config.journal,
      queueBytes,
      retryMs: this.#timing.retryMs,
      now: () => clock.now(),
      notify: log,
      preamble: this.#intake.preamble,
      onDurable: this.#intake.durable,
    });
  }

  /** Joins the broker as host; `access` is for the embedded one. */
  start(broker: EmbeddedBroker | undefined, access: HostAccess, office?: EnrolmentOffice): void {
    this.#broker = broker;
    this.#office = office;
    const { clock, log } = this.#deps;
    const { hostId, broker: where } = this.#config;
    const { url, username, password } =
      where.kind === "external"
        ? where
        : { url: `mqtt://${bracketed(where.host)}:${broker?.port}`, ...access };
    this.#session = new HostSession({
      url,
      ...(username === undefined ? {} : { username }),
      ...(password === undefined ? {} : { password }),
      hostId,
      clock,
      notify: log,
      reconnectMs: this.#timing.reconnectMs,
      onMessage: (topic, payload) => this.#intake.receive(topic, payload),
      onOnline: () => {
        log({ level: "info", message: `已连接 MQTT · connected to ${url}` });
        this.#intake.brokerBack();
      },
      onOffline: () => this.#intake.brokerLost(),
    });
    // Until the broker answers, nothing is known of any gateway.
    this.#intake.brokerLost();
    this.#session.open();
    this.#ticker = setInterval(() => this.#tick(), this.#timing.tickMs);
  }

  get brokerPort(): number | null {
    return this.#broker?.port ?? null;
  }

  get securePort(): number | null {
    return this.#broker?.secure?.port ?? null;
  }

  get enrolmentPort(): number | null {
    return this.#office?.port ?? null;
  }

  /** Newest verified checkpoint of a log; null when there is none. */
  readonly lastCheckpoint = (log: string) =>
    this.#intake.logs.get(log)?.state.checkpoints.verified ?? null;

  get online(): boolean {
    return this.#session?.online ?? false;
  }

  lineModels(): readonly LineModel[] {
    return this.#models;
  }

  lastValues(site: string): readonly LastValue[] {
    return this.#intake.sites.get(site)?.values.all() ?? [];
  }

  links(site: string): readonly LinkState[] {
    return this.#intake.sites.get(site)?.links.all() ?? [];
  }

  ledger(site: string): readonly LogLedger[] {
    return this.#intake.sites.get(site)?.ledger() ?? [];
  }

  latency(site: string): { readonly p50: number; readonly p99: number } | null {
    return this.#intake.sites.get(site)?.latency.percentiles() ?? null;
  }

  subscribe(listener: (event: LiveEvent) => void): () => void {
    return this.#board.subscribe(listener);
  }

  logs(site: string, from: number, to: number): LogEvidence[] {
    const logs = this.#intake.sites.get(site)?.logs ?? [];
    return logs.map(({ state }) => state.evidence(from, to));
  }

  sendNonce(site: string, gateway: string, nonce: string): boolean {
    return this.online && this.#intake.sendNonce(site, gateway, nonce);
  }

  nonceCheckpoint(site: string, gateway: string, nonce: string): string | null {
    const logs = this.#intake.sites.get(site)?.logs ?? [];
    const own = logs.filter(({ state }) => state.enrolment.gateway === gateway);
    return own.map((log) => log.nonces.get(nonce)).find((note) => note !== undefined) ?? null;
  }

  report(): IngestReport {
    const { entries, torn, damage } = this.#recovery;
    return {
      sites: [...this.#intake.sites.values()].map((site) =>
        siteReport(site, (log) => this.#office?.closedLog(log)?.closedAt ?? null),
      ),
      journal: { recovered: entries, torn, damage, refused: this.#journal?.refused ?? 0 },
    };
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    clearInterval(this.#ticker);
    const { closeMs } = this.#timing;
    const flushed = (await this.#journal?.flush(closeMs)) ?? true;
    if (!flushed) {
      this.#deps.log({
        level: "error",
        message:
          "停止前未能写完日志;未确认的数据留在网关,将重新发送 · stopped before the journal was written: what is not acknowledged stays on the gateways and is sent again",
        code: "INGEST_JOURNAL_FULL",
        detail: { path: this.#dir },
      });
    }
    this.#intake.acknowledgeAll();
    await this.#session?.close(closeMs);
    // What arrived while the host said goodbye was taken, but never acknowledged.
    await this.#journal?.close(flushed ? closeMs : 0);
    await this.#broker?.close();
    await this.#office?.close();
    this.#lock.release();
  }

  #tick(): void {
    // A disk that takes nothing must not be sent the same records again and again.
    const asking = this.#journal?.failing !== true;
    this.#intake.tick(asking);
    this.#lookBack();
    try {
      this.#board.flush(this.#deps.clock.monotonic());
    } catch (error) {
      if (!(error instanceof IngestError)) throw error;
      if (!this.#unbalanced) this.#deps.log(noticeOf("error", error));
      this.#unbalanced = true;
    }
  }

  #lookBack(): void {
    const { clock } = this.#deps;
    const began = clock.monotonic();
    if (
      this.#lookingBack ||
      began < this.#lookBackAt ||
      ![...this.#intake.logs.values()].some(needsLookBack)
    )
      return;
    this.#lookingBack = true;
    this.#lookBackAll()
      .catch((error) => this.#deps.log(noticeOf("error", error)))
      .finally(() => {
        this.#lookingBack = false;
        // Whatever a gateway sends, reading the journal for it takes a tenth of the time at most.
        this.#lookBackAt = clock.monotonic() + 9 * (clock.monotonic() - began);
      });
  }

  async #lookBackAll(): Promise<void> {
    for (const log of this.#intake.logs.values()) {
      while (needsLookBack(log)) {
        if (!(await lookBack(log, readJournal(this.#dir, 0, this.#disk)))) break;
      }
    }
  }
}

/** An IPv6 address as it stands in a URL. */
function bracketed(host: string): string {
  return host.includes(":") ? `[${host}]` : host;
}
