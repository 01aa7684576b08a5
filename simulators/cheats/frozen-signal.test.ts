import { expect, test } from "vitest";
import type { Plant } from "../plant/plant.ts";
import { ShownPlant } from "../run/shown-plant.ts";
import { cheatSchema } from "./registry.ts";

/** Two points that rise by one with each step. */
function rising(): Plant {
  let steps = 0;
  return {
    points: ["a", "b"],
    step: () => {
      steps += 1;
    },
    value: (point) => {
      if (point !== "a" && point !== "b") throw new RangeError(point);
      return point === "a" ? steps : 100 + steps;
    },
    truth: () => ({ state: "runs", work: "work", order: null, product: null, steps }),
    summary: () => ({
      state: { zh: "运行", en: "runs" },
      product: "",
      output: { value: steps, unit: "C62" },
      powerKw: 0,
    }),
    takeEvents: () => [],
    retained: () => ({ steps }),
    restore: (counters) => {
      steps = counters.steps ?? 0;
    },
  };
}

const freeze = (point: string, afterSeconds: number) =>
  cheatSchema.parse({ kind: "frozen-signal", point, afterSeconds });
const noFaults = { shown: <Value>(_: string, truth: Value): Value => truth };

test("a frozen signal keeps the value it had when its time came; others and the truth go on", () => {
  const plant = rising();
  const shown = new ShownPlant(plant, noFaults, [], [freeze("a", 0.3)]);
  const seen = [];
  for (let n = 0; n < 6; n += 1) {
    plant.step(100);
    shown.step(100);
    seen.push([shown.value("a"), shown.value("b"), shown.acts().length]);
  }
  expect(seen).toEqual([
    [1, 101, 0],
    [2, 102, 0],
    [3, 103, 1],
    [3, 104, 1],
    [3, 105, 1],
    [3, 106, 1],
  ]);
  expect(shown.acts()).toEqual([{ kind: "frozen-signal", point: "a", shown: 3 }]);
  expect(shown.deviations()).toEqual({ a: { true: 6, shown: 3 } });
  expect(plant.truth()).toMatchObject({ steps: 6 });
});

test("a cheat freezes what the faulty sensor said, not what is", () => {
  const plant = rising();
  const faults = { shown: (point: string) => (point === "a" ? -1 : 0) };
  const shown = new ShownPlant(plant, faults, ["a"], [freeze("a", 0)]);
  plant.step(100);
  shown.step(100);
  expect(shown.deviations()).toEqual({ a: { true: 1, shown: -1 } });
  expect(shown.value("b")).toBe(101);
});

test("without cheats everything is the plant's own", () => {
  const plant = rising();
  const shown = new ShownPlant(plant, noFaults, [], []);
  plant.step(100);
  shown.step(100);
  expect([shown.value("a"), shown.acts(), shown.deviations()]).toEqual([1, [], {}]);
  expect(() => shown.value("c")).toThrow(RangeError);
});
