// The beats of a subscription: everything that the server publishes, keep-alives too, and whoever waits for it.
import type { OpcUaLink } from "./link.ts";

export class Pulse {
  readonly #link: OpcUaLink;
  readonly #waiting = new Set<() => void>();
  #beats = 0;
  /** Monotonic ms of the last of them. */
  #beatAt = Number.NEGATIVE_INFINITY;

  constructor(link: OpcUaLink) {
    this.#link = link;
  }

  /** The server published. */
  beat(): void {
    this.#beats += 1;
    this.#beatAt = this.#link.io.clock.monotonic();
    for (const look of this.#waiting) look();
  }

  /** Counts what the server published, keep-alives too. */
  get beats(): number {
    return this.#beats;
  }

  /** ms since the server published last. */
  get silentMs(): number {
    return this.#link.io.clock.monotonic() - this.#beatAt;
  }

  /** True when the server published after `beats`; false when it did not within `ms`. Rejects when lost. */
  newsSince(beats: number, ms: number): Promise<boolean> {
    return this.until(() => this.#beats > beats, ms);
  }

  /** Asks `done` after everything published. True when it was met within `ms`. Rejects when the link is lost. */
  until(done: () => boolean, ms: number): Promise<boolean> {
    if (done()) return Promise.resolve(true);
    return new Promise((resolve, reject) => {
      const finish = (settle: () => void) => {
        clearTimeout(timer);
        this.#waiting.delete(look);
        forget();
        settle();
      };
      const look = () => {
        if (done()) finish(() => resolve(true));
      };
      const timer = setTimeout(() => finish(() => resolve(false)), ms);
      this.#waiting.add(look);
      let forget: () => void = () => undefined;
      forget = this.#link.onLost((error) => finish(() => reject(error)));
    });
  }
}
