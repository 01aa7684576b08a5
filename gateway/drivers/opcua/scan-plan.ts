// The signals of a scan group, monitored by the server. A read answers with what was last told of each; it
// waits for the server to publish, so that "unchanged" is the server's word and not the gateway's guess.
// What is not there is set aside and tried again; its neighbours do not notice.
import { status } from "#contracts/quality.ts";
import type { Plan, Reading } from "../../driver.ts";
import { bounded } from "../bounded.ts";
import { Quarantine } from "../quarantine.ts";
import { describeAddress, type OpcUaAddress } from "./address.ts";
import { linkTimeout } from "./failure.ts";
import { ItemWatchdog } from "./item-watchdog.ts";
import type { OpcUaLink } from "./link.ts";
import { type Failed, type Found, type Item, isGone, Monitoring } from "./monitoring.ts";
import { markedAsOverflowed, tellsOfOverflow } from "./overflow.ts";
import type { OpcUaSubscription } from "./subscription.ts";
import { readingOf, type ServerValue } from "./value.ts";

/** A server may pause this long without being given up, however fast the scan is. */
const patienceMs = 1_000;
/** A first read returns after this part of its limit with what there is: setting up thousands of items at a small
 * controller takes longer, and goes on. */
const setUpShare = 0.6;
/** Names of nodes in one line of the log. */
const maxNamed = 5;

export class OpcUaScanPlan implements Plan {
  readonly #link: OpcUaLink;
  readonly #items: readonly Item[];
  readonly #intervalMs: number;
  readonly #quarantine: Quarantine<Item>;
  readonly #monitoring: Monitoring;
  readonly #watchdog: ItemWatchdog;
  readonly #readings: (Reading | undefined)[];
  readonly #departed = new Set<Item>();
  /** By index: values since the last read were lost. */
  readonly #overflowed = new Set<number>();
  /** By index: were set up anew once, because they had stalled. */
  readonly #rebuilt = new Set<number>();
  #settingUp: Promise<void> | undefined;
  #isSetUp = false;
  /** Publishings heard of by the last read. */
  readonly #beats = new Map<OpcUaSubscription, number>();
  #tending = false;

  constructor(link: OpcUaLink, addresses: readonly OpcUaAddress[], intervalMs: number) {
    this.#link = link;
    this.#intervalMs = intervalMs;
    this.#items = addresses.map((address, index) => ({ index, address }));
    this.#quarantine = new Quarantine(link.io.clock);
    this.#readings = new Array(addresses.length);
    this.#monitoring = new Monitoring(link, intervalMs, (item, value, told) =>
      this.#hear(item, value, told),
    );
    this.#watchdog = new ItemWatchdog({
      link,
      intervalMs,
      lastOf: ({ index }) => this.#readings[index],
      take: (item, value) => this.#hear(item, value, false),
    });
  }

  async read(): Promise<readonly Reading[]> {
    this.#link.check();
    const deadline = this.#link.deadline();
    await this.#setUp();
    await this.#hearAll(deadline);
    this.#fail(await this.#monitoring.poll(deadline));
    const readings = this.#items.map(({ index }) => this.#readingAt(index));
    this.#overflowed.clear();
    this.#tend();
    return readings;
  }

  askedAgainAt(index: number): number | undefined {
    const item = this.#items[index];
    return item === undefined ? undefined : this.#quarantine.retryAt(item);
  }

  async #setUp(): Promise<void> {
    if (this.#isSetUp) return;
    this.#settingUp ??= this.#begin(this.#items).then(() => {
      this.#isSetUp = true;
    });
    const late = new Error("late");
    await bounded(this.#settingUp, setUpShare * this.#link.endpoint.timeoutMs, () => late).catch(
      (error: unknown) => {
        if (error !== late) throw error;
      },
    );
  }

  async #begin(items: readonly Item[]): Promise<void> {
    const failed = await this.#monitoring.begin(items);
    this.#hold(failed);
    for (const item of items) {
      if (this.#monitoring.isLive(item.index)) this.#quarantine.release(item);
    }
  }

  /** Waits for every subscription of the group at once. */
  async #hearAll(deadline: number): Promise<void> {
    const subscriptions = this.#monitoring.subscriptions();
    await Promise.all(
      [...subscriptions].map(([subscription, indexes]) =>
        this.#hearOf(subscription, indexes, deadline),
      ),
    );
    for (const subscription of subscriptions.keys()) {
      subscription.checkHeartbeat();
      this.#beats.set(subscription, subscription.pulse.beats);
    }
  }

  /** Waits until the server has published since the last read; at first until every value has come. */
  async #hearOf(
    subscription: OpcUaSubscription,
    indexes: readonly number[],
    deadline: number,
  ): Promise<void> {
    const left = deadline - this.#link.io.clock.monotonic();
    const patience = Math.max(2 * this.#intervalMs, patienceMs);
    const waitMs = Math.max(0, Math.min(left, patience));
    const known = this.#beats.get(subscription);
    if (known !== undefined) {
      // After a pause of the gateway itself, what it heard before is no news of now.
      const heard = subscription.pulse.silentMs > patience ? subscription.pulse.beats : known;
      if (await subscription.pulse.newsSince(heard, waitMs)) return;
    } else {
      const before = subscription.pulse.beats;
      const complete = () => indexes.every((index) => this.#readings[index] !== undefined);
      if (await subscription.pulse.until(complete, waitMs)) return;
      if (subscription.pulse.beats > before) return;
    }
    const error = linkTimeout(this.#link.endpoint, "订阅没有消息 · the subscription is silent");
    this.#link.lose(error);
    throw error;
  }

  #readingAt(index: number): Reading {
    const reading = this.#readings[index];
    const live = this.#monitoring.isLive(index);
    if (reading === undefined) {
      return { ...bad(status.badWaitingForInitialData, this.#link.io.clock.now()), asked: live };
    }
    // What is set aside was asked when it failed, and is not asked again before its pause is over.
    if (reading.asked && !live) this.#readings[index] = { ...reading, asked: false };
    return reading;
  }

  /** What is due between scans, without holding up any. */
  #tend(): void {
    if (this.#tending || !this.#isSetUp) return;
    const due = this.#quarantine.allDue();
    const { offerDue } = this.#monitoring;
    if (due.length === 0 && this.#departed.size === 0 && !offerDue && !this.#watchdog.due) return;
    this.#tending = true;
    this.#tendOnce(due, offerDue)
      // A lost link is met by the next read.
      .catch(() => undefined)
      .finally(() => {
        this.#tending = false;
      });
  }

  async #tendOnce(due: readonly Item[], offerDue: boolean): Promise<void> {
    const departed = [...this.#departed];
    this.#departed.clear();
    this.#hold(departed.map((item) => ({ item, status: this.#readings[item.index]?.status ?? 0 })));
    await this.#monitoring.release(departed);
    if (due.length > 0) await this.#begin(due);
    if (offerDue) await this.#monitoring.offerAgain(this.#rebuilt);
    if (this.#watchdog.due) {
      await this.#mend(await this.#watchdog.look(this.#monitoring.watched));
    }
  }

  /** Items that the server no longer looks at: set up anew once; those that stall again are read. */
  async #mend(stalled: readonly Found[]): Promise<void> {
    if (stalled.length === 0) return;
    this.#link.counts.stalledItems += stalled.length;
    const items = stalled.map(({ item }) => item);
    this.#link.io.log(
      `${stalled.length} 个节点的值变了而订阅没有说,已重建 · ${stalled.length} nodes changed and their subscription did not tell: set up anew: ${named(items.map(({ address }) => describeAddress(address)))}`,
    );
    // Read at every scan until the server tells of them again; for good once they stalled twice.
    await this.#monitoring.pollInstead(items);
    const first = stalled.filter(({ item }) => !this.#rebuilt.has(item.index));
    for (const found of first) {
      this.#rebuilt.add(found.item.index);
      this.#watchdog.expect(found);
    }
    await this.#monitoring.offer(first.map(({ item }) => item));
  }

  #hear(item: Item, value: ServerValue, told: boolean): void {
    const said = readingOf(value, item.address, this.#link.io.clock.now());
    if (tellsOfOverflow(said.status)) this.#overflowed.add(item.index);
    const reading = this.#overflowed.has(item.index) ? markedAsOverflowed(said) : said;
    this.#readings[item.index] = reading;
    if (told) this.#watchdog.told(item.index);
    if (isGone(reading.status)) this.#departed.add(item);
    else this.#departed.delete(item);
  }

  /** A whole request was refused: these are bad at this scan. */
  #fail(failed: readonly Failed[]): void {
    const now = this.#link.io.clock.now();
    for (const { item, status: code } of failed) this.#readings[item.index] = bad(code, now);
  }

  #hold(failed: readonly Failed[]): void {
    if (failed.length === 0) return;
    const fresh = failed.filter(({ item }) => !this.#quarantine.has(item));
    this.#fail(failed);
    for (const { item, status: code } of failed) {
      this.#quarantine.hold(item, code);
      this.#watchdog.forget(item.index);
    }
    if (fresh.length === 0) return;
    const names = fresh.map(
      ({ item, status: code }) => `${describeAddress(item.address)} (0x${code.toString(16)})`,
    );
    this.#link.io.log(
      `${fresh.length} 个节点读不到,已单独搁置,其余照读 · ${fresh.length} nodes cannot be read: set aside, the others go on: ${named(names)}`,
    );
  }
}

function named(names: readonly string[]): string {
  return `${names.slice(0, maxNamed).join(", ")}${names.length > maxNamed ? " …" : ""}`;
}

function bad(code: number, sourceTime: number): Reading {
  return { kind: "null", value: null, status: code, sourceTime, asked: true };
}
