// Every factory of the demo, folder by folder: its line model is valid and shows all families, its gateway's
// configuration agrees with it, and what that configuration reads is there at the simulated line, of the same type and
// with the serial number that the line model says. Without sockets: devices and address spaces are asked directly.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { type Equipment, type LineModel, parseLineModel } from "#contracts/line-model.ts";
import { familyOf, signalFamilies } from "#contracts/signal-family.ts";
import type { GatewayConfig } from "#gateway/config/config.ts";
import type { EquipmentConfig } from "#gateway/config/equipment.ts";
import { loadGatewayConfig } from "#gateway/config/load-config.ts";
import type { ModbusAddress } from "#gateway/drivers/modbus/address.ts";
import { decodeRegisters } from "#gateway/drivers/modbus/decode.ts";
import type { OpcUaAddress } from "#gateway/drivers/opcua/address.ts";
import type { Line } from "#simulators/lines/line.ts";
import { lineRegistry } from "#simulators/lines/registry.ts";
import { createRandom } from "#simulators/plant/random.ts";
import { alwaysWork } from "#simulators/plant/work-schedule.ts";
import { SharedSurroundings } from "#simulators/run/shared-surroundings.ts";
import { type PlantScenario, parseScenario } from "#simulators/scenario/scenario.ts";
import type { RegisterDevice } from "#simulators/servers/register-device.ts";
import type { CompanionMachine, OpcUaExposure } from "#simulators/wire/exposure.ts";
import { openUnits } from "#simulators/wire/modbus-units.ts";
import { shownPoints } from "#simulators/wire/shown-points.ts";
import { demoSites } from "../../bin/demo/demo-sites.ts";
import { writeSiteFiles } from "../../bin/demo/site-files.ts";
import { temporaryFolder } from "../kit/temporary-folder.ts";

const ports = { mqtt: 18_830, modbus: 15_020, opcua: 14_840, silent: 15_999 };
const now = Date.UTC(2026, 4, 18, 1, 30);

type Site = {
  readonly model: LineModel;
  readonly config: GatewayConfig;
  readonly scenario: PlantScenario;
  readonly line: Line;
  readonly devices: readonly RegisterDevice[];
};

async function open(id: string): Promise<Site> {
  const site = demoSites.find((each) => each.id === id);
  if (site === undefined) throw new Error(`no demo site ${id}`);
  const folder = temporaryFolder();
  const secret = join(folder, "secret");
  writeFileSync(secret, "not used here");
  const files = writeSiteFiles(site, folder, ports, secret);
  const model = parseLineModel(files.lineModel, parse(readFileSync(files.lineModel, "utf8")));
  const [scenario] = parseScenario(readFileSync(files.plant, "utf8"), files.plant).plants;
  if (scenario === undefined) throw new Error(`${id} has no plant`);
  const { grid, ambientC, now: at } = new SharedSurroundings(now);
  const createLine = await lineRegistry[scenario.line].load();
  const line = createLine({
    random: createRandom(scenario.seed ?? 1),
    grid,
    ambientC,
    now: at,
    schedule: alwaysWork,
    start: scenario.start,
  });
  line.plant.step(100);
  const { devices, publish } = openUnits(line.exposure.modbus, line.plant.points);
  publish((point) => line.plant.value(point));
  return { model, config: loadGatewayConfig(files.gateway, {}), scenario, line, devices };
}

/** Machines of a gateway whose connection leads to the simulated line. */
function live({ config }: Site): readonly { machine: EquipmentConfig; driver: string }[] {
  return config.equipment.flatMap((machine) => {
    const connection = config.connections.find(({ id }) => id === machine.connection);
    const endpoint = JSON.stringify(connection?.endpoint);
    if (connection === undefined || endpoint.includes(`${ports.silent}`)) return [];
    return [{ machine, driver: connection.driver }];
  });
}

function addresses(machine: EquipmentConfig): readonly unknown[] {
  return [
    ...machine.scanGroups.flatMap(({ signals }) => signals.map(({ address }) => address)),
    ...(machine.identity ?? []).map(({ address }) => address),
  ];
}

/** The registers as they stand now, or why not. */
function readModbus(devices: readonly RegisterDevice[], address: ModbusAddress): unknown {
  const device = devices.find(({ unit }) => unit === address.unit);
  if (device === undefined) return `no unit ${address.unit}`;
  const answer =
    address.table === "input"
      ? device.readInput(address.address, address.length)
      : address.table === "holding"
        ? device.readHolding(address.address, address.length)
        : address.table === "coil"
          ? (device.readCoils?.(address.address, address.length) ?? 1)
          : (device.readDiscrete?.(address.address, address.length) ?? 1);
  if (typeof answer === "number") return `exception ${answer} at ${JSON.stringify(address)}`;
  if (address.table === "coil" || address.table === "discrete") return { value: answer[0] };
  const bytes = Uint8Array.from([...answer].flatMap((word) => [Number(word) >> 8, Number(word)]));
  return decodeRegisters(address, bytes, 0) ?? `not decodable: ${JSON.stringify(address)}`;
}

/** Type by node text (controller) or by the end of the browse path below the machine (woodworking). */
function shownTypes(exposure: OpcUaExposure): ReadonlyMap<string, string> {
  if (exposure.kind === "controller") {
    return new Map(
      exposure.variables.map(({ identifier, type }) => [
        `${exposure.namespace} ${identifier}`,
        type,
      ]),
    );
  }
  return new Map(exposure.machines.flatMap(machineTypes));
}

/** "*": the type is the specification's; the server's own test holds it against the nodeset. */
function machineTypes(machine: CompanionMachine): readonly (readonly [string, string])[] {
  const { browseName, identification, specific } = machine;
  const below = (path: string, type = "*") => [`${browseName}/${path}`, type] as const;
  const told = [
    ...Object.keys(identification).map((name) =>
      below(`Identification/${name.charAt(0).toUpperCase()}${name.slice(1)}`),
    ),
    ...specific.map((each) => below(`ManufacturerSpecific/${each.browseName}`, each.type)),
  ];
  // No site of the demo reads more of the other kinds.
  if (machine.kind !== "woodworking") return told;
  return [
    ...told,
    below("State/Machine/Overview/CurrentState", "Int32"),
    below("State/Machine/Overview/CurrentMode", "Int32"),
    ...Object.keys(machine.flags).map((n) => below(`State/Machine/Flags/${n}`, "Boolean")),
    ...Object.keys(machine.values).map((n) => below(`State/Machine/Values/${n}`)),
  ];
}

function shownType(exposure: OpcUaExposure, { node, path, type }: OpcUaAddress): string {
  const types = shownTypes(exposure);
  const names = path.map(({ name }) => name).join("/");
  const key =
    exposure.kind === "controller"
      ? `${node.uri} ${node.kind}=${node.id}`
      : [...types.keys()].find((each) => `/${names}`.endsWith(`/${each}`));
  const found = types.get(key ?? "");
  return found === "*" ? type : (found ?? `not there: ${node.id} ${names}`);
}

/** What the machine itself says its serial number is. */
function serialOf(site: Site, machine: EquipmentConfig, driver: string): unknown {
  const source = machine.identity?.find(({ key }) => key === "serial");
  if (source === undefined) return `${machine.id} names no source of its serial number`;
  const { plant, exposure } = site.line;
  if (driver === "modbus-tcp") {
    const read = readModbus(site.devices, source.address as ModbusAddress);
    return typeof read === "object" && read !== null && "value" in read ? `${read.value}` : read;
  }
  const { node, path } = source.address as OpcUaAddress;
  if (exposure.opcua?.kind === "controller") {
    const shown = exposure.opcua.variables.find(
      ({ identifier }) => identifier === `${node.kind}=${node.id}`,
    );
    return shown === undefined ? `not there: ${node.id}` : plant.value(shown.point);
  }
  const names = path.map(({ name }) => name);
  return exposure.opcua?.machines.find(({ browseName }) => names.includes(browseName))
    ?.identification.serialNumber;
}

const folders = readdirSync(new URL("../../bin/demo/sites/", import.meta.url));

test("there is a folder for sites that the demo knows, and no other", () => {
  expect(folders.length).toBeGreaterThan(0);
  expect(demoSites.map(({ id }) => id)).toEqual(expect.arrayContaining(folders));
});

describe.each(folders)("%s", (id) => {
  test("the line model shows every family, with states where there are states", async () => {
    const { model } = await open(id);
    expect(model.site).toMatchObject({ id, simulated: true });
    const signals = model.lines.flatMap((line) => line.equipment.flatMap((each) => each.signals));
    expect(new Set(signals.map(({ purpose }) => familyOf(purpose)))).toEqual(
      new Set(signalFamilies),
    );
    expect(signals.filter(({ required }) => required).length).toBeGreaterThanOrEqual(12);
    const stateless = signals.filter((each) => each.class === "ST" && each.states === undefined);
    expect(stateless).toEqual([]);
    const production = model.lines.flatMap(({ equipment }) => equipment).filter(isProduction);
    for (const { id: machine, signals: own } of production) {
      const purposes = own.map(({ purpose }) => purpose.split(".").slice(0, 2).join("."));
      expect(purposes, machine).toEqual(expect.arrayContaining(["state", "fault", "output.total"]));
    }
  });

  test("serial numbers are unique in the site", async () => {
    const { model } = await open(id);
    const serials = model.lines.flatMap(({ equipment }) => equipment.map(({ serial }) => serial));
    expect(serials.filter((serial, n) => serial === "" || serials.indexOf(serial) !== n)).toEqual(
      [],
    );
  });

  test("the gateway reads what the model declares, and nothing else", async () => {
    const { model, config } = await open(id);
    const declared = model.lines
      .flatMap(({ equipment }) => equipment)
      .flatMap((each) => each.signals.map((signal) => `${each.id}/${signal.id}`));
    const read = config.equipment.flatMap((each) =>
      each.scanGroups.flatMap((group) => group.signals.map((signal) => `${each.id}/${signal.id}`)),
    );
    expect(read.toSorted()).toEqual(declared.toSorted());
  });

  test("everything that is read from Modbus answers and decodes", async () => {
    const site = await open(id);
    const asked = live(site)
      .filter(({ driver }) => driver === "modbus-tcp")
      .flatMap(({ machine }) => addresses(machine) as readonly ModbusAddress[]);
    expect(asked.length).toBeGreaterThan(0);
    const failed = asked
      .map((address) => readModbus(site.devices, address))
      .filter((read) => typeof read === "string");
    expect(failed).toEqual([]);
  });

  test("everything that is read from OPC UA is shown, of the same type", async () => {
    const site = await open(id);
    const { opcua } = site.line.exposure;
    if (opcua === null) throw new Error("the line has no OPC UA server");
    const asked = live(site)
      .filter(({ driver }) => driver === "opcua")
      .flatMap(({ machine }) => addresses(machine) as readonly OpcUaAddress[]);
    expect(asked.length).toBeGreaterThan(0);
    expect(asked.map((address) => shownType(opcua, address))).toEqual(
      asked.map(({ type }) => type),
    );
  });

  test("the serial number that a machine says is that of the line model", async () => {
    const site = await open(id);
    const machines = site.model.lines.flatMap(({ equipment }) => equipment);
    const said = live(site).map(({ machine, driver }) => [
      machine.id,
      serialOf(site, machine, driver),
    ]);
    const declared = live(site).map(({ machine }) => [
      machine.id,
      machines.find((each) => each.id === machine.id)?.serial,
    ]);
    expect(said).toEqual(declared);
  });

  test("every point that the servers show, and every point of a cheat, exists", async () => {
    const { line, scenario } = await open(id);
    const shown = shownPoints(line.exposure);
    const points = new Set(line.plant.points);
    expect([...shown].filter((point) => !points.has(point))).toEqual([]);
    const cheated = scenario.cheats.flatMap((cheat) => cheat.points);
    expect(cheated.filter((point) => !shown.has(point))).toEqual([]);
  });
});

test("only the factory in Dacheng cheats, on its melt temperature", async () => {
  for (const id of folders) {
    const { scenario } = await open(id);
    const cheated = scenario.cheats.flatMap(({ kind, points }) => [kind, ...points]);
    expect(cheated).toEqual(
      id === "dacheng-rockwool" ? ["frozen-signal", "cupola.temperature.melt"] : [],
    );
  }
});

test("the packer in Dacheng answers nowhere, and is at least 14 % of what the line must show", async () => {
  const { model, config } = await open("dacheng-rockwool");
  const packer = config.equipment.find(({ id }) => id === "packer");
  const connection = config.connections.find(({ id }) => id === packer?.connection);
  expect(connection?.endpoint).toMatchObject({ port: ports.silent });
  const required = model.lines
    .flatMap(({ equipment }) => equipment)
    .map((each) => ({ id: each.id, n: each.signals.filter((signal) => signal.required).length }));
  const all = required.reduce((sum, { n }) => sum + n, 0);
  const own = required.find(({ id }) => id === "packer")?.n ?? 0;
  expect(own / all).toBeGreaterThanOrEqual(0.14);
});

function isProduction({ role }: Equipment): boolean {
  return role === undefined || role === "production";
}
