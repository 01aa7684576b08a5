// Timed mode: rows stand according to the file's own stamps, `speed` times as fast. A row is valid for
// the nominal interval and no longer; until the next one is due there is no value, so the file's gaps
// stay gaps and an old row is never served as if fresh.

import type { Clock } from "#contracts/time.ts";
import type { Playback, PlaybackProgress } from "./playback.ts";

/** When a row was recorded, ms on any scale: a file's stamps, a cassette's offsets. */
export interface StampedRow {
  readonly stampMs: number;
}

export interface Timeline {
  /** When each row begins, ms of file time after the first; strictly rising. */
  readonly offsetsMs: readonly number[];
  /** Median step, ms of file time. */
  readonly intervalMs: number;
}

/**
 * A step that is not forward is a jump of the recorder's clock, not time that passed: playing can only
 * go on, so such a row comes one nominal interval after the row before it.
 */
export function createTimeline(rows: readonly StampedRow[]): Timeline {
  const steps = rows.slice(1).map((row, index) => row.stampMs - (rows[index]?.stampMs ?? 0));
  const forward = steps.filter((step) => step > 0).sort((a, b) => a - b);
  const intervalMs = forward[(forward.length - 1) >> 1] ?? 1_000;
  const offsetsMs = [0];
  for (const step of steps) {
    offsetsMs.push((offsetsMs.at(-1) ?? 0) + (step > 0 ? step : intervalMs));
  }
  return { offsetsMs, intervalMs };
}

export class TimedPlayback implements Playback {
  readonly #timeline: Timeline;
  readonly #first: number;
  readonly #speed: number;
  readonly #clock: Clock;
  readonly #startedAt: number;

  /** Plays `rows`, the first of which has number `first` in the file, from now on. `speed` > 0. */
  constructor(rows: readonly StampedRow[], first: number, speed: number, clock: Clock) {
    this.#timeline = createTimeline(rows);
    this.#first = first;
    this.#speed = speed;
    this.#clock = clock;
    this.#startedAt = clock.monotonic();
  }

  progress(): PlaybackProgress {
    const { offsetsMs, intervalMs } = this.#timeline;
    const elapsedMs = (this.#clock.monotonic() - this.#startedAt) * this.#speed;
    const index = findLastAtOrBefore(offsetsMs, elapsedMs);
    const valid = elapsedMs < (offsetsMs[index] ?? 0) + intervalMs;
    return {
      row: valid ? this.#first + index : undefined,
      first: this.#first,
      end: this.#first + offsetsMs.length,
      done: !valid && index === offsetsMs.length - 1,
    };
  }

  noteRead(): void {
    // Time alone moves this playback.
  }
}

function findLastAtOrBefore(rising: readonly number[], value: number): number {
  let low = 0;
  let high = rising.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((rising[middle] ?? 0) <= value) low = middle;
    else high = middle - 1;
  }
  return low;
}
