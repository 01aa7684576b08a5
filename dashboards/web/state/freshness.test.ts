import { expect, test } from "vitest";
import type { LastValue, LinkState } from "#contracts/live.ts";
import { freshnessOf } from "./freshness.ts";

const value: LastValue = {
  equipment: "zone-1",
  signal: "output",
  value: 5,
  sourceTime: 0,
  readTime: 10_000,
  status: 0,
  flag: "N",
  stale: false,
};
const link: LinkState = { gateway: "gw", online: true, since: 0, devices: [] };
const context = { now: 10_400, connection: "live", link, scanIntervalMs: 1000 } as const;

test("a value just read over a live link is fresh, its age counted from the reading", () => {
  expect(freshnessOf(value, context)).toEqual({ state: "fresh", ageMs: 400 });
});

test("a value never shows as fresh without the stream", () => {
  for (const connection of ["connecting", "lost"] as const) {
    expect(freshnessOf(value, { ...context, connection })).toMatchObject({
      state: "stale",
      reason: "page",
    });
  }
});

test.each([
  ["gateway", { ...link, online: false }],
  ["broker", { ...link, online: false, unknown: "broker" as const }],
  ["device", { ...link, devices: [{ equipment: "zone-1", online: false, since: 0 }] }],
])("a %s that is down makes its values stale", (reason, down) => {
  expect(freshnessOf(value, { ...context, link: down })).toMatchObject({ state: "stale", reason });
});

test("another machine's link does not matter", () => {
  const other = { ...link, devices: [{ equipment: "zone-2", online: false, since: 0 }] };
  expect(freshnessOf(value, { ...context, link: other }).state).toBe("fresh");
});

test("what comes from a birth is stale", () => {
  expect(freshnessOf({ ...value, stale: true }, context)).toMatchObject({ reason: "source" });
});

test("a value is late after three scans, but never within five seconds", () => {
  const at = (ageMs: number, scanIntervalMs: number) =>
    freshnessOf(value, { ...context, now: 10_000 + ageMs, scanIntervalMs }).state;
  expect(at(5000, 200)).toBe("fresh");
  expect(at(5001, 200)).toBe("stale");
  expect(at(30_000, 10_000)).toBe("fresh");
  expect(at(30_001, 10_000)).toBe("stale");
});

test("a host clock behind the gateway's gives age 0, not a negative one", () => {
  expect(freshnessOf(value, { ...context, now: 9000 })).toEqual({ state: "fresh", ageMs: 0 });
});
