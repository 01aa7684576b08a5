// Whether a unit behind a link answers. A unit that does not is asked again after a growing pause with
// one request (half open), so that it cannot hold up the others of its link.

import { status } from "#contracts/quality.ts";
import type { Clock } from "#contracts/time.ts";

/** So many times what a lost answer cost the neighbours: it takes at most 1/25 of the link's time. */
const costFactor = 24;
const maxCostPauseMs = 120_000;
const firstBackoffMs = 2_000;
const maxBackoffMs = 30_000;

export class UnitHealth {
  readonly #clock: Clock;
  #failures = 0;
  #retryAt = 0;
  #status: number = status.badWaitingForInitialData;
  #askedAt = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** False while the unit is left alone. */
  mayAsk(): boolean {
    return this.#failures === 0 || this.#clock.monotonic() >= this.#retryAt;
  }

  /** True after a failure that no answer has followed. */
  get failing(): boolean {
    return this.#failures > 0;
  }

  /** Status and time (ms UTC) of the last failure. */
  get lastFailure(): { readonly status: number; readonly askedAt: number } {
    return { status: this.#status, askedAt: this.#askedAt };
  }

  answered(): void {
    this.#failures = 0;
  }

  /**
   * One lost answer may be an accident and costs no pause; from the second on the pause doubles.
   * @param costMs how long the link was held up by it.
   */
  failed(code: number, costMs: number | undefined = 0): void {
    this.#failures += 1;
    this.#status = code;
    this.#askedAt = this.#clock.now();
    const doubled = Math.min(firstBackoffMs * 2 ** (this.#failures - 2), maxBackoffMs);
    const paid = Math.min(costMs * costFactor, maxCostPauseMs);
    const pause = this.#failures < 2 ? 0 : Math.max(doubled, paid);
    this.#retryAt = this.#clock.monotonic() + pause;
  }
}
