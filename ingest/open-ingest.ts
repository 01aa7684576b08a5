// Composes ingest: lock and replay the journal, open the broker, join it as Sparkplug host, let time pass.
// The order is the promise: nothing is received before everything durable is known again, and at the
// end everything received is durable and acknowledged before the host says that it goes.
import { randomBytes } from "node:crypto";
import { join } from "node:path";
import type { LogEvidence } from "#contracts/evidence.ts";
import type { LineModel } from "#contracts/line-model.ts";
import type { LastValue, LinkState, LiveEvent, LiveReader, LogLedger } from "#contracts/live.ts";
import type { Clock } from "#contracts/time.ts";
import { type EmbeddedBroker, openEmbeddedBroker } from "./broker/embedded-broker.ts";
import type { IngestConfig } from "./config.ts";
import { IngestError } from "./errors.ts";
import { Intake } from "./intake/intake.ts";
import type { JournalToken } from "./intake/journal-token.ts";
import { lookBack, needsLookBack } from "./intake/look-back.ts";
import { Journal } from "./journal/journal.ts";
import { type JournalDisk, realDisk } from "./journal/journal-disk.ts";
import { type JournalLock, lockJournal } from "./journal/journal-lock.ts";
import { readJournal } from "./journal/read-journal.ts";
import { damageError, type Recovery, recoverJournal } from "./journal/recovery.ts";
import { loadLineModels } from "./line-models.ts";
import { LiveBoard } from "./live/live-board.ts";
import { type Notify, noticeOf } from "./notice.ts";
import type { RecordSink } from "./record-sink.ts";
import type { IngestReport } from "./report.ts";
import { siteReport } from "./site-report.ts";
import { HostSession } from "./subscribe/host-session.ts";

export type IngestDeps = {
  readonly clock: Clock;
  readonly log: Notify;
  readonly index?: RecordSink;
  /** Another disk for the journal, in tests. */
  readonly disk?: JournalDisk;
  /** Bounds that tests shorten; ms. */
  readonly timing?: Partial<IngestTiming>;
};

export type IngestTiming = {
  readonly tickMs: number;
  readonly reorderMs: number;
  readonly rebirthMs: number;
  readonly retryMs: number;
  readonly reconnectMs: number;
  readonly closeMs: number;
};

const usualTiming: IngestTiming = {
  tickMs: 50,
  reorderMs: 2_000,
  rebirthMs: 3_000,
  retryMs: 1_000,
  reconnectMs: 500,
  closeMs: 10_000,
};

const queueBytes = 64 * 1024 * 1024;
const maxPacketBytes = 4 * 1024 * 1024;
const maxConnections = 1_000;
const hostUser = "lineproof-host";

export interface Ingest extends LiveReader {
  /** State of the site's evidence logs; times of the window are gateway times, ms UTC, half-open. */
  logs(site: string, from: number, to: number): LogEvidence[];
  report(): IngestReport;
  /** Port of the embedded broker; null with an external one. */
  readonly brokerPort: number | null;
  /** True while connected to the broker and subscribed. */
  readonly online: boolean;
  /** Flushes, acknowledges, says STATE offline, disconnects. */
  close(): Promise<void>;
}

/** Folder of the journal segments within the data folder. */
export function journalFolder(data: string): string {
  return join(data, "journal");
}

/**
 * Throws INGEST_CONFIG_INVALID, CONTRACTS_LINE_MODEL_INVALID, INGEST_JOURNAL_LOCKED, INGEST_JOURNAL_OPEN,
 * INGEST_PORT_IN_USE or INGEST_BROKER_LISTEN; a broker that cannot be reached is tried again instead.
 */
export async function openIngest(config: IngestConfig, deps: IngestDeps): Promise<Ingest> {
  const models = loadLineModels(config.sites.map(({ lineModel }) => lineModel));
  const dir = journalFolder(config.data);
  const lock = lockJournal(dir);
  let broker: EmbeddedBroker | undefined;
  try {
    const running = new RunningIngest(config, deps, models, lock);
    await running.replay();
    const password = randomBytes(32).toString("hex");
    if (config.broker.kind === "embedded") {
      const { host, port, credentials } = config.broker;
      broker = await openEmbeddedBroker({
        host,
        port,
        credentials: [
          ...credentials,
          {
            username: hostUser,
            secret: { kind: "plain", text: password },
            principal: { kind: "host", hostId: config.hostId },
          },
        ],
        maxPacketBytes,
        maxConnections,
        notify: deps.log,
      });
    }
    running.start(broker, password);
    return running;
  } catch (error) {
    await broker?.close();
    lock.release();
    throw error;
  }
}

class RunningIngest implements Ingest {
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
  #session: HostSession | undefined;
  #ticker: NodeJS.Timeout | undefined;
  #lookingBack = false;
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
      throw new IngestError(
        "INGEST_JOURNAL_OPEN",
        `无法读取日志目录 ${this.#dir}:${String(cause)};请检查权限与磁盘 · journal folder ${this.#dir} cannot be read: check permissions and disk`,
        { path: this.#dir },
        { cause },
      );
    }
    for (const damage of this.#recovery.damage)
      log(noticeOf("error", damageError(this.#dir, damage)));
    for (const { segment, offset, bytes } of this.#recovery.torn) {
      log({
        level: "warn",
        message: `日志段 ${segment} 末尾 ${bytes} 字节未写完,已截去(偏移 ${offset}) · cut ${bytes} unfinished bytes at offset ${offset} of ${segment}`,
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

  start(broker: EmbeddedBroker | undefined, password: string): void {
    this.#broker = broker;
    const { clock, log } = this.#deps;
    const { hostId, broker: where } = this.#config;
    const access =
      where.kind === "external"
        ? where
        : {
            url: `mqtt://${where.host.includes(":") ? `[${where.host}]` : where.host}:${broker?.port}`,
            username: hostUser,
            password,
          };
    this.#session = new HostSession({
      url: access.url,
      ...(access.username === undefined ? {} : { username: access.username }),
      ...(access.password === undefined ? {} : { password: access.password }),
      hostId,
      clock,
      notify: log,
      reconnectMs: this.#timing.reconnectMs,
      onMessage: (topic, payload) => this.#intake.receive(topic, payload),
      onOnline: () => log({ level: "info", message: `已连接 MQTT · connected to ${access.url}` }),
      onOffline: () => this.#intake.brokerLost(),
    });
    this.#session.open();
    this.#ticker = setInterval(() => this.#tick(), this.#timing.tickMs);
  }

  get brokerPort(): number | null {
    return this.#broker?.port ?? null;
  }

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

  report(): IngestReport {
    const { entries, torn, damage } = this.#recovery;
    return {
      sites: [...this.#intake.sites.values()].map(siteReport),
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
    if (this.#lookingBack || ![...this.#intake.logs.values()].some(needsLookBack)) return;
    this.#lookingBack = true;
    this.#lookBackAll()
      .catch((error) => this.#deps.log(noticeOf("error", error)))
      .finally(() => {
        this.#lookingBack = false;
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
