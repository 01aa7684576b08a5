import { expect, test } from "vitest";
import { Drift } from "./drift.ts";
import { Grid } from "./grid.ts";
import { createRandom } from "./random.ts";

test("frequency and voltage stay in the grid's band and never stand still", () => {
  const grid = new Grid(createRandom(11));
  for (let step = 0; step < 50_000; step += 1) {
    const before = grid.frequencyHz;
    grid.step(1000);
    expect(grid.frequencyHz).not.toBe(before);
    expect(Math.abs(grid.frequencyHz - 50)).toBeLessThanOrEqual(0.1);
    expect(Math.abs(grid.feederVoltageV - 231)).toBeLessThanOrEqual(6);
  }
});

test("spread and memory of a drift do not depend on the step", () => {
  for (const [dtMs, steps] of [
    [100, 400_000],
    [5_000, 100_000],
  ] as const) {
    const drift = new Drift(createRandom(3), { sigma: 2, tauMs: 10_000, limit: 100 });
    const lag = 10_000 / dtMs;
    const values: number[] = [];
    for (let n = 0; n < steps; n += 1) {
      drift.step(dtMs);
      values.push(drift.value());
    }
    const variance = values.reduce((sum, value) => sum + value * value, 0) / steps;
    const lagged = values.slice(lag).reduce((sum, value, n) => sum + value * values[n]!, 0) / steps;
    expect(Math.sqrt(variance)).toBeGreaterThan(1.85);
    expect(Math.sqrt(variance)).toBeLessThan(2.15);
    expect(lagged / variance).toBeGreaterThan(Math.exp(-1) - 0.07);
    expect(lagged / variance).toBeLessThan(Math.exp(-1) + 0.07);
  }
});
