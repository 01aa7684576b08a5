// Invariants of the edge banders (domain reference A2: F4 and F5).

import fc from "fast-check";
import { expect, test } from "vitest";
import { createRandom } from "../random.ts";
import { banderState, EdgeBander } from "./edge-bander.ts";
import { GluePot } from "./glue-pot.ts";
import type { Part } from "./part.ts";
import { PartBuffer } from "./part-buffer.ts";
import type { Surroundings } from "./surroundings.ts";
import { testPart as part } from "./test-cell.ts";

const STEP_MS = 10;
const around: Surroundings = {
  ambientC: 21,
  airBar: 6.8,
  airPresent: true,
  suctionPa: 2_000,
  suctionOn: true,
  work: true,
  mains: true,
  now: 0,
};
const noAir: Surroundings = { ...around, airBar: 4, airPresent: false };

function step(bander: EdgeBander, ms: number, given = around, wanted = true): void {
  bander.step(ms, given, wanted, false);
  bander.drift(ms, given);
}

function banderWith(seed: number, parts: readonly Part[]) {
  const done: Part[] = [];
  const bander = new EdgeBander({
    name: "edgebander-1",
    side: "lengthM",
    random: createRandom(seed),
    counters: {},
    on: true,
    ambientC: 21,
    source: new PartBuffer(0, parts),
    deliver: (finished) => done.push(finished),
    inside: [],
  });
  return { bander, done };
}

test("F4: one pre-mill burst per panel, as long as the panel ÷ feed speed within 3 %", () => {
  fc.assert(
    fc.property(
      fc.integer(),
      fc.array(fc.double({ min: 0.35, max: 2.3, noNaN: true }), { minLength: 6, maxLength: 8 }),
      (seed, lengths) => {
        const { bander, done } = banderWith(
          seed,
          lengths.map((lengthM) => part(lengthM)),
        );
        const bursts: number[] = [];
        let burst = 0;
        for (let passed = 0; passed < 280_000; passed += STEP_MS) {
          step(bander, STEP_MS);
          if (bander.milling()) burst += STEP_MS;
          else if (burst > 0) {
            bursts.push(burst);
            burst = 0;
          }
        }
        expect(bander.piecesOut()).toBe(lengths.length);
        expect(done.map(({ lengthM }) => lengthM)).toEqual(lengths);
        expect(bursts).toHaveLength(lengths.length);
        bursts.forEach((ms, n) => {
          const expected = (lengths[n]! / (20 / 60)) * 1_000;
          expect(Math.abs(ms / expected - 1)).toBeLessThan(0.03);
        });
        const edge = lengths.reduce((sum, length) => sum + 2 * (length + 0.05), 0);
        expect(bander.edgeMetres()).toBeCloseTo(edge, 6);
      },
    ),
    { seed: 8, numRuns: 6, endOnFailure: true },
  );
});

test("the current shows the burst: idle between panels, at least twice that in wood", () => {
  const { bander } = banderWith(9, [part(2)]);
  const readings = { idle: [] as number[], wood: [] as number[] };
  let since = 0;
  for (let passed = 0; passed < 40_000; passed += STEP_MS) {
    const before = bander.milling();
    step(bander, STEP_MS);
    since = bander.milling() === before ? since + STEP_MS : 0;
    // Five time constants of the motor after an edge.
    if (since > 500)
      readings[bander.milling() ? "wood" : "idle"].push(bander.drives.readings().premillA);
  }
  expect(Math.max(...readings.idle)).toBeLessThan(3);
  expect(Math.min(...readings.wood)).toBeGreaterThan(6);
});

test("a bander without panels says after 30 s that it waits, its chain still running", () => {
  const { bander } = banderWith(10, []);
  for (let passed = 0; passed < 29_000; passed += 100) step(bander, 100);
  expect(bander.state()).toBe(banderState.banding);
  for (let passed = 0; passed < 2_000; passed += 100) step(bander, 100);
  expect(bander.state()).toBe(banderState.waiting);
  expect(bander.drives.readings().feed).toBeGreaterThan(19);
});

test("without compressed air there is a fault, and no panel enters", () => {
  const { bander } = banderWith(11, [part(1), part(1), part(1), part(1), part(1)]);
  for (let passed = 0; passed < 20_000; passed += 100) step(bander, 100, noAir);
  expect(bander.state()).toBe(banderState.fault);
  expect(bander.piecesIn()).toBe(0);
  expect(bander.drives.readings().feed).toBe(0);
});

test("F5: switched on cold, it heats for 12 to 25 min and feeds no panel before it is warm", () => {
  const { bander } = banderWith(12, [part(1), part(1), part(1)]);
  // Off until the pot has the temperature of the hall.
  for (let second = 0; second < 3 * 3_600; second += 1) {
    step(bander, 1_000, { ...around, work: false }, false);
  }
  expect(bander.state()).toBe(banderState.stopped);
  expect(bander.pot.temperatureC()).toBeLessThan(22);
  let seconds = 0;
  for (; bander.piecesIn() === 0 && seconds < 3_000; seconds += 1) {
    step(bander, 1_000);
    if (bander.pot.isLow()) expect(bander.state()).toBe(banderState.heating);
  }
  expect(bander.pot.temperatureC()).toBeGreaterThan(185);
  expect(seconds / 60).toBeGreaterThan(12);
  expect(seconds / 60).toBeLessThan(25);
});

function pot(temperatureC: number, ambientC: number): GluePot {
  return new GluePot({ random: createRandom(3), setpointC: 190, temperatureC, ambientC });
}

test("F5: 25 → 190 °C takes 12 to 25 min, with the alarm on until the glue is nearly there", () => {
  const cold = pot(25, 25);
  expect(cold.isLow()).toBe(true);
  let seconds = 0;
  for (; cold.temperatureC() < 190 && seconds < 3_000; seconds += 1) {
    cold.step(1_000, { ambientC: 25, glueGPerS: 0, dead: false });
    expect(cold.isLow()).toBe(cold.temperatureC() < 185);
  }
  expect(seconds / 60).toBeGreaterThan(12);
  expect(seconds / 60).toBeLessThan(25);
});

test("F5: the pot ripples by ±1.5 °C about its setpoint, and its duty rises with the glue that is used", () => {
  const dutyWith = (glueGPerS: number): number => {
    const warm = pot(190, 21);
    let [on, lowest, highest] = [0, 999, 0];
    for (let second = 0; second < 7_200; second += 1) {
      warm.step(1_000, { ambientC: 21, glueGPerS, dead: false });
      if (second < 1_200) continue;
      on += warm.heaterW() > 0 ? 1 : 0;
      lowest = Math.min(lowest, warm.temperatureC());
      highest = Math.max(highest, warm.temperatureC());
    }
    expect(lowest).toBeGreaterThan(190 - 1.6);
    expect(highest).toBeLessThan(190 + 1.6);
    return on / 6_000;
  };
  const [idle, some, much] = [dutyWith(0), dutyWith(0.5), dutyWith(1)];
  // 410 J/g against 3600 W.
  expect(some - idle).toBeCloseTo((0.5 * 410) / 3_600, 1);
  expect(much - idle).toBeCloseTo(410 / 3_600, 1);
  expect(idle).toBeLessThan(some);
  expect(some).toBeLessThan(much);
});

test("a heater that gets no current lets the glue fall until the alarm stops the feed", () => {
  const warm = pot(190, 21);
  let seconds = 0;
  for (; !warm.isLow() && seconds < 600; seconds += 1)
    warm.step(1_000, { ambientC: 21, glueGPerS: 0, dead: true });
  expect(seconds).toBeGreaterThan(25);
  expect(seconds).toBeLessThan(60);
  expect(warm.temperatureC()).toBeLessThan(182.1);
});
