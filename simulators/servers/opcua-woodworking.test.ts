import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AttributeIds, type ClientSession, DataType, makeBrowsePath } from "node-opcua";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { CompanionServer, WoodworkingMachine } from "../wire/exposure.ts";
import type { RunningOpcUaServer } from "./opcua-server.ts";
import { FakePlant, openSecurity, openTestServer, withSession } from "./opcua-test-client.ts";

const MANDATORY = [
  "Alarm",
  "Calibrated",
  "Emergency",
  "Error",
  "MachineInitialized",
  "MachineOn",
  "PowerPresent",
  "RecipeInRun",
  "Warning",
];
const namesOf = (names: readonly string[]) =>
  Object.fromEntries(names.map((n) => [n, `flag.${n}`]));

const machine: WoodworkingMachine = {
  kind: "woodworking",
  browseName: "cnc-1",
  identification: {
    manufacturer: "Lineproof simulator",
    model: "CNC (simulated)",
    serialNumber: "SIM-CNC-0001",
    productInstanceUri: "urn:lineproof-sim:cnc-1",
    deviceClass: "CNC",
    yearOfConstruction: 2024,
  },
  overview: { currentState: "state", currentMode: "mode" },
  flags: namesOf([...MANDATORY, "EnergySaving", "WaitLoad"]),
  values: { FeedSpeed: "feed", AbsolutePiecesOut: "pieces", SpindleOverride: "override" },
  specific: [{ point: "vacuum", browseName: "VacuumPressure", type: "Double" }],
};
const exposure: CompanionServer = {
  kind: "companion",
  namespace: "urn:lineproof-sim:test-machines",
  machines: [machine],
};
const honest = {
  state: 2,
  mode: 1,
  feed: 12.25,
  pieces: 123_456,
  override: 80,
  vacuum: 0.82,
  ...Object.fromEntries(Object.values(machine.flags).map((point) => [point, false])),
};

let folder: string;
let plant: FakePlant;
let server: RunningOpcUaServer;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "lineproof-woodworking-"));
  plant = new FakePlant(honest);
  server = await openTestServer(plant, exposure, openSecurity(folder), { namespacesBefore: 2 });
}, 20_000);
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(() => {
  for (const [point, value] of Object.entries(honest)) plant.values.set(point, value);
});

const DI = "http://opcfoundation.org/UA/DI/";
const WW = "http://opcfoundation.org/UA/Woodworking/";
const MACHINERY = "http://opcfoundation.org/UA/Machinery/";
const OWN = exposure.namespace;

/** Follows browse names given with their namespace URIs, from Objects. */
async function find(session: ClientSession, path: readonly [string, string][]): Promise<string> {
  const uris = await session.readNamespaceArray();
  const names = path.map(([uri, name]) => `/${uris.indexOf(uri)}:${name}`).join("");
  const result = await session.translateBrowsePath(makeBrowsePath("ObjectsFolder", names));
  const target = result.targets?.[0]?.targetId;
  if (target === undefined) throw new Error(`${names}: ${result.statusCode.name}`);
  return target.toString();
}

const machinePath: [string, string][] = [
  [MACHINERY, "Machines"],
  [OWN, "cnc-1"],
];
const at = (...names: string[]): [string, string][] => [
  ...machinePath,
  ...names.map((name): [string, string] => [WW, name]),
];

async function value(session: ClientSession, path: readonly [string, string][]): Promise<unknown> {
  const nodeId = await find(session, path);
  const read = await session.read({ nodeId, attributeId: AttributeIds.Value });
  expect(read.statusCode.name).toBe("Good");
  return read.value.value;
}

test("a machine is a WwMachineType under Machines, found by browse names and URIs", async () => {
  await withSession(server.endpointUrl, { folder }, async (session) => {
    const uris = await session.readNamespaceArray();
    expect(uris.slice(2, 4)).toEqual(["urn:lineproof-sim:spare:1", "urn:lineproof-sim:spare:2"]);
    const nodeId = await find(session, machinePath);
    const { references } = await session.browse({
      nodeId,
      referenceTypeId: "HasTypeDefinition",
      includeSubtypes: true,
      browseDirection: 0,
      resultMask: 63,
    });
    expect(references?.map((r) => r.nodeId.toString())).toEqual([`ns=${uris.indexOf(WW)};i=2`]);
    const interfaceOf = async (...path: string[]) => {
      const browsed = await session.browse({
        nodeId: await find(session, at("State", ...path)),
        referenceTypeId: "HasInterface",
        includeSubtypes: true,
        browseDirection: 0,
        resultMask: 63,
      });
      return browsed.references?.map((reference) => reference.browseName.name);
    };
    expect(await interfaceOf()).toEqual(["IWwStateType"]);
    expect(await interfaceOf("Machine")).toEqual(["IWwBaseStateType"]);
    expect(await interfaceOf("Machine", "Overview")).toEqual(["IWwUnitOverviewType"]);
    expect(await interfaceOf("Machine", "Flags")).toEqual(["IWwUnitFlagsType"]);
    expect(await interfaceOf("Machine", "Values")).toEqual(["IWwUnitValuesType"]);
  });
});

test("members carry the plant's values in the specification's types", async () => {
  await withSession(server.endpointUrl, { folder }, async (session) => {
    const typed = async (...names: string[]) => {
      const nodeId = await find(session, at(...names));
      const read = await session.read({ nodeId, attributeId: AttributeIds.Value });
      return [DataType[read.value.dataType], read.value.value, read.sourceTimestamp?.getTime()];
    };
    const states = ["State", "Machine"];
    expect(await typed(...states, "Values", "FeedSpeed")).toEqual(["Double", 12.25, plant.at]);
    expect(await typed(...states, "Values", "AbsolutePiecesOut")).toEqual([
      "UInt64",
      [0, 123_456],
      plant.at,
    ]);
    expect(await typed(...states, "Values", "SpindleOverride")).toEqual(["UInt32", 80, plant.at]);
    expect(await typed(...states, "Overview", "CurrentMode")).toEqual(["Int32", 1, plant.at]);
    expect(await typed(...states, "Flags", "WaitLoad")).toEqual(["Boolean", false, plant.at]);
    const specific = [...machinePath, [WW, "ManufacturerSpecific"], [OWN, "VacuumPressure"]];
    expect(await value(session, specific as [string, string][])).toBe(0.82);
  });
});

test("identification is readable and nobody can write it", async () => {
  await withSession(server.endpointUrl, { folder }, async (session) => {
    const path = (name: string, uri = DI): [string, string][] => [
      ...machinePath,
      [DI, "Identification"],
      [uri, name],
    ];
    expect(await value(session, path("SerialNumber"))).toBe("SIM-CNC-0001");
    expect(await value(session, path("Manufacturer"))).toMatchObject({
      text: "Lineproof simulator",
    });
    expect(await value(session, path("YearOfConstruction", MACHINERY))).toBe(2024);
    const nodeId = await find(session, path("SerialNumber"));
    const status = await session.write({
      nodeId,
      attributeId: AttributeIds.Value,
      value: { value: { dataType: DataType.String, value: "SIM-OTHER" } },
    });
    expect(status.name).toBe("BadNotWritable");
    expect(await value(session, path("SerialNumber"))).toBe("SIM-CNC-0001");
  });
});

/** OPC 40550-1 §7.7, written out here once more. */
function stateOf(flags: Readonly<Record<string, boolean>>): number {
  if (!flags.MachineOn) return 0;
  if (!flags.MachineInitialized || flags.EnergySaving) return 1;
  if (flags.Error) return 4;
  if (!flags.Calibrated) return 1;
  return flags.RecipeInRun ? 3 : 2;
}

test("the flags that the server answers lead to the state that it answers, for every combination", async () => {
  const deciding = [
    "MachineOn",
    "MachineInitialized",
    "EnergySaving",
    "Error",
    "Calibrated",
    "RecipeInRun",
  ];
  await withSession(server.endpointUrl, { folder }, async (session) => {
    const flagIds = await Promise.all(
      deciding.map((name) => find(session, at("State", "Machine", "Flags", name))),
    );
    const stateId = await find(session, at("State", "Machine", "Overview", "CurrentState"));
    const seen = new Set<number>();
    for (let bits = 0; bits < 2 ** deciding.length; bits += 1) {
      const set = Object.fromEntries(deciding.map((name, n) => [name, (bits & (1 << n)) !== 0]));
      for (const [name, on] of Object.entries(set)) plant.values.set(`flag.${name}`, on);
      plant.values.set("state", stateOf(set));
      const answers = await session.read(
        [...flagIds, stateId].map((nodeId) => ({ nodeId, attributeId: AttributeIds.Value })),
      );
      const answered = answers.map((answer) => answer.value.value as boolean | number);
      const state = answered.pop();
      const flags = Object.fromEntries(deciding.map((name, n) => [name, answered[n] === true]));
      expect(state).toBe(stateOf(flags));
      seen.add(state as number);
    }
    expect([...seen].sort()).toEqual([0, 1, 2, 3, 4]);
  });
});

test("the state is the plant's word alone: a plant that contradicts its flags is shown as it is", async () => {
  await withSession(server.endpointUrl, { folder }, async (session) => {
    plant.values.set("state", 3);
    expect(await value(session, at("State", "Machine", "Overview", "CurrentState"))).toBe(3);
    expect(await value(session, at("State", "Machine", "Flags", "MachineOn"))).toBe(false);
  });
});

test("members that the specification lacks or demands are all named", async () => {
  const { Warning: _, ...flags } = machine.flags;
  const wrong: CompanionServer = {
    ...exposure,
    machines: [{ ...machine, flags: { ...flags, Smiling: "state" }, values: { Speed: "feed" } }],
  };
  await expect(openTestServer(plant, wrong, openSecurity(folder))).rejects.toMatchObject({
    code: "SIMULATORS_EXPOSURE_INVALID",
    detail: {
      problems: [
        "cnc-1.Flags.Smiling: 规范中没有 · not in the specification",
        "cnc-1.Flags.Warning: 规范要求必有 · mandatory",
        "cnc-1.Values.Speed: 规范中没有 · not in the specification",
      ].join("\n"),
    },
  });
});
