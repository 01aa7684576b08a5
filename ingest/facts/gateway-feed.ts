// The running hours of one gateway, fed as records become durable. Facts depend on order: once a record
// comes after a later one, or the carried values are in doubt, the feed is `stale` and is rebuilt from the
// index, which has all records in order. What arrives during a rebuild waits and is fed behind it.
import type { Fact } from "#contracts/fact.ts";
import { hourMs } from "#contracts/fact.ts";
import { FactFeed } from "#contracts/fact-feed.ts";
import type { LineModel } from "#contracts/line-model.ts";
import type { ScanRecord } from "#contracts/record.ts";
import { SequenceRanges } from "#contracts/sequence-ranges.ts";
import type { DurableRecord } from "../durable-record.ts";
import type { StoredScan } from "../store/stored-hours.ts";

export type ScanSource = {
  /** Makes everything added to the index readable. */
  flush(): Promise<void>;
  scans(
    site: string,
    gateway: string,
    hour: number,
    take: (scan: StoredScan) => void,
  ): Promise<void>;
};

export type HourState = { records: number; late: number };

export type GatewayFeedOptions = {
  readonly gateway: string;
  /** The line model of the site. */
  readonly model: LineModel;
  readonly source: ScanSource;
  /** A record that arrives this long after its hour had ended, or later, is late, ms. */
  readonly graceMs: number;
  /** The first hour that the feed answers for, ms UTC. */
  readonly from: number;
};

export function hourOf(time: number): number {
  return Math.floor(time / hourMs) * hourMs;
}

/** The line model with the signals of one gateway only: each signal belongs to exactly one. */
export function modelOfGateway(model: LineModel, gateway: string): LineModel {
  return {
    ...model,
    lines: model.lines.map((line) => ({
      ...line,
      equipment: line.equipment.map((machine) => ({
        ...machine,
        signals: machine.signals.filter((signal) => signal.gateway === gateway),
      })),
    })),
  };
}

/** Feeds stored scans of one gateway in order, and counts them by hour. */
export class OrderedScans {
  readonly feed: FactFeed;
  readonly hours = new Map<number, HourState>();
  readonly #graceMs: number;
  #log: string | undefined;

  constructor(model: LineModel, graceMs: number) {
    this.feed = new FactFeed({ model });
    this.#graceMs = graceMs;
  }

  add(
    log: string,
    hole: boolean,
    scan: { sequence: number; ingestTime: number; record: ScanRecord },
  ): void {
    // What another log said last is no earlier record of this one.
    if (hole || (this.#log !== undefined && this.#log !== log)) this.feed.hole();
    this.#log = log;
    const hour = hourOf(scan.record.gatewayTime);
    const state = this.hours.get(hour) ?? { records: 0, late: 0 };
    state.records += 1;
    if (scan.ingestTime >= hour + hourMs + this.#graceMs) state.late += 1;
    this.hours.set(hour, state);
    this.feed.add(scan);
  }

  forget(hour: number): void {
    this.hours.delete(hour);
    this.feed.forget(hour);
  }
}

export class GatewayFeed {
  readonly #options: GatewayFeedOptions;
  readonly #model: LineModel;
  readonly #seen = new Map<string, SequenceRanges>();
  readonly #next = new Map<string, number>();
  #scans: OrderedScans;
  #log: string | undefined;
  #hole = false;
  #from: number;
  #stale = false;
  #waiting: DurableRecord[] | undefined;
  #rebuilding: Promise<void> | undefined;

  constructor(options: GatewayFeedOptions) {
    this.#options = options;
    this.#model = modelOfGateway(options.model, options.gateway);
    this.#scans = new OrderedScans(this.#model, options.graceMs);
    this.#from = options.from;
  }

  /** The feed no longer tells what all records in order would. */
  get stale(): boolean {
    return this.#stale || this.#waiting !== undefined;
  }

  /** First hour that the feed answers for. */
  get from(): number {
    return this.#from;
  }

  state(hour: number): HourState {
    return this.#scans.hours.get(hour) ?? { records: 0, late: 0 };
  }

  finish(hour: number, revision: number): Fact[] {
    return this.#scans.feed.finish(hour, revision);
  }

  /** Sequences already fed or known of, from the index at start. */
  seen(log: string, from: number, to: number): void {
    this.#seenOf(log).add(from, to);
    this.#next.set(log, Math.max(this.#next.get(log) ?? 0, to));
  }

  #seenOf(log: string): SequenceRanges {
    const known = this.#seen.get(log);
    if (known !== undefined) return known;
    const made = new SequenceRanges();
    this.#seen.set(log, made);
    return made;
  }

  /** Takes a durable record. @param until hours at or after it are not fed: the gateway's clock is ahead. */
  add(durable: DurableRecord, until: number): void {
    if (this.#waiting !== undefined) {
      this.#waiting.push(durable);
      return;
    }
    const { log, sequence, record } = durable;
    const seen = this.#seenOf(log);
    if (seen.has(sequence)) return;
    const next = this.#next.get(log);
    if (next !== undefined && (sequence < next || (this.#log ?? log) !== log)) this.#stale = true;
    if (next !== undefined && sequence > next) this.#hole = true;
    seen.add(sequence, sequence + 1);
    this.#next.set(log, Math.max(next ?? 0, sequence + 1));
    this.#log = log;
    if (record.kind !== "scan") return;
    const hour = hourOf(record.gatewayTime);
    if (hour < this.#from || hour >= until) return;
    this.#scans.add(log, this.#hole, { sequence, ingestTime: durable.ingestTime, record });
    this.#hole = false;
  }

  /** Something is missing between this record and the newest of its log. */
  #isOpenBehind({ log, sequence }: { readonly log: string; readonly sequence: number }): boolean {
    return this.#seenOf(log).contiguousFrom(sequence) < (this.#next.get(log) ?? 0);
  }

  /** Hours before `hour` are answered from the index from now on. */
  forgetBefore(hour: number): void {
    if (hour <= this.#from) return;
    for (const each of [...this.#scans.hours.keys()]) if (each < hour) this.#scans.forget(each);
    this.#from = hour;
  }

  /** Reads the hours [from, until) again from the index. Throws what the index throws; then still stale. */
  rebuild(site: string, until: number): Promise<void> {
    this.#rebuilding ??= this.#rebuild(site, until).finally(() => {
      this.#rebuilding = undefined;
    });
    return this.#rebuilding;
  }

  async #rebuild(site: string, until: number): Promise<void> {
    const { source, gateway, graceMs } = this.#options;
    this.#waiting = [];
    try {
      await source.flush();
      const scans = new OrderedScans(this.#model, graceMs);
      let last: { readonly log: string; readonly sequence: number } | undefined;
      for (let hour = this.#from; hour < until; hour += hourMs) {
        await source.scans(site, gateway, hour, (scan) => {
          scans.add(scan.log, scan.hole, scan);
          this.seen(scan.log, scan.sequence, scan.sequence + 1);
          last = scan;
        });
      }
      this.#scans = scans;
      this.#log = last?.log ?? this.#log;
      this.#hole = last !== undefined && this.#isOpenBehind(last);
      this.#stale = false;
    } finally {
      const waiting = this.#waiting;
      this.#waiting = undefined;
      for (const durable of waiting) this.add(durable, until);
    }
  }
}
