// The way from a reading to the signed log, driven by hand: change detection, records, canonical bytes, outbox,
// evidence log and checkpoints as in a running gateway, without driver, broker or timer. For plants that run
// faster than time; its logs always declare themselves simulated.
import { logOrigin } from "#contracts/log-id.ts";
import type { ClockRecord, IdentityRecord, LogRecord, ScanRecord } from "#contracts/record.ts";
import type { Reading } from "../driver.ts";
import { GatewayError } from "../errors.ts";
import { type CheckpointMaker, checkpointMaker } from "../evidence/checkpoint-maker.ts";
import { ClockTracker } from "../evidence/clock-tracker.ts";
import { type OpenLog, openLog } from "../evidence/open-log.ts";
import type { StoredCheckpoint } from "../outbox/checkpoint-table.ts";
import { SteppedClock } from "./stepped-clock.ts";
import { SteppedCommit } from "./stepped-commit.ts";
import { type SteppedEquipment, SteppedGroup } from "./stepped-group.ts";

export type SteppedGatewayOptions = {
  readonly site: string;
  readonly gateway: string;
  /** Folder of outbox and key; made when it is absent. One that is there is gone on with. */
  readonly dataDir: string;
  readonly equipment: readonly SteppedEquipment[];
  /** True time at which it starts, ms UTC. */
  readonly start: number;
  /** Properties of the identity record besides gateway, site and simulated. */
  readonly identity?: readonly (readonly [string, string])[];
  readonly lineModelHash?: string;
  /** Between two checkpoints, s of plant time; default 10. */
  readonly checkpointSeconds?: number;
  /** Records of one transaction; default 2000. */
  readonly groupRecords?: number;
  /** Cap of all held records, bytes. Default: none that a run reaches; nobody acknowledges. */
  readonly maxBytes?: number;
  readonly onCheckpoint?: (checkpoint: StoredCheckpoint) => void;
};

export type SteppedStatus = {
  /** 64 hex digits. */
  readonly log: string;
  readonly origin: string;
  /** Records on disk. */
  readonly next: number;
  readonly oldest: number;
  readonly root: Uint8Array;
  readonly buffered: number;
  readonly dropped: number;
  readonly gapRecords: number;
  /** Scan records and their samples since the start. */
  readonly scans: number;
  readonly samples: number;
  readonly outboxBytes: number;
  readonly checkpoint: StoredCheckpoint | undefined;
  /** Code of what the disk says now. */
  readonly trouble: string | undefined;
};

const unlimited = 2 ** 50;
/** Lower than any file: SQLite takes the present size instead, so nothing can be added. */
const noMorePages = 1;

export class SteppedGateway {
  readonly #options: SteppedGatewayOptions;
  readonly #clock: SteppedClock;
  readonly #groups: ReadonlyMap<string, SteppedGroup>;
  readonly #tracker: ClockTracker;
  readonly #commit: SteppedCommit;
  readonly #origin: string;
  #log: OpenLog;
  #sign: CheckpointMaker;
  #checkpointAt = Number.NEGATIVE_INFINITY;
  #checkpoint: StoredCheckpoint | undefined;
  #scans = 0;
  #samples = 0;
  #open = true;

  /** Opens log and key as a starting gateway does. Throws GATEWAY_OUTBOX_*, GATEWAY_KEY_*. */
  constructor(options: SteppedGatewayOptions) {
    const { site, gateway, equipment, start, groupRecords = 2_000 } = options;
    this.#options = options;
    this.#clock = new SteppedClock(start);
    this.#groups = new Map(equipment.map((each) => [each.id, new SteppedGroup(each)]));
    this.#log = this.#openLog();
    const { outbox, logId } = this.#log;
    this.#origin = logOrigin({ simulated: true, site, gateway, logId });
    this.#tracker = new ClockTracker(this.#clock, outbox.clockState);
    this.#checkpoint = outbox.newestCheckpoint();
    this.#sign = this.#maker();
    this.#commit = new SteppedCommit({
      outbox: () => this.#log.outbox,
      clock: this.#clock,
      clockState: () => this.#tracker.state,
      groupRecords,
    });
    this.#record(this.#tracker.start());
    this.#record(this.#identity());
  }

  /** The gateway's own wall clock, ms UTC. */
  get now(): number {
    return this.#clock.now();
  }

  /** Time passes: what waits for a disk is tried again, and a checkpoint that is due is signed. */
  moveTo(trueTime: number): void {
    this.#clock.moveTo(trueTime);
    this.#record(this.#tracker.observe());
    if (this.#commit.trouble !== undefined) this.#commit.flush();
    const every = (this.#options.checkpointSeconds ?? 10) * 1000;
    if (this.#clock.monotonic() - this.#checkpointAt >= every) this.#makeCheckpoint();
  }

  /** A scan of one equipment, now. @param readings one per signal, in order. */
  scan(equipment: string, readings: readonly Reading[]): void {
    this.#recordScan(equipment, this.#group(equipment).read(readings, this.#clock.now()));
  }

  /** One equipment did not answer. @param status raw OPC UA status of the failure. */
  unreachable(equipment: string, status: number): void {
    const record = this.#group(equipment).fail(status, this.#clock.now());
    if (record !== undefined) this.#recordScan(equipment, record);
  }

  /** The host's clock, as it comes with every acknowledgement, ms UTC. */
  hearHost(hostTime: number): void {
    for (const record of this.#tracker.hostTime(hostTime)) this.#record(record);
  }

  /** The wall clock is wrong by this from now on, ms. */
  setClockOffset(offsetMs: number): void {
    this.#clock.setOffset(offsetMs);
  }

  /** What waits goes to the disk now, as in a running gateway within 50 ms. */
  commit(): void {
    this.#commit.flush();
  }

  /** The outbox cannot grow while `full`. Records wait in memory up to the intake's cap, then they are dropped. */
  setDiskFull(full: boolean): void {
    this.#commit.flush();
    this.#log.outbox.close();
    this.#log = this.#openLog(full ? noMorePages : undefined);
    this.#sign = this.#maker();
  }

  status(): SteppedStatus {
    const { outbox, logId } = this.#log;
    return {
      log: logId,
      origin: this.#origin,
      next: outbox.next,
      oldest: outbox.oldest,
      root: outbox.root(),
      buffered: this.#commit.buffered,
      dropped: this.#commit.dropped,
      gapRecords: this.#commit.gapRecords,
      scans: this.#scans,
      samples: this.#samples,
      outboxBytes: outbox.heldBytes,
      checkpoint: this.#checkpoint,
      trouble: this.#commit.trouble?.code,
    };
  }

  /** Everything that was read is committed and a last checkpoint signed. */
  close(): void {
    if (!this.#open) return;
    this.#makeCheckpoint();
    this.cut();
  }

  /** The power goes: what only stood in memory is lost. Open another gateway on the folder to go on. */
  cut(): void {
    this.#open = false;
    this.#log.outbox.close();
  }

  #openLog(maxPages?: number): OpenLog {
    const { dataDir, maxBytes = unlimited } = this.#options;
    const pages = maxPages === undefined ? {} : { maxPages };
    return openLog({ dataDir, maxBytes, historyBytes: maxBytes, ...pages });
  }

  #maker(): CheckpointMaker {
    const { outbox, key } = this.#log;
    if (key instanceof GatewayError) throw key;
    const { lineModelHash } = this.#options;
    return checkpointMaker({
      outbox,
      key,
      origin: this.#origin,
      lineModelHash,
      clock: this.#clock,
      tracker: this.#tracker,
    });
  }

  #identity(): IdentityRecord {
    const { site, gateway, identity = [] } = this.#options;
    const properties = new Map([
      ...identity,
      ["gateway", gateway],
      ["site", site],
      ["simulated", "true"],
    ] as const);
    return {
      kind: "identity",
      gatewayTime: this.#clock.now(),
      properties: [...properties].sort(([a], [b]) =>
        Buffer.compare(Buffer.from(a), Buffer.from(b)),
      ),
    };
  }

  #group(equipment: string): SteppedGroup {
    const group = this.#groups.get(equipment);
    if (group === undefined) throw new RangeError(`no equipment ${equipment}`);
    return group;
  }

  #recordScan(equipment: string, record: ScanRecord): void {
    this.#scans += 1;
    this.#samples += record.samples.length;
    if (!this.#record(record)) this.#group(equipment).forget();
  }

  #record(record: LogRecord | ClockRecord | undefined): boolean {
    return record === undefined || this.#commit.add(record);
  }

  /** Signs what is on disk, after what waits went there. A disk that is full signs nothing. */
  #makeCheckpoint(): void {
    this.#checkpointAt = this.#clock.monotonic();
    this.#commit.flush();
    try {
      const checkpoint = this.#sign();
      if (checkpoint === undefined) return;
      this.#checkpoint = checkpoint;
      this.#options.onCheckpoint?.(checkpoint);
    } catch (error) {
      // Tried again when the next one is due, as a running gateway does.
      if (!(error instanceof GatewayError)) throw error;
    }
  }
}
