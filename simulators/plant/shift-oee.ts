// Overall equipment effectiveness of the running shift, as ISO 22400-2 has it and a line's controller
// computes it from its own states and counts:
//   A = producing time ÷ elapsed scheduled time of the shift
//   P = (pieces ÷ ideal rate) ÷ producing time
//   Q = good pieces ÷ all pieces                          OEE = A · P · Q, 0..1
// Shifts of twelve hours begin at 08:00 and 20:00 in China (UTC+8, no summer time).

const SHIFT_MS = 12 * 3_600_000;

export interface ShiftOeeOptions {
  /** Pieces per hour of production without any loss. */
  readonly idealPerHour: number;
  /** Wall clock at the start, ms since the epoch. */
  readonly now: number;
  /** How a shift goes that was already running then: shares of time, ideal rate and pieces. */
  readonly typical: {
    readonly availability: number;
    readonly performance: number;
    readonly quality: number;
  };
}

interface Sums {
  shiftStart: number;
  producingMs: number;
  pieces: number;
  good: number;
}

export class ShiftOee {
  readonly #idealPerHour: number;
  #sums: Sums;
  #now: number;

  constructor({ idealPerHour, now, typical }: ShiftOeeOptions) {
    this.#idealPerHour = idealPerHour;
    this.#now = now;
    const shiftStart = shiftStartOf(now);
    const producingMs = (now - shiftStart) * typical.availability;
    const pieces = Math.round((producingMs / 3_600_000) * idealPerHour * typical.performance);
    this.#sums = { shiftStart, producingMs, pieces, good: Math.round(pieces * typical.quality) };
  }

  /** @param now wall clock at the end of the step. */
  step(
    dtMs: number,
    now: number,
    { producing, pieces, good }: { producing: boolean; pieces: number; good: number },
  ): void {
    const shiftStart = shiftStartOf(now);
    if (shiftStart !== this.#sums.shiftStart) {
      this.#sums = { shiftStart, producingMs: 0, pieces: 0, good: 0 };
    }
    this.#now = now;
    // A step across the shift change counts for the new shift as far as it lies in it.
    if (producing) this.#sums.producingMs += Math.min(dtMs, now - shiftStart);
    this.#sums.pieces += pieces;
    this.#sums.good += good;
  }

  availability(): number {
    return ratio(this.#sums.producingMs, this.#now - this.#sums.shiftStart, 1);
  }

  performance(): number {
    const { pieces, producingMs } = this.#sums;
    return ratio((pieces / this.#idealPerHour) * 3_600_000, producingMs, Number.POSITIVE_INFINITY);
  }

  quality(): number {
    return ratio(this.#sums.good, this.#sums.pieces, 1);
  }

  /** 0..1 */
  value(): number {
    return Math.min(this.availability() * this.performance() * this.quality(), 1);
  }

  retained(): Readonly<Record<string, number>> {
    return { ...this.#sums };
  }

  /** Sums of another shift are over and are not taken back: this one then begins without any. */
  restore(counters: Readonly<Record<string, number>>): void {
    const { shiftStart, producingMs, pieces, good } = counters;
    if (
      shiftStart === undefined ||
      producingMs === undefined ||
      pieces === undefined ||
      good === undefined
    )
      return;
    this.#sums =
      shiftStart === this.#sums.shiftStart
        ? { shiftStart, producingMs, pieces, good }
        : { shiftStart: this.#sums.shiftStart, producingMs: 0, pieces: 0, good: 0 };
  }
}

/** 08:00 in China is 00:00 UTC: shifts are the halves of a UTC day. */
function shiftStartOf(now: number): number {
  return Math.floor(now / SHIFT_MS) * SHIFT_MS;
}

/** Before anything happened there is no share: then 0. */
function ratio(part: number, whole: number, limit: number): number {
  return whole > 0 ? Math.min(part / whole, limit) : 0;
}
