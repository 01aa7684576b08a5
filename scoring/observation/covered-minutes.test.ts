import { expect, test } from "vitest";
import { type Fact, hourMs } from "#contracts/fact.ts";
import { emptyFacts } from "#contracts/fact-feed.ts";
import { buildEvidence, evidenceSchema } from "../../test/golden/scoring/build-evidence.ts";
import { coveredMinutes } from "./covered-minutes.ts";
import { scheduledHours } from "./scheduled-hours.ts";

const hour = Date.parse("2023-03-01T10:00:00+08:00");
const { lineModel } = buildEvidence(
  evidenceSchema.parse({
    window: { from: "2023-03-01T10:00:00+08:00", to: "2023-03-01T11:00:00+08:00" },
    signals: [{ id: "a" }],
  }),
);

function factAt(at: number, minutes: readonly number[]): Fact {
  const [empty] = emptyFacts(lineModel, at) as [Fact];
  const bits = Array.from({ length: 60 }, (_, minute) => (minutes.includes(minute) ? "1" : "0"));
  const validMinutes = Array.from({ length: 15 }, (_, i) =>
    Number.parseInt(bits.slice(i * 4, i * 4 + 4).join(""), 2).toString(16),
  ).join("");
  return { ...empty, validMinutes };
}

function covered(intervalMs: number, from: number, to: number, ...facts: Fact[]) {
  const hours = scheduledHours(lineModel, { from: hour + from * 60_000, to: hour + to * 60_000 });
  return coveredMinutes(intervalMs, hours, new Map(facts.map((fact) => [fact.hour, fact])));
}

const every = (step: number) =>
  Array.from({ length: 60 }, (_, minute) => minute).filter((minute) => minute % step === 0);

test("fast scans vouch for their own minute only", () => {
  const half = factAt(hour, every(2));
  expect(covered(1000, 0, 60, half)).toEqual({ scheduled: 60, covered: 30, withoutFact: 0 });
  expect(covered(1000, 0, 1.5, half)).toMatchObject({ scheduled: 1.5, covered: 1 });
});

test("slow scans vouch for the minutes up to the next one", () => {
  expect(covered(300_000, 0, 60, factAt(hour, every(5)))).toMatchObject({ covered: 60 });
  // One scan of the twelve is missing: of its five minutes the tolerance covers one.
  const missing = every(5).filter((minute) => minute !== 30);
  expect(covered(300_000, 0, 60, factAt(hour, missing))).toMatchObject({ covered: 56 });
});

test("a slow scan vouches over the edge of an hour", () => {
  const before = factAt(hour - hourMs, [58]);
  expect(covered(300_000, 0, 60, before, factAt(hour, []))).toMatchObject({ covered: 4 });
});

test("hours without a fact are scheduled, not covered", () => {
  expect(covered(1000, 0, 60)).toEqual({ scheduled: 60, covered: 0, withoutFact: 60 });
});
