// The rock-wool line on an honest run: start, counters, steps, repeatability. Its invariants have a file of their own.
import fc from "fast-check";
import { expect, test } from "vitest";
import { TestRun } from "../test-run.ts";
import { RockWoolPlant } from "./rock-wool-plant.ts";
import { woolState } from "./wool-state.ts";

/** 10:00 in China. */
const START = Date.UTC(2026, 4, 18, 2);
const furnaces = ["cupola", "furnace"] as const;

const begin = (
  seed: number,
  furnace: (typeof furnaces)[number] = "cupola",
): TestRun<RockWoolPlant> =>
  new TestRun((given) => new RockWoolPlant(given, {}, furnace), seed, START);

const statesOf = (plant: RockWoolPlant): readonly string[] =>
  plant.points.filter((point) => point.endsWith(".state"));

const growth = (values: readonly number[] = []): number => (values.at(-1) ?? 0) - (values[0] ?? 0);

test.each(furnaces)(
  "%s, warm start: everything produces at once, and nothing happens in the first three minutes",
  (furnace) => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 900 }), (seed) => {
        const run = begin(seed, furnace);
        const states = statesOf(run.plant);
        expect(states.length).toBe(9);
        const scans = run.scan(180, states);
        for (const state of states) {
          expect([state, ...new Set(scans[state])]).toEqual([state, woolState.producing]);
        }
        const kinds = run.plant.takeEvents().map(({ kind }) => kind);
        expect(kinds.filter((kind) => kind !== "batch" && kind !== "order-start")).toEqual([]);
      }),
      { seed: 11, numRuns: 6 },
    );
  },
);

test("the same seed gives the same run, whatever is looked at", () => {
  const [one, other] = [begin(4), begin(4)];
  for (let n = 0; n < 300; n += 1) {
    one.second();
    other.second();
    if (n % 3 === 0) for (const point of other.plant.points) other.plant.value(point);
  }
  const shown = (run: TestRun<RockWoolPlant>) =>
    run.plant.points.map((p) => [p, run.plant.value(p)]);
  expect(shown(one)).toEqual(shown(other));
  expect(one.plant.takeEvents()).toEqual(other.plant.takeEvents());
  expect(begin(5).plant.value("cupola.temperature.melt")).not.toBe(
    begin(4).plant.value("cupola.temperature.melt"),
  );
});

test("boards: good and rejected are all, and all are what the chain carried, stops included", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 900 }), (seed) => {
      const run = begin(seed);
      const points = ["total", "good", "rejected"].map((each) => `saw.output.${each}`);
      const scans = run.scan(3_600, [...points, "curing-oven.speed.chain", "saw.state"]);
      const [total = 0, good = 0, rejected = 0] = points.map((point) => growth(scans[point]));
      expect(good + rejected).toBe(total);
      const states = scans["saw.state"] ?? [];
      const carried = (scans["curing-oven.speed.chain"] ?? []).reduce(
        (sum, speed, n) => sum + (states[n] === woolState.producing ? speed / 60 : 0),
        0,
      );
      expect(Math.abs((total * 1.2) / 3 / carried - 1)).toBeLessThan(0.015);
      expect(rejected / total).toBeLessThan(0.2);
    }),
    { seed: 12, numRuns: 3 },
  );
});

test("the line draws 1.2–1.8 MW while it produces; gas is 60–160 Nm³/h and its meter counts it", () => {
  const run = begin(61);
  const before = Number(run.plant.value("gas-meter.gas.total"));
  let gasNm3 = 0;
  for (let n = 0; n < 1_200; n += 1) {
    run.second();
    gasNm3 += Number(run.plant.value("gas-meter.gas.flow")) / 3_600;
    if (run.plant.value("line.state") !== woolState.producing) continue;
    expect(run.plant.value("meter-main.power.active")).toBeGreaterThan(1.2e6);
    expect(run.plant.value("meter-main.power.active")).toBeLessThan(1.8e6);
  }
  const counted = Number(run.plant.value("gas-meter.gas.total")) - before;
  expect(Math.abs(counted / gasNm3 - 1)).toBeLessThan(0.002);
  expect(3 * gasNm3).toBeGreaterThan(60);
  expect(3 * gasNm3).toBeLessThan(160);
});

test.each(furnaces)("%s: counters survive a restart", (furnace) => {
  const before = begin(81, furnace);
  before.scan(120, []);
  const after = new TestRun((given) => new RockWoolPlant(given, {}, furnace), 82, before.now());
  const counters = before.plant.points.filter((point) =>
    /\.(output\.(total|good|rejected|mass|volume|packs)|count\.\w+|gas\.total|waste\.trim\.total|energy\.\w+\.import)$/.test(
      point,
    ),
  );
  expect(counters.length).toBeGreaterThan(20);
  after.plant.restore(before.plant.retained());
  for (const point of counters) {
    expect([point, after.plant.value(point)]).toEqual([point, before.plant.value(point)]);
  }
});

test("truth and summary say what goes on", () => {
  const run = begin(7);
  run.scan(5, []);
  const truth = run.plant.truth();
  expect(truth).toMatchObject({
    state: "producing",
    work: "work",
    product: "rock-wool board 50 mm 100 kg/m³",
    diverted: false,
  });
  expect(truth.order).toMatch(/^SO-26-\d{4}$/);
  const summary = run.plant.summary();
  expect(summary.state).toEqual({ zh: "生产", en: "producing" });
  expect(summary.output.value).toBe(run.plant.value("saw.output.total"));
  expect(summary.powerKw).toBeCloseTo(Number(run.plant.value("meter-main.power.active")) / 1000, 6);
});

test.each([0, 1001])("a step of %d ms is refused", (dtMs) => {
  expect(() => begin(1).plant.step(dtMs)).toThrow(
    expect.objectContaining({ code: "SIMULATORS_STEP_INVALID", detail: { dtMs } }),
  );
});
