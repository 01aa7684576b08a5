import { expect, test } from "vitest";
import type { PointValue } from "../plant/plant.ts";
import { type Cassette, cassetteFormat } from "./cassette.ts";
import { CassettePlant, cassetteController } from "./cassette-plant.ts";
import { cassetteOfCsv } from "./csv-cassette.ts";

const cassetteOf = (...offsets: number[]): Cassette => ({
  header: {
    format: cassetteFormat,
    simulated: true,
    from: { line: "panel-line", seed: 7 },
    points: [
      { point: "a", type: "number" },
      { point: "b", type: "boolean" },
      { point: "c", type: "string" },
    ],
  },
  rows: offsets.map((offsetMs, n) => ({ offsetMs, values: [n + 0.5, n % 2 === 0, `row ${n}`] })),
});

const pass = (plant: CassettePlant, ms: number): void => {
  for (let left = ms; left > 0; left -= 1_000) plant.step(Math.min(left, 1_000));
};
const all = (plant: CassettePlant): PointValue[] => plant.points.map((point) => plant.value(point));

test("timed: rows stand by their offsets as steps go on, and gaps have no value of the point's type", () => {
  const plant = new CassettePlant(cassetteOf(0, 1_000, 5_000), { mode: "timed" });
  expect(all(plant)).toEqual([0.5, true, "row 0"]);
  pass(plant, 1_500);
  expect(all(plant)).toEqual([1.5, false, "row 1"]);
  expect(plant.truth()).toMatchObject({ state: "replay", row: 1, done: false });
  pass(plant, 1_500);
  // OPC UA says BadNoData for what does not fit the type.
  expect(all(plant)).toEqual(["", Number.NaN, Number.NaN]);
  expect(plant.truth()).toMatchObject({ state: "gap", row: null, done: false });
  pass(plant, 2_500);
  expect(all(plant)).toEqual([2.5, true, "row 2"]);
  // Steps of 1000 ms are the median of 1000 and 4000.
  pass(plant, 1_000);
  expect(plant.truth()).toMatchObject({ state: "gap", done: true });
});

test("step: a row stands until every number and Boolean was read, whatever the time", () => {
  const plant = new CassettePlant(cassetteOf(0, 1_000, 2_000), { mode: "step" });
  pass(plant, 60_000);
  for (let n = 0; n < 3; n += 1) expect(plant.value("a")).toBe(0.5);
  expect(plant.value("c")).toBe("row 0");
  expect(plant.value("b")).toBe(true);
  expect([plant.value("b"), plant.value("a")]).toEqual([false, 1.5]);
  expect(plant.truth()).toMatchObject({ row: 2, done: false });
  for (let n = 0; n < 3; n += 1) expect(all(plant)).toEqual([2.5, true, "row 2"]);
  expect(plant.truth()).toMatchObject({ row: 2, done: true });
});

test("offset, rows and speed choose what is played", () => {
  const plant = new CassettePlant(cassetteOf(0, 1_000, 2_000, 3_000), {
    mode: "timed",
    offset: 1,
    rows: 2,
    speed: 10,
  });
  expect(plant.value("a")).toBe(1.5);
  plant.step(100);
  expect(plant.value("a")).toBe(2.5);
  plant.step(100);
  expect(plant.truth()).toMatchObject({ state: "gap", done: true });
});

test("it shows its points like a controller, and declares itself", () => {
  const cassette = cassetteOf(0);
  const plant = new CassettePlant(cassette, { mode: "timed" });
  expect(plant.points).toEqual(["a", "b", "c"]);
  expect(cassetteController(cassette.header.points)).toMatchObject({
    kind: "controller",
    product: { maker: "Lineproof simulator" },
    variables: [
      { point: "a", identifier: 's="Cassette"."a"', type: "Double" },
      { point: "b", type: "Boolean" },
      { point: "c", type: "String" },
    ],
  });
  expect(() => plant.value("d")).toThrow(RangeError);
});

test("a CSV becomes offsets: its dates are gone, its name and content are kept", () => {
  const bytes = Buffer.from(
    "time;Flow;Temp 2\n2020-02-08 13:30:47;1.5;-2\n2020-02-08 13:30:48;0.5;-3\n2020-02-08 13:30:40;7;8\n",
  );
  const cassette = cassetteOfCsv(bytes, "/data/pump.csv");
  expect(cassette).toEqual({
    header: {
      format: cassetteFormat,
      simulated: true,
      from: {
        csv: "pump.csv",
        // printf of the text above | sha256sum
        sha256: "7dbd16c1fa8544f8ba14f3daea4ef3e1369a1b6ca40ace225fa248ee7aca4b41",
      },
      points: [
        { point: "Flow", type: "number" },
        { point: "Temp 2", type: "number" },
      ],
    },
    rows: [
      { offsetMs: 0, values: [1.5, -2] },
      { offsetMs: 1_000, values: [0.5, -3] },
      // The recorder's clock went back: one nominal interval later.
      { offsetMs: 2_000, values: [7, 8] },
    ],
  });
});
