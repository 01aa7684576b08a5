// The signal sheets of both kinds of line against their running plants: every point listed, every value inside its
// range, sensors as noisy as said, counters that never fall, booleans that are booleans; and nothing that the
// domain reference requires is missing.
import { describe, expect, test } from "vitest";
import { panelSerials } from "../../lines/panel-line-variables.ts";
import { daylightRun } from "../multi-daylight/daylight-run.ts";
import { MultiDaylightPlant } from "../multi-daylight/multi-daylight-plant.ts";
import { multiDaylightSignals } from "../multi-daylight/multi-daylight-signals.ts";
import { TestRun } from "../test-run.ts";
import { continuousLineSignals } from "./continuous-press-signals.ts";
import { continuousRun } from "./continuous-run.ts";
import { PanelLinePlant } from "./panel-line-plant.ts";

const START = Date.UTC(2026, 4, 18, 2);
const kinds = [
  {
    name: "continuous",
    sheet: continuousLineSignals,
    begin: (seed: number) => new TestRun((g) => new PanelLinePlant(g, panelSerials), seed, START),
    run: continuousRun({ seed: 6, seconds: 1_500 }),
  },
  {
    name: "multi-daylight",
    sheet: multiDaylightSignals,
    begin: (seed: number) =>
      new TestRun((g) => new MultiDaylightPlant(g, panelSerials), seed, START),
    run: daylightRun({ seed: 6, seconds: 1_500 }),
  },
];

describe.each(kinds)("$name", ({ sheet, begin, run }) => {
  test("every point stands in the sheet, and every line of it is a point of its class", () => {
    const { plant } = begin(1);
    plant.step(100);
    expect(plant.points.toSorted()).toEqual(Object.keys(sheet).toSorted());
    const kindOf = { TEXT: "string", BOOL: "boolean" } as const;
    const wrong = plant.points.filter((point) => {
      const wanted = sheet[point]?.class;
      const expected = wanted === "TEXT" || wanted === "BOOL" ? kindOf[wanted] : "number";
      return typeof plant.value(point) !== expected;
    });
    expect(wrong).toEqual([]);
  });

  test("every value is inside its range; counters do not fall", () => {
    const wrong = run.points.filter((point) => {
      const [low, high] = sheet[point]?.range ?? [0, 1];
      return run.at(point).some((value) => value < low || value > high);
    });
    expect(wrong).toEqual([]);
    const falling = run.points.filter(
      (point) =>
        sheet[point]?.class === "CNT" &&
        run.at(point).some((value, n) => n > 0 && value < (run.at(point)[n - 1] ?? 0)),
    );
    expect(falling).toEqual([]);
  });

  test("sensors scatter by what the sheet says", () => {
    // One sample to the next: what the process moves in a second comes on top of twice the noise.
    const wrong = run.points.flatMap((point) => {
      const entry = sheet[point];
      if (entry?.class !== "PV" || entry.sigma === undefined) return [];
      const values = run.at(point).subarray(0, 600);
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      const sigma = entry.sigma * (entry.relative === true ? mean : 1);
      const steps = [...values]
        .map((value, n) => Math.abs(value - (values[n - 1] ?? value)))
        .filter((step) => step > 0)
        .toSorted((a, b) => a - b);
      // The median of |difference| of two normal samples is 0.954 σ; steps of boards and pulses are its tail.
      const seen = (steps[Math.floor(steps.length / 2)] ?? 0) / 0.954;
      const moving = /motor|fan|hydraulic|weight|density|thickness|speed|pressure/.test(point);
      const most = (moving ? 6 : 1.8) * sigma;
      return seen > 0.6 * sigma && seen < most ? [] : [`${point} ${seen} ${sigma}`];
    });
    expect(wrong).toEqual([]);
  });
});

/** Domain reference A1: the rows marked R and r, as points. */
const required = [
  "dryer.temperature.inlet dryer.temperature.outlet dryer.moisture.out.surface dryer.moisture.out.core",
  "dryer.count.spark blender.flow.chip.surface blender.flow.chip.core blender.flow.glue.surface",
  "blender.flow.glue.core blender.ratio.glue.surface blender.ratio.glue.core former.weight.area",
  "former.moisture.mat.surface former.moisture.mat.core former.speed.belt press.temperature.zone.1",
  "press.temperature.zone.2 press.temperature.zone.3 press.temperature.zone.4 press.temperature.zone.5",
  "press.temperature.oil.in press.temperature.oil.out thickness-gauge.thickness.1",
  "thickness-gauge.thickness.5 blow-detector.damping.1 blow-detector.damping.8 board-scale.weight",
  "board-scale.density sander.thickness.out saw.output.total saw.output.grade.a saw.output.grade.b",
  "saw.output.reject line.output.volume",
].flatMap((line) => line.split(" "));
const meters = ["main", "dryer", "press", "sander", "chipper"].flatMap((meter) =>
  ["power.active", "power.factor", "frequency", "current.l1", "energy.active.import"].map(
    (signal) => `meter-${meter}.${signal}`,
  ),
);
const recommended = [
  "dryer.moisture.in dryer.current.fan blender.flow.hardener blender.flow.wax sander.current.motor",
  "sander.removal dust.pressure.filter dust.current.fan heat-centre.flow.fuel heat-centre.flow.oil",
].flatMap((line) => line.split(" "));

test("what the domain reference requires and recommends is there, marked so", () => {
  const continuous = [
    "press.speed.line",
    "press.pressure.specific.1",
    "press.pressure.specific.3",
    "press.position.gap.1.left",
    "press.position.gap.3.right",
  ];
  const daylight = [
    "press.state.daylight",
    "press.time.cycle",
    "press.time.close",
    "press.time.hold",
    "press.pressure.hydraulic",
  ];
  const marked = (sheet: typeof continuousLineSignals, points: readonly string[]) =>
    points.map((point) => `${point} ${sheet[point]?.required}`);
  const both = [...required, ...meters];
  const expected = (points: readonly string[], mark: string) => points.map((p) => `${p} ${mark}`);
  expect(marked(continuousLineSignals, [...both, ...continuous])).toEqual(
    expected([...both, ...continuous], "R"),
  );
  expect(marked(multiDaylightSignals, [...both, ...daylight])).toEqual(
    expected([...both, ...daylight], "R"),
  );
  expect(marked(continuousLineSignals, recommended)).toEqual(expected(recommended, "r"));
});
