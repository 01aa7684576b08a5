// When to ask a gateway again, and for what: numbers that are known to exist and do not come.
// A hole is asked for once it is a second old and nothing has filled any hole for a second; then with
// growing pauses, so that a resend under way is left alone. Times are monotonic ms.

import type { SequenceRange } from "#contracts/sequence-ranges.ts";
import { maxMissingRanges } from "#contracts/sparkplug-evidence.ts";
import type { LogAccount } from "./log-account.ts";

/** Numbers asked for at once. */
const maxAsked = 20_000;
const ageMs = 1_000;
/** Silence after which numbers above the last one seen count as lost too. */
const quietMs = 3_000;
const firstPauseMs = 2_000;
const longestPauseMs = 30_000;

export class MissingRequests {
  readonly #account: LogAccount;
  /** One above the highest number that arrived, now and when the running second began. */
  #seen = 0;
  #agedSeen = 0;
  #youngSeen = 0;
  #youngSince = Number.NEGATIVE_INFINITY;
  #lastArrival = Number.NEGATIVE_INFINITY;
  #lastFill = Number.NEGATIVE_INFINITY;
  #pauseUntil = Number.NEGATIVE_INFINITY;
  #pauseMs = firstPauseMs;

  constructor(account: LogAccount) {
    this.#account = account;
  }

  /** A birth: what it announced is expected from now on. */
  restart(now: number): void {
    this.#lastArrival = now;
    this.#lastFill = now;
    this.#pauseUntil = now;
    this.#pauseMs = firstPauseMs;
  }

  /** A record arrived for the first time. */
  arrived(sequence: number, now: number): void {
    this.#lastArrival = now;
    if (sequence < this.#seen) {
      this.#lastFill = now;
      this.#pauseMs = firstPauseMs;
    } else this.#seen = sequence + 1;
  }

  /** Ranges to ask for now; empty when there is nothing to ask or it is too early. */
  due(now: number): SequenceRange[] {
    if (now - this.#youngSince >= ageMs) {
      this.#agedSeen = this.#youngSeen;
      this.#youngSeen = this.#seen;
      this.#youngSince = now;
    }
    if (now < this.#pauseUntil || now - this.#lastFill < ageMs) return [];
    const horizon = now - this.#lastArrival >= quietMs ? this.#account.next : this.#agedSeen;
    const holes = this.#account.holes(this.#account.settledBelow, horizon, maxMissingRanges);
    if (holes.length === 0) return [];
    this.#pauseUntil = now + this.#pauseMs;
    this.#pauseMs = Math.min(this.#pauseMs * 2, longestPauseMs);
    return atMost(holes, maxAsked);
  }
}

function atMost(ranges: readonly SequenceRange[], count: number): SequenceRange[] {
  const kept: SequenceRange[] = [];
  let left = count;
  for (const { from, to } of ranges) {
    if (left <= 0) break;
    kept.push({ from, to: Math.min(to, from + left) });
    left -= to - from;
  }
  return kept;
}
