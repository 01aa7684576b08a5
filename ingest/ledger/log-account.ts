// The loss ledger of one log: where every number below `next` is.
// Invariant: next = journalled + gaps + quarantined + hostGaps + outstanding, each number in exactly one
// of them; a journalled record takes its number out of every other.
import { type SequenceRange, SequenceRanges } from "#contracts/sequence-ranges.ts";
import { IngestError } from "../errors.ts";

export type AccountCounts = {
  readonly next: number;
  readonly journalled: number;
  readonly gaps: number;
  readonly quarantined: number;
  readonly hostGaps: number;
  readonly outstanding: number;
};

const places = ["journalled", "gaps", "quarantined", "hostGaps"] as const;
type Place = (typeof places)[number];

export class LogAccount {
  readonly #ranges: { readonly [P in Place]: SequenceRanges } = {
    journalled: new SequenceRanges(),
    gaps: new SequenceRanges(),
    quarantined: new SequenceRanges(),
    hostGaps: new SequenceRanges(),
  };
  /** Union of the four places. */
  readonly #settled = new SequenceRanges();
  #next = 0;

  get next(): number {
    return this.#next;
  }

  /** All below is settled: what an acknowledgement may say. */
  get settledBelow(): number {
    return this.#settled.contiguousFrom(0);
  }

  isJournalled(sequence: number): boolean {
    return this.#ranges.journalled.has(sequence);
  }

  isSettled(sequence: number): boolean {
    return this.#settled.has(sequence);
  }

  /** Numbers below `next` are known to exist. */
  raiseNext(next: number): void {
    this.#next = Math.max(this.#next, next);
  }

  journal(sequence: number): void {
    const replaced = this.#settled.has(sequence) && !this.isJournalled(sequence);
    this.#settle("journalled", sequence, sequence + 1);
    if (!replaced) return;
    for (const place of places) {
      if (place !== "journalled") this.#ranges[place].remove(sequence, sequence + 1);
    }
  }

  /** Declared dropped by the gateway, or below its oldest: what has no better place becomes a gap. */
  declareGap(from: number, to: number): void {
    this.#fill("gaps", from, to);
  }

  /** Kept aside with its bytes; counts only where no record is journalled under the number. */
  quarantine(sequence: number): void {
    this.#fill("quarantined", sequence, sequence + 1);
  }

  /** Given up, its bytes kept. */
  giveUp(from: number, to: number): void {
    this.#fill("hostGaps", from, to);
  }

  /** Unsettled numbers in [from, to), ascending, at most `limit` ranges. */
  holes(from: number, to: number, limit: number): SequenceRange[] {
    return this.#settled.missing(from, Math.min(to, this.#next), limit);
  }

  /** Counts every place on its own. Throws INGEST_LEDGER_UNBALANCED when they do not sum up. */
  counts(): AccountCounts {
    const { journalled, gaps, quarantined, hostGaps } = this.#ranges;
    const counted = {
      next: this.#next,
      journalled: journalled.count,
      gaps: gaps.count,
      quarantined: quarantined.count,
      hostGaps: hostGaps.count,
      outstanding: this.#settled
        .missing(0, this.#next)
        .reduce((sum, range) => sum + range.to - range.from, 0),
    };
    const sum =
      counted.journalled +
      counted.gaps +
      counted.quarantined +
      counted.hostGaps +
      counted.outstanding;
    if (sum !== counted.next) {
      throw new IngestError(
        "INGEST_LEDGER_UNBALANCED",
        `账目不平:应为 ${counted.next},合计 ${sum} · the loss ledger does not sum: ${sum} of ${counted.next}`,
        counted,
      );
    }
    return counted;
  }

  #settle(place: Place, from: number, to: number): void {
    this.#ranges[place].add(from, to);
    this.#settled.add(from, to);
    this.raiseNext(to);
  }

  #fill(place: Place, from: number, to: number): void {
    for (const hole of this.#settled.missing(from, to)) this.#settle(place, hole.from, hole.to);
  }
}
