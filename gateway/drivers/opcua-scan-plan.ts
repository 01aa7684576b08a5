// The signals of a scan group, monitored by the server. A read answers with what was last told of each; it
// waits for the server to publish, so that "unchanged" is the server's word and not the gateway's guess.
// What the server would look at or tell more slowly than it is scanned is read at every scan instead.
// What is not there is set aside and tried again; its neighbours do not notice.
import type { NodeId } from "node-opcua-client";
import { status } from "#contracts/quality.ts";
import type { Plan, Reading } from "../driver.ts";
import { describeAddress, type OpcUaAddress } from "./opcua-address.ts";
import { linkTimeout } from "./opcua-failure.ts";
import type { OpcUaLink } from "./opcua-link.ts";
import { readNodes } from "./opcua-once.ts";
import { resolveAddresses } from "./opcua-resolve.ts";
import type { OpcUaSubscription } from "./opcua-subscription.ts";
import { readingOf, type ServerValue } from "./opcua-value.ts";
import { Quarantine } from "./quarantine.ts";

const shortestMs = 50;
/** A slow group is told that the link lives at least this often. */
const longestPublishingMs = 1_000;
const longestSamplingMs = 5_000;
/** A server may pause this long without being given up, however fast the scan is. */
const patienceMs = 1_000;
/** BadNodeIdInvalid, BadNodeIdUnknown: the node went away while it was monitored. */
const gone: ReadonlySet<number> = new Set([0x8033_0000, 0x8034_0000]);
/** BadServiceUnsupported, BadTooManyMonitoredItems: the node is there, only not to be monitored. */
const unmonitored: ReadonlySet<number> = new Set([0x800b_0000, 0x80db_0000]);
/** Names of nodes in one line of the log. */
const maxNamed = 5;

type Item = { readonly index: number; readonly address: OpcUaAddress };
type Found = { readonly item: Item; readonly node: NodeId };
type Failed = { readonly item: Item; readonly status: number };

export class OpcUaScanPlan implements Plan {
  readonly #link: OpcUaLink;
  readonly #items: readonly Item[];
  readonly #intervalMs: number;
  readonly #quarantine: Quarantine<Item>;
  readonly #readings: (Reading | undefined)[];
  /** By index. */
  readonly #handles = new Map<number, number>();
  /** By index: read at every scan, because the server would look less often. */
  readonly #polled = new Map<number, Found>();
  readonly #departed = new Set<Item>();
  /** Undefined within: the server grants none, or publishes more slowly than is scanned. */
  #subscribing: Promise<OpcUaSubscription | undefined> | undefined;
  /** Publishings heard of by the last read; undefined before the first. */
  #beats: number | undefined;
  #tending = false;

  constructor(link: OpcUaLink, addresses: readonly OpcUaAddress[], intervalMs: number) {
    this.#link = link;
    this.#intervalMs = intervalMs;
    this.#items = addresses.map((address, index) => ({ index, address }));
    this.#quarantine = new Quarantine(link.io.clock);
    this.#readings = new Array(addresses.length);
  }

  async read(): Promise<readonly Reading[]> {
    this.#link.check();
    const deadline = this.#link.deadline();
    this.#subscribing ??= this.#subscribe(deadline);
    const subscription = await this.#subscribing;
    if (subscription !== undefined) {
      await this.#hearOf(subscription, deadline);
      subscription.checkHeartbeat();
      this.#beats = subscription.beats;
    }
    await this.#poll(deadline);
    const readings = this.#items.map(({ index }) => this.#readingAt(index));
    this.#tend(subscription);
    return readings;
  }

  async #subscribe(deadline: number): Promise<OpcUaSubscription | undefined> {
    const half = Math.max(shortestMs, Math.floor(this.#intervalMs / 2));
    const pace = Math.min(half, longestPublishingMs);
    const granted = await this.#link.subscription(pace, deadline);
    const tooSlow = granted !== undefined && granted.tellsEveryMs > this.#intervalMs;
    const subscription = tooSlow ? undefined : granted;
    await this.#monitor(subscription, this.#items, deadline);
    return subscription;
  }

  /** Waits until the server has published since the last read; at first until every value has come. */
  async #hearOf(subscription: OpcUaSubscription, deadline: number): Promise<void> {
    const left = deadline - this.#link.io.clock.monotonic();
    const patience = Math.max(2 * this.#intervalMs, patienceMs);
    const waitMs = Math.max(0, Math.min(left, patience));
    if (this.#beats !== undefined) {
      // After a pause of the gateway itself, what it heard before is no news of now.
      const heard = subscription.silentMs > patience ? subscription.beats : this.#beats;
      if (await subscription.newsSince(heard, waitMs)) return;
    } else {
      const before = subscription.beats;
      const complete = () => this.#items.every(({ index }) => this.#readings[index] !== undefined);
      if (await subscription.until(complete, waitMs)) return;
      if (subscription.beats > before) return;
    }
    const error = linkTimeout(this.#link.endpoint, "订阅没有消息 · the subscription is silent");
    this.#link.lose(error);
    throw error;
  }

  #readingAt(index: number): Reading {
    const reading = this.#readings[index];
    if (reading === undefined) {
      return bad(status.badWaitingForInitialData, this.#link.io.clock.now());
    }
    // What is set aside was asked when it failed, and is not asked again before its pause is over.
    if (reading.asked && !this.#handles.has(index) && !this.#polled.has(index)) {
      this.#readings[index] = { ...reading, asked: false };
    }
    return reading;
  }

  /** What is due between scans, without holding up any: nodes that went away, nodes to try again. */
  #tend(subscription: OpcUaSubscription | undefined): void {
    const due = this.#quarantine.allDue();
    if (this.#tending || (due.length === 0 && this.#departed.size === 0)) return;
    this.#tending = true;
    this.#tendOnce(subscription, due)
      // A lost link is met by the next read.
      .catch(() => undefined)
      .finally(() => {
        this.#tending = false;
      });
  }

  async #tendOnce(
    subscription: OpcUaSubscription | undefined,
    due: readonly Item[],
  ): Promise<void> {
    const deadline = this.#link.deadline();
    const departed = [...this.#departed];
    this.#departed.clear();
    const handles = departed.flatMap(({ index }) => this.#handles.get(index) ?? []);
    for (const { index } of departed) {
      this.#handles.delete(index);
      this.#polled.delete(index);
    }
    this.#hold(departed.map((item) => ({ item, status: this.#readings[item.index]?.status ?? 0 })));
    if (handles.length > 0) await subscription?.forget(handles, deadline);
    if (due.length > 0) await this.#monitor(subscription, due, deadline);
  }

  async #monitor(
    subscription: OpcUaSubscription | undefined,
    items: readonly Item[],
    deadline: number,
  ): Promise<void> {
    const nodes = await resolveAddresses(
      this.#link,
      items.map(({ address }) => address),
      deadline,
    );
    const failed: Failed[] = [];
    const found = items.flatMap((item, i): Found[] => {
      const resolved = nodes[i];
      if (resolved?.ok === true) return [{ item, node: resolved.node }];
      failed.push({ item, status: resolved?.status ?? status.badConfiguration });
      return [];
    });
    const slow =
      subscription === undefined ? found : await this.#watch(subscription, found, failed, deadline);
    await this.#begin(slow, failed, deadline);
    this.#hold(failed);
  }

  /** Has nodes monitored. @returns those that the server would look at less often than they are scanned. */
  async #watch(
    subscription: OpcUaSubscription,
    found: readonly Found[],
    failed: Failed[],
    deadline: number,
  ): Promise<readonly Found[]> {
    const half = Math.max(shortestMs, Math.floor(this.#intervalMs / 2));
    const samplingMs = Math.min(half, longestSamplingMs);
    const monitored = await subscription.monitor(
      found.map(({ item, node }) => ({
        node,
        samplingMs,
        hear: (value) => this.#hear(item, value),
      })),
      deadline,
    );
    const useless: number[] = [];
    const slow = found.filter(({ item }, i) => {
      const result = monitored[i];
      if (result === undefined || result.status >>> 30 === 2) {
        const code = result?.status ?? status.badConfiguration;
        if (unmonitored.has(code)) return true;
        failed.push({ item, status: code });
        return false;
      }
      if (result.samplingMs > this.#intervalMs) {
        useless.push(result.handle);
        return true;
      }
      this.#handles.set(item.index, result.handle);
      this.#quarantine.release(item);
      return false;
    });
    if (useless.length > 0) await subscription.forget(useless, deadline);
    return slow;
  }

  /** Reads nodes for the first time; those that are there, again at every scan. */
  async #begin(slow: readonly Found[], failed: Failed[], deadline: number): Promise<void> {
    if (slow.length === 0) return;
    const values = await readNodes(
      this.#link,
      slow.map(({ node }) => node),
      deadline,
    );
    slow.forEach((found, i) => {
      const { item } = found;
      const said = values[i] ?? status.badConfiguration;
      const code = typeof said === "number" ? said : said.statusCode.value >>> 0;
      if (typeof said === "number" || gone.has(code)) {
        failed.push({ item, status: code });
        return;
      }
      this.#polled.set(item.index, found);
      this.#quarantine.release(item);
      this.#hear(item, said);
    });
    this.#link.io.log(
      `${slow.length} 个节点服务器看得比扫描慢,改为每次扫描读取 · the server looks at ${slow.length} nodes less often than they are scanned: every scan reads them`,
    );
  }

  async #poll(deadline: number): Promise<void> {
    const polled = [...this.#polled.values()];
    const values = await readNodes(
      this.#link,
      polled.map(({ node }) => node),
      deadline,
    );
    const now = this.#link.io.clock.now();
    polled.forEach(({ item }, i) => {
      const said = values[i] ?? status.badConfiguration;
      if (typeof said === "object") this.#hear(item, said);
      else this.#readings[item.index] = bad(said, now);
    });
  }

  #hear(item: Item, value: ServerValue): void {
    const reading = readingOf(value, item.address, this.#link.io.clock.now());
    this.#readings[item.index] = reading;
    if (gone.has(reading.status)) this.#departed.add(item);
    else this.#departed.delete(item);
  }

  #hold(failed: readonly Failed[]): void {
    if (failed.length === 0) return;
    const fresh = failed.filter(({ item }) => !this.#quarantine.has(item));
    const now = this.#link.io.clock.now();
    for (const { item, status: code } of failed) {
      this.#quarantine.hold(item, code);
      this.#readings[item.index] = bad(code, now);
    }
    if (fresh.length === 0) return;
    const names = fresh
      .slice(0, maxNamed)
      .map(({ item, status: code }) => `${describeAddress(item.address)} (0x${code.toString(16)})`);
    const more = fresh.length > maxNamed ? " …" : "";
    this.#link.io.log(
      `${fresh.length} 个节点读不到,已单独搁置,其余照读 · ${fresh.length} nodes cannot be read: set aside, the others go on: ${names.join(", ")}${more}`,
    );
  }
}

function bad(code: number, sourceTime: number): Reading {
  return { kind: "null", value: null, status: code, sourceTime, asked: true };
}
