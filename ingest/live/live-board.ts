// The live side of all sites: gathers changes and tells listeners at most ten times a second.
import type { LiveEvent, LogLedger } from "#contracts/live.ts";
import type { Notify } from "../notice.ts";
import type { LastValues } from "./last-values.ts";
import type { LatencyWindow } from "./latency-window.ts";
import type { Links } from "./links.ts";

export type SiteBoard = {
  readonly site: string;
  readonly values: LastValues;
  readonly links: Links;
  readonly latency: LatencyWindow;
  /** The ledgers of the site's logs as they are now. */
  readonly ledger: () => readonly LogLedger[];
};

const coalesceMs = 100;
const ledgerMs = 1_000;

export class LiveBoard {
  readonly #sites: readonly SiteBoard[];
  readonly #notify: Notify;
  readonly #listeners = new Set<(event: LiveEvent) => void>();
  readonly #ledgers = new Map<string, string>();
  #lastFlush = Number.NEGATIVE_INFINITY;
  #lastLedger = Number.NEGATIVE_INFINITY;

  constructor(sites: readonly SiteBoard[], notify: Notify) {
    this.#sites = sites;
    this.#notify = notify;
  }

  subscribe(listener: (event: LiveEvent) => void): () => void {
    // A listener that is given twice is two subscriptions.
    const own = (event: LiveEvent) => listener(event);
    this.#listeners.add(own);
    return () => this.#listeners.delete(own);
  }

  /** Tells what changed since the last time, when that is long enough ago. @param now monotonic ms. */
  flush(now: number): void {
    if (now - this.#lastFlush < coalesceMs) return;
    this.#lastFlush = now;
    const ledgersToo = now - this.#lastLedger >= ledgerMs;
    if (ledgersToo) this.#lastLedger = now;
    for (const board of this.#sites) {
      const { site } = board;
      for (const link of board.links.takeChanges()) this.#tell({ kind: "link", site, link });
      if (board.values.hasChanges) {
        this.#tell({ kind: "values", site, values: board.values.takeChanges() });
      }
      if (ledgersToo) this.#tellLedger(board);
    }
  }

  #tellLedger({ site, ledger: read }: SiteBoard): void {
    const ledger = read();
    const text = JSON.stringify(ledger);
    if (text === (this.#ledgers.get(site) ?? "[]")) return;
    this.#ledgers.set(site, text);
    this.#tell({ kind: "ledger", site, ledger });
  }

  #tell(event: LiveEvent): void {
    for (const listener of this.#listeners) {
      try {
        listener(event);
      } catch (error) {
        // One listener's mistake must not stop ingest or the other listeners.
        this.#notify({ level: "error", message: `live listener: ${String(error)}` });
      }
    }
  }
}
