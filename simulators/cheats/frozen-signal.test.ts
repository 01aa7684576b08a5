import { expect, test } from "vitest";
import type { Plant } from "../plant/plant.ts";
import { cheatPlant } from "./cheated-plant.ts";
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
    truth: () => ({ steps }),
    retained: () => ({ steps }),
    restore: (counters) => {
      steps = counters.steps ?? 0;
    },
  };
}

const freeze = (point: string, afterSeconds: number) =>
  cheatSchema.parse({ kind: "frozen-signal", point, afterSeconds });
const shown = new Set(["a", "b"]);

test("a frozen signal keeps the value it had when its time came; others and the truth go on", () => {
  const plant = cheatPlant(rising(), [freeze("a", 0.3)], shown);
  const seen = [];
  for (let n = 0; n < 6; n += 1) {
    plant.step(100);
    seen.push([plant.value("a"), plant.value("b"), plant.acts().length]);
  }
  expect(seen).toEqual([
    [1, 101, 0],
    [2, 102, 0],
    [3, 103, 1],
    [3, 104, 1],
    [3, 105, 1],
    [3, 106, 1],
  ]);
  expect(plant.acts()).toEqual([{ kind: "frozen-signal", point: "a", shown: 3 }]);
  expect(plant.truth()).toEqual({ steps: 6 });
  expect(plant.retained()).toEqual({ steps: 6 });
  plant.restore({ steps: 50 });
  expect([plant.value("a"), plant.value("b")]).toEqual([3, 150]);
});

test("without cheats everything is the plant's own", () => {
  const plant = cheatPlant(rising(), [], shown);
  plant.step(100);
  expect([plant.value("a"), plant.acts(), plant.points]).toEqual([1, [], ["a", "b"]]);
  expect(() => plant.value("c")).toThrow(RangeError);
});

test("a cheat on a point that no server shows is refused, each by its place", () => {
  expect(() =>
    cheatPlant(rising(), [freeze("a", 1), freeze("c", 1), freeze("d", 1)], shown),
  ).toThrowError(
    expect.objectContaining({
      code: "SIMULATORS_CHEAT_INVALID",
      detail: {
        problems: [
          "cheats[1].point: c 不是 OPC UA 上的测点 · is no point that OPC UA shows",
          "cheats[2].point: d 不是 OPC UA 上的测点 · is no point that OPC UA shows",
        ].join("\n"),
      },
    }),
  );
});
