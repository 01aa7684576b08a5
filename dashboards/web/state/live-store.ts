// The live side of one site in the browser. Events gather in plain maps and are committed once per
// animation frame as one new snapshot, however fast they come.
// Invariant: an entry is replaced only by what the host said later (hostTime), so a snapshot that
// arrives late never puts an old value back.
import type { SiteLive, StreamEvent } from "#contracts/api.ts";
import type { LastValue, LinkState, LogLedger } from "#contracts/live.ts";
import type { HostClock } from "./host-clock.ts";

export type Connection =
  | { readonly state: "connecting" }
  | { readonly state: "live" }
  /** since: host time of the last thing heard, ms UTC; undefined when nothing ever was. */
  | { readonly state: "lost"; readonly since: number | undefined };

export type LiveSnapshot = {
  readonly connection: Connection;
  readonly values: ReadonlyMap<string, LastValue>;
  readonly links: readonly LinkState[];
  readonly ledger: readonly LogLedger[];
  /** Grows with every (re)opened stream: history may have a hole before it. */
  readonly epoch: number;
};

/** Runs the function soon, once. */
export type Schedule = (run: () => void) => void;

type Timed<T> = { readonly at: number; readonly entry: T };

const maxWatched = 5000;

export function signalKey(equipment: string, signal: string): string {
  return `${equipment}/${signal}`;
}

export class LiveStore {
  readonly #clock: HostClock;
  readonly #schedule: Schedule;
  readonly #listeners = new Set<() => void>();
  readonly #values = new Map<string, Timed<LastValue>>();
  readonly #links = new Map<string, Timed<LinkState>>();
  readonly #ledger = new Map<string, Timed<LogLedger>>();
  readonly #watchers = new Set<{ key: string; run: (values: readonly LastValue[]) => void }>();
  #watched: LastValue[] = [];
  #snapshot: LiveSnapshot = {
    connection: { state: "connecting" },
    values: new Map(),
    links: [],
    ledger: [],
    epoch: 0,
  };
  #next: Partial<LiveSnapshot> = {};
  #pending = false;

  constructor(clock: HostClock, schedule: Schedule) {
    this.#clock = clock;
    this.#schedule = schedule;
  }

  readonly snapshot = (): LiveSnapshot => this.#snapshot;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Every value of one signal that arrives from now on, in order, at most once per frame. */
  watch(key: string, run: (values: readonly LastValue[]) => void): () => void {
    const watcher = { key, run };
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  opened(): void {
    const epoch = (this.#next.epoch ?? this.#snapshot.epoch) + 1;
    this.#change({ epoch });
  }

  /** silentMs: how long ago anything was heard. The first of several losses in a row counts. */
  lost(silentMs: number): void {
    const connection = this.#next.connection ?? this.#snapshot.connection;
    if (connection.state === "lost") return;
    const now = this.#clock.now();
    const since = now === undefined ? undefined : now - silentMs;
    this.#change({ connection: { state: "lost", since } });
  }

  applySnapshot(live: SiteLive): void {
    this.#clock.hear(live.hostTime);
    for (const value of live.values) this.#setValue(value, live.hostTime);
    for (const link of live.links) keepNewest(this.#links, link.gateway, link, live.hostTime);
    for (const each of live.ledger) keepNewest(this.#ledger, each.log, each, live.hostTime);
    // Live only now: before the snapshot the page may hold values from before the loss.
    this.#change({ connection: { state: "live" } });
  }

  applyEvent(event: StreamEvent): void {
    this.#clock.hear(event.hostTime);
    switch (event.kind) {
      case "values":
        for (const value of event.values) this.#setValue(value, event.hostTime);
        break;
      case "link":
        keepNewest(this.#links, event.link.gateway, event.link, event.hostTime);
        break;
      case "ledger":
        for (const each of event.ledger) keepNewest(this.#ledger, each.log, each, event.hostTime);
        break;
    }
    this.#change({});
  }

  #setValue(value: LastValue, at: number): void {
    const key = signalKey(value.equipment, value.signal);
    if (!keepNewest(this.#values, key, value, at)) return;
    if (this.#watched.length < maxWatched && this.#isWatched(key)) this.#watched.push(value);
  }

  #isWatched(key: string): boolean {
    for (const watcher of this.#watchers) if (watcher.key === key) return true;
    return false;
  }

  #change(change: Partial<LiveSnapshot>): void {
    this.#next = { ...this.#next, ...change };
    if (this.#pending) return;
    this.#pending = true;
    this.#schedule(() => this.#commit());
  }

  #commit(): void {
    this.#pending = false;
    this.#snapshot = {
      ...this.#snapshot,
      ...this.#next,
      values: new Map([...this.#values].map(([key, { entry }]) => [key, entry])),
      links: [...this.#links.values()].map(({ entry }) => entry),
      ledger: [...this.#ledger.values()].map(({ entry }) => entry),
    };
    this.#next = {};
    const watched = this.#watched;
    this.#watched = [];
    for (const { key, run } of this.#watchers) {
      const own = watched.filter((value) => signalKey(value.equipment, value.signal) === key);
      if (own.length > 0) run(own);
    }
    for (const listener of this.#listeners) listener();
  }
}

function keepNewest<T>(map: Map<string, Timed<T>>, key: string, entry: T, at: number): boolean {
  const known = map.get(key);
  if (known !== undefined && known.at > at) return false;
  map.set(key, { at, entry });
  return true;
}
