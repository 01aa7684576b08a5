import { expect, test } from "vitest";
import { type LineKind, lineRegistry } from "../lines/registry.ts";
import { parseScenario } from "../scenario/scenario.ts";
import { type BuiltPlant, buildPlant } from "./built-plant.ts";
import { movedSerial } from "./own-serials.ts";
import { SharedSurroundings } from "./shared-surroundings.ts";

test("the number at the end moves, its width stays", () => {
  expect(
    ["SIM-ADW-2410", "26010001", "SIM-PRS-9950", "SIM"].map((each) => movedSerial(each, 1)),
  ).toEqual(["SIM-ADW-2510", "26010101", "SIM-PRS-0050", "SIM"]);
});

/** Every serial number that a plant tells on any wire. */
function serialsOf({ shown, plant, exposure }: BuiltPlant): string[] {
  const { modbus, opcua } = exposure;
  return [
    ...plant.points
      .filter((point) => point.endsWith(".serial"))
      .map((point) => String(shown.value(point))),
    ...modbus.flatMap(({ serial }) => serial ?? []),
    ...(opcua?.kind === "companion"
      ? opcua.machines.map(({ identification }) => identification.serialNumber)
      : []),
  ];
}

async function built(kind: LineKind): Promise<BuiltPlant[]> {
  const scenario = parseScenario(
    `format: lineproof/scenario/1
name: { zh: 试, en: test }
plants: [{ id: a, line: ${kind}, copies: 2 }, { id: b, line: ${kind} }]`,
    "test",
  );
  const factory = await lineRegistry[kind].load();
  const surroundings = new SharedSurroundings(Date.UTC(2026, 0, 5));
  return scenario.plants.map((plant) => buildPlant({ scenario, plant, factory, surroundings }));
}

test.each(["panel-line", "multi-daylight-line", "furniture-cell", "rock-wool-line"] as const)(
  "three plants of %s tell no serial number twice, and the first those of the line's data",
  async (kind) => {
    const plants = await built(kind);
    const serials = plants.flatMap((plant) => [...new Set(serialsOf(plant))]);
    expect(serials.length).toBeGreaterThan(20);
    expect(serials.filter((serial, n) => serials.indexOf(serial) !== n)).toEqual([]);
    const surroundings = new SharedSurroundings(Date.UTC(2026, 0, 5));
    const alone = parseScenario(
      `format: lineproof/scenario/1\nname: { zh: 试, en: test }\nplants: [{ id: a, line: ${kind} }]`,
      "test",
    );
    const [plant] = alone.plants;
    if (plant === undefined) throw new Error("no plant");
    const factory = await lineRegistry[kind].load();
    const only = buildPlant({ scenario: alone, plant, factory, surroundings });
    expect(serialsOf(only)).toEqual(plants[0] === undefined ? [] : serialsOf(plants[0]));
  },
);
