import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { EquipmentConfig } from "../config/equipment.ts";
import {
  DeviceIdentities,
  type IdentityReader,
  type KnownIdentities,
} from "./device-identities.ts";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
});
afterEach(() => {
  vi.useRealTimers();
});

function machine(id: string, asked: boolean): EquipmentConfig {
  const identity = [{ key: "serial", address: `${id}.serial` }] as const;
  return { id, connection: "plc", scanGroups: [], ...(asked ? { identity } : {}) };
}

class Devices implements IdentityReader {
  opened = 1;
  certificate: string | undefined = "aa";
  readonly serials = new Map<string, string>();
  asked: string[] = [];

  timesOpened(): number {
    return this.opened;
  }
  async identify(connection: string) {
    this.asked.push(connection);
    return this.certificate === undefined
      ? undefined
      : [["certificate", this.certificate] as const];
  }
  async identifyEquipment(equipment: string) {
    this.asked.push(equipment);
    const serial = this.serials.get(equipment);
    return serial === undefined ? [] : [["serial", serial] as const];
  }
}

function rig(devices: IdentityReader) {
  const written: [string, string, string][][] = [];
  const identities = new DeviceIdentities({
    connections: [{ id: "plc", driver: "opcua", endpoint: {} }],
    equipment: [machine("press", true), machine("saw", true), machine("hall", false)],
    reader: devices,
    write: ({ equipment }: KnownIdentities) =>
      written.push(
        [...equipment].flatMap(([id, said]) =>
          said.map(([key, value]): [string, string, string] => [id, key, value]),
        ),
      ),
  });
  return { identities, written };
}

const passing = () => vi.advanceTimersByTimeAsync(0);

test("the first record says who answered, with the certificate of the connection for each machine", async () => {
  const devices = new Devices();
  devices.serials.set("press", "SIM-1");
  const { identities, written } = rig(devices);
  await identities.begin(3_000);
  expect(written).toEqual([
    [
      ["press", "serial", "SIM-1"],
      ["press", "certificate", "aa"],
      ["saw", "serial", ""],
      ["saw", "certificate", "aa"],
      ["hall", "certificate", "aa"],
    ],
  ]);
  await identities.stop();
});

test("the MAC of the peer stands beside what its connection says, and both are told", async () => {
  const devices = new Devices();
  devices.serials.set("press", "SIM-1");
  const heard: unknown[] = [];
  const written: KnownIdentities[] = [];
  const identities = new DeviceIdentities({
    connections: [{ id: "plc", driver: "opcua", endpoint: { host: "h" } }],
    equipment: [machine("press", true)],
    reader: devices,
    peerMac: async (endpoint) => (endpoint === null ? undefined : "00:30:de:00:00:01"),
    heard: (...said) => heard.push(said),
    write: (known) => written.push(known),
  });
  await identities.begin(3_000);
  const said = [
    ["certificate", "aa"],
    ["mac", "00:30:de:00:00:01"],
  ];
  expect(written[0]?.connections.get("plc")).toEqual(said);
  expect(heard).toEqual([
    ["connection", "plc", said],
    ["equipment", "press", [["serial", "SIM-1"]]],
  ]);
  await identities.stop();
});

test("the first record does not wait for a device that is silent", async () => {
  const devices = new Devices();
  devices.identify = () => new Promise(() => undefined);
  const { identities, written } = rig(devices);
  const begun = identities.begin(3_000);
  await vi.advanceTimersByTimeAsync(2_999);
  expect(written).toEqual([]);
  await vi.advanceTimersByTimeAsync(1);
  await begun;
  expect(written).toEqual([[]]);
});

test("a further record is written when something new was learnt, and only then", async () => {
  const devices = new Devices();
  devices.serials.set("press", "SIM-1");
  const { identities, written } = rig(devices);
  await identities.begin(3_000);
  identities.up("press");
  await passing();
  expect(written).toHaveLength(1);
  devices.serials.set("saw", "SIM-2");
  identities.up("saw");
  await passing();
  expect(written).toHaveLength(2);
  expect(written[1]).toContainEqual(["saw", "serial", "SIM-2"]);
  expect(written[1]).toContainEqual(["press", "serial", "SIM-1"]);
  devices.serials.set("press", "SIM-9");
  identities.up("press");
  await passing();
  expect(written[2]).toContainEqual(["press", "serial", "SIM-9"]);
  await identities.stop();
});

test("a machine that says no serial any more takes back the old one, one that cannot be asked does not", async () => {
  const devices = new Devices();
  devices.serials.set("press", "SIM-1").set("saw", "SIM-2");
  const { identities, written } = rig(devices);
  await identities.begin(3_000);
  const ask = devices.identifyEquipment.bind(devices);
  const unreachable: IdentityReader["identifyEquipment"] = async () => undefined;
  Object.assign(devices, { identifyEquipment: unreachable });
  identities.up("press");
  await passing();
  expect(written).toHaveLength(1);
  Object.assign(devices, { identifyEquipment: ask });
  devices.serials.delete("press");
  identities.up("press");
  await passing();
  expect(written).toHaveLength(2);
  expect(written[1]?.filter(([id]) => id === "press")).toEqual([
    ["press", "serial", ""],
    ["press", "certificate", "aa"],
  ]);
  await identities.stop();
});

test("a machine that flickers is asked once in 10 s", async () => {
  const devices = new Devices();
  devices.serials.set("press", "SIM-1").set("saw", "SIM-2");
  const { identities, written } = rig(devices);
  await identities.begin(3_000);
  const asked = () => devices.asked.filter((name) => name === "press").length;
  devices.serials.set("press", "SIM-9");
  for (let flicker = 0; flicker < 40; flicker += 1) {
    identities.returned("press");
    await vi.advanceTimersByTimeAsync(500);
  }
  expect(asked()).toBe(3);
  expect(written).toHaveLength(2);
  expect(written[1]).toContainEqual(["press", "serial", "SIM-9"]);
  identities.returned("press");
  await identities.stop();
  expect(vi.getTimerCount()).toBe(0);
});

test("a connection is asked again when it was opened anew, not when a unit behind it came back", async () => {
  const devices = new Devices();
  devices.serials.set("press", "SIM-1").set("saw", "SIM-2");
  const { identities, written } = rig(devices);
  await identities.begin(3_000);
  identities.up("press");
  await passing();
  expect(devices.asked.filter((name) => name === "plc")).toHaveLength(1);
  devices.opened = 2;
  devices.certificate = "bb";
  identities.up("press");
  identities.up("saw");
  await passing();
  expect(devices.asked.filter((name) => name === "plc")).toHaveLength(2);
  expect(written).toHaveLength(2);
  expect(written[1]).toContainEqual(["hall", "certificate", "bb"]);
  await identities.stop();
});

test("a machine that did not say its serial is asked again after 30 s, then later and later", async () => {
  const devices = new Devices();
  devices.serials.set("press", "SIM-1");
  const { identities, written } = rig(devices);
  await identities.begin(3_000);
  const asked = () => devices.asked.filter((name) => name === "saw").length;
  expect(asked()).toBe(1);
  await vi.advanceTimersByTimeAsync(30_000);
  expect(asked()).toBe(2);
  await vi.advanceTimersByTimeAsync(59_000);
  expect(asked()).toBe(2);
  devices.serials.set("saw", "SIM-2");
  await vi.advanceTimersByTimeAsync(1_000);
  expect(asked()).toBe(3);
  expect(written[1]).toContainEqual(["saw", "serial", "SIM-2"]);
  await vi.advanceTimersByTimeAsync(3_600_000);
  expect(asked()).toBe(3);
  await identities.stop();
  expect(vi.getTimerCount()).toBe(0);
});

test("one that a reload replaced within its first seconds writes nothing of the old configuration any more", async () => {
  const silent: IdentityReader = {
    timesOpened: () => 1,
    identify: () => new Promise(() => undefined),
    identifyEquipment: () => new Promise(() => undefined),
  };
  const { identities, written } = rig(silent);
  const begun = identities.begin(3_000);
  void identities.stop();
  await vi.advanceTimersByTimeAsync(3_000);
  await begun;
  expect(written).toEqual([]);
});
