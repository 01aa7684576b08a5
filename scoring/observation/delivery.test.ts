import fc from "fast-check";
import { expect, test } from "vitest";
import { type Fact, hourMs } from "#contracts/fact.ts";
import { emptyFacts } from "#contracts/fact-feed.ts";
import { buildEvidence, evidenceSchema } from "../../test/golden/scoring/build-evidence.ts";
import { deliveryOf } from "./delivery.ts";
import { scheduledHours } from "./scheduled-hours.ts";

const hour = Date.parse("2023-03-01T10:00:00+08:00");

function modelWith(shift: { start: string; end: string }) {
  const sketch = evidenceSchema.parse({
    window: { from: "2023-03-01T10:00:00+08:00", to: "2023-03-01T10:00:01+08:00" },
    shifts: [{ ...shift, weekdays: [1, 2, 3, 4, 5, 6, 7] }],
    signals: [{ id: "a" }],
  });
  return buildEvidence(sketch).lineModel;
}

const always = modelWith({ start: "00:00", end: "00:00" });

/** A fact of the hour from the number of good scans in each of its minutes. */
function factOf(goodPerMinute: readonly number[], more: Partial<Fact> = {}): Fact {
  const good = goodPerMinute.reduce((sum, scans) => sum + scans, 0);
  const bits = Array.from({ length: 60 }, (_, minute) =>
    (goodPerMinute[minute] ?? 0) > 0 ? 1 : 0,
  );
  const validMinutes = Array.from({ length: 15 }, (_, digit) =>
    Number.parseInt(bits.slice(digit * 4, digit * 4 + 4).join(""), 2).toString(16),
  ).join("");
  const empty = emptyFacts(always, hour)[0]!;
  return {
    ...empty,
    received: good,
    good,
    byFlag: { ...empty.byFlag, N: good },
    validMinutes,
    ...more,
  };
}

function deliver(
  fact: Fact,
  fromMinute: number,
  toMinute: number,
  intervalMs = 1000,
  model = always,
) {
  const window = { from: hour + fromMinute * 60_000, to: hour + toMinute * 60_000 };
  return deliveryOf({ intervalMs }, scheduledHours(model, window), new Map([[hour, fact]]));
}

function minutes(value: (minute: number) => number): number[] {
  return Array.from({ length: 60 }, (_, minute) => value(minute));
}

test("a whole hour counts as it is", () => {
  expect(deliver(factOf(minutes(() => 54)), 0, 60)).toEqual({
    expected: 3600,
    received: 3240,
    good: 3240,
    manual: 0,
    withoutFact: 0,
    revision: 0,
  });
});

test("scans before a short window never fill a hole inside it", () => {
  const silentInside = factOf(minutes((minute) => (minute < 50 ? 60 : 0)));
  expect(deliver(silentInside, 50, 60)).toMatchObject({ expected: 600, good: 0 });
});

test("a short window inside a steady hour counts fully", () => {
  expect(deliver(factOf(minutes(() => 60)), 50, 60)).toMatchObject({ expected: 600, good: 600 });
});

test("the running hour, with nothing before the window, counts its own scans", () => {
  const running = factOf(minutes((minute) => (minute === 34 ? 3 : minute === 35 ? 41 : 0)));
  const { expected, good } = deliver(running, 34 + 56.8 / 60, 35 + 41 / 60);
  expect(expected).toBeCloseTo(44.2, 9);
  expect(good).toBe(44);
});

test("scanning faster half of the time does not make up for the other half", () => {
  expect(deliver(factOf(minutes((minute) => (minute < 30 ? 120 : 0))), 0, 60).good).toBe(1800);
});

test("slow scan groups hold one scan per valid minute", () => {
  const everyFive = factOf(minutes((minute) => (minute % 5 === 0 ? 1 : 0)));
  expect(deliver(everyFive, 0, 60, 300_000)).toMatchObject({ expected: 12, good: 12 });
  expect(deliver(everyFive, 50, 60, 300_000)).toMatchObject({ expected: 2, good: 2 });
});

test("scans outside the shift do not count for the shift", () => {
  const lateShift = modelWith({ start: "10:30", end: "18:00" });
  const early = factOf(minutes((minute) => (minute < 30 ? 60 : 0)));
  expect(deliver(early, 0, 60, 1000, lateShift)).toMatchObject({ expected: 1800, good: 0 });
  const steady = factOf(minutes(() => 60));
  expect(deliver(steady, 0, 60, 1000, lateShift)).toMatchObject({ expected: 1800, good: 1800 });
});

test("an hour without a fact is expected and not received", () => {
  const hours = scheduledHours(always, { from: hour, to: hour + hourMs });
  const delivery = deliveryOf({ intervalMs: 1000 }, hours, undefined);
  expect(delivery).toMatchObject({ expected: 3600, received: 0, good: 0, withoutFact: 3600 });
});

test("a malformed mask proves nothing", () => {
  expect(
    deliver(
      factOf(
        minutes(() => 60),
        { validMinutes: "" },
      ),
      0,
      60,
    ).good,
  ).toBe(0);
});

test("manual scans keep their share of what was received", () => {
  const fact = factOf(minutes(() => 60));
  const tablet = { ...fact, byFlag: { ...fact.byFlag, N: 2700, S: 900 } };
  expect(deliver(tablet, 0, 30)).toMatchObject({ received: 1800, manual: 450 });
});

test("no window of whole minutes ever counts more good scans than lie in it", () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 60 }), { minLength: 60, maxLength: 60 }),
      fc.integer({ min: 0, max: 59 }),
      fc.integer({ min: 1, max: 60 }),
      (perMinute, from, length) => {
        const to = Math.min(60, from + length);
        const truth = perMinute.slice(from, to).reduce((sum, scans) => sum + scans, 0);
        const { good, expected, received } = deliver(factOf(perMinute), from, to);
        expect(good).toBeLessThanOrEqual(truth);
        expect(received).toBeLessThanOrEqual(expected);
        expect(good).toBeLessThanOrEqual(received);
      },
    ),
    { seed: 20230301, numRuns: 300 },
  );
});
