// Records in memory on their way to the disk, committed in groups when the caller says that time has passed:
// GroupCommit (../outbox/group-commit.ts) without its timer. While the disk refuses they wait, in order, up to
// the intake's cap; what does not fit is dropped and counted.
import type { ClockState, LogRecord } from "#contracts/record.ts";
import type { Clock } from "#contracts/time.ts";
import { GatewayError } from "../errors.ts";
import { Intake } from "../outbox/intake.ts";
import type { Outbox } from "../outbox/outbox.ts";

/** A running gateway tries every second; here seconds pass by thousands, and a minute loses nothing. */
const retryMs = 60_000;

export type SteppedCommitOptions = {
  /** The outbox that is open now. */
  readonly outbox: () => Outbox;
  readonly clock: Clock;
  readonly clockState: () => ClockState;
  readonly groupRecords: number;
};

export class SteppedCommit {
  readonly #options: SteppedCommitOptions;
  readonly #intake = new Intake();
  #refused: { readonly error: GatewayError; readonly at: number } | undefined;
  #gapRecords = 0;
  #gapTo = 0;

  constructor(options: SteppedCommitOptions) {
    this.#options = options;
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
  /** Why the disk takes nothing now. */
  get trouble(): GatewayError | undefined {
    return this.#refused?.error;
  }

  /** False when there was no room: the record is dropped and counted. Throws RecordError. */
  add(record: LogRecord): boolean {
    const taken = this.#intake.add(record);
    if (this.#intake.length >= this.#options.groupRecords) this.flush();
    return taken;
  }

  /** Commits what waits, unless the disk refused within the last minute. True when nothing waits. */
  flush(): boolean {
    const { clock } = this.#options;
    const refused = this.#refused;
    if (refused !== undefined && clock.monotonic() - refused.at < retryMs) return false;
    while (this.#intake.length > 0) {
      try {
        this.#commit();
      } catch (error) {
        if (!(error instanceof GatewayError)) throw error;
        this.#refused = { error, at: clock.monotonic() };
        return false;
      }
    }
    return true;
  }

  #commit(): void {
    const { outbox, clock, clockState, groupRecords } = this.#options;
    const group = this.#intake.peek(groupRecords);
    const gap = outbox().commit(group, clock.now(), clockState());
    if (gap !== undefined) {
      // A range dropped before may be part of the new one; it is counted once.
      this.#gapRecords += gap.to - Math.max(gap.from, this.#gapTo);
      this.#gapTo = gap.to;
    }
    this.#intake.remove(group.length);
    this.#refused = undefined;
  }
}
