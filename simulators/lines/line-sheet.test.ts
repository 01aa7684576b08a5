// The sheet of every line names its points, all of them and nothing else, and tells of each what it is.

import { expect, test } from "vitest";
import { createRandom } from "../plant/random.ts";
import { alwaysWork } from "../plant/work-schedule.ts";
import { SharedSurroundings } from "../run/shared-surroundings.ts";
import { type LineKind, lineRegistry } from "./registry.ts";

const kinds = [
  "panel-line",
  "multi-daylight-line",
  "furniture-cell",
  "rock-wool-line",
  "electric-rock-wool-line",
] as const satisfies readonly LineKind[];

test.each(kinds)("%s", async (kind) => {
  const { grid, ambientC, now } = new SharedSurroundings(Date.UTC(2026, 4, 18, 2));
  const create = await lineRegistry[kind].load();
  const { plant, signals = {} } = create({
    random: createRandom(3),
    grid,
    ambientC,
    now,
    schedule: alwaysWork,
    start: "warm",
  });
  expect(Object.keys(signals).toSorted()).toEqual([...plant.points].toSorted());
  const types = { TEXT: "string", BOOL: "boolean" } as const;
  for (const point of plant.points) {
    const { class: kindOf = "PV", unit, range } = signals[point] ?? {};
    const type = kindOf === "TEXT" || kindOf === "BOOL" ? types[kindOf] : "number";
    expect([point, typeof plant.value(point)]).toEqual([point, type]);
    expect([point, unit === "", range === undefined]).toEqual([
      point,
      kindOf === "TEXT",
      type !== "number",
    ]);
  }
});
