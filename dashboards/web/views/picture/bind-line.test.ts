import { expect, test } from "vitest";
import type { Line } from "#contracts/line-model.ts";
import { furnitureModel } from "../../../fixtures/furniture-model.ts";
import { pressHallModel } from "../../../fixtures/press-hall-model.ts";
import { rockWoolModel } from "../../../fixtures/rock-wool-model.ts";
import { bindLine } from "./bind-line.ts";
import { plainMachine } from "./plain.ts";

const furniture = furnitureModel().lines[0]!;
const rockWool = rockWoolModel().lines[0]!;

function machine(line: Line, stage: string, place = 0) {
  return bindLine(line).stages.find((each) => each.stage.id === stage)!.machines[place]!;
}

test("places are found by purpose, and what has a place does not stand below again", () => {
  const bander = machine(furniture, "edge-banding", 1);
  const inPlace = bander.slots.map(({ equipment, signal }) => `${equipment.id}/${signal.purpose}`);
  expect(inPlace).toContain("edgebander-2/temperature.glue");
  const below = bander.values.map(({ purpose }) => purpose);
  expect(below).toContain("length.edge");
  expect(below).not.toContain("temperature.glue");
});

test("machines of one stage stand side by side, each with the whole drawing", () => {
  const stage = bindLine(furniture).stages.find((each) => each.stage.id === "edge-banding")!;
  expect(stage.machines.map(({ equipment }) => equipment.id)).toEqual([
    "edgebander-1",
    "edgebander-2",
  ]);
  expect(stage.width).toBe(2 * stage.machines[0]!.drawing.width);
});

test("a setpoint stands beside its value, an alarm and a state elsewhere", () => {
  const bander = machine(furniture, "edge-banding");
  expect(bander.setpoints.get("temperature.glue")?.purpose).toBe("temperature.glue.sp");
  expect(bander.alarms.map(({ purpose }) => purpose)).toEqual(["fault", "alarm.glue"]);
  const below = bander.values.map(({ purpose }) => purpose);
  for (const purpose of ["state", "fault", "alarm.glue", "temperature.glue.sp"]) {
    expect(below).not.toContain(purpose);
  }
});

test("the zones of an oven are read by its controllers, zone by zone", () => {
  const oven = machine(rockWool, "curing");
  const zones = oven.slots.filter(({ slot }) => slot.auxiliary !== undefined);
  expect(zones.map(({ equipment }) => equipment.id)).toEqual([
    "oven-zone-1",
    "oven-zone-2",
    "oven-zone-3",
  ]);
});

test("no signal of a production machine is lost between drawing, values, alarms and the line's row", () => {
  for (const line of [furniture, rockWool]) {
    for (const { machines } of bindLine(line).stages) {
      for (const { equipment, slots, values, setpoints, alarms } of machines) {
        const shown = new Set([
          ...slots.map(({ signal }) => signal),
          ...values,
          ...setpoints.values(),
          ...alarms,
        ]);
        const rest = equipment.signals.filter((signal) => !shown.has(signal));
        const expected = ["state", "output.good", "output.rejected", "oee"];
        for (const { purpose } of rest) expect(expected).toContain(purpose);
      }
    }
  }
});

test("flags and optional counters are left to the table, required values are not", () => {
  const cnc = furniture.equipment.find(({ id }) => id === "cnc-1")!;
  const flag = { ...cnc.signals[0]!, id: "flag.on", purpose: "flag.on", class: "BOOL" as const };
  const hours = {
    ...flag,
    id: "time.on",
    purpose: "time.on",
    class: "CNT" as const,
    required: false,
  };
  const more = { ...cnc, signals: [...cnc.signals, flag, hours] };
  const line = { ...furniture, equipment: [more] };
  const below = machine(line, "cutting").values.map(({ purpose }) => purpose);
  expect(below).not.toContain("flag.on");
  expect(below).not.toContain("time.on");
  expect(below).toContain("count.sheet");
});

test("a line of another model has plain boxes", () => {
  const other = { ...furniture, profile: "glass" };
  expect(machine(other, "cutting").drawing).toBe(plainMachine);
});

test("a meter shows its few main values, and belongs to no stage", () => {
  const { utilities, stages } = bindLine(rockWool);
  const meter = utilities.find(({ equipment }) => equipment.id === "gas-meter")!;
  expect(meter.signals.map(({ purpose }) => purpose)).toEqual(["gas.flow", "gas.total"]);
  const drawn = stages.flatMap(({ machines }) => machines.map(({ equipment }) => equipment.id));
  expect(drawn).not.toContain("gas-meter");
});

test("a stage without a machine keeps its place in the line", () => {
  const line = pressHallModel().lines[0]!;
  const empty = {
    ...line,
    stages: [...line.stages, { id: "sawing", name: line.name, key: false }],
  };
  expect(bindLine(empty).stages.map(({ machines }) => machines.length)).toEqual([3, 0]);
});
