// Calls again and again, and knows when the gateway itself stood still (a sleeping laptop, SIGSTOP, a computer
// with no time for it): then nobody else is late.
import type { Clock } from "#contracts/time.ts";

/** Together with the grace of scan-progress.ts: a stall is noticed within 3 scans and 1 s. */
const watchEveryMs = 250;
const standstillMs = 1_000;

export type WatchdogOptions = {
  readonly clock: Clock;
  /** @param at monotonic ms */
  readonly watch: (at: number) => void;
  /** Instead of watch(), after a standstill. @param ms how long @param at monotonic ms */
  readonly onStandstill: (ms: number, at: number) => void;
};

export class Watchdog {
  readonly #options: WatchdogOptions;
  #timer: NodeJS.Timeout | undefined;
  #due = 0;
  #standstills = 0;
  #standstillMs = 0;

  constructor(options: WatchdogOptions) {
    this.#options = options;
  }

  get standstills(): { readonly count: number; readonly ms: number } {
    return { count: this.#standstills, ms: Math.round(this.#standstillMs) };
  }

  start(): void {
    const { clock } = this.#options;
    this.#due = clock.monotonic() + watchEveryMs;
    this.#timer = setTimeout(() => this.#turn(), watchEveryMs);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  #turn(): void {
    const { clock, watch, onStandstill } = this.#options;
    const at = clock.monotonic();
    const late = at - this.#due;
    this.start();
    if (late <= standstillMs) {
      watch(at);
      return;
    }
    this.#standstills += 1;
    this.#standstillMs += late;
    onStandstill(late, at);
  }
}
