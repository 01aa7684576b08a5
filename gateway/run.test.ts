// The gateway as a whole against the simulated press hall: shipped templates, real sockets, real disk.
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { ScanRecord } from "#contracts/record.ts";
import { type Clock, ManualClock } from "#contracts/time.ts";
import type { PressHallState } from "#simulators/plant/press-hall.ts";
import { type RunningScenario, runScenario } from "#simulators/run/run-scenario.ts";
import { parseScenario } from "#simulators/scenario/scenario.ts";
import { type GatewayConfig, parseGatewayConfig } from "./config/config.ts";
import { drivers } from "./drivers/registry.ts";
import { Poller } from "./poll/poller.ts";
import { runGateway } from "./run.ts";
import { templates } from "./templates/registry.ts";

const clock: Clock = { now: () => Date.now(), monotonic: () => performance.now() };
let folder: string;
let hall: RunningScenario;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "lineproof-gateway-"));
  const scenario = parseScenario(
    `format: lineproof/scenario/1
name: { zh: 试, en: test }
plants: [{ id: hall, line: press-hall, listen: { modbus: { port: 0 } } }]`,
    "test",
  );
  // Nobody turns this ticker, so the plant stands still and can be compared exactly.
  hall = await runScenario({
    scenario,
    file: "test",
    clock: new ManualClock(0),
    every: () => () => undefined,
  });
});
afterEach(async () => {
  await hall.close();
  rmSync(folder, { recursive: true, force: true });
});

/** A port on which nobody listens. */
async function deadPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return address !== null && typeof address === "object" ? address.port : 1;
}

async function configOf(): Promise<GatewayConfig> {
  const text = `
gateway: { id: gw1, site: s1, simulated: true, data: data }
local: false
broker: { url: "mqtt://127.0.0.1:${await deadPort()}" }
outbox: { commitMs: 10 }
connections: [{ id: bus, driver: modbus-tcp, endpoint: { host: 127.0.0.1, port: ${hall.plants[0]?.addresses.modbus?.port} } }]
equipment:
  - { id: meter, connection: bus, unit: 1, template: sdm630, scanGroups: [{ id: fast, intervalMs: 50 }] }
  - { id: zone1, connection: bus, unit: 11, template: e5cc, scanGroups: [{ id: fast, intervalMs: 50 }] }
`;
  return parseGatewayConfig(join(folder, "gw.yaml"), text, {});
}

test("the shipped templates read the simulated products: all good, in range, equal to the plant", async () => {
  const config = await configOf();
  const records: ScanRecord[] = [];
  const poller = new Poller({
    ...config,
    drivers,
    dataDir: config.gateway.data,
    clock,
    log: () => undefined,
    random: () => 0,
    onRecord: (record) => records.push(record),
    onEquipment: () => undefined,
  });
  poller.start();
  try {
    await vi.waitFor(() => expect(records.length).toBeGreaterThanOrEqual(6), { timeout: 5_000 });
  } finally {
    await poller.stop();
  }
  for (const [equipment, id] of [
    ["meter", "sdm630"],
    ["zone1", "e5cc"],
  ] as const) {
    const [first, ...later] = records.filter((record) => record.equipment === equipment);
    const signals = templates.get(id)?.signals ?? [];
    expect(first?.samples.map(({ signal }) => signal)).toEqual(signals.map((signal) => signal.id));
    for (const [i, { status, value }] of first!.samples.entries()) {
      const range = signals[i]?.range;
      expect(status).toBe(0);
      if (range === undefined) continue;
      expect(value).toBeGreaterThanOrEqual(range[0]);
      expect(value).toBeLessThanOrEqual(range[1]);
    }
    for (const record of later) expect(record.samples).toEqual([]);
  }
  const read = (equipment: string, signal: string) =>
    records
      .find((record) => record.equipment === equipment)
      ?.samples.find((sample) => sample.signal === signal)?.value;
  const { meter, zones } = hall.plants[0]!.truth().truth as unknown as PressHallState;
  expect(read("meter", "voltage.l1")).toBe(Math.fround(meter.phases[0].voltageV));
  expect(read("meter", "power.active")).toBe(Math.fround(meter.activeW));
  expect(read("zone1", "temperature.pv")).toBeCloseTo(zones[0].processValueC, 0);
});

test("without a broker all is recorded, and a restart goes on with the next number", async () => {
  const config = await configOf();
  const deps = { clock, log: () => undefined, random: () => 0, version: "0.1.0" };
  const first = await runGateway(config, deps);
  await vi.waitFor(() => expect(first.status().edge.next).toBeGreaterThan(10), { timeout: 10_000 });
  await vi.waitFor(() => expect(first.status().poll.equipment[1]?.state).toBe("up"));
  await first.stop();
  await first.stop();
  const { edge, poll } = first.status();
  expect(edge).toMatchObject({ dropped: 0, buffered: 0, signing: true, acknowledged: 0 });
  expect(edge.origin).toMatch(/^lineproof-sim\/s1\/gw1\//);
  // Every scan that read, one identity record, and the edge's own clock records.
  const scans = poll.equipment.reduce((sum, { scans: read }) => sum + read, 0);
  expect(edge.next).toBeGreaterThanOrEqual(scans + 1);
  const second = await runGateway(config, deps);
  await vi.waitFor(() => expect(second.status().edge.next).toBeGreaterThan(edge.next));
  expect(second.status().edge).toMatchObject({ log: edge.log, oldest: 0 });
  await second.stop();
});
