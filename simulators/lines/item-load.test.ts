import { expect, test } from "vitest";
import { createRandom } from "../plant/random.ts";
import { SharedGrid } from "../plant/shared-grid.ts";
import { alwaysWork } from "../plant/work-schedule.ts";
import { encodeOpcUaValue } from "../servers/opcua-value.ts";
import { createItemLoad } from "./item-load.ts";

const start = Date.UTC(2026, 4, 18, 1, 30);

function open(seed: number) {
  let at = start;
  const { plant, exposure } = createItemLoad({
    random: createRandom(seed),
    grid: new SharedGrid(1),
    ambientC: () => 20,
    now: () => at,
    schedule: alwaysWork,
    start: "warm",
  });
  if (exposure.opcua?.kind !== "controller") throw new Error("no controller");
  const pass = (ms: number): void => {
    at += ms;
  };
  return { plant, variables: exposure.opcua.variables, pass };
}

test("ten thousand variables, each with an id and a point of its own, of three types", () => {
  const { plant, variables } = open(1);
  expect(variables).toHaveLength(10_000);
  expect(new Set(variables.map(({ identifier }) => identifier)).size).toBe(10_000);
  expect(new Set(variables.map(({ point }) => point))).toEqual(new Set(plant.points));
  expect(new Set(variables.map(({ type }) => type))).toEqual(new Set(["Float", "Double", "Int32"]));
});

test.each([1, 2, 3, 4, 5])("seed %d: every value changes each second and fits its type", (seed) => {
  const { plant, variables, pass } = open(seed);
  const read = () =>
    variables.map(({ point, type }) => {
      const wire = encodeOpcUaValue(type, plant.value(point));
      return typeof wire === "string" ? wire : wire.value;
    });
  let before = read();
  for (let second = 0; second < 5; second += 1) {
    pass(999);
    expect(read()).toEqual(before);
    pass(1);
    const after = read();
    expect(after.filter((value, n) => value === before[n] || typeof value === "string")).toEqual(
      [],
    );
    before = after;
  }
});

test("the same seed is the same load, another is another", () => {
  const values = (seed: number) => {
    const { plant } = open(seed);
    return plant.points.map((point) => plant.value(point));
  };
  expect(values(7)).toEqual(values(7));
  expect(values(7)).not.toEqual(values(8));
  expect(() => open(1).plant.value("load.10.0")).toThrow(RangeError);
});
