// Runs a scan on its interval without drift. A tick that finds the previous scan still running, or that
// comes more than an interval late, is skipped and counted: scans are never queued up or made up for.
import type { Clock } from "#contracts/time.ts";

export type TickerOptions = {
  readonly clock: Clock;
  readonly intervalMs: number;
  /** Delay of the first tick; spreads the groups so that they do not all ask at once. */
  readonly phaseMs: number;
  readonly scan: () => Promise<void>;
  /** Told of every scan: how late it begins, ms. */
  readonly onBegin?: (lateMs: number) => void;
};

export class Ticker {
  readonly #options: TickerOptions;
  #due = 0;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;
  #stopped = false;
  /** Ticks without a scan. */
  skipped = 0;

  constructor(options: TickerOptions) {
    this.#options = options;
  }

  start(): void {
    const { clock, phaseMs } = this.#options;
    this.#due = clock.monotonic() + phaseMs;
    this.#arm();
  }

  /** No tick comes any more; resolves when the running scan has ended. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#running;
  }

  /** Whatever became of the timer: the next tick comes now, on the old grid. */
  revive(): void {
    clearTimeout(this.#timer);
    this.#arm();
  }

  #arm(): void {
    if (this.#stopped) return;
    const wait = Math.max(0, this.#due - this.#options.clock.monotonic());
    this.#timer = setTimeout(() => this.#tick(), wait);
  }

  #tick(): void {
    const { clock, intervalMs } = this.#options;
    const late = clock.monotonic() - this.#due;
    // Timers may fire a fraction of a millisecond early.
    if (late < -1) {
      this.#arm();
      return;
    }
    const missed = Math.max(0, Math.floor(late / intervalMs));
    this.skipped += missed;
    this.#due += (missed + 1) * intervalMs;
    if (this.#running === undefined) this.#run(late);
    else this.skipped += 1;
    this.#arm();
  }

  #run(late: number): void {
    this.#options.onBegin?.(late);
    const ended = () => {
      this.#running = undefined;
    };
    // A scan reports its failures itself; one that throws all the same must not end the ticking.
    this.#running = this.#options.scan().then(ended, ended);
  }
}
