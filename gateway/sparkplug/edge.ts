// The edge: records go in, reach the disk, go out as Sparkplug B and stay until the host has them.
// Composition of log, group commit, state machine and connection; the only timers are here and in them.
import { logOrigin } from "#contracts/log-id.ts";
import type { ClockRecord, LogRecord } from "#contracts/record.ts";
import { clockWords } from "../clock/clock-words.ts";
import { systemSynchronised } from "../clock/system-synchronisation.ts";
import type { DeclaredEquipment } from "../declared.ts";
import { GatewayError } from "../errors.ts";
import { type CheckpointMaker, checkpointMaker } from "../evidence/checkpoint-maker.ts";
import { ClockTracker } from "../evidence/clock-tracker.ts";
import { sha256, verifyEd25519 } from "../evidence/digest.ts";
import { type OpenLog, openLog } from "../evidence/open-log.ts";
import { GroupCommit } from "../outbox/group-commit.ts";
import type { CommittedRecord } from "../outbox/outbox.ts";
import { recordsBackwards } from "../outbox/records-backwards.ts";
import type { Action, Instant } from "./action.ts";
import { BacklogPump } from "./backlog-pump.ts";
import type { LogFacts } from "./births.ts";
import { Checkpoints } from "./checkpoints.ts";
import { Connector } from "./connector.ts";
import { DeclaredTable } from "./declared-table.ts";
import { EdgeNode } from "./edge-node.ts";
import type { Edge, EdgeOptions, EdgeStatus } from "./edge-options.ts";
import { edgeStatus } from "./edge-status.ts";
import { statePeeks } from "./host-wait.ts";
import { recallLastSamples } from "./recall.ts";
import { TroubleReport } from "./trouble-report.ts";

const tickMs = 100;

/** Every signal is recorded at least once in an hour. */
const lookBack = { maxRecords: 100_000, maxBytes: 128 << 20 } as const;

class SparkplugEdge implements Edge {
  readonly #options: EdgeOptions;
  readonly #log: OpenLog;
  readonly #origin: string;
  readonly #table: DeclaredTable;
  readonly #node: EdgeNode;
  readonly #commit: GroupCommit;
  readonly #pump: BacklogPump;
  readonly #tracker: ClockTracker;
  readonly #checkpoints: Checkpoints;
  #lineModelHash: string | undefined;
  readonly #connector: Connector;
  readonly #trouble: TroubleReport;
  readonly #ticker: NodeJS.Timeout;
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
    this.#tracker = new ClockTracker(clock, outbox.clockState, options.maxClockOffsetMs);
    this.#lineModelHash = options.lineModelHash;
    this.#checkpoints = new Checkpoints({
      log,
      sign: this.#maker(),
      everyMs: (options.checkpointSeconds ?? 10) * 1000,
      trouble: this.#trouble,
      publish: (note) => this.#perform(this.#node.checkpoint(note, this.#time())),
    });
    this.#node = new EdgeNode({
      name: { site, gatewayId },
      table,
      cursors: outbox,
      facts: () => this.#facts(),
      primaryHost: options.broker.primaryHost,
      severalServers: options.broker.servers.length > 1,
      resendPerSecond: options.outbox?.resendPerSecond,
      crypto: { sha256, verify: verifyEd25519 },
    });
    this.#commit = new GroupCommit({
      outbox,
      clock,
      commitMs: options.outbox?.commitMs ?? 50,
      clockState: () => this.#tracker.state,
      onCommitted: (records) => this.#committed(records),
      onTrouble: (trouble) => this.#trouble.disk(trouble, this.#commit.dropped),
    });
    this.#pump = new BacklogPump({
      node: this.#node,
      outbox,
      clock,
      room: () => this.#connector.link?.spareRoom ?? 0,
      perform: (actions) => this.#perform(actions),
      onUnreadable: (gap, sequence) => this.#damaged(gap, sequence),
      onError: (error) => this.#trouble.failed(error),
    });
    if (log.key instanceof GatewayError) this.#trouble.failed(log.key);
    this.#trouble.enrolled(options.broker.enrolledLog ?? log.logId, log.logId);
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

  #maker(): CheckpointMaker {
    const { outbox, key } = this.#log;
    return checkpointMaker({
      outbox,
      key,
      origin: this.#origin,
      lineModelHash: this.#lineModelHash,
      clock: this.#options.clock,
      tracker: this.#tracker,
    });
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
      lineModelHash: this.#lineModelHash,
      oldest: outbox.oldest,
      next: outbox.next,
      checkpoint: this.#checkpoints.newest?.note,
    };
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
          this.#checkpoints.keepCosigned(action);
          break;
        case "too-large":
          this.#trouble.tooLarge(action);
          break;
        case "rewound":
          this.#trouble.logRewound(action);
          break;
        case "nonce":
          this.#checkpoints.takeNonce(action.nonce);
          break;
        case "refused":
          this.#trouble.refusedCommand(action.reason);
          break;
        case "disconnect":
          this.#options.log(`断开连接:${action.reason} · Disconnecting: ${action.reason}.`);
          this.#connector.leave();
      }
    }
  }

  #record(record: ClockRecord | undefined): void {
    if (record === undefined || this.#stopped !== undefined) return;
    this.#commit.add(record);
    const words = clockWords(record, this.#tracker, systemSynchronised());
    if (words !== undefined) this.#options.log(words);
  }

  #tick(): void {
    this.#record(this.#tracker.observe());
    const time = this.#time();
    this.#perform(this.#node.tick(time));
    this.#connector.link?.watch(time.at);
    this.#pump.turn();
    this.#checkpoints.tick(time.at);
    this.#sayWaiting(time.at);
  }

  /** Says once per wait that the primary host is not there, and asks the server which hosts are. */
  #sayWaiting(at: number): void {
    if (!this.#trouble.waiting(this.#node.waitingFor(at))) return;
    for (const filter of statePeeks) this.#connector.link?.peek(filter);
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

  redeclare(declared: readonly DeclaredEquipment[], lineModelHash: string | undefined): void {
    const before = this.#lineModelHash;
    this.#lineModelHash = lineModelHash;
    try {
      this.#perform(this.#node.redeclare(declared, this.#time()));
    } catch (error) {
      this.#lineModelHash = before;
      throw error;
    }
    this.#checkpoints.signWith(this.#maker());
  }

  ntpOffset(offsetMs: number): void {
    for (const record of this.#tracker.ntpOffset(offsetMs)) this.#record(record);
  }

  equipmentUp(equipment: string): void {
    this.#perform(this.#node.equipment(equipment, true, this.#time()));
  }

  equipmentDown(equipment: string): void {
    this.#perform(this.#node.equipment(equipment, false, this.#time()));
  }

  recorded(): Iterable<LogRecord> {
    // What still waits would be missing in a count that goes on from here.
    this.#commit.flush();
    return recordsBackwards(this.#log.outbox, lookBack);
  }

  status(): EdgeStatus {
    return edgeStatus({
      log: this.#log,
      origin: this.#origin,
      commit: this.#commit,
      node: this.#node,
      connector: this.#connector,
      tracker: this.#tracker,
      checkpoints: this.#checkpoints,
      trouble: this.#trouble,
      unreadable: this.#unreadable,
      at: this.#time().at,
    });
  }

  stop(): Promise<void> {
    this.#stopped ??= this.#end();
    return this.#stopped;
  }

  async #end(): Promise<void> {
    clearInterval(this.#ticker);
    this.#commit.stop();
    this.#checkpoints.make(this.#time().at);
    this.#perform(this.#node.stop(this.#time()));
    await this.#connector.stop();
    this.#log.outbox.close();
  }
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
