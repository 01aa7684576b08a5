// Invariants of the domain reference (P5, P8, X1, X2) over several seeds, warm and cold.

import fc from "fast-check";
import { expect, test } from "vitest";
import { Grid } from "./grid.ts";
import { PressHall, type PressHallState } from "./press-hall.ts";
import { createRandom } from "./random.ts";

const STEP_MS = 100;

interface Plant {
  hall: PressHall;
  step(): PressHallState;
}

function build(seed: number, start: "warm" | "cold"): Plant {
  const random = createRandom(seed);
  const grid = new Grid(random.fork("grid"));
  const hall = new PressHall({ random: random.fork("hall"), grid, start });
  return {
    hall,
    step: () => {
      grid.step(STEP_MS);
      hall.step(STEP_MS);
      return hall.state();
    },
  };
}

/** Throws at the first violation; plain comparisons, since expect() per step would take most of the time. */
function demand(holds: boolean, what: string, values: readonly number[]): void {
  if (!holds) throw new Error(`${what}: ${values.join(" ")}`);
}

const close = (a: number, b: number): boolean => Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(b));

test("electricity: S² = P² + Q², PF = P/S, I = S/U, totals are sums, energy is ∫P and never falls", () => {
  fc.assert(
    fc.property(fc.integer(), fc.constantFrom("warm", "cold"), (seed, start) => {
      const plant = build(seed, start);
      const first = plant.hall.state().meter.importKwh;
      let integral = 0;
      let counted = first;
      for (let n = 0; n < 6_000; n += 1) {
        const { meter } = plant.step();
        for (const reading of [meter, ...meter.phases]) {
          const { activeW: p, reactiveVar: q, apparentVa: s, powerFactor } = reading;
          demand(close(s * s, p * p + q * q), "S² = P² + Q²", [s, p, q]);
          demand(close(powerFactor, p / Math.hypot(p, q)), "PF = P/√(P²+Q²)", [powerFactor, p, q]);
        }
        for (const phase of meter.phases) {
          const current = phase.activeW / (phase.voltageV * phase.powerFactor);
          demand(close(phase.currentA, current), "I = P/(U·PF)", [phase.currentA, current]);
        }
        const sum = meter.phases.reduce((total, phase) => total + phase.activeW, 0);
        demand(close(meter.activeW, sum), "P = ΣP", [meter.activeW, sum]);
        demand(meter.importKwh > counted, "energy rises", [meter.importKwh, counted]);
        counted = meter.importKwh;
        integral += (meter.activeW * STEP_MS) / 3.6e9;
      }
      demand(Math.abs(counted - first - integral) < 1e-6, "energy = ∫P", [
        counted - first,
        integral,
      ]);
    }),
    { seed: 4, numRuns: 8 },
  );
});

test("platens: |dT/dt| ≤ 3 °C/min always, and the heaters' power is on the meter", () => {
  fc.assert(
    fc.property(fc.integer(), fc.constantFrom("warm", "cold"), (seed, start) => {
      const plant = build(seed, start);
      let before = plant.hall.state();
      for (let n = 0; n < 18_000; n += 1) {
        const now = plant.step();
        for (const zone of [0, 1] as const) {
          const change = now.zones[zone].temperatureC - before.zones[zone].temperatureC;
          const perMinute = change * (60_000 / STEP_MS);
          demand(Math.abs(perMinute) <= 3, "|dT/dt| ≤ 3 °C/min", [n, zone, perMinute]);
        }
        const parts = now.zones[0].heaterW + now.zones[1].heaterW + now.pumpW + now.baseW;
        demand(close(now.meter.activeW, parts), "P = base + heaters + pump", [
          now.meter.activeW,
          parts,
        ]);
        const meanV = now.meter.phases.reduce((sum, phase) => sum + phase.voltageV, 0) / 3;
        for (const { heaterW, heaterA } of now.zones) {
          demand(close(heaterA * 3 * meanV, heaterW), "heater I = P/3U", [heaterA, heaterW]);
        }
        before = now;
      }
    }),
    { seed: 5, numRuns: 8 },
  );
});

test("a warm hall holds its setpoints within 4 °C and its sensors are noisy by about 0.3 °C", () => {
  const plant = build(6, "warm");
  let squares = 0;
  const steps = 72_000;
  for (let n = 0; n < steps; n += 1) {
    const { zones } = plant.step();
    for (const { temperatureC, setpointC } of zones) {
      demand(Math.abs(temperatureC - setpointC) < 4, "near the setpoint", [
        temperatureC,
        setpointC,
      ]);
    }
    squares += (zones[0].processValueC - zones[0].temperatureC) ** 2;
  }
  expect(Math.sqrt(squares / steps)).toBeCloseTo(0.3, 2);
});

test("when cold mats start after a pause the platen falls by 1 to 4 °C, and stops consistently", () => {
  const plant = build(7, "warm");
  const drops: number[] = [];
  let before = plant.hall.state();
  let startC: number | undefined;
  let lowestC = 0;
  let sinceStart = 0;
  for (let n = 0; n < 5 * 36_000; n += 1) {
    const now = plant.step();
    const { temperatureC } = now.zones[0];
    if (before.state === "idle" && now.state === "running") {
      startC = temperatureC;
      lowestC = temperatureC;
      sinceStart = 0;
    }
    lowestC = Math.min(lowestC, temperatureC);
    sinceStart += 1;
    if (startC !== undefined && sinceStart === 6_000) drops.push(startC - lowestC);
    if (before.phase === "stopped" && now.phase === "stopped") {
      demand(now.boards === before.boards, "no boards while stopped", [now.boards]);
      demand(now.matLoadW === 0, "no mats while stopped", [now.matLoadW]);
    }
    before = now;
  }
  expect(drops.length).toBeGreaterThanOrEqual(3);
  for (const drop of drops) {
    expect(drop).toBeGreaterThan(1);
    expect(drop).toBeLessThan(4);
  }
  expect(before.boards).toBeGreaterThan(200);
});

test("a cold hall heats up in 80 to 130 minutes, alarms on deviation until then, then produces", () => {
  const plant = build(8, "cold");
  let now = plant.step();
  expect(now).toMatchObject({ state: "heating", phase: "stopped", zones: [{ alarm: true }, {}] });
  let minutes = 0;
  for (; now.state === "heating" && minutes < 200; minutes += 1) {
    for (let n = 0; n < 600; n += 1) now = plant.step();
  }
  expect(minutes).toBeGreaterThan(80);
  expect(minutes).toBeLessThan(130);
  expect(now.zones.map((zone) => zone.alarm)).toEqual([false, false]);
  for (let n = 0; n < 3_600; n += 1) now = plant.step();
  expect(now.boards).toBeGreaterThan(0);
});

test("more load on a phase means less voltage on it, by the supply's resistance", () => {
  // Same seed and same grid: only the loads of the two halls differ.
  const grid = new Grid(createRandom(9));
  const halls = (["warm", "cold"] as const).map(
    (start) => new PressHall({ random: createRandom(9), grid, start }),
  );
  const first = () => halls.map((hall) => hall.state().meter.phases[0]);
  for (let n = 0; n < 1_000; n += 1) {
    const [warmBefore, coldBefore] = first();
    grid.step(STEP_MS);
    for (const hall of halls) hall.step(STEP_MS);
    const [warm, cold] = first();
    const more = coldBefore!.currentA - warmBefore!.currentA;
    expect(warm!.voltageV - cold!.voltageV).toBeCloseTo(0.03 * more, 6);
    if (n > 10) expect(more).toBeGreaterThan(1);
  }
});

test("the same seed gives the same hall, another seed another", () => {
  const run = (seed: number): PressHallState => {
    const plant = build(seed, "warm");
    for (let n = 0; n < 999; n += 1) plant.step();
    return plant.step();
  };
  expect(run(10)).toEqual(run(10));
  expect(run(10)).not.toEqual(run(11));
});

test.each([0, -1, 1001, Number.NaN])("a step of %d ms is refused", (dtMs) => {
  expect(() => build(1, "warm").hall.step(dtMs)).toThrow(
    expect.objectContaining({ code: "SIMULATORS_STEP_INVALID", detail: { dtMs } }),
  );
});
