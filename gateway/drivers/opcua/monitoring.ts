// Which nodes of a scan group the server monitors, in which subscriptions, and which are read at every scan
// because the server looks at them or tells of them more slowly than they are scanned, or monitors no more.
// What is read for that reason is offered for monitoring again now and then.
import type { NodeId } from "node-opcua-client";
import { qualityOf, status } from "#contracts/quality.ts";
import type { OpcUaAddress } from "./address.ts";
import type { OpcUaLink } from "./link.ts";
import { readNodes } from "./once.ts";
import { resolveAddresses } from "./resolve.ts";
import type { OpcUaSubscription } from "./subscription.ts";
import type { ServerValue } from "./value.ts";

/** A slow group is told that the link lives at least this often. */
const longestPublishingMs = 1_000;
const longestSamplingMs = 5_000;
/** What the server did not monitor is offered to it again after this long. */
const offerAgainMs = 600_000;
/** BadNodeIdInvalid, BadNodeIdUnknown. */
const goneCodes: ReadonlySet<number> = new Set([0x8033, 0x8034]);

/** The node went away while it was read; the code is the upper half of a status, below it stand bits about it. */
export function isGone(code: number): boolean {
  return goneCodes.has(code >>> 16);
}
/** BadServiceUnsupported, BadTooManyMonitoredItems: the node is there, only not to be monitored. */
const unmonitored: ReadonlySet<number> = new Set([0x800b_0000, 0x80db_0000]);

/** An address and its place in the caller's list. */
export type Item = { readonly index: number; readonly address: OpcUaAddress };
export type Found = { readonly item: Item; readonly node: NodeId };
export type Failed = { readonly item: Item; readonly status: number };
type Watched = Found & { readonly subscription: OpcUaSubscription; readonly handle: number };

/** @param told true when the server sent it by itself, false when it was read. */
export type HearItem = (item: Item, value: ServerValue, told: boolean) => void;

export class Monitoring {
  readonly #link: OpcUaLink;
  readonly #intervalMs: number;
  readonly #paceMs: number;
  readonly #hear: HearItem;
  /** By index. */
  readonly #watched = new Map<number, Watched>();
  readonly #polled = new Map<number, Found>();
  #offerAt: number;
  #saidPolled = 0;

  constructor(link: OpcUaLink, intervalMs: number, hear: HearItem) {
    this.#link = link;
    this.#intervalMs = intervalMs;
    this.#paceMs = Math.max(link.limits.publishingMs, Math.floor(intervalMs / 2));
    this.#hear = hear;
    this.#offerAt = link.io.clock.monotonic() + offerAgainMs;
  }

  /** Subscriptions that hold an item of the group, with the indexes of its items. */
  subscriptions(): ReadonlyMap<OpcUaSubscription, readonly number[]> {
    const held = new Map<OpcUaSubscription, number[]>();
    for (const [index, { subscription }] of this.#watched) {
      const indexes = held.get(subscription);
      if (indexes === undefined) held.set(subscription, [index]);
      else indexes.push(index);
    }
    return held;
  }

  /** Whether the next scan really says something of it. */
  isLive(index: number): boolean {
    return this.#watched.has(index) || this.#polled.has(index);
  }

  /** Those that the server is to tell of by itself. */
  get watched(): Iterable<Watched> {
    return this.#watched.values();
  }

  /** Finds the nodes and brings them under monitoring. @returns those that cannot be read at all. */
  async begin(items: readonly Item[]): Promise<readonly Failed[]> {
    const failed: Failed[] = [];
    const nodes = await resolveAddresses(
      this.#link,
      items.map(({ address }) => address),
      this.#link.deadline(),
    );
    const found = items.flatMap((item, i): Found[] => {
      const resolved = nodes[i];
      if (resolved?.ok === true) return [{ item, node: resolved.node }];
      failed.push({ item, status: resolved?.status ?? status.badConfiguration });
      return [];
    });
    await this.#beginPolling(await this.#monitor(found, failed), failed);
    return failed;
  }

  /** Reads what is not monitored. Rejects when the link is lost. */
  async poll(deadline: number): Promise<readonly Failed[]> {
    const polled = [...this.#polled.values()];
    const values = await this.#read(polled, deadline);
    return polled.flatMap(({ item }, i): Failed[] => {
      const said = values[i] ?? status.badConfiguration;
      if (typeof said === "number") return [{ item, status: said }];
      // Meanwhile the server may have begun to tell by itself.
      if (this.#polled.has(item.index)) this.#hear(item, said, false);
      return [];
    });
  }

  /** Reads items, monitored or not, in their order. Rejects when the link is lost. */
  async #read(
    found: readonly Found[],
    deadline: number,
  ): Promise<readonly (ServerValue | number)[]> {
    return await readNodes(
      this.#link,
      found.map(({ node }) => node),
      deadline,
    );
  }

  /** Lets items go. Rejects when the link is lost. */
  async release(items: readonly Item[]): Promise<void> {
    const handles = new Map<OpcUaSubscription, number[]>();
    for (const { index } of items) {
      const watched = this.#watched.get(index);
      this.#watched.delete(index);
      this.#polled.delete(index);
      if (watched === undefined) continue;
      const { subscription, handle } = watched;
      handles.set(subscription, [...(handles.get(subscription) ?? []), handle]);
    }
    for (const [subscription, list] of handles) await subscription.forget(list);
  }

  /** From now on these are read at every scan. Rejects when the link is lost. */
  async pollInstead(items: readonly Item[]): Promise<void> {
    const found = items.flatMap(({ index }) => this.#watched.get(index) ?? []);
    const released = this.release(items);
    // Before the answer: no scan finds them neither monitored nor read.
    for (const { item, node } of found) this.#polled.set(item.index, { item, node });
    await released;
  }

  /** Offers items that are read for monitoring; each is read until the server tells of it. */
  async offer(items: readonly Item[]): Promise<void> {
    await this.#monitor(
      items.flatMap(({ index }) => this.#polled.get(index) ?? []),
      [],
    );
  }

  /** True when what is read should be offered to the server for monitoring once more. */
  get offerDue(): boolean {
    return this.#polled.size > 0 && this.#link.io.clock.monotonic() >= this.#offerAt;
  }

  /**
   * Each goes on being read until the server has told of it by itself. Rejects when the link is lost.
   * @param except indexes of items that the server did not tell of although it monitored them.
   */
  async offerAgain(except: ReadonlySet<number>): Promise<void> {
    this.#offerAt = this.#link.io.clock.monotonic() + offerAgainMs;
    this.#link.subscriptions.forgive();
    const before = this.#watched.size;
    const items = [...this.#polled.values()].map(({ item }) => item);
    await this.offer(items.filter(({ index }) => !except.has(index)));
    const won = this.#watched.size - before;
    if (won > 0) {
      this.#link.io.log(
        `服务器又肯监视 ${won} 个节点,改回订阅 · the server monitors ${won} nodes again: subscribed once more`,
      );
    }
  }

  /** @returns those that are to be read instead; what cannot be read at all goes into `failed`. */
  async #monitor(found: readonly Found[], failed: Failed[]): Promise<readonly Found[]> {
    const { subscriptions } = this.#link;
    const slow: Found[] = [];
    const pace = Math.min(
      this.#paceMs,
      Math.max(longestPublishingMs, this.#link.limits.publishingMs),
    );
    let left = found;
    while (left.length > 0) {
      const shares = await subscriptions.take(pace, this.#intervalMs, left.length);
      let offset = 0;
      let taken = 0;
      const refused: Found[] = [];
      for (const { subscription, count } of shares) {
        const part = left.slice(offset, offset + count);
        offset += count;
        const outcome = await this.#watch(subscription, part, failed);
        slow.push(...outcome.slow);
        refused.push(...outcome.refused);
        taken += part.length - outcome.refused.length;
        if (outcome.refused.length > 0) subscription.room.close();
        // Nothing but its heartbeat.
        if (subscription.room.items <= 1) await subscriptions.drop(subscription);
      }
      left = [...refused, ...left.slice(offset)];
      if (taken === 0) break;
    }
    return [...slow, ...left];
  }

  async #watch(
    subscription: OpcUaSubscription,
    found: readonly Found[],
    failed: Failed[],
  ): Promise<{ readonly slow: readonly Found[]; readonly refused: readonly Found[] }> {
    const half = Math.max(this.#link.limits.samplingMs, Math.floor(this.#intervalMs / 2));
    const samplingMs = Math.min(half, longestSamplingMs);
    const monitored = await subscription.monitor(
      found.map(({ item, node }) => ({
        node,
        samplingMs,
        hear: (value) => {
          this.#polled.delete(item.index);
          this.#hear(item, value, true);
        },
      })),
    );
    const [slow, refused, useless]: [Found[], Found[], number[]] = [[], [], []];
    found.forEach((each, i) => {
      const result = monitored[i];
      const code = result?.status ?? status.badConfiguration;
      if (result === undefined || qualityOf(code) === "bad") {
        if (unmonitored.has(code)) refused.push(each);
        else failed.push({ item: each.item, status: code });
      } else if (result.samplingMs > this.#intervalMs) {
        useless.push(result.handle);
        slow.push(each);
      } else {
        this.#watched.set(each.item.index, { ...each, subscription, handle: result.handle });
      }
    });
    if (useless.length > 0) await subscription.forget(useless);
    return { slow, refused };
  }

  /** Reads nodes for the first time; those that are there, again at every scan. */
  async #beginPolling(found: readonly Found[], failed: Failed[]): Promise<void> {
    if (found.length === 0) return;
    const values = await this.#read(found, this.#link.deadline());
    found.forEach((each, i) => {
      const said = values[i] ?? status.badConfiguration;
      const code = typeof said === "number" ? said : said.statusCode.value >>> 0;
      if (typeof said === "number" || isGone(code)) {
        failed.push({ item: each.item, status: code });
        return;
      }
      this.#polled.set(each.item.index, each);
      this.#hear(each.item, said, false);
    });
    if (this.#polled.size === this.#saidPolled) return;
    this.#saidPolled = this.#polled.size;
    this.#link.io.log(
      `${this.#saidPolled} 个节点服务器看得比扫描慢或不肯监视,改为每次扫描读取 · the server looks at ${this.#saidPolled} nodes less often than they are scanned, or monitors no more: every scan reads them`,
    );
  }
}
