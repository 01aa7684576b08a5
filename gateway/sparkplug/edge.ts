// The edge: records go in, reach the disk, go out as Sparkplug B and stay until the host has them.
// Composition of log, group commit, state machine and connection; the only timers are here and in them.
import { toHex } from "#contracts/bytes.ts";
import { parseCheckpoint } from "#contracts/checkpoint.ts";
import { logOrigin } from "#contracts/log-id.ts";
import type { ClockRecord, LogRecord } from "#contracts/record.ts";
import { parseNote } from "#contracts/signed-note.ts";
import { GatewayError } from "../errors.ts";
import { checkpointMaker } from "../evidence/checkpoint-maker.ts";
import { ClockTracker } from "../evidence/clock-tracker.ts";
import { sha256, verifyEd25519 } from "../evidence/digest.ts";
import { type OpenLog, openLog } from "../evidence/open-log.ts";
import type { StoredCheckpoint } from "../outbox/checkpoint-table.ts";
import { GroupCommit } from "../outbox/group-commit.ts";
import type { CommittedRecord } from "../outbox/outbox.ts";
import type { Action, Instant } from "./action.ts";
import { BacklogPump } from "./backlog-pump.ts";
import type { LogFacts } from "./births.ts";
import { Connector } from "./connector.ts";
import { DeclaredTable } from "./declared-table.ts";
import { EdgeNode } from "./edge-node.ts";
import type { Edge, EdgeOptions, EdgeStatus } from "./edge-options.ts";
import { recallLastSamples } from "./recall.ts";
import { TroubleReport } from "./trouble-report.ts";

const tickMs = 100;

class SparkplugEdge implements Edge {
  readonly #options: EdgeOptions;
  readonly #log: OpenLog;
  readonly #origin: string;
  readonly #table: DeclaredTable;
  readonly #node: EdgeNode;
  readonly #commit: GroupCommit;
  readonly #pump: BacklogPump;
  readonly #tracker: ClockTracker;
  readonly #sign: () => StoredCheckpoint | undefined;
  readonly #connector: Connector;
  readonly #trouble: TroubleReport;
  readonly #ticker: NodeJS.Timeout;
  #checkpoint: StoredCheckpoint | undefined;
  #checkpointAt = Number.NEGATIVE_INFINITY;
  #cosigned: { size: number; time: number } | null;
  #unreadable = 0;
  #stopped: Promise<void> | undefined;

  constructor(options: EdgeOptions, table: DeclaredTable, log: OpenLog) {
    const { clock, site, gatewayId, simulated } = options;
    const { outbox } = log;
    this.#options = options;
    this.#log = log;
    this.#table = table;
    this.#origin = logOrigin({ simulated, site, gateway: gatewayId, logId: log.logId });
    this.#trouble = new TroubleReport(clock, options.log);
    this.#tracker = new ClockTracker(clock, outbox.clockState);
    this.#checkpoint = outbox.newestCheckpoint();
    this.#cosigned = cosignedHead(outbox.cosigned);
    this.#sign = checkpointMaker({
      outbox,
      key: log.key,
      origin: this.#origin,
      lineModelHash: options.lineModelHash,
      clock,
      tracker: this.#tracker,
    });
    this.#node = new EdgeNode({
      name: { site, gatewayId },
      table,
      cursors: outbox,
      facts: () => this.#facts(),
      primaryHost: options.broker.primaryHost,
      crypto: { sha256, verify: verifyEd25519 },
    });
    this.#commit = new GroupCommit({
      outbox,
      clock,
      commitMs: options.outbox?.commitMs ?? 50,
      clockState: () => this.#tracker.state,
      onCommitted: (records) => this.#committed(records),
      onTrouble: (trouble) => this.#diskTrouble(trouble),
    });
    this.#pump = new BacklogPump({
      node: this.#node,
      outbox,
      clock,
      room: () => this.#connector.link?.room ?? 0,
      perform: (actions) => this.#perform(actions),
      onUnreadable: (gap, sequence) => this.#damaged(gap, sequence),
      onError: (error) => this.#trouble.failed(error),
    });
    if (log.key instanceof GatewayError) this.#trouble.failed(log.key);
    this.#record(this.#tracker.start());
    this.#connector = new Connector({
      broker: options.broker,
      node: this.#node,
      outbox,
      clock,
      random: options.random,
      log: options.log,
      perform: (actions) => this.#perform(actions),
      onConnected: () => this.#trouble.connected(),
      onError: (error) => this.#trouble.remember(error),
    });
    this.#ticker = setInterval(() => this.#tick(), tickMs);
  }

  #time(): Instant {
    return { now: this.#options.clock.now(), at: this.#options.clock.monotonic() };
  }

  #facts(): LogFacts {
    const { outbox, logId } = this.#log;
    return {
      logId,
      publicKey: outbox.publicKey,
      origin: this.#origin,
      lineModelHash: this.#options.lineModelHash,
      oldest: outbox.oldest,
      next: outbox.next,
      checkpoint: this.#checkpoint?.note,
    };
  }

  #diskTrouble(trouble: GatewayError | undefined): void {
    if (trouble === undefined) this.#trouble.diskRecovered(this.#commit.dropped);
    else this.#trouble.failed(trouble);
  }

  #damaged(gap: CommittedRecord, sequence: number): void {
    this.#unreadable += 1;
    this.#trouble.damagedRecord(this.#log.outbox.file, sequence);
    this.#committed([gap]);
  }

  #committed(records: readonly CommittedRecord[]): void {
    const { outbox } = this.#log;
    for (const { record } of records) this.#table.remember(record);
    this.#node.delivery.moved(outbox.oldest, outbox.next);
    const room = this.#connector?.link?.room ?? 0;
    this.#perform(this.#node.committed(records, room, this.#time()));
  }

  #perform(actions: readonly Action[]): void {
    for (const action of actions) {
      switch (action.do) {
        case "publish":
          this.#connector.link?.publish(action.topic, action.payload);
          break;
        case "acknowledge":
          this.#log.outbox.acknowledge(action.below);
          break;
        case "host-time":
          for (const record of this.#tracker.hostTime(action.hostTime)) this.#record(record);
          break;
        case "cosigned":
          this.#keepCosigned(action);
          break;
        case "refused":
          this.#trouble.refusedCommand(action.reason);
          break;
        case "disconnect":
          this.#options.log(`断开连接:${action.reason} · Disconnecting: ${action.reason}.`);
          void this.#connector.link?.close();
      }
    }
  }

  #keepCosigned({ note, size, time }: { note: string; size: number; time: number }): void {
    if (this.#cosigned !== null && size < this.#cosigned.size) return;
    this.#trouble.attempt(() => {
      this.#log.outbox.saveCosigned(note);
      this.#cosigned = { size, time };
    });
  }

  #record(record: ClockRecord | undefined): void {
    if (record !== undefined && this.#stopped === undefined) this.#commit.add(record);
  }

  /** Signs what is on disk, stores it and publishes it. */
  #makeCheckpoint(): void {
    this.#checkpointAt = this.#options.clock.monotonic();
    this.#trouble.attempt(() => {
      const checkpoint = this.#sign();
      if (checkpoint === undefined) return;
      this.#trouble.written();
      this.#checkpoint = checkpoint;
      this.#perform(this.#node.checkpoint(checkpoint.note, this.#time()));
    });
  }

  #tick(): void {
    this.#record(this.#tracker.observe());
    const time = this.#time();
    this.#perform(this.#node.tick(time));
    this.#connector.link?.watch(time.at);
    this.#pump.turn();
    const every = (this.#options.checkpointSeconds ?? 10) * 1000;
    if (time.at - this.#checkpointAt >= every) this.#makeCheckpoint();
  }

  record(record: LogRecord): boolean {
    if (this.#stopped !== undefined) {
      throw new GatewayError(
        "GATEWAY_OUTBOX_STOPPED",
        "网关已停止,不再记录 · The gateway has stopped and records no more.",
      );
    }
    return this.#commit.add(record);
  }

  equipmentUp(equipment: string): void {
    this.#perform(this.#node.equipment(equipment, true, this.#time()));
  }

  equipmentDown(equipment: string): void {
    this.#perform(this.#node.equipment(equipment, false, this.#time()));
  }

  status(): EdgeStatus {
    const { outbox, logId, key } = this.#log;
    const { delivery } = this.#node;
    return {
      log: logId,
      origin: this.#origin,
      publicKey: toHex(outbox.publicKey),
      signing: !(key instanceof GatewayError),
      next: outbox.next,
      acknowledged: outbox.acknowledged,
      oldest: outbox.oldest,
      buffered: this.#commit.buffered,
      dropped: this.#commit.dropped,
      gapRecords: this.#commit.gapRecords + this.#unreadable,
      outboxBytes: outbox.heldBytes,
      pending: delivery.pending,
      published: delivery.published,
      resent: delivery.resent,
      rebirths: this.#node.rebirths,
      connections: this.#connector.connections,
      connected: this.#connector.link !== undefined,
      born: this.#node.born,
      hostOnline: this.#node.hostOnline,
      commandsRefused: this.#trouble.refused,
      clock: { state: this.#tracker.state, offsetMs: this.#tracker.offsetMs },
      checkpoint: this.#checkpoint
        ? { size: this.#checkpoint.size, time: this.#checkpoint.time }
        : null,
      cosigned: this.#cosigned,
      lastError: this.#trouble.last,
    };
  }

  stop(): Promise<void> {
    this.#stopped ??= this.#end();
    return this.#stopped;
  }

  async #end(): Promise<void> {
    clearInterval(this.#ticker);
    this.#commit.stop();
    this.#makeCheckpoint();
    this.#perform(this.#node.stop(this.#time()));
    await this.#connector.stop();
    this.#log.outbox.close();
  }
}

function cosignedHead(note: string | undefined): { size: number; time: number } | null {
  if (note === undefined) return null;
  const { size, time } = parseCheckpoint(parseNote(note).text);
  return { size, time };
}

const defaults = { maxBytes: 2 ** 30, historyBytes: 2 ** 28 } as const;

/**
 * Opens log and key and begins to connect; it does not wait for the broker.
 * Rejects with GatewayError: GATEWAY_SPARKPLUG_ID, GATEWAY_OUTBOX_*, and GATEWAY_KEY_CORRUPT when there is no
 * log yet. An unusable key of an existing log stops checkpoints only; status().signing tells.
 */
export async function openEdge(options: EdgeOptions): Promise<Edge> {
  const { dataDir, outbox } = options;
  const table = new DeclaredTable(options, options.declared);
  const log = openLog({
    dataDir,
    maxBytes: outbox?.maxBytes ?? defaults.maxBytes,
    historyBytes: outbox?.historyBytes ?? defaults.historyBytes,
  });
  recallLastSamples(log.outbox, table);
  return new SparkplugEdge(options, table, log);
}
