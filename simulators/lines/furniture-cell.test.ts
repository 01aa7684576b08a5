// The furniture cell as it shows itself: on its OPC UA server, on its Modbus units, and both of one plant.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createRandom } from "../plant/random.ts";
import { SharedGrid } from "../plant/shared-grid.ts";
import { openOpcUaServer } from "../servers/opcua-server.ts";
import { openSecurity, readNode, withSession } from "../servers/opcua-test-client.ts";
import { createFurnitureCell } from "./furniture-cell.ts";
import type { Line } from "./line.ts";

const now = Date.UTC(2026, 5, 10, 3);
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "lineproof-furniture-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function openLine(): Line {
  const grid = new SharedGrid(7);
  grid.set(now);
  const line = createFurnitureCell({
    random: createRandom(20),
    grid,
    ambientC: () => 21,
    now: () => now,
  });
  line.plant.step(100);
  line.exposure.modbus?.publish();
  return line;
}

function words({ exposure }: Line, unit: number, address: number, count: number): number[] {
  const device = exposure.modbus?.devices.find((each) => each.unit === unit);
  const answer = device?.readHolding(address, count);
  if (answer === undefined || typeof answer === "number") throw new Error(`exception ${answer}`);
  return [...answer];
}

test("the woodworking server takes the whole exposure and says what the plant says", async () => {
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
      for (const [machine, browseName, point] of [
        ["cnc-1", "SpindleSpeed", "cnc-1.speed.spindle"],
        ["cnc-1", "PartsGood", "cnc-1.output.good"],
        ["drill-1", "HoleCount", "drill-1.count.hole"],
        ["packer-1", "CartonCount", "packer-1.count.carton"],
      ] as const) {
        const node = `nsu=urn:lineproof-sim:furniture;s=${machine}-ManufacturerSpecific-${browseName}`;
        const read = await readNode(session, node);
        expect(read.value.value, browseName).toBe(plant.value(point));
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
  for (const { identification } of line.exposure.modbus?.devices ?? []) {
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
  line.exposure.modbus?.publish();
  expect(counted(21)).toBe(shown("edgebander-1"));
  expect(counted(21)).toBeGreaterThan(before);
  expect(counted(22)).toBe(shown("edgebander-2"));
  expect(words(line, 31, 0x0001, 1)).toEqual([
    Math.round(100 * Number(line.plant.value("dust-1.power.fan"))),
  ]);
});
