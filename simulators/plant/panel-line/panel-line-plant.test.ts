// Invariants of the domain reference (A1: P1–P6, P8; A4: X1, X4, X5) on an honest run, as an outsider
// can check them: from what the instruments say, with the tolerances of the reference.
import fc from "fast-check";
import { expect, test } from "vitest";
import { panelController } from "../../lines/panel-line-variables.ts";
import { correlation, longestRun, mean, TestRun } from "../test-run.ts";
import { PanelLinePlant } from "./panel-line-plant.ts";

/** 10:00 in China. */
const START = Date.UTC(2026, 4, 18, 2);
const BOARD_M = 2.44;
const WIDTH_M = 2.44;

const begin = (seed: number): TestRun<PanelLinePlant> =>
  new TestRun((given) => new PanelLinePlant(given, {}), seed, START);

type Truth = {
  readonly upset: string | null;
  readonly speedMmS: number;
  readonly sectionsC: readonly number[];
  readonly sanding: { readonly removalMm: number; readonly feedMmS: number };
  readonly dryer: { readonly heatKw: number; readonly moistureIn: number };
  readonly activeW: number;
};
const truthOf = (run: TestRun<PanelLinePlant>): Truth => run.plant.truth() as Truth;

const states = panelController.variables
  .map(({ point }) => point)
  .filter((point) => point.endsWith(".state"));
const measured = panelController.variables
  .filter(({ type, point }) => type === "Float" && point !== "press.oee")
  .map(({ point }) => point);

/** Consecutive seconds in which every machine produces at full speed, as scans of `points`. */
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

const seeds = fc.integer({ min: 1, max: 900 });

test("warm start: everything produces at once, and nothing happens in the first three minutes", () => {
  fc.assert(
    fc.property(seeds, (seed) => {
      const scans = begin(seed).scan(180, states);
      for (const state of states) expect(new Set(scans[state])).toEqual(new Set([4]));
    }),
    { seed: 11, numRuns: 12 },
  );
});

test("X5: while the line produces no measured value stands still for 8 s, and each is on its lattice", () => {
  const scans = undisturbed(5, 1_500, measured);
  const runs = measured.map((point) => [point, longestRun(column(scans, point))] as const);
  expect(runs.filter(([, run]) => run >= 8)).toEqual([]);
  const lsb = 400 / 27_648;
  for (const value of column(scans, "press.temperature.zone.1")) {
    expect(Math.abs(value / lsb - Math.round(value / lsb))).toBeLessThan(1e-6);
  }
});

test("P1: boards are the way of the belt, in every hour, stops included; belt and press go together", () => {
  fc.assert(
    fc.property(seeds, (seed) => {
      const run = begin(seed);
      const scans = run.scan(3_600, [
        "press.speed.line",
        "former.speed.belt",
        "press.output.total",
      ]);
      const total = column(scans, "press.output.total");
      const metres = column(scans, "press.speed.line").reduce((sum, v) => sum + v / 1000, 0);
      const boards = (total.at(-1) ?? 0) - (total[0] ?? 0);
      expect(Math.abs((boards * BOARD_M) / metres - 1)).toBeLessThan(0.01);
      const belt = mean(column(scans, "former.speed.belt")) / 0.06;
      expect(Math.abs(belt / mean(column(scans, "press.speed.line")) - 1)).toBeLessThan(0.005);
    }),
    { seed: 12, numRuns: 3 },
  );
});

test("P2: what is blended lies on the belt, within 3 % in 15 min", () => {
  for (const seed of [1, 2, 3]) {
    const points = ["chip", "glue"].flatMap((what) =>
      ["surface", "core"].map((layer) => `blender.flow.${what}.${layer}`),
    );
    const scans = undisturbed(seed, 900, [...points, "former.weight.area", "press.speed.line"]);
    const onBelt =
      mean(column(scans, "former.weight.area")) * mean(column(scans, "press.speed.line")) * WIDTH_M;
    const fed = points.reduce((sum, point) => sum + mean(column(scans, point)), 0);
    const wax = 0.0075 * 0.97 * mean(column(scans, "blender.flow.chip.surface")) * (1 / 0.36);
    expect(Math.abs(onBelt / 1000 / (((fed + wax) / 3600) * (1 - 0.024)) - 1)).toBeLessThan(0.03);
  }
});

test("P3: chips come out wetter 1 to 3 min after the outlet cools, and the heat fits the water", () => {
  const run = begin(21);
  const points = [
    "dryer.temperature.outlet",
    "dryer.moisture.out.surface",
    "dryer.moisture.out.core",
    "dryer.output.total",
  ];
  const scans: Record<string, number[]> = Object.fromEntries(points.map((point) => [point, []]));
  const heat: number[] = [];
  const wet: number[] = [];
  for (let n = 0; n < 3 * 3_600; n += 1) {
    run.second();
    for (const point of points) scans[point]?.push(Number(run.plant.value(point)));
    heat.push(truthOf(run).dryer.heatKw);
    wet.push(truthOf(run).dryer.moistureIn);
  }
  const outlet = column(scans, "dryer.temperature.outlet");
  for (const layer of ["surface", "core"]) {
    const moisture = column(scans, `dryer.moisture.out.${layer}`);
    const at = (lag: number): number => correlation(outlet, moisture, lag);
    const lags = Array.from({ length: 31 }, (_, n) => n * 10);
    const peak = lags.reduce((best, lag) => (at(lag) < at(best) ? lag : best), 0);
    expect(at(peak)).toBeLessThan(-0.5);
    expect(peak).toBeGreaterThanOrEqual(60);
    expect(peak).toBeLessThanOrEqual(180);
  }
  const total = column(scans, "dryer.output.total");
  const woodKgS = ((total.at(-1) ?? 0) - (total[0] ?? 0)) / (total.length - 1);
  const waterKgS = (woodKgS * (mean(wet) - 3)) / 100;
  const mjPerKg = mean(heat) / 1000 / waterKgS;
  expect(mjPerKg).toBeGreaterThan(2.9);
  expect(mjPerKg).toBeLessThan(3.6);
});

test("P4: pressure and thickness follow the mat's weight down the press, and pressure falls along it", () => {
  for (const seed of [3, 4]) {
    const pressures = [1, 2, 3].map((n) => `press.pressure.specific.${n}`);
    const scans = undisturbed(seed, 900, [
      ...pressures,
      "former.weight.area",
      "press.thickness.raw",
    ]);
    const weight = column(scans, "former.weight.area");
    // 30 m of belt at 299 mm/s.
    for (const [point, share] of [
      ["press.pressure.specific.1", 0.15],
      ["press.pressure.specific.2", 0.53],
      ["press.pressure.specific.3", 0.9],
      ["press.thickness.raw", 1],
    ] as const) {
      expect(correlation(weight, column(scans, point), Math.round(100 * share))).toBeGreaterThan(
        0.5,
      );
    }
    const [entry = 0, middle = 0, exit = 0] = pressures.map((point) => mean(column(scans, point)));
    expect(entry).toBeGreaterThan(2 * middle);
    expect(middle).toBeGreaterThan(1.5 * exit);
  }
});

test("P5: platens heat by at most 3 °C/min; oil drops more the more wood passes", () => {
  const run = begin(31);
  let before = truthOf(run).sectionsC;
  const drops: number[] = [];
  const speeds: number[] = [];
  for (let n = 0; n < 2 * 3_600; n += 1) {
    run.second();
    const { sectionsC, speedMmS } = truthOf(run);
    sectionsC.forEach((celsius, zone) => {
      const perMinute = (celsius - (before[zone] ?? celsius)) * 60;
      if (Math.abs(perMinute) > 3) throw new Error(`${perMinute} °C/min in zone ${zone + 1}`);
    });
    before = sectionsC;
    speeds.push(speedMmS);
    drops.push(
      Number(run.plant.value("press.temperature.oil.in")) -
        Number(run.plant.value("press.temperature.oil.out")),
    );
  }
  expect(Math.min(...speeds)).toBeLessThan(250);
  expect(correlation(speeds, drops, 90)).toBeGreaterThan(0.6);
});

test("P6: the sander draws for the wood it removes", () => {
  const run = begin(41);
  const work: number[] = [];
  const amperes: number[] = [];
  for (let n = 0; n < 3_600; n += 1) {
    run.second();
    const { removalMm, feedMmS } = truthOf(run).sanding;
    work.push(removalMm * feedMmS);
    amperes.push(Number(run.plant.value("sander.current.motor")));
  }
  expect(correlation(work, amperes)).toBeGreaterThan(0.6);
});

test("P8: a stopped press counts nothing, glue stops, the line draws less, and restarts off-grade", () => {
  fc.assert(
    fc.property(seeds, (seed) => {
      const run = begin(seed);
      const number = (point: string): number => Number(run.plant.value(point));
      let stoppedS = 0;
      let stops = 0;
      let full = 0;
      let stopped: { boards: number; blended: number } | undefined;
      let restart: { boards: number; rejected: number } | undefined;
      for (let n = 0; n < 4 * 3_600 && stops < 2; n += 1) {
        run.second();
        const { speedMmS, upset, activeW } = truthOf(run);
        if (upset === null && n < 200) full = Math.max(full, activeW);
        stoppedS = speedMmS === 0 ? stoppedS + 1 : 0;
        if (stoppedS === 75) {
          stopped = { boards: number("press.output.total"), blended: 0 };
          expect(["press", "former", "blender"].map((id) => number(`${id}.state`))).not.toContain(
            4,
          );
          const faults = ["press", "former", "blender"].map((id) => run.plant.value(`${id}.fault`));
          expect(faults.filter((fault) => fault === true)).toHaveLength(1);
          expect(activeW).toBeLessThan(0.85 * full);
        }
        if (stoppedS > 75) {
          expect(number("press.output.total")).toBe(stopped?.boards);
          expect(number("press.speed.line")).toBe(0);
          expect(number("blender.flow.glue.core")).toBe(0);
        }
        if (stopped !== undefined && speedMmS > 0) {
          restart = { boards: stopped.boards, rejected: number("press.output.rejected") };
          stopped = undefined;
        }
        if (restart !== undefined && number("press.output.total") - restart.boards >= 8) {
          const bad = number("press.output.rejected") - restart.rejected;
          expect(bad).toBeGreaterThanOrEqual(5);
          restart = undefined;
          stops += 1;
        }
      }
      expect(stops).toBeGreaterThan(0);
    }),
    { seed: 13, numRuns: 2 },
  );
});

test("counts agree: good and rejected are all, sanded boards are good ones, panels are halves", () => {
  const run = begin(51);
  const points = [
    "press.output.total",
    "press.output.good",
    "press.output.rejected",
    "sander.output.total",
    "saw.output.total",
  ];
  const scans = run.scan(2 * 3_600, points);
  const delta = (point: string): number =>
    (column(scans, point).at(-1) ?? 0) - (column(scans, point)[0] ?? 0);
  column(scans, "press.output.total").forEach((total, n) => {
    const parts =
      (scans["press.output.good"]?.[n] ?? 0) + (scans["press.output.rejected"]?.[n] ?? 0);
    if (parts !== total) throw new Error(`${parts} ≠ ${total} at ${n}`);
  });
  expect(Math.abs(delta("sander.output.total") - delta("press.output.good"))).toBeLessThan(40);
  expect(Math.abs(delta("saw.output.total") / 2 - delta("sander.output.total"))).toBeLessThan(20);
});

test("X1: energy is the integral of power, phase by phase, and the line draws megawatts", () => {
  const run = begin(61);
  const first = run.plant.meter().importKwh;
  let kwh = 0;
  for (let n = 0; n < 1_800; n += 1) {
    run.second();
    const { activeW, phases } = run.plant.meter();
    kwh += activeW / 3.6e6;
    const sum = phases.reduce((total, phase) => total + phase.activeW, 0);
    expect(Math.abs(sum / activeW - 1)).toBeLessThan(1e-9);
    expect(phases[0].voltageV).toBeGreaterThan(218);
    expect(activeW).toBeGreaterThan(1e6);
    expect(activeW).toBeLessThan(4e6);
  }
  expect(Math.abs((run.plant.meter().importKwh - first) / kwh - 1)).toBeLessThan(0.01);
});
