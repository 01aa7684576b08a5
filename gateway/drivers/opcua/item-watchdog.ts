// Silence of one item is believed only as long as looking agrees with it: an item that was not told of for a
// while is read, at a slow pace. When what is read differs from what was told last, and still nothing comes, the
// server has stopped looking at it although the subscription lives.
import { qualityOf } from "#contracts/quality.ts";
import type { Reading } from "../../driver.ts";
import type { OpcUaLink } from "./link.ts";
import type { Found, Item } from "./monitoring.ts";
import { readNodes } from "./once.ts";
import { readingOf, type ServerValue } from "./value.ts";

/** Not told of for this long, an item is looked at. */
const quietMs = 60_000;
const lookEveryMs = 10_000;
/** All quiet items are looked at within so many looks: ten minutes. */
const looksForAll = 60;
const fewest = 20;
/** A change that was seen by looking is told within this, unless the group is slower. */
const patienceMs = 3_000;

type Suspect = {
  readonly found: Found;
  readonly until: number;
  /** As told last; undefined: the item was set up anew and nothing was told since. */
  readonly told?: Reading;
};

export type ItemWatchdogOptions = {
  readonly link: OpcUaLink;
  readonly intervalMs: number;
  /** What was told last of an item. */
  readonly lastOf: (item: Item) => Reading | undefined;
  /** Takes what was read of an item as its reading. */
  readonly take: (item: Item, value: ServerValue) => void;
};

export class ItemWatchdog {
  readonly #options: ItemWatchdogOptions;
  /** Monotonic ms, by index: last told or looked at. */
  readonly #at = new Map<number, number>();
  readonly #suspects = new Map<number, Suspect>();
  #lookAt: number;

  constructor(options: ItemWatchdogOptions) {
    this.#options = options;
    this.#lookAt = this.#now() + lookEveryMs;
  }

  /** The server told of it by itself. */
  told(index: number): void {
    this.#at.set(index, this.#now());
    if (this.#suspects.size > 0) this.#suspects.delete(index);
  }

  /** It was set up anew: the server owes its value. */
  expect(found: Found): void {
    this.#suspects.set(found.item.index, { found, until: this.#now() + this.#patience() });
  }

  forget(index: number): void {
    this.#at.delete(index);
    this.#suspects.delete(index);
  }

  get due(): boolean {
    const now = this.#now();
    if (now >= this.#lookAt) return true;
    for (const { until } of this.#suspects.values()) if (now >= until) return true;
    return false;
  }

  /** @returns items that have stalled. Rejects when the link is lost. */
  async look(watched: Iterable<Found>): Promise<readonly Found[]> {
    const stalled = await this.#judge();
    if (this.#now() >= this.#lookAt) {
      this.#lookAt = this.#now() + lookEveryMs;
      await this.#verify(this.#quietest(watched));
    }
    return stalled;
  }

  /** Suspects whose time is over: read once more, for a value may have come and gone between two samplings. */
  async #judge(): Promise<readonly Found[]> {
    const now = this.#now();
    const over = [...this.#suspects.values()].filter(({ until }) => now >= until);
    const stalled = over.filter(({ told }) => told === undefined).map(({ found }) => found);
    const doubted = over.filter(({ told }) => told !== undefined);
    const values = await this.#read(doubted.map(({ found }) => found));
    doubted.forEach(({ found, told }, i) => {
      const said = values[i];
      // Told while it was being read.
      if (!this.#suspects.has(found.item.index) || typeof said !== "object") return;
      this.#options.take(found.item, said);
      if (!sameReading(told, this.#readingOf(found.item, said))) stalled.push(found);
    });
    for (const { found } of over) this.#suspects.delete(found.item.index);
    return stalled;
  }

  /** The items that were quiet for longest, as many as one look may have. */
  #quietest(watched: Iterable<Found>): readonly Found[] {
    const now = this.#now();
    const patient = Math.max(quietMs, 10 * this.#options.intervalMs);
    const quiet: { readonly found: Found; readonly at: number }[] = [];
    for (const found of watched) {
      const at = this.#at.get(found.item.index);
      if (at === undefined) this.#at.set(found.item.index, now);
      else if (now - at >= patient) quiet.push({ found, at });
    }
    const most = Math.max(fewest, Math.ceil(quiet.length / looksForAll));
    return quiet
      .sort((a, b) => a.at - b.at)
      .slice(0, most)
      .map(({ found }) => found);
  }

  async #verify(found: readonly Found[]): Promise<void> {
    const before = found.map(({ item }) => this.#options.lastOf(item));
    const values = await this.#read(found);
    const now = this.#now();
    this.#options.link.counts.verified += found.length;
    found.forEach((each, i) => {
      const { item } = each;
      const [said, told] = [values[i], before[i]];
      this.#at.set(item.index, now);
      if (typeof said !== "object" || told === undefined) return;
      // Told of in the meantime: it is well.
      if (this.#options.lastOf(item) !== told) return;
      if (sameReading(told, this.#readingOf(item, said))) return;
      this.#suspects.set(item.index, { found: each, until: now + this.#patience(), told });
      this.#options.take(item, said);
    });
  }

  async #read(found: readonly Found[]): Promise<readonly (ServerValue | number)[]> {
    const { link } = this.#options;
    return await readNodes(
      link,
      found.map(({ node }) => node),
      link.deadline(),
    );
  }

  #readingOf(item: Item, said: ServerValue): Reading {
    return readingOf(said, item.address, this.#options.link.io.clock.now());
  }

  #patience(): number {
    return Math.max(patienceMs, 3 * this.#options.intervalMs);
  }

  #now(): number {
    return this.#options.link.io.clock.monotonic();
  }
}

/** Value and quality; times move with every sampling at some servers. */
function sameReading(a: Reading | undefined, b: Reading): boolean {
  return (
    a !== undefined && Object.is(a.value, b.value) && qualityOf(a.status) === qualityOf(b.status)
  );
}
