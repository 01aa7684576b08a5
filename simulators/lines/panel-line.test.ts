// What the particleboard lines show on the wire: every point of the plant once, typed as it is, under names that
// the gateways of the demo already use.
import { expect, test } from "vitest";
import { createRandom } from "../plant/random.ts";
import { SharedGrid } from "../plant/shared-grid.ts";
import { alwaysWork } from "../plant/work-schedule.ts";
import { openUnits } from "../wire/modbus-units.ts";
import { type LineKind, lineRegistry } from "./registry.ts";

async function open(kind: LineKind) {
  const grid = new SharedGrid(3);
  const now = Date.UTC(2026, 4, 18, 2);
  grid.set(now);
  const create = await lineRegistry[kind].load();
  const line = create({
    random: createRandom(1),
    grid,
    ambientC: () => 20,
    now: () => now,
    schedule: alwaysWork,
    start: "warm",
  });
  line.plant.step(100);
  if (line.exposure.opcua?.kind !== "controller") throw new Error("no controller");
  return { ...line, variables: line.exposure.opcua.variables };
}

const kinds = ["panel-line", "multi-daylight-line"] as const;

test.each(kinds)(
  "%s: controller and meters together show every point exactly once",
  async (kind) => {
    const { plant, exposure, variables } = await open(kind);
    const shown = variables.map(({ point }) => point);
    expect(new Set(shown).size).toBe(shown.length);
    const metered = plant.points.filter((point) => point.startsWith("meter-"));
    expect([...shown, ...metered].toSorted()).toEqual(plant.points.toSorted());
    const identifiers = variables.map(({ identifier }) => identifier);
    expect(new Set(identifiers).size).toBe(identifiers.length);
    const equipment = new Set(metered.map((point) => point.slice(0, point.indexOf("."))));
    expect(exposure.modbus.map((unit) => unit.equipment)).toEqual([...equipment]);
    expect(exposure.modbus.map(({ unit }) => unit)).toEqual([1, 2, 3, 4, 5]);
    // Throws for a product that shows a point which is not there.
    openUnits(exposure.modbus, plant.points);
  },
);

test.each(kinds)("%s: each variable has the type of its value", async (kind) => {
  const { plant, variables } = await open(kind);
  const wrong = variables.filter(({ point, type }) => {
    const value = plant.value(point);
    if (type === "Boolean") return typeof value !== "boolean";
    if (type === "String") return typeof value !== "string";
    const whole = type !== "Float" && type !== "Double";
    return typeof value !== "number" || (whole && !Number.isSafeInteger(value));
  });
  expect(wrong).toEqual([]);
});

test("serial numbers differ, within a line and between the lines", async () => {
  const serials: unknown[] = [];
  for (const kind of kinds) {
    const { plant, exposure } = await open(kind);
    serials.push(
      ...plant.points.filter((p) => p.endsWith(".serial")).map((p) => plant.value(p)),
      ...exposure.modbus.map(({ serial }) => serial),
    );
  }
  expect(serials).toHaveLength(2 * (9 + 5));
  expect(new Set(serials).size).toBe(serials.length);
});

test("nodes that gateways of the demo read keep their names", async () => {
  const { variables } = await open("panel-line");
  const nodes = new Map(variables.map(({ point, identifier }) => [point, identifier]));
  expect(nodes.get("press.temperature.zone.1")).toBe('s="DB_Press"."Zone"[1]."Temp"');
  expect(nodes.get("press.position.gap")).toBe('s="DB_Press"."Frame"[3]."Gap"');
  expect(nodes.get("press.thickness.raw")).toBe('s="DB_Press"."Gauge"."Thickness"');
  expect(nodes.get("blender.flow.glue.core")).toBe('s="DB_Blender"."Layer"[2]."GlueFlow"');
  expect(nodes.get("dryer.alarm.spark")).toBe('s="DB_Dryer"."Alarm"."Spark"');
  expect(nodes.get("sander.current.motor")).toBe('s="DB_Sander"."Head"[1]."Current"');
  expect(nodes.get("saw.quality.density")).toBe('s="DB_Saw"."Quality"."Density"');
});
