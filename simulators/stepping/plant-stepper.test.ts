import { expect, test } from "vitest";
import type { Plant } from "../plant/plant.ts";
import { firstInstant, PlantStepper, stepOf } from "./plant-stepper.ts";

const from = Date.UTC(2026, 5, 1);

/** A plant that writes down what is done to it. */
function noted(cadenceMs: number, only?: ReadonlySet<string>) {
  const steps: number[] = [];
  const instants: number[] = [];
  const plant = { points: ["a.count", "a.shown"] } as unknown as Plant;
  const built = {
    plant,
    shown: { value: (point: string) => (point === "a.count" ? steps.length : "shown") },
    step: (dtMs: number) => {
      steps.push(dtMs);
    },
  };
  const surroundings = { set: (now: number) => void instants.push(now) };
  const stepper = new PlantStepper({
    built,
    surroundings,
    from,
    cadenceMs,
    ...(only === undefined ? {} : { only }),
  });
  return { stepper, steps, instants };
}

test("the first scan is at the start, after one step; then whole steps from scan to scan", () => {
  const { stepper, steps, instants } = noted(10_000);
  expect(stepper.scan()).toEqual({ at: from, values: [1, "shown"] });
  expect(stepper.scan()).toEqual({ at: from + 10_000, values: [11, "shown"] });
  expect(stepper.next).toBe(from + 20_000);
  expect(steps).toEqual(Array(11).fill(1_000));
  // Surroundings stand at the end of each step.
  expect(instants).toEqual(Array.from({ length: 11 }, (_, n) => from + n * 1_000));
});

test("a day has as many scans as cadences, and the next one begins with the next", () => {
  const { stepper } = noted(60_000);
  const day = 86_400_000;
  const first = [...stepper.scans(from + day)];
  expect(first).toHaveLength(1_440);
  expect(first.at(-1)?.at).toBe(from + day - 60_000);
  expect(stepper.scans(from + 2 * day).next().value?.at).toBe(from + day);
});

test("only the points that are asked for are looked at, in the plant's order", () => {
  const { stepper } = noted(1_000, new Set(["a.none", "a.shown"]));
  expect(stepper.points).toEqual(["a.shown"]);
  expect(stepper.scan().values).toEqual(["shown"]);
});

test.each([
  [100, 100],
  [250, 250],
  [1_000, 1_000],
  [5_000, 1_000],
  [3_600_000, 1_000],
])("a cadence of %i ms is stepped by %i ms", (cadenceMs, stepMs) => {
  const { stepper, steps } = noted(cadenceMs);
  expect(stepOf(cadenceMs)).toBe(stepMs);
  expect(firstInstant(from, cadenceMs)).toBe(from - stepMs);
  stepper.scan();
  stepper.scan();
  expect(steps).toHaveLength(1 + cadenceMs / stepMs);
});

test.each([0, -1_000, 1_500, 0.5, Number.NaN])("a cadence of %d ms is refused", (cadenceMs) => {
  expect(() => noted(cadenceMs)).toThrow(
    expect.objectContaining({ code: "SIMULATORS_STEP_INVALID" }),
  );
});
