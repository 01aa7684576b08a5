import { expect, test } from "vitest";
import type { StreamEvent } from "#contracts/api.ts";
import type { LastValue, LogLedger } from "#contracts/live.ts";
import { SitePulse } from "./site-pulse.ts";

const reading = (readTime: number, stale = false) => ({ readTime, stale }) as LastValue;
const values = (...all: LastValue[]): StreamEvent => ({
  kind: "values",
  site: "a",
  hostTime: 1,
  values: all,
});
const ledger = (log: string, gaps: number, hostGaps: number): StreamEvent => ({
  kind: "ledger",
  site: "a",
  hostTime: 1,
  ledger: [{ log, gaps, hostGaps } as LogLedger],
});

test("the newest read counts, and a stale value is none", () => {
  const pulse = new SitePulse();
  expect(pulse.lastRead({ id: "a", lastReadTime: null })).toBeNull();
  pulse.hear(values(reading(50), reading(70), reading(60), reading(900, true)));
  expect(pulse.lastRead({ id: "a", lastReadTime: null })).toBe(70);
  expect(pulse.lastRead({ id: "a", lastReadTime: 65 })).toBe(70);
  expect(pulse.lastRead({ id: "a", lastReadTime: 80 })).toBe(80);
  expect(pulse.lastRead({ id: "b", lastReadTime: 5 })).toBe(5);
});

test("losses of all logs add up, and a late list does not make them fewer", () => {
  const pulse = new SitePulse();
  pulse.hear(ledger("x", 2, 1));
  pulse.hear(ledger("y", 4, 0));
  pulse.hear(ledger("x", 3, 1));
  expect(pulse.lost({ id: "a", lost: 5 })).toBe(8);
  expect(pulse.lost({ id: "a", lost: 9 })).toBe(9);
  expect(pulse.lost({ id: "b", lost: 0 })).toBe(0);
});
