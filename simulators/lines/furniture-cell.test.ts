// The furniture cell as it shows itself: on its OPC UA server, on its Modbus units, and both of one plant.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createRandom } from "../plant/random.ts";
import { SharedGrid } from "../plant/shared-grid.ts";
import { alwaysWork } from "../plant/work-schedule.ts";
import { openOpcUaServer } from "../servers/opcua-server.ts";
import { openSecurity, readNode, withSession } from "../servers/opcua-test-client.ts";
import type { RegisterDevice } from "../servers/register-device.ts";
import { type OpenUnits, openUnits } from "../wire/modbus-units.ts";
import { shownPoints } from "../wire/shown-points.ts";
import { createFurnitureCell } from "./furniture-cell.ts";
import type { Line } from "./line.ts";

const now = Date.UTC(2026, 5, 10, 3);
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "lineproof-furniture-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

type OpenLine = Line & { readonly units: OpenUnits; publish(): void };

function openLine(): OpenLine {
  const grid = new SharedGrid(7);
  grid.set(now);
  const line = createFurnitureCell({
    random: createRandom(20),
    grid,
    ambientC: () => 21,
    now: () => now,
    schedule: alwaysWork,
    start: "warm",
  });
  const units = openUnits(line.exposure.modbus, line.plant.points);
  const publish = (): void => units.publish((point) => line.plant.value(point));
  line.plant.step(100);
  publish();
  return { ...line, units, publish };
}

function device({ units }: OpenLine, unit: number): RegisterDevice {
  const found = units.devices.find((each) => each.unit === unit);
  if (found === undefined) throw new Error(`no unit ${unit}`);
  return found;
}

function words(line: OpenLine, unit: number, address: number, count: number): number[] {
  const answer = device(line, unit).readHolding(address, count);
  if (typeof answer === "number") throw new Error(`exception ${answer}`);
  return [...answer];
}

test("every point that goes out on a wire is a point of the plant", () => {
  const { plant, exposure } = openLine();
  const points = new Set(plant.points);
  expect([...shownPoints(exposure)].filter((point) => !points.has(point))).toEqual([]);
});

test("the OPC UA server takes the whole exposure and says what the plant says", async () => {
  const { plant, exposure } = openLine();
  if (exposure.opcua === null) throw new Error("no OPC UA exposure");
  const server = await openOpcUaServer({
    exposure: exposure.opcua,
    name: "furniture",
    read: (point) => plant.value(point),
    sourceTime: () => now,
    port: 0,
    namespacesBefore: 2,
    security: openSecurity(folder),
    log: () => undefined,
  });
  try {
    await withSession(server.endpointUrl, { folder }, async (session) => {
      for (const [identifier, point] of [
        ["cnc-1-ManufacturerSpecific.SpindleSpeed", "cnc-1.speed.spindle"],
        ["cnc-1-ManufacturerSpecific.PartsGood", "cnc-1.output.good"],
        ["cnc-1-ManufacturerSpecific.SheetId", "cnc-1.sheet.id"],
        ["cnc-1-ManufacturerSpecific.AxisXPosition", "cnc-1.axis.x.position"],
        ["drill-1-ManufacturerSpecific.HoleCount", "drill-1.count.hole"],
        ["packer-1-ManufacturerSpecific.CartonCount", "packer-1.count.carton"],
        ["saw-1.ManufacturerSpecific.BladeCurrent", "saw-1.current.blade"],
        ["sorter-1.ManufacturerSpecific.RobotCycles", "sorter-1.count.robot"],
        ["compressor-1.ManufacturerSpecific.LoadState", "compressor-1.state"],
      ] as const) {
        const read = await readNode(session, `nsu=urn:lineproof-sim:furniture;s=${identifier}`);
        expect(read.value.value, identifier).toBe(plant.value(point));
        expect(read.sourceTimestamp?.getTime()).toBe(now);
      }
    });
  } finally {
    await server.close();
  }
});

test("each unit tells a serial number of its own, and every unit says that it is simulated", () => {
  const line = openLine();
  const text = (unit: number): string =>
    words(line, unit, 0x0100, 8)
      .flatMap((word) => [word & 0xff, word >> 8])
      .map((code) => (code === 0 ? "" : String.fromCharCode(code)))
      .join("");
  expect([21, 22, 31].map(text)).toEqual(["SIM-EB-2401", "SIM-EB-2402", "SIM-DUST-2401"]);
  const [high = 0, low = 0] = words(line, 1, 0xfc00, 2);
  expect(high * 0x1_0000 + low).toBe(24_110_002);
  for (const { identification } of line.units.devices) {
    expect(identification?.vendorName).toBe("Lineproof simulator");
  }
});

test("registers follow the plant at each publish, and each bander shows its own", () => {
  const line = openLine();
  const counted = (unit: number): number => {
    const [low = 0, high = 0] = words(line, unit, 0x0010, 2);
    return high * 0x1_0000 + low;
  };
  const shown = (id: string): number => Number(line.plant.value(`${id}.output.total`));
  const before = counted(21);
  for (let passed = 0; passed < 120_000; passed += 1_000) line.plant.step(1_000);
  expect(counted(21)).toBe(before);
  line.publish();
  expect(counted(21)).toBe(shown("edgebander-1"));
  expect(counted(21)).toBeGreaterThan(before);
  expect(counted(22)).toBe(shown("edgebander-2"));
  // Each machine has a meter of its own behind the main meter: total W as an int32 at 36 of the ADW300.
  const watts = (unit: number): number => {
    const [high = 0, low = 0] = words(line, unit, 36, 2);
    return ((high << 16) | low) >> 0;
  };
  const main = Number(line.plant.value("meter-main.power.active"));
  const machines = [2, 3, 4, 5, 6, 7, 8].map(watts).reduce((sum, own) => sum + own, 0);
  // The rest: sorting, packing and the lights.
  expect(main - machines).toBeGreaterThan(3_000);
  expect(main - machines).toBeLessThan(16_000);
  expect(words(line, 31, 0x0001, 1)).toEqual([
    Math.round(100 * Number(line.plant.value("dust-1.power.fan"))),
  ]);
});
