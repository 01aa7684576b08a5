// Reads equipment through its templates as a gateway does: configuration, driver, plan, derived signals.
import { onTestFinished } from "vitest";
import { ManualClock } from "#contracts/time.ts";
import { parseGatewayConfig } from "#gateway/config/config.ts";
import type { EquipmentConfig } from "#gateway/config/equipment.ts";
import { DerivedReadings } from "#gateway/derive/derived-readings.ts";
import type { AnyDriver, Connection, Reading } from "#gateway/driver.ts";
import { drivers } from "#gateway/drivers/registry.ts";
import { identityOf } from "#gateway/identity/value.ts";
import { temporaryFolder } from "../kit/temporary-folder.ts";
import { systemClock } from "./driver-contract.ts";

export type WalkedEquipment = {
  readonly id: string;
  readonly template: string;
  /** Further keys of the equipment, e.g. `{ unit: 3 }`. */
  readonly more: Readonly<Record<string, unknown>>;
};

export type Walked = {
  /** By signal id, read and derived. */
  readonly readings: ReadonlyMap<string, Reading>;
  /** What it says of itself, by key. */
  readonly identity: ReadonlyMap<string, string>;
};

/** Blinking lamps want to be watched for a while; this clock is the test's. */
const scanMs = 100;
const scans = 15;

/** @param connection driver and endpoint. @returns by equipment id. */
export async function walk(
  connection: { readonly driver: keyof typeof drivers; readonly endpoint: object },
  equipment: readonly WalkedEquipment[],
): Promise<ReadonlyMap<string, Walked>> {
  const scanGroups = [{ id: "all", intervalMs: scanMs }];
  // JSON is YAML.
  const text = JSON.stringify({
    gateway: { id: "gw", site: "s", data: temporaryFolder(), simulated: true },
    broker: { url: "mqtt://127.0.0.1" },
    connections: [{ id: "c", ...connection }],
    equipment: equipment.map(({ id, template, more }) => ({
      id,
      connection: "c",
      template,
      scanGroups,
      ...more,
    })),
  });
  const config = parseGatewayConfig("gw.yaml", text, {});
  const driver: AnyDriver = drivers[connection.driver];
  const open = await driver.open(config.connections[0]?.endpoint, {
    clock: systemClock,
    dataDir: config.gateway.data,
    log: () => undefined,
  });
  onTestFinished(() => open.close());
  const walked = new Map<string, Walked>();
  for (const machine of config.equipment) walked.set(machine.id, await walkMachine(open, machine));
  return walked;
}

async function walkMachine(
  open: Connection<unknown>,
  { scanGroups, identity = [] }: EquipmentConfig,
): Promise<Walked> {
  const signals = scanGroups.flatMap((group) => group.signals);
  const clock = new ManualClock(Date.UTC(2026, 0, 5));
  const derived = new DerivedReadings(
    signals,
    (name) => ({ name, log: () => undefined, recall: () => undefined }),
    clock,
  );
  const addresses = signals.filter((one) => one.derived === undefined).map((one) => one.address);
  const read = await open.plan(addresses, scanMs).read();
  const plan = derived.after({ read: async () => read });
  let readings = await plan.read();
  for (let n = 1; n < scans; n += 1) {
    clock.advance(scanMs);
    readings = await plan.read();
  }
  const asked = identity.map(({ address }) => address);
  const told = asked.length === 0 ? [] : identityOf(identity, await open.plan(asked, 0).read());
  return {
    readings: new Map(signals.map(({ id }, i) => [id, readings[i] as Reading])),
    identity: new Map(told),
  };
}
