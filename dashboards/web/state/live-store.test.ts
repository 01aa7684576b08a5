import { expect, test } from "vitest";
import type { SiteLive } from "#contracts/api.ts";
import type { LastValue } from "#contracts/live.ts";
import { HostClock } from "./host-clock.ts";
import { LiveStore } from "./live-store.ts";

function reading(value: number, readTime = 0): LastValue {
  return {
    equipment: "e",
    signal: "s",
    value,
    sourceTime: readTime,
    readTime,
    status: 0,
    flag: "N",
    stale: false,
  };
}

function snapshotOf(hostTime: number, values: LastValue[]): SiteLive {
  return { hostTime, values, links: [], ledger: [], latency: null };
}

function open() {
  let monotonic = 0;
  const frames: (() => void)[] = [];
  const clock = new HostClock(() => monotonic);
  const store = new LiveStore(clock, (run) => frames.push(run));
  return {
    clock,
    store,
    frames,
    pass: (ms: number) => {
      monotonic += ms;
    },
    frame: () => {
      for (const run of frames.splice(0)) run();
    },
    shown: () => store.snapshot().values.get("e/s")?.value,
  };
}

test("many events cost one commit, and the newest value stands", () => {
  const page = open();
  let commits = 0;
  page.store.subscribe(() => {
    commits += 1;
  });
  page.store.applySnapshot(snapshotOf(100, [reading(1)]));
  for (let i = 2; i <= 50; i++) {
    page.store.applyEvent({ kind: "values", site: "x", hostTime: 100 + i, values: [reading(i)] });
  }
  expect(page.frames.length).toBe(1);
  expect(page.shown()).toBeUndefined();
  page.frame();
  expect(commits).toBe(1);
  expect(page.shown()).toBe(50);
});

test("a snapshot that arrives after newer events does not put old values back", () => {
  const page = open();
  page.store.applyEvent({ kind: "values", site: "x", hostTime: 200, values: [reading(2)] });
  page.store.applySnapshot(snapshotOf(150, [reading(1)]));
  page.frame();
  expect(page.shown()).toBe(2);
});

test("events alone do not make the page live: only a snapshot does", () => {
  const page = open();
  page.store.opened();
  page.store.applyEvent({ kind: "values", site: "x", hostTime: 200, values: [reading(2)] });
  page.frame();
  expect(page.store.snapshot().connection.state).toBe("connecting");
  page.store.applySnapshot(snapshotOf(201, []));
  page.frame();
  expect(page.store.snapshot()).toMatchObject({ connection: { state: "live" }, epoch: 1 });
});

test("a loss is dated by the host's time of the last thing heard, and the first of a row counts", () => {
  const page = open();
  page.store.applySnapshot(snapshotOf(1_000_000, []));
  page.pass(30_000);
  page.store.lost(12_000);
  page.pass(5000);
  page.store.lost(0);
  page.frame();
  expect(page.store.snapshot().connection).toEqual({ state: "lost", since: 1_018_000 });
});

test("a watcher receives every value of its signal in order, once per frame", () => {
  const page = open();
  const heard: unknown[][] = [];
  const stop = page.store.watch("e/s", (values) => heard.push(values.map(({ value }) => value)));
  for (const value of [1, 2]) {
    const other = { ...reading(9), signal: "other" };
    page.store.applyEvent({
      kind: "values",
      site: "x",
      hostTime: value,
      values: [reading(value), other],
    });
  }
  page.frame();
  stop();
  page.store.applyEvent({ kind: "values", site: "x", hostTime: 9, values: [reading(3)] });
  page.frame();
  expect(heard).toEqual([[1, 2]]);
});

test("host time goes on by the monotonic clock, whatever the browser's wall clock says", () => {
  const page = open();
  expect(page.clock.now()).toBeUndefined();
  page.clock.hear(5_000_000);
  page.pass(1500);
  expect(page.clock.now()).toBe(5_001_500);
});
