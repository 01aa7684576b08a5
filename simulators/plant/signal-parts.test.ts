// The small parts of which the stations of a line are made.
import fc from "fast-check";
import { expect, test } from "vitest";
import { AnalogInput } from "./analog-input.ts";
import { Counter, keepCounters } from "./counter.ts";
import { EnergyMeter } from "./meter-reading.ts";
import { Motor } from "./motor.ts";
import { gatherRetained, PointTable, spreadRetained } from "./point-table.ts";
import { createRandom } from "./random.ts";
import { TransportLine } from "./transport-line.ts";
import { UpsetSchedule } from "./upset-schedule.ts";

test("an analogue signal lies on the lattice of range/27648 and has its noise", () => {
  const input = new AnalogInput({ random: createRandom(1), range: [-200, 600], sigma: 2 });
  let squares = 0;
  for (let n = 0; n < 20_000; n += 1) {
    input.sample(150);
    const value = input.value();
    const counts = ((value + 200) * 27_648) / 800;
    if (Math.abs(counts - Math.round(counts)) > 1e-6) throw new Error(`off the lattice: ${value}`);
    squares += (value - 150) ** 2;
  }
  expect(Math.sqrt(squares / 20_000)).toBeCloseTo(2, 1);
});

test("an analogue signal ends at its over-range, and is 0 at the cut-off", () => {
  const exact = new AnalogInput({ random: createRandom(1), range: [0, 100], cutOff: 1 });
  const sampled = (truth: number): number => {
    exact.sample(truth);
    return exact.value();
  };
  expect(sampled(500)).toBeCloseTo((100 * 32_511) / 27_648, 9);
  expect(sampled(0.9)).toBe(0);
  expect(sampled(50)).toBeCloseTo(50, 2);
});

test("a sample says the same however often and however late it is looked at", () => {
  const [early, late] = [1, 1].map(
    (seed) => new AnalogInput({ random: createRandom(seed), range: [0, 100], sigma: 1 }),
  );
  const seen: number[] = [];
  for (let n = 0; n < 5; n += 1) {
    early?.sample(50);
    seen.push(early?.value() ?? Number.NaN);
    late?.sample(50);
  }
  expect(late?.value()).toBe(seen.at(-1));
  expect(late?.value()).toBe(late?.value());
  expect(new Set(seen).size).toBeGreaterThan(1);
});

test("what is laid on a transport line comes out whole, after its length, whatever the steps", () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 900 }), { minLength: 60, maxLength: 120 }),
      (steps) => {
        const line = new TransportLine(5_000, 100, 0);
        let moved = 0;
        let seenAt: number | undefined;
        for (const step of steps) {
          moved += step;
          line.advance(step, 7);
          if (line.exit() === 7) seenAt ??= moved;
        }
        if (moved > 6_000) {
          expect(seenAt).toBeGreaterThanOrEqual(5_000);
          expect(seenAt).toBeLessThanOrEqual(5_000 + 900 + 200);
        }
      },
    ),
    { seed: 3, numRuns: 50 },
  );
  const standing = new TransportLine(1_000, 100, 3);
  standing.advance(0, 9);
  expect([standing.at(0), standing.at(0.5), standing.exit()]).toEqual([9, 3, 3]);
});

test("a motor idles at its share, follows its load, and its current is that of its power", () => {
  const motor = new Motor({
    random: createRandom(1),
    ratedKw: 100,
    idleShare: 0.25,
    tauMs: 1_000,
    ripple: 0,
    load: 0,
  });
  motor.step(100, 0, 400);
  expect(motor.kw).toBeCloseTo(25, 6);
  for (let n = 0; n < 100; n += 1) motor.step(100, 1, 400);
  expect(motor.kw).toBeCloseTo(100, 1);
  expect(motor.currentA * Math.sqrt(3) * 0.4).toBeCloseTo(Math.hypot(motor.kw, motor.kvar), 6);
});

test("upsets come one at a time, never in the quiet time, and end", () => {
  const schedule = new UpsetSchedule({
    random: createRandom(4),
    plans: [
      { kind: "short", weight: 3, minutes: [1, 2] },
      { kind: "long", weight: 1, minutes: [5, 6] },
    ],
    quietMs: 300_000,
    meanGapMs: 600_000,
  });
  const seen = { short: 0, long: 0 };
  for (let ms = 0; ms < 100 * 3_600_000; ms += 1_000) {
    schedule.step(1_000);
    const kind = schedule.current();
    if (kind !== undefined) seen[kind] += 1_000;
    if (ms < 299_000 && kind !== undefined) throw new Error(`${kind} at ${ms}`);
  }
  expect(seen.short).toBeGreaterThan(0);
  expect(seen.long).toBeGreaterThan(0);
  expect(seen.short + seen.long).toBeLessThan(40 * 3_600_000);
});

test("a counter counts whole units, keeps the rest, and rolls over at 32 bits", () => {
  const counter = new Counter(2 ** 32 - 2);
  expect([counter.add(0.6), counter.add(0.6), counter.value()]).toEqual([0, 1, 2 ** 32 - 1]);
  counter.add(1);
  expect(counter.value()).toBe(0);
});

test("counters go back to their parts by name; strangers are ignored", () => {
  const counters = { total: new Counter(5), good: new Counter(4) };
  const parts = { press: keepCounters(counters), saw: keepCounters({ total: new Counter(9) }) };
  expect(gatherRetained(parts)).toEqual({ "press/total": 5, "press/good": 4, "saw/total": 9 });
  spreadRetained(parts, { "press/total": 50.5, "oven/total": 3, "press/good": Number.NaN });
  expect([counters.total.exact(), counters.good.exact()]).toEqual([50.5, 4]);
});

test("a meter goes on counting from what it kept", () => {
  const kept = { importKwh: 900, importKvarh: 100, phaseKwh: [301, 300, 299] } as const;
  const meter = new EnergyMeter(5);
  meter.restore(kept);
  expect(meter.counters()).toEqual(kept);
  const load = { activeW: 3_600_000, reactiveVar: 0 };
  meter.step(1_000, [load, load, load], [230, 230, 230], 50);
  expect(meter.reading().importKwh).toBeCloseTo(903, 9);
  expect(meter.reading().phases[2].importKwh).toBeCloseTo(300, 9);
});

test("points have the names of their equipment, and there are no others", () => {
  const table = new PointTable({ press: { state: () => 4 } }, { press: "SIM-1" });
  expect(table.names).toEqual(["press.state", "press.serial"]);
  expect([table.value("press.state"), table.value("press.serial")]).toEqual([4, "SIM-1"]);
  expect(() => table.value("press.speed")).toThrow(RangeError);
});
