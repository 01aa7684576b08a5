// Gathers records in memory and commits them in groups. While the disk refuses they wait, in order, up to
// the intake's cap; the trouble is said once, and once more when it is over.
import type { ClockState, LogRecord } from "#contracts/record.ts";
import { encodeRecord } from "#contracts/record-bytes.ts";
import type { Clock } from "#contracts/time.ts";
import { GatewayError } from "../errors.ts";
import { Intake } from "./intake.ts";
import type { CommittedRecord, Outbox } from "./outbox.ts";

const groupRecords = 2_000;
const retryMs = 1_000;

export type GroupCommitOptions = {
  readonly outbox: Outbox;
  readonly intake?: Intake;
  readonly commitMs: number;
  readonly clock: Clock;
  /** The clock state to be stored with the next group. */
  readonly clockState: () => ClockState;
  readonly onCommitted: (records: readonly CommittedRecord[]) => void;
  /** The disk refuses; said once until it works again, which is said with undefined. */
  readonly onTrouble: (trouble: GatewayError | undefined) => void;
};

export class GroupCommit {
  readonly #options: GroupCommitOptions;
  readonly #intake: Intake;
  #timer: NodeJS.Timeout | undefined;
  #delay = 0;
  #trouble: string | undefined;
  #gapRecords = 0;
  #gapTo = 0;

  constructor(options: GroupCommitOptions) {
    this.#options = options;
    this.#intake = options.intake ?? new Intake();
  }

  get buffered(): number {
    return this.#intake.length;
  }
  get dropped(): number {
    return this.#intake.dropped;
  }
  /** Numbers that gap records declared lost. */
  get gapRecords(): number {
    return this.#gapRecords;
  }

  /** False when there was no room: the record is dropped and counted. Throws RecordError. */
  add(record: LogRecord): boolean {
    const taken = this.#intake.add(record);
    const soon = this.#intake.length >= groupRecords && this.#trouble === undefined;
    this.#schedule(soon ? 0 : this.#options.commitMs);
    return taken;
  }

  #schedule(ms: number): void {
    if (this.#timer !== undefined) {
      if (ms > 0 || this.#delay === 0) return;
      clearTimeout(this.#timer);
    }
    this.#delay = ms;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.flush();
    }, ms);
  }

  /** Commits what waits. False when the disk refused; it is tried again later. */
  flush(): boolean {
    while (this.#intake.length > 0) {
      try {
        this.#commit();
      } catch (error) {
        if (!(error instanceof GatewayError)) throw error;
        this.#refused(error);
        return false;
      }
    }
    return true;
  }

  #refused(error: GatewayError): void {
    if (this.#trouble !== error.code) this.#options.onTrouble(error);
    this.#trouble = error.code;
    this.#schedule(retryMs);
  }

  #commit(): void {
    const { outbox, clock, clockState, onCommitted, onTrouble } = this.#options;
    const group = this.#intake.peek(groupRecords);
    const from = outbox.next;
    const gap = outbox.commit(group, clock.now(), clockState());
    const committed: CommittedRecord[] = group.map(({ record, prefixed }, i) => ({
      sequence: from + i,
      record,
      bytes: prefixed.subarray(1),
    }));
    if (gap !== undefined) {
      const sequence = from + group.length;
      committed.push({ sequence, record: gap, bytes: encodeRecord(gap) });
      // A range dropped before may be part of the new one; it is counted once.
      this.#gapRecords += gap.to - Math.max(gap.from, this.#gapTo);
      this.#gapTo = gap.to;
    }
    this.#intake.remove(group.length);
    if (this.#trouble !== undefined) onTrouble(undefined);
    this.#trouble = undefined;
    onCommitted(committed);
  }

  /** Tries a last time and ends; what the disk still refuses is lost with the process. */
  stop(): void {
    clearTimeout(this.#timer);
    this.flush();
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
