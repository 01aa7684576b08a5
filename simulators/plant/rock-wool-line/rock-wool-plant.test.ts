// Invariants of the domain reference (A3: I1, I3, I5–I8; A4: X1, X5) on an honest run, as an outsider can
// check them: from what the instruments say, with the tolerances of the reference.
import fc from "fast-check";
import { expect, test } from "vitest";
import { rockWoolController } from "../../lines/rock-wool-line-variables.ts";
import { correlation, longestRun, mean, TestRun } from "../test-run.ts";
import { RockWoolPlant } from "./rock-wool-plant.ts";

/** 10:00 in China. */
const START = Date.UTC(2026, 4, 18, 2);

const begin = (seed: number): TestRun<RockWoolPlant> =>
  new TestRun((given) => new RockWoolPlant(given, {}), seed, START);

const states = rockWoolController.variables
  .map(({ point }) => point)
  .filter((point) => point.endsWith(".state"));
const measured = rockWoolController.variables
  .filter(({ type, point }) => type === "Float" && point !== "saw.oee")
  .map(({ point }) => point);
const currents = [1, 2, 3, 4].map((n) => `spinner.current.wheel.${n}`);

/** Consecutive seconds without a stop, as scans of `points`. */
function undisturbed(seed: number, seconds: number, points: readonly string[]) {
  for (let attempt = seed; ; attempt += 1_000) {
    const scans = begin(attempt).scan(seconds, [...points, ...states]);
    if (states.every((state) => (scans[state] ?? []).every((value) => value === 4))) return scans;
  }
}

const column = (scans: Record<string, number[]>, point: string): readonly number[] => {
  const values = scans[point];
  if (values === undefined) throw new Error(`not scanned: ${point}`);
  return values;
};
const growth = (values: readonly number[]): number => (values.at(-1) ?? 0) - (values[0] ?? 0);

test("warm start: everything produces at once, and nothing happens in the first three minutes", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 900 }), (seed) => {
      const scans = begin(seed).scan(180, states);
      for (const state of states) expect(new Set(scans[state])).toEqual(new Set([4]));
    }),
    { seed: 11, numRuns: 12 },
  );
});

test("X5: while the line produces no measured value stands still for 8 s, nor do the oven's controllers and the gas meter", () => {
  const scans = undisturbed(5, 900, measured);
  const runs = measured.map((point) => [point, longestRun(column(scans, point))] as const);
  expect(runs.filter(([, run]) => run >= 8)).toEqual([]);
  const run = begin(6);
  const zones: number[][] = [[], [], []];
  const outputs: number[][] = [[], [], []];
  const gas: number[] = [];
  for (let n = 0; n < 200; n += 1) {
    run.second();
    run.plant.ovenZones().forEach(({ processValueC, output }, zone) => {
      zones[zone]?.push(Math.round(processValueC * 10));
      outputs[zone]?.push(Math.round(output * 1000));
    });
    gas.push(Math.fround(run.plant.gas().flowNm3H));
  }
  for (const values of [...zones, ...outputs, gas]) expect(longestRun(values)).toBeLessThan(8);
});

test("I1: over hours, what is charged becomes melt, and melt becomes fibre, within 5 %", () => {
  const run = begin(12);
  const points = ["cupola.count.charge", "cupola.output.total", "spinner.output.total"];
  const [charges, melt, fibre] = (() => {
    const scans = run.scan(4 * 3_600, [...points, "spinner.state"]);
    const spinning = column(scans, "spinner.state").filter((state) => state === 4).length;
    const [charged = 0, melted = 0, spun = 0] = points.map((point) => growth(column(scans, point)));
    return [charged, melted, spun / (spinning / (4 * 3_600))];
  })();
  // 480 kg of rock a charge, a tenth of it carbonate.
  expect(Math.abs((charges * 480 * 0.9) / melt - 1)).toBeLessThan(0.05);
  expect(Math.abs(fibre / (melt * 0.86) - 1)).toBeLessThan(0.05);
});

test("I3: melt follows the blast; the top gas falls at every charge and at no other time", () => {
  const run = begin(22);
  const points = ["cupola.flow.blast", "cupola.flow.melt", "cupola.temperature.topgas"];
  const scans = run.scan(2 * 3_600, [...points, "cupola.count.charge", "cupola.state"]);
  const topGas = column(scans, "cupola.temperature.topgas");
  const charges = column(scans, "cupola.count.charge");
  let seen = 0;
  for (let n = 10; n + 10 < topGas.length; n += 1) {
    const fall = mean(topGas.slice(n - 5, n)) - mean(topGas.slice(n + 5, n + 10));
    const charged = charges[n] !== charges[n - 1];
    if (charged && n > 10) {
      expect(fall).toBeGreaterThan(20);
      seen += 1;
    }
    const near = charges[n + 10] !== charges[n - 10];
    if (!near) expect(fall).toBeLessThan(10);
  }
  expect(seen).toBeGreaterThanOrEqual(20);
  const running = column(scans, "cupola.state").every((state) => state === 4);
  if (running) {
    const blast = column(scans, "cupola.flow.blast");
    expect(correlation(blast, column(scans, "cupola.flow.melt"), 90)).toBeGreaterThan(0.3);
  }
});

test("I5: each wheel's current follows the melt, and binder follows it too (I8)", () => {
  for (const seed of [1, 2]) {
    const scans = undisturbed(seed, 900, [...currents, "cupola.flow.melt", "spinner.flow.binder"]);
    const melt = column(scans, "cupola.flow.melt");
    const all = melt.map((_, n) => mean(currents.map((point) => column(scans, point)[n] ?? 0)));
    expect(correlation(melt, all)).toBeGreaterThan(0.7);
    for (const point of currents) {
      expect(correlation(melt, column(scans, point))).toBeGreaterThan(0.6);
    }
    // I8: solids of the solution that stay, on fibre, 3.5 % ± 0.3.
    const fibreKgH = mean(melt) * 860;
    const loi = (mean(column(scans, "spinner.flow.binder")) * 0.13 * 0.9 * 100) / fibreKgH;
    expect(Math.abs(loi - 3.5)).toBeLessThan(0.3);
  }
});

test("I5: when the melt is diverted, current, suction, mat and boards follow, each in its time", () => {
  let stops = 0;
  for (const seed of [1, 2, 3]) {
    const run = begin(seed);
    const value = (point: string): number => Number(run.plant.value(point));
    const history: { wheel: number; suction: number; mat: number }[] = [];
    let sinceS: number | undefined;
    let alarmed = false;
    for (let n = 0; n < 3 * 3_600 && stops < 2; n += 1) {
      run.second();
      alarmed ||= run.plant.value("spinner.alarm.vibration") === true;
      history.push({
        wheel: value(currents[1] ?? ""),
        suction: value("collector.pressure.suction"),
        mat: value("collector.weight.mat"),
      });
      const diverted = run.plant.value("spinner.fault") === true;
      sinceS = diverted ? (sinceS ?? -1) + 1 : undefined;
      const usual = history.at(-1 - (sinceS ?? 0) - 10);
      if (sinceS === undefined || usual === undefined) continue;
      if (sinceS === 6) {
        expect(history.at(-1)?.wheel).toBeLessThan(0.6 * usual.wheel);
        expect(value("spinner.flow.binder")).toBeLessThan(300);
        expect(value("cupola.flow.melt")).toBe(0);
        expect(alarmed).toBe(true);
      }
      if (sinceS === 4) expect(history.at(-1)?.mat).toBeGreaterThan(0.8 * usual.mat);
      if (sinceS === 30) {
        expect(history.at(-1)?.mat).toBeLessThan(0.1 * usual.mat);
        expect(history.at(-1)?.suction).toBeGreaterThan(0.8 * usual.suction);
        expect([value("cupola.state"), value("spinner.state")]).toEqual([5, 9]);
        stops += 1;
      }
    }
  }
  expect(stops).toBeGreaterThan(0);
});

test("I6: mat weight times speed is fibre and binder within 2 %; what is laid comes out after the oven", () => {
  for (const seed of [1, 2]) {
    const points = ["collector.weight.mat", "curing-oven.speed.chain", "spinner.flow.binder"];
    const scans = undisturbed(seed, 900, [
      ...points,
      "spinner.output.total",
      "saw.quality.density",
    ]);
    const mat = column(scans, "collector.weight.mat");
    const speed = column(scans, "curing-oven.speed.chain");
    const laidKgS = mean(mat.map((weight, n) => (weight * 2 * (speed[n] ?? 0)) / 60));
    const fibreKgS = growth(column(scans, "spinner.output.total")) / 899;
    const binderKgS = (mean(column(scans, "spinner.flow.binder")) * 0.13 * 0.9) / 3_600;
    expect(Math.abs(laidKgS / (fibreKgS + binderKgS) - 1)).toBeLessThan(0.02);
    // 24 m at about 7.1 m/min.
    const lag = Math.round(24 / (mean(speed) / 60));
    expect(correlation(mat, column(scans, "saw.quality.density"), lag)).toBeGreaterThan(0.5);
    expect(Math.abs(correlation(mat, column(scans, "saw.quality.density"), 0))).toBeLessThan(0.5);
  }
});

test("I7: gas is the heat of water, wool and losses; zone 1 dips when the mat comes back after a stop", () => {
  const run = begin(1);
  let gasNm3 = 0;
  let dip = 0;
  let emptyC = 0;
  let empty = false;
  let backS = 0;
  const first = run.plant.gas().totalNm3;
  const water: number[] = [];
  for (let n = 0; n < 3 * 3_600; n += 1) {
    run.second();
    gasNm3 += run.plant.gas().flowNm3H / 3_600;
    water.push(Number(run.plant.value("curing-oven.speed.chain")));
    const zone = run.plant.ovenZones()[0];
    if (zone === undefined) throw new Error("no zone");
    expect(Math.abs(zone.temperatureC - zone.setpointC)).toBeLessThan(25);
    const state = run.plant.value("collector.state");
    if (state !== 4) empty = true;
    if (empty && state === 4) backS += 1;
    if (backS === 0) emptyC = zone.temperatureC;
    else if (backS < 300) dip = Math.max(dip, emptyC - zone.temperatureC);
  }
  expect(Math.abs((run.plant.gas().totalNm3 - first) / gasNm3 - 1)).toBeLessThan(0.001);
  expect(empty).toBe(true);
  expect(dip).toBeGreaterThan(2);
  const meanGas = gasNm3 / 3;
  expect(meanGas).toBeGreaterThan(60);
  expect(meanGas).toBeLessThan(160);
  // 1.18 kg/s of wool at 170 K and 5 % of water at 2.6 MJ/kg, and 0.55 kW/K of each of three zones.
  const wool = (mean(water) / 60) * 2 * 5;
  const kw = wool * (0.84 * 170 + 0.05 * 2_600) + 3 * 0.55 * (230 - 28);
  const burnt = (meanGas * 35_600 * 0.85) / 3_600;
  expect(Math.abs(burnt / kw - 1)).toBeLessThan(0.08);
});

test("boards: good and rejected are all, and all are what the chain carried, stops included", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 900 }), (seed) => {
      const run = begin(seed);
      const points = ["output.total", "output.good", "output.rejected"].map(
        (each) => `saw.${each}`,
      );
      const scans = run.scan(3_600, [...points, "curing-oven.speed.chain", "saw.state"]);
      const [total = 0, good = 0, rejected = 0] = points.map((point) =>
        growth(column(scans, point)),
      );
      expect(good + rejected).toBe(total);
      const carried = column(scans, "curing-oven.speed.chain").reduce(
        (sum, speed, n) => sum + (column(scans, "saw.state")[n] === 4 ? speed / 60 : 0),
        0,
      );
      expect(Math.abs((total * 1.2) / 3 / carried - 1)).toBeLessThan(0.015);
      expect(rejected / total).toBeLessThan(0.1);
    }),
    { seed: 12, numRuns: 3 },
  );
});

test("X1: energy is the integral of power, and the line draws about a megawatt", () => {
  const run = begin(61);
  const first = run.plant.meter().importKwh;
  let kwh = 0;
  for (let n = 0; n < 1_800; n += 1) {
    run.second();
    const { activeW, phases } = run.plant.meter();
    kwh += activeW / 3.6e6;
    const sum = phases.reduce((total, phase) => total + phase.activeW, 0);
    expect(Math.abs(sum / activeW - 1)).toBeLessThan(1e-9);
    expect(activeW).toBeGreaterThan(6e5);
    expect(activeW).toBeLessThan(1.8e6);
  }
  expect(Math.abs((run.plant.meter().importKwh - first) / kwh - 1)).toBeLessThan(0.01);
});

test("counters survive a restart", () => {
  const before = begin(81);
  before.scan(120, []);
  const after = new TestRun((given) => new RockWoolPlant(given, {}), 82, before.now());
  after.plant.restore(before.plant.retained());
  const counters = states.map((state) => state.replace(".state", ".output.total"));
  for (const point of [...counters, "saw.output.good", "cupola.count.charge"]) {
    expect(after.plant.value(point)).toBe(before.plant.value(point));
  }
  expect(after.plant.gas().totalNm3).toBe(before.plant.gas().totalNm3);
  expect(after.plant.meter().importKwh).toBe(before.plant.meter().importKwh);
});

test.each([0, 1001])("a step of %d ms is refused", (dtMs) => {
  expect(() => begin(1).plant.step(dtMs)).toThrow(
    expect.objectContaining({ code: "SIMULATORS_STEP_INVALID", detail: { dtMs } }),
  );
});
