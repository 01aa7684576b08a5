import { expect, test } from "vitest";
import { createRandom } from "../plant/random.ts";
import { SharedGrid } from "../plant/shared-grid.ts";
import { alwaysWork } from "../plant/work-schedule.ts";
import { openUnits } from "../wire/modbus-units.ts";
import { createTypeSampler } from "./type-sampler.ts";

/** The line as it stands at `ms` since the epoch. */
function at(ms: number) {
  const { plant, exposure } = createTypeSampler({
    random: createRandom(1),
    grid: new SharedGrid(1),
    ambientC: () => 20,
    now: () => ms,
    schedule: alwaysWork,
    start: "warm",
  });
  return { plant, exposure, values: plant.points.map((point) => plant.value(point)) };
}

test("the points follow from the second of time: integer, its negative, a slow sine, even seconds", () => {
  expect(at(1_700_000_000_000).plant.points).toEqual(
    ["integer", "negative", "decimal", "on"].map((signal) => `sampler.${signal}`),
  );
  // 1 700 000 000 mod 600 s is 200: 20 + 10·sin 120°; 100 s later sin 180°.
  expect(at(1_700_000_000_000).values).toEqual([0, 0, 28.6603, true]);
  expect(at(1_700_000_100_999).values).toEqual([100, -100, 20, true]);
  expect(at(1_699_999_999_999).values).toEqual([9999, -9999, 28.7121, false]);
});

test("the decimal keeps six digits, so a float32 gives it back", () => {
  for (let second = 0; second < 600; second += 1) {
    const decimal = Number(at(second * 1000).values[2]);
    expect(Number(Math.fround(decimal).toPrecision(6))).toBe(decimal);
    expect(Math.abs(decimal - 20)).toBeLessThanOrEqual(10);
  }
});

test("its device shows the points of one second, and a name that is no point is refused", () => {
  const { plant, exposure } = at(1_700_000_100_000);
  const { devices, publish } = openUnits(exposure.modbus, plant.points);
  publish((point) => plant.value(point));
  expect(devices[0]?.readHolding(0, 4)).toEqual(Uint16Array.of(100, 0xff9c, 0x0100, 0x0001));
  expect(() => plant.value("sampler.level")).toThrow(RangeError);
});
