// What the particleboard line's controllers keep and show of their shift, and that one seed is one line.
import { expect, test } from "vitest";
import { TestRun } from "../test-run.ts";
import { PanelLinePlant } from "./panel-line-plant.ts";

/** 10:00 in China. */
const START = Date.UTC(2026, 4, 18, 2);

const begin = (seed: number): TestRun<PanelLinePlant> =>
  new TestRun((given) => new PanelLinePlant(given, {}), seed, START);

test("the shift's efficiency is what its own counts say, between 0 and 1", () => {
  const run = begin(71);
  run.scan(600, []);
  const { oee } = run.plant.truth() as unknown as { oee: Record<string, number> };
  const shown = Number(run.plant.value("press.oee"));
  expect(shown).toBeCloseTo(
    (oee.availability ?? 0) * (oee.performance ?? 0) * (oee.quality ?? 0),
    3,
  );
  expect(shown).toBeGreaterThan(0.7);
  expect(shown).toBeLessThan(1);
});

test("counters and the running shift survive a restart", () => {
  const before = begin(81);
  before.scan(120, []);
  const kept = before.plant.retained();
  const after = new TestRun((given) => new PanelLinePlant(given, {}), 82, before.now() + 60_000);
  after.plant.restore(kept);
  const counters = [
    ...before.plant.points.filter((point) => point.endsWith(".output.total")),
    "press.output.good",
  ];
  for (const point of counters) expect(after.plant.value(point)).toBe(before.plant.value(point));
  expect(after.plant.meter().importKwh).toBe(before.plant.meter().importKwh);
  after.scan(1, []);
  // The minute without power is a minute of the shift in which nothing was made.
  const shown = Number(before.plant.value("press.oee"));
  expect(Number(after.plant.value("press.oee"))).toBeLessThan(shown);
  expect(Number(after.plant.value("press.oee"))).toBeGreaterThan(shown - 0.02);
});

test("the same seed gives the same line, another seed another", () => {
  const shown = (seed: number) => {
    const run = begin(seed);
    run.scan(5, []);
    return run.plant.points.map((point) => run.plant.value(point));
  };
  expect(shown(9)).toEqual(shown(9));
  expect(shown(9)).not.toEqual(shown(10));
});

test.each([0, -1, 1001, Number.NaN])("a step of %d ms is refused", (dtMs) => {
  expect(() => begin(1).plant.step(dtMs)).toThrow(
    expect.objectContaining({ code: "SIMULATORS_STEP_INVALID", detail: { dtMs } }),
  );
});
