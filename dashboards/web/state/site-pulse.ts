// What the stream of all sites says of each, between two readings of the list: the newest read and the
// records lost. Invariant: both only grow, so a late answer never makes a site look older or better.
import type { StreamEvent } from "#contracts/api.ts";

export class SitePulse {
  readonly #lastRead = new Map<string, number>();
  /** By site, then by log. */
  readonly #lost = new Map<string, Map<string, number>>();

  hear(event: StreamEvent): void {
    switch (event.kind) {
      case "values":
        for (const { stale, readTime } of event.values)
          if (!stale) this.#read(event.site, readTime);
        break;
      case "ledger":
        for (const { log, gaps, hostGaps } of event.ledger) {
          const logs = this.#lost.get(event.site) ?? new Map<string, number>();
          logs.set(log, gaps + hostGaps);
          this.#lost.set(event.site, logs);
        }
        break;
      case "link":
        break;
    }
  }

  #read(site: string, time: number): void {
    if (time > (this.#lastRead.get(site) ?? 0)) this.#lastRead.set(site, time);
  }

  /** Newest read of any signal, ms UTC; null before the first. */
  lastRead({ id, lastReadTime }: { id: string; lastReadTime: number | null }): number | null {
    const heard = this.#lastRead.get(id);
    if (heard === undefined) return lastReadTime;
    return Math.max(heard, lastReadTime ?? heard);
  }

  /** Records lost for good. */
  lost({ id, lost }: { id: string; lost: number }): number {
    let heard = 0;
    for (const count of this.#lost.get(id)?.values() ?? []) heard += count;
    return Math.max(heard, lost);
  }
}
