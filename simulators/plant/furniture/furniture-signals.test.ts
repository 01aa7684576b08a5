// The signal sheet against the running cell: every point has its line, and does what the line says.

import { expect, test } from "vitest";
import type { PointValue } from "../plant.ts";
import { furnitureSignals } from "./furniture-signals.ts";
import { demand, testCell } from "./test-cell.ts";

test("every point of the cell stands in the sheet, and nothing else", () => {
  expect(Object.keys(furnitureSignals).sort()).toEqual([...testCell(1).plant.points].sort());
});

test("every entry has a unit and two names; sensors have a time constant and a range", () => {
  for (const [point, entry] of Object.entries(furnitureSignals)) {
    expect(entry.name.zh, point).toMatch(/\p{Script=Han}/u);
    expect(entry.name.en.length, point).toBeGreaterThan(2);
    expect(entry.unit === "" ? entry.class : entry.unit, point).toMatch(/^(?:TEXT|[A-Z0-9]{2,3})$/);
    if (entry.class === "PV") expect(entry.tauS, point).toBeGreaterThan(0);
  }
});

const kinds = { TEXT: "string", BOOL: "boolean" } as const;

function checkValue(point: string, value: PointValue, before: PointValue | undefined): void {
  const { class: kind, range = [0, 0] } = furnitureSignals[point] ?? { class: "TEXT" };
  const type = kind === "TEXT" || kind === "BOOL" ? kinds[kind] : "number";
  demand(typeof value === type, `${point} is a ${type}`, value);
  if (typeof value !== "number") return;
  // About 0 the noise of a live-zero input goes below it.
  const slack = kind === "PV" ? 0.01 * (range[1] - range[0]) : 0;
  const within = value >= range[0] - slack && value <= range[1] + slack;
  demand(within, `${point} in its range`, value, ...range);
  if (kind === "ST") demand(Number.isInteger(value), `${point} is whole`, value);
  if (kind === "CNT" && before !== undefined)
    demand(value >= Number(before), `${point} fell`, value);
}

test.each([
  { begin: "warm", seed: 2 },
  { begin: "cold", seed: 3 },
] as const)("values have the type, the range and the behaviour of their class, $begin", (given) => {
  const cell = testCell(given.seed, { begin: given.begin });
  const seen = new Map<string, Set<PointValue>>();
  const before = new Map<string, PointValue>();
  let second = 0;
  cell.run(
    100 * 60_000,
    () => {
      second += 1;
      if (second % 7 !== 0) return;
      for (const point of cell.plant.points) {
        const value = cell.plant.value(point);
        checkValue(point, value, before.get(point));
        before.set(point, value);
        const values = seen.get(point) ?? new Set();
        if (values.size < 50) seen.set(point, values.add(value));
      }
    },
    1_000,
  );
  // X5: no sensor shows a handful of values only.
  for (const [point, { class: kind }] of Object.entries(furnitureSignals)) {
    if (kind === "PV") expect(seen.get(point)?.size, point).toBeGreaterThan(8);
  }
});

test("noise of one sample is that of the sheet where the truth stands still", () => {
  // Two neighbouring samples of a steady quantity differ by √2 σ.
  const cell = testCell(4);
  const points = ["cnc-1.speed.spindle", "edgebander-1.pressure.press", "edgebander-1.speed.feed"];
  const values = points.map((): number[] => []);
  cell.run(120_000, () => {
    if (cell.cell.machines().cnc.operation() !== "cut") return;
    for (const [n, point] of points.entries()) values[n]?.push(cell.number(point));
  });
  points.forEach((point, n) => {
    const own = values[n] ?? [];
    const steps = own.slice(1).map((value, k) => value - (own[k] ?? 0));
    const spread = Math.sqrt(steps.reduce((sum, d) => sum + d * d, 0) / steps.length / 2);
    const { sigma = 0, relative = false } = furnitureSignals[point] ?? {};
    const expected = relative ? sigma * (own[0] ?? 0) : sigma;
    expect(spread / expected, point).toBeGreaterThan(0.7);
    expect(spread / expected, point).toBeLessThan(1.5);
  });
});
