// Statistics of X2 and X3 (domain reference), and that separate processes agree.
import { expect, test } from "vitest";
import { SharedGrid } from "./shared-grid.ts";
import { correlation, mean } from "./test-run.ts";
import { ambientAt } from "./weather.ts";

const START = Date.UTC(2026, 4, 18);
const DAY_MS = 86_400_000;

function sample(grid: SharedGrid, at: number): readonly [number, number] {
  grid.set(at);
  return [grid.frequencyHz, grid.feederVoltageV];
}

const spread = (values: readonly number[]): number => {
  const middle = mean(values);
  return Math.sqrt(mean(values.map((value) => (value - middle) ** 2)));
};

test("frequency has the grid's spread and a memory of minutes; voltage stays in its band", () => {
  const grid = new SharedGrid(50);
  const stepMs = 20_000;
  const samples = Array.from({ length: (10 * DAY_MS) / stepMs }, (_, n) =>
    sample(grid, START + n * stepMs),
  );
  const hz = samples.map(([frequency]) => frequency);
  const volts = samples.map(([, voltage]) => voltage);
  expect(Math.abs(mean(hz) - 50)).toBeLessThan(0.002);
  expect(spread(hz)).toBeGreaterThan(0.015);
  expect(spread(hz)).toBeLessThan(0.02);
  expect(Math.min(...hz)).toBeGreaterThanOrEqual(49.9);
  expect(Math.max(...hz)).toBeLessThanOrEqual(50.1);
  // 1/e is passed between 3 and 10 minutes.
  expect(correlation(hz, hz, 180_000 / stepMs)).toBeGreaterThan(Math.exp(-1));
  expect(correlation(hz, hz, 600_000 / stepMs)).toBeLessThan(Math.exp(-1));
  expect(correlation(hz, hz, 3_600_000 / stepMs)).toBeLessThan(0.15);
  expect(spread(volts)).toBeGreaterThan(1);
  for (const voltage of volts) expect(Math.abs(voltage - 231)).toBeLessThanOrEqual(6);
});

test("it is continuous, and never stands still", () => {
  const grid = new SharedGrid(50);
  let [hz, volts] = sample(grid, START);
  let still = 0;
  for (let at = START + 100; at < START + 3_600_000; at += 100) {
    const [nextHz, nextVolts] = sample(grid, at);
    if (Math.abs(nextHz - hz) > 0.001 || Math.abs(nextVolts - volts) > 0.2) {
      throw new Error(`a jump at ${at}: ${hz} → ${nextHz} Hz, ${volts} → ${nextVolts} V`);
    }
    if (nextHz === hz) still += 1;
    [hz, volts] = [nextHz, nextVolts];
  }
  expect(still).toBe(0);
});

test("two instances agree whenever they are asked, and another seed is another grid", () => {
  const first = new SharedGrid(50);
  const second = new SharedGrid(50);
  const other = new SharedGrid(51);
  // The first is asked all the time, the second now and then and backwards.
  for (let at = START; at < START + 600_000; at += 100) first.set(at);
  for (let n = 40; n >= 0; n -= 1) {
    const at = START + n * 15_137;
    expect(sample(second, at)).toEqual(sample(first, at));
    expect(sample(other, at)).not.toEqual(sample(first, at));
  }
});

test("weather: warm afternoons, cold nights, summer and winter, the same for all", () => {
  const at = (month: number, hourInChina: number): number =>
    mean(
      Array.from({ length: 28 }, (_, day) =>
        ambientAt(Date.UTC(2026, month, 1 + day, hourInChina - 8)),
      ),
    );
  expect(at(6, 15)).toBeGreaterThan(27);
  expect(at(6, 15) - at(6, 3)).toBeGreaterThan(7);
  expect(at(0, 3)).toBeLessThan(-3);
  let before = ambientAt(START);
  for (let now = START + 1000; now < START + 3_600_000; now += 1000) {
    const next = ambientAt(now);
    if (Math.abs(next - before) > 0.05) throw new Error(`a jump at ${now}: ${before} → ${next} °C`);
    before = next;
  }
});
