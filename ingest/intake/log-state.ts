// What is known of one log from what is durable: ledger, tree, checkpoints, times.
// The same functions run when an entry becomes durable and when the journal is replayed at start, so
// that both end in the same state.
import { toHex } from "#contracts/bytes.ts";
import type { Checkpoint } from "#contracts/checkpoint.ts";
import type { LogEvidence } from "#contracts/evidence.ts";
import { isSimulatedOrigin } from "#contracts/log-id.ts";
import type { LogRecord } from "#contracts/record.ts";
import { CheckpointBook } from "../evidence/checkpoint-book.ts";
import type { Enrolment } from "../evidence/enrolment.ts";
import { RebuiltLog } from "../evidence/rebuilt-log.ts";
import { TimeIndex } from "../evidence/time-index.ts";
import { LeafWindow } from "../ledger/leaf-window.ts";
import { LogAccount } from "../ledger/log-account.ts";

/** When a record was made (gateway) and received (host), ms UTC; a resend says nothing about clocks. */
export type RecordTimes = {
  readonly gatewayTime: number;
  readonly ingestTime: number;
  readonly historical: boolean;
};

/** First byte of a quarantined entry's payload. */
export const quarantineReasons = { otherHash: 1, inconsistentGap: 2 } as const;

const maxRemembered = 10_000;

export class LogState {
  readonly enrolment: Enrolment;
  readonly account = new LogAccount();
  readonly window = new LeafWindow();
  readonly tree: RebuiltLog;
  readonly checkpoints: CheckpointBook;
  readonly #times = new TimeIndex();
  /** `sequence:leaf` of what was quarantined, so that the same bytes are kept once. */
  readonly #quarantined = new Set<string>();
  #quarantinedCount = 0;
  #contradictions = 0;

  constructor(enrolment: Enrolment) {
    this.enrolment = enrolment;
    this.tree = new RebuiltLog(this.window, (sequence) => this.account.isJournalled(sequence));
    this.checkpoints = new CheckpointBook(this.tree);
  }

  /** Same number with another hash, and checkpoints whose root disagrees. */
  get forks(): number {
    return this.#contradictions + this.checkpoints.forks;
  }

  /** Entries kept aside. */
  get quarantined(): number {
    return this.#quarantinedCount;
  }

  /** A record became durable. `record` is needed only for kinds other than scan. */
  addRecord(sequence: number, leaf: Uint8Array, times: RecordTimes, record?: LogRecord): void {
    if (this.account.isJournalled(sequence)) return;
    const { gatewayTime, ingestTime, historical } = times;
    this.account.journal(sequence);
    this.window.set(sequence, leaf);
    this.tree.added(sequence, leaf);
    this.#times.add(sequence, gatewayTime, historical ? null : ingestTime);
    if (record?.kind === "gap") {
      this.account.declareGap(record.from, record.to);
      this.tree.addGap(record);
    } else if (record?.kind === "clock" && record.state !== "unknown") {
      this.#times.addOffset(record.offsetMs, gatewayTime);
    }
    this.checkpoints.advance();
  }

  addCheckpoint(checkpoint: Checkpoint): void {
    this.checkpoints.add(checkpoint);
    if (checkpoint.clock.state !== "unknown") {
      this.#times.addOffset(checkpoint.clock.offsetMs, checkpoint.time);
    }
  }

  addQuarantined(sequence: number, reason: number, leaf: Uint8Array): void {
    this.account.quarantine(sequence);
    this.remember(sequence, leaf);
    this.#quarantinedCount += 1;
    if (reason === quarantineReasons.otherHash) this.#contradictions += 1;
    else if (!this.account.isJournalled(sequence)) {
      // The gateway signed these very bytes: they are a leaf of its tree, whatever they say.
      this.window.set(sequence, leaf);
      this.tree.added(sequence, leaf);
      this.checkpoints.advance();
    }
  }

  isRemembered(sequence: number, leaf: Uint8Array): boolean {
    return this.#quarantined.has(`${sequence}:${toHex(leaf)}`);
  }

  remember(sequence: number, leaf: Uint8Array): void {
    if (this.#quarantined.size < maxRemembered) this.#quarantined.add(`${sequence}:${toHex(leaf)}`);
  }

  addHostGap(from: number, to: number): void {
    this.account.giveUp(from, to);
  }

  /** @param from @param to gateway times, ms UTC, half-open; rounded outward to seconds or minutes. */
  evidence(from: number, to: number): LogEvidence {
    const { log, gateway, origin } = this.enrolment;
    const { range, clockOffsetMs, clockDriftPerMille } = this.#times.window(from, to);
    return {
      log,
      gateway,
      origin,
      simulated: isSimulatedOrigin(origin),
      size: this.tree.size,
      verified: this.checkpoints.verified,
      forks: this.forks,
      gapRecords: this.account.counts().gaps,
      quarantined: this.#quarantinedCount,
      witnessedAt: null,
      windowRange: range,
      clockOffsetMs,
      clockDriftPerMille,
    };
  }
}
