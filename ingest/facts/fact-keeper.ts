// Facts of every site: the running hours from memory, closed hours from what the index keeps, and both
// recomputed from the records when something arrived late. All go through FactFeed (#contracts), so that
// live, sealed and verified facts agree to the byte.
// revision = records of the hour that arrived after it had closed: it grows with every late arrival and
// comes out the same when everything is rebuilt from the journal.
import { type Fact, hourMs } from "#contracts/fact.ts";
import { emptyFacts } from "#contracts/fact-feed.ts";
import type { LineModel } from "#contracts/line-model.ts";
import type { Clock } from "#contracts/time.ts";
import type { DurableRecord } from "../durable-record.ts";
import type { RecordSink } from "../record-sink.ts";
import type { HourCount, StoredFacts } from "../store/stored-hours.ts";
import {
  GatewayFeed,
  hourOf,
  modelOfGateway,
  OrderedScans,
  type ScanSource,
} from "./gateway-feed.ts";
import { RecentHours } from "./recent-hours.ts";

/** What the keeper needs of the index (store/stored-hours.ts). */
export type FactSource = ScanSource & {
  /** Of the named gateways only: those of the line model. */
  counts(
    site: string,
    gateways: readonly string[],
    span: { from: number; to: number; graceMs: number },
  ): Promise<HourCount[]>;
  first(site: string, gateways: readonly string[], since?: number): Promise<number | null>;
  loadFacts(site: string, from: number, to: number): Promise<StoredFacts[]>;
  saveFacts(site: string, stored: StoredFacts): Promise<void>;
  /** Sequences of all logs of a gateway that the index has. */
  indexed(
    site: string,
    gateway: string,
  ): readonly { readonly log: string; readonly from: number; readonly to: number }[];
};

export type FactKeeperOptions = {
  readonly source: FactSource;
  readonly clock: Pick<Clock, "now">;
  /** Sites kept here: the line model and its hash (facts of another model are recomputed). */
  readonly sites: readonly { readonly model: LineModel; readonly modelHash: string }[];
  /** An hour closes this long after its end, ms. */
  readonly graceMs?: number;
  /** Facts of closed hours held in memory. */
  readonly recentFacts?: number;
};

type Site = {
  readonly model: LineModel;
  readonly modelHash: string;
  readonly feeds: ReadonlyMap<string, GatewayFeed>;
  /** Place of `equipment/signal` in the model's order. */
  readonly places: ReadonlyMap<string, number>;
};

function gatewaysOf(model: LineModel): string[] {
  const signals = model.lines.flatMap((line) => line.equipment).flatMap((each) => each.signals);
  return [...new Set(signals.map((signal) => signal.gateway))];
}

export class FactKeeper implements RecordSink {
  readonly #source: FactSource;
  readonly #clock: Pick<Clock, "now">;
  readonly #graceMs: number;
  readonly #sites = new Map<string, Site>();
  readonly #recent: RecentHours;

  constructor(options: FactKeeperOptions) {
    this.#source = options.source;
    this.#clock = options.clock;
    this.#graceMs = options.graceMs ?? 60_000;
    this.#recent = new RecentHours(options.recentFacts ?? 50_000);
    for (const { model, modelHash } of options.sites) {
      const feeds = gatewaysOf(model).map((gateway): [string, GatewayFeed] => [
        gateway,
        new GatewayFeed({
          gateway,
          model,
          source: this.#source,
          graceMs: this.#graceMs,
          from: hourOf(this.#clock.now()),
        }),
      ]);
      const places = emptyFacts(model, 0).map((fact, i): [string, number] => [
        `${fact.equipment}/${fact.signal}`,
        i,
      ]);
      this.#sites.set(model.site.id, {
        model,
        modelHash,
        feeds: new Map(feeds),
        places: new Map(places),
      });
    }
  }

  /** Hours from here on lie in the future and are not fed, whatever a gateway's clock says. */
  #until(): number {
    return hourOf(this.#clock.now()) + hourMs;
  }

  /** Reads the running hour from the index; once, when the index has caught up and before `add`. */
  async open(): Promise<void> {
    for (const [site, { feeds }] of this.#sites) {
      for (const [gateway, feed] of feeds) {
        for (const { log, from, to } of this.#source.indexed(site, gateway)) {
          feed.seen(log, from, to);
        }
        await feed.rebuild(site, this.#until());
      }
    }
  }

  /** Takes durable records in journal order; the index must be given the same batch in the same turn. */
  add(batch: readonly DurableRecord[]): void {
    const until = this.#until();
    for (const durable of batch) {
      const feed = this.#sites.get(durable.site)?.feeds.get(durable.gateway);
      // The hour before stays until it has closed; what is older is answered from the index.
      feed?.forgetBefore(until - 3 * hourMs);
      feed?.add(durable, until);
    }
  }

  /**
   * Facts of hours overlapping [from, to), in the order of time and of the model, newest revision each;
   * the running hour included, hours without records too since the site's first record.
   * Empty for a site that is not kept here. Throws StoreError.
   * @param since scans before it are left out of its hour, which is then worked out anew and not kept.
   */
  async facts(site: string, from: number, to: number, since?: number): Promise<readonly Fact[]> {
    const own = this.#sites.get(site);
    if (own === undefined) return [];
    await this.#source.flush();
    const gateways = [...own.feeds.keys()];
    const first = await this.#source.first(site, gateways);
    if (first === null) return [];
    const start = hourOf(Math.max(from, first, since ?? first));
    const isCut = since !== undefined && first < since;
    const end = Math.min(Math.ceil(to / hourMs) * hourMs, this.#until());
    const counts = await this.#source.counts(site, gateways, {
      from: start,
      to: Math.max(start, end),
      graceMs: this.#graceMs,
    });
    const known = new Map(counts.map((count) => [count.hour, count]));
    const kept = await this.#kept(site, own, counts);
    const facts: Fact[][] = [];
    for (let hour = start; hour < end; hour += hourMs) {
      const count = known.get(hour);
      if (count === undefined) facts.push(emptyFacts(own.model, hour));
      else if (isCut && hour === hourOf(since)) {
        facts.push(await this.#computed(site, own, hour, since).then((cut) => cut.facts));
      } else {
        facts.push([
          ...(kept.get(hour) ??
            (await this.#running(site, own, count)) ??
            (await this.#recomputed(site, own, hour))),
        ]);
      }
    }
    return facts.flat();
  }

  /** Closed hours whose facts are kept and still cover all records. */
  async #kept(
    site: string,
    own: Site,
    counts: readonly HourCount[],
  ): Promise<Map<number, readonly Fact[]>> {
    const covers = (stored: StoredFacts, count: HourCount): boolean =>
      stored.records === count.records &&
      stored.late === count.late &&
      stored.model === own.modelHash;
    const found = new Map<number, readonly Fact[]>();
    const missing: HourCount[] = [];
    for (const count of counts) {
      const recent = this.#recent.get(site, count.hour);
      if (recent !== undefined && covers(recent, count)) found.set(count.hour, recent.facts);
      else missing.push(count);
    }
    const [first, last] = [missing[0], missing.at(-1)];
    if (first === undefined || last === undefined) return found;
    const wanted = new Map(missing.map((count) => [count.hour, count]));
    for (const stored of await this.#source.loadFacts(site, first.hour, last.hour + hourMs)) {
      const count = wanted.get(stored.hour);
      if (count === undefined || !covers(stored, count)) continue;
      this.#recent.set(site, stored);
      found.set(stored.hour, stored.facts);
    }
    return found;
  }

  #ordered(own: Site, facts: readonly Fact[]): Fact[] {
    const place = (fact: Fact) => own.places.get(`${fact.equipment}/${fact.signal}`) ?? 0;
    return [...facts].sort((a, b) => place(a) - place(b));
  }

  /** Facts out of the feeds, when they have seen every record of the hour in order. */
  async #running(site: string, own: Site, count: HourCount): Promise<readonly Fact[] | null> {
    const { hour } = count;
    const feeds = [...own.feeds.values()];
    if (feeds.some((feed) => hour < feed.from)) return null;
    const complete = () =>
      feeds.every((feed) => !feed.stale) &&
      feeds.reduce((sum, feed) => sum + feed.state(hour).records, 0) >= count.records;
    if (!complete()) {
      for (const feed of feeds) await feed.rebuild(site, this.#until());
      if (!complete()) return null;
    }
    const records = feeds.reduce((sum, feed) => sum + feed.state(hour).records, 0);
    const late = feeds.reduce((sum, feed) => sum + feed.state(hour).late, 0);
    const facts = this.#ordered(
      own,
      feeds.flatMap((feed) => feed.finish(hour, late)),
    );
    await this.#keep(site, own, { hour, records, late }, facts);
    return facts;
  }

  async #recomputed(site: string, own: Site, hour: number): Promise<readonly Fact[]> {
    const { count, facts } = await this.#computed(site, own, hour, hour);
    await this.#keep(site, own, count, facts);
    return facts;
  }

  /** Facts of an hour out of its stored scans from `since` on. */
  async #computed(
    site: string,
    own: Site,
    hour: number,
    since: number,
  ): Promise<{ readonly count: HourCount; readonly facts: Fact[] }> {
    const gateways: OrderedScans[] = [];
    for (const gateway of own.feeds.keys()) {
      const scans = new OrderedScans(modelOfGateway(own.model, gateway), this.#graceMs);
      await this.#source.scans(site, gateway, hour, (scan) => {
        if (scan.record.gatewayTime >= since) scans.add(scan.log, scan.hole, scan);
      });
      gateways.push(scans);
    }
    const sum = (key: "records" | "late") =>
      gateways.reduce((total, { hours }) => total + (hours.get(hour)?.[key] ?? 0), 0);
    const count = { hour, records: sum("records"), late: sum("late") };
    const facts = this.#ordered(
      own,
      gateways.flatMap(({ feed }) => feed.finish(hour, count.late)),
    );
    return { count, facts };
  }

  /** Keeps the facts of an hour that has closed; a running hour changes with every scan. */
  async #keep(site: string, own: Site, count: HourCount, facts: readonly Fact[]): Promise<void> {
    if (this.#clock.now() < count.hour + hourMs + this.#graceMs) return;
    const stored = { ...count, model: own.modelHash, facts };
    this.#recent.set(site, stored);
    await this.#source.saveFacts(site, stored);
  }
}
