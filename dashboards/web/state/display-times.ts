// How soon this screen showed new values: first display minus source time, counted in fixed buckets
// (contracts/display.ts). A value counts once, when it came live over the stream and was painted while
// the page was seen. What a snapshot brings is known, not new: it may be hours old, and after a loss the
// page has said so itself. Stale values, births and empty ones never count.
import type { SiteLive, StreamEvent } from "#contracts/api.ts";
import type { DisplayKind, DisplayReport } from "#contracts/display.ts";
import { bucketUpperBound } from "#contracts/duration-buckets.ts";
import type { LastValue } from "#contracts/live.ts";
import { signalKey } from "./live-store.ts";

// Named here: the contract's own list would bring its schema library into the page.
const kinds: readonly DisplayKind[] = ["state", "process", "energy"];
/** Largest bucket below the two days that a report may hold; longer durations count there, ms. */
const longestMs = 10 * 2 ** 24 - 1;
/** New values that may wait for their frame; a page that gets no frames gathers no further. */
const mostWaiting = 20_000;

type Waiting = { readonly kind: DisplayKind; readonly sourceTime: number };

/** kindOf: undefined for a signal that the page does not show. */
type Options = { readonly kindOf: (equipment: string, signal: string) => DisplayKind | undefined };

export class DisplayTimes {
  readonly #kindOf: Options["kindOf"];
  /** Newest source time known of each signal. */
  readonly #known = new Map<string, number>();
  #snapshotHeard = false;
  #arrived: Waiting[] = [];
  #drawn: Waiting[] = [];
  readonly #counts = new Map<DisplayKind, Map<number, number>>();

  constructor({ kindOf }: Options) {
    this.#kindOf = kindOf;
  }

  /** The stream is open anew: until its snapshot, what is new cannot be told from what is old. */
  opened(): void {
    this.#snapshotHeard = false;
    this.#arrived = [];
    this.#drawn = [];
  }

  hearSnapshot({ values }: Pick<SiteLive, "values">): void {
    for (const value of values) this.#isNew(value);
    this.#snapshotHeard = true;
  }

  /** @param seen whether a person can see the page now. */
  hearEvent(event: StreamEvent, seen: boolean): void {
    if (event.kind !== "values") return;
    for (const value of event.values) {
      const isNew = this.#isNew(value);
      if (!isNew || !seen || !this.#snapshotHeard) continue;
      if (value.stale || value.value === null) continue;
      const kind = this.#kindOf(value.equipment, value.signal);
      if (kind === undefined || this.#arrived.length >= mostWaiting) continue;
      this.#arrived.push({ kind, sourceTime: value.sourceTime });
    }
  }

  #isNew({ equipment, signal, sourceTime }: LastValue): boolean {
    const key = signalKey(equipment, signal);
    const known = this.#known.get(key);
    if (known !== undefined && sourceTime <= known) return false;
    this.#known.set(key, sourceTime);
    return true;
  }

  /** All that arrived stands in the page now and is painted with the next frame. */
  drawn(): void {
    this.#drawn = this.#drawn.concat(this.#arrived);
    this.#arrived = [];
  }

  /** @param now host time, ms UTC. @param seen whether the page was seen until now. */
  painted(now: number | undefined, seen: boolean): void {
    const values = this.#drawn;
    this.#drawn = [];
    if (now === undefined || !seen) return;
    for (const { kind, sourceTime } of values) {
      const duration = Math.min(longestMs, Math.max(0, Math.floor(now - sourceTime)));
      this.#count(kind, bucketUpperBound(duration), 1);
    }
  }

  #count(kind: DisplayKind, bound: number, count: number): void {
    const own = this.#counts.get(kind) ?? new Map<number, number>();
    own.set(bound, (own.get(bound) ?? 0) + count);
    this.#counts.set(kind, own);
  }

  /** What was counted since the last time, and forgets it; empty when there is nothing to say. */
  take(): DisplayReport {
    const report = kinds.flatMap((kind) => {
      const own = this.#counts.get(kind);
      if (own === undefined) return [];
      return [{ kind, buckets: [...own].sort((a, b) => a[0] - b[0]) }];
    });
    this.#counts.clear();
    return report;
  }

  /** A report that did not arrive is counted again. */
  giveBack(report: DisplayReport): void {
    for (const { kind, buckets } of report) {
      for (const [bound, count] of buckets) this.#count(kind, bound, count);
    }
  }
}
