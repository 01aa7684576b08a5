// Both rock-wool lines as they are shown: every point is a signal of the sheet, every required signal is on a
// wire, and everything that a wire shows exists.
import { expect, test } from "vitest";
import { createRandom } from "../plant/random.ts";
import { SharedGrid } from "../plant/shared-grid.ts";
import { alwaysWork } from "../plant/work-schedule.ts";
import { unitPoints } from "../wire/modbus-units.ts";
import { createElectricRockWoolLine } from "./electric-rock-wool-line.ts";
import { createRockWoolLine } from "./rock-wool-line.ts";

const now = Date.UTC(2026, 4, 18, 2);
const lines = {
  "rock-wool-line": createRockWoolLine,
  "electric-rock-wool-line": createElectricRockWoolLine,
} as const;

test.each(Object.keys(lines) as (keyof typeof lines)[])("%s", (kind) => {
  const grid = new SharedGrid(3);
  grid.set(now);
  const { plant, exposure, signals } = lines[kind]({
    random: createRandom(5),
    grid,
    ambientC: () => 20,
    now: () => now,
    schedule: alwaysWork,
    start: "warm",
  });
  if (exposure.opcua?.kind !== "controller") expect.fail("no controller");
  const { variables } = exposure.opcua;
  const shown = new Set([
    ...variables.map(({ point }) => point),
    ...exposure.modbus.flatMap(unitPoints),
  ]);
  expect([...shown].filter((point) => !plant.points.includes(point))).toEqual([]);
  // Points that no instrument shows are no use to anybody; what a meter or a controller of some maker does not
  // tell is its own affair.
  const bought = /^(meter-(furnace|spinner|fans)|oven-zone-[45])\./;
  expect(plant.points.filter((point) => !shown.has(point) && !bought.test(point))).toEqual([]);
  expect(Object.keys(signals ?? {}).sort()).toEqual([...plant.points].sort());
  const typed = { Boolean: "boolean", String: "string" } as const;
  for (const { point, type } of variables) {
    const wanted = type === "Boolean" || type === "String" ? typed[type] : "number";
    expect([point, typeof plant.value(point)]).toEqual([point, wanted]);
  }
  expect(new Set(variables.map(({ identifier }) => identifier)).size).toBe(variables.length);
  expect(new Set(exposure.modbus.map(({ unit }) => unit)).size).toBe(exposure.modbus.length);
});
