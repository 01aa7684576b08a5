// Machine tools and machines of Machinery on the wire; woodworking machines have a test of their own.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  AttributeIds,
  type ClientSession,
  DataType,
  type DataValue,
  makeBrowsePath,
  type NodeId,
} from "node-opcua";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { CompanionMachine, CompanionServer } from "../wire/exposure.ts";
import { DI, IA, MACHINE_TOOL, MACHINERY, WOODWORKING } from "./opcua-companion-space.ts";
import type { RunningOpcUaServer } from "./opcua-server.ts";
import { FakePlant, openSecurity, openTestServer, withSession } from "./opcua-test-client.ts";
import { mill, oven, saw, testMachines, testMachineValues } from "./opcua-test-machines.ts";

const OWN = testMachines.namespace;
const UA = "http://opcfoundation.org/UA/";

let folder: string;
let plant: FakePlant;
let server: RunningOpcUaServer;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "lineproof-companion-"));
  plant = new FakePlant(testMachineValues);
  server = await openTestServer(plant, testMachines, openSecurity(folder), { namespacesBefore: 1 });
}, 20_000);
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(() => {
  for (const [point, value] of Object.entries(testMachineValues)) plant.values.set(point, value);
});

type Step = readonly [uri: string, name: string];

/** Follows browse names with their namespace URIs from the machine on. */
async function find(session: ClientSession, machine: string, path: readonly Step[]) {
  const uris = await session.readNamespaceArray();
  const steps: readonly Step[] = [[MACHINERY, "Machines"], [OWN, machine], ...path];
  const names = steps.map(([uri, name]) => `/${uris.indexOf(uri)}:${name}`).join("");
  const result = await session.translateBrowsePath(makeBrowsePath("ObjectsFolder", names));
  const target = result.targets?.[0]?.targetId;
  if (target === undefined) throw new Error(`${names}: ${result.statusCode.name}`);
  return target.toString();
}

async function read(session: ClientSession, machine: string, path: readonly Step[]) {
  const nodeId = await find(session, machine, path);
  return session.read({ nodeId, attributeId: AttributeIds.Value });
}

const typed = ({ value, statusCode }: DataValue): unknown =>
  statusCode.isGood() ? [DataType[value.dataType], value.value] : statusCode.name;

const tool = (...names: string[]): Step[] => names.map((name) => [MACHINE_TOOL, name]);
const itemState: Step[] = [
  [MACHINERY, "MachineryBuildingBlocks"],
  [MACHINERY, "MachineryItemState"],
  [UA, "CurrentState"],
];

test("a machine tool shows mode, channel, spindle, program, tools and its light in the specification's types", async () => {
  await withSession(server.endpointUrl, { folder }, async (session) => {
    const said = async (...path: Step[]) => typed(await read(session, "mill-1", path));
    const monitoring = (...names: string[]) => said(...tool("Monitoring", ...names));
    expect(await monitoring("MachineTool", "OperationMode")).toEqual(["Int32", 1]);
    expect(await monitoring("MachineTool", "PowerOnDuration")).toEqual(["UInt32", 812]);
    const element = (name: string, member: string) =>
      said([MACHINE_TOOL, "Monitoring"], [OWN, name], [MACHINE_TOOL, member]);
    expect(await element("Channel1", "ChannelState")).toEqual(["Int32", 0]);
    expect(await element("Channel1", "RapidOverride")).toEqual(["Double", 100]);
    expect(await element("Spindle1", "IsRotating")).toEqual(["Boolean", true]);
    const program = (...rest: Step[]) => said(...tool("Production", "ActiveProgram"), ...rest);
    expect(await program([MACHINE_TOOL, "Name"])).toEqual(["String", "DOOR_600x720.MPF"]);
    expect(await program([UA, "NumberInList"])).toEqual(["UInt16", 0]);
    expect(await program(...tool("State"), [UA, "CurrentState"])).toMatchObject([
      "LocalizedText",
      { text: "Running" },
    ]);
    const tools = (name: string) =>
      said(...tool("Equipment", "Tools"), [OWN, "T1"], [MACHINE_TOOL, name]);
    expect(await tools("ControlIdentifier1")).toEqual(["UInt32", 1001]);
    expect(await tools("Locked")).toEqual(["Boolean", false]);
    const lamp = (color: string) =>
      said(...tool("Monitoring", "Stacklight"), [OWN, color], [IA, "SignalOn"]);
    expect([await lamp("green"), await lamp("red")]).toEqual([
      ["Boolean", true],
      ["Boolean", false],
    ]);
    expect(await said([OWN, "ManufacturerSpecific"], [OWN, "CoolantPressure"])).toEqual([
      "Float",
      5.5,
    ]);
  });
});

test("a woodworking machine may show all 26 flags and 35 values, values with their units", async () => {
  expect(Object.keys(saw.flags)).toHaveLength(26);
  expect(Object.keys(saw.values)).toHaveLength(35);
  await withSession(server.endpointUrl, { folder }, async (session) => {
    const unit = ["State", "Machine"].map((name): Step => [WOODWORKING, name]);
    const shown = async (name: string) => {
      const { references } = await session.browse({
        nodeId: await find(session, "saw-1", [...unit, [WOODWORKING, name]]),
        referenceTypeId: "HasComponent",
        includeSubtypes: true,
        browseDirection: 0,
        resultMask: 63,
      });
      return (references ?? []).map(({ browseName }) => browseName.name).toSorted();
    };
    expect(await shown("Flags")).toEqual(Object.keys(saw.flags).toSorted());
    expect(await shown("Values")).toEqual(Object.keys(saw.values).toSorted());
    const unitId = async (name: string): Promise<unknown> => {
      const path: Step[] = [...unit, [WOODWORKING, "Values"], [WOODWORKING, name]];
      return (await read(session, "saw-1", [...path, [UA, "EngineeringUnits"]])).value.value.unitId;
    };
    // UNECE codes 2X, C26, MMT and P1 as bytes.
    expect(await unitId("FeedSpeed")).toBe(0x3258);
    expect(await unitId("AbsoluteWorkingTime")).toBe(0x433236);
    expect(await unitId("RelativeLength")).toBe(0x4d4d54);
    expect(await unitId("AxisOverride")).toBe(0x5031);
  });
});

test.each(["saw-1", "mill-1", "oven-1"])(
  "%s: a state's text, number and id change together, and the id is that state of the type",
  async (machine) => {
    await withSession(server.endpointUrl, { folder }, async (session) => {
      const current = await find(session, machine, itemState);
      const texts = ["NotAvailable", "OutOfService", "NotExecuting", "Executing"];
      for (const [number, text] of texts.entries()) {
        plant.values.set(`${machine}.itemState`, number);
        expect((await read(session, machine, itemState)).value.value.text).toBe(text);
        const said = await read(session, machine, [...itemState, [UA, "Number"]]);
        expect(typed(said)).toEqual(["UInt32", number]);
        const id = await read(session, machine, [...itemState, [UA, "Id"]]);
        const nodeId = id.value.value as NodeId;
        const name = await session.read({ nodeId, attributeId: AttributeIds.BrowseName });
        expect(name.value.value.name).toBe(text);
      }
      plant.values.set(`${machine}.itemState`, 9);
      const unknown = await session.read({ nodeId: current, attributeId: AttributeIds.Value });
      expect(unknown.statusCode.name).toBe("BadOutOfRange");
    });
  },
);

test("operation mode and state stand at a machine tool's monitoring too, as the same nodes", async () => {
  await withSession(server.endpointUrl, { folder }, async (session) => {
    const places: Step[][] = [
      [[MACHINERY, "MachineryBuildingBlocks"]],
      tool("Monitoring", "MachineTool"),
    ];
    for (const name of ["MachineryItemState", "MachineryOperationMode"]) {
      const found = await Promise.all(
        places.map((place) => find(session, "mill-1", [...place, [MACHINERY, name]])),
      );
      expect(new Set(found).size).toBe(1);
    }
    plant.values.set("mill-1.operationMode", 2);
    const mode = await read(session, "mill-1", [
      ...places[1]!,
      [MACHINERY, "MachineryOperationMode"],
      [UA, "CurrentState"],
    ]);
    expect(mode.value.value.text).toBe("Setup");
  });
});

test("a machine of Machinery has counters and analog items with unit and range, and none can be written", async () => {
  await withSession(server.endpointUrl, { folder }, async (session) => {
    const blocks: Step = [MACHINERY, "MachineryBuildingBlocks"];
    const counter = async (name: string) =>
      typed(await read(session, "oven-1", [blocks, [DI, "OperationCounters"], [DI, name]]));
    expect(await counter("PowerOnDuration")).toEqual(["Double", 7_200_000.5]);
    expect(await counter("OperationCycleCounter")).toEqual(["UInt32", 4_711]);
    const zone: Step[] = [
      blocks,
      [MACHINERY, "Monitoring"],
      [MACHINERY, "Process"],
      [OWN, "Zone1"],
    ];
    expect(typed(await read(session, "oven-1", zone))).toEqual(["Float", 231.5]);
    const unit = await read(session, "oven-1", [...zone, [UA, "EngineeringUnits"]]);
    // "CEL" as bytes, from the table of Part 8.
    expect(unit.value.value).toMatchObject({
      unitId: 4_408_652,
      displayName: { text: "°C" },
      namespaceUri: "http://www.opcfoundation.org/UA/units/un/cefact",
    });
    const range = await read(session, "oven-1", [...zone, [UA, "EURange"]]);
    expect(range.value.value).toMatchObject({ low: 0, high: 300 });
    for (const path of [
      zone,
      [blocks, [DI, "OperationCounters"], [DI, "PowerOnDuration"]] as Step[],
    ]) {
      const nodeId = await find(session, "oven-1", path);
      const value = (await session.read({ nodeId, attributeId: AttributeIds.Value })).value;
      const written = await session.write({
        nodeId,
        attributeId: AttributeIds.Value,
        value: { value },
      });
      expect(written.name).toBe("BadNotWritable");
    }
  });
});

test("a value that a type cannot hold has a bad status and is never replaced", async () => {
  await withSession(server.endpointUrl, { folder }, async (session) => {
    const status = async (...path: Step[]) => {
      const { statusCode, value } = await read(session, "mill-1", path);
      return [statusCode.name, value.value];
    };
    plant.values.set("mill-1.mode", 6);
    const mode = tool("Monitoring", "MachineTool", "OperationMode");
    expect(await status(...mode)).toEqual(["BadOutOfRange", null]);
    plant.values.set("mill-1.program.number", 70_000);
    const place: Step[] = [...tool("Production", "ActiveProgram"), [UA, "NumberInList"]];
    expect(await status(...place)).toEqual(["BadOutOfRange", null]);
    plant.values.set("mill-1.program.number", Number.NaN);
    expect(await status(...place)).toEqual(["BadNoData", null]);
  });
});

const open = (machines: readonly CompanionMachine[]) => {
  const exposure: CompanionServer = { ...testMachines, machines };
  return openTestServer(plant, exposure, openSecurity(folder));
};

test("members that the specifications lack or demand are named for all machines at once", async () => {
  const { ChannelState: _, ...members } = mill.channels[0]!.members;
  const counters = { PowerOnDuration: "oven-1.PowerOnDuration", Cycles: "oven-1.itemState" };
  const opened = open([
    {
      ...mill,
      monitoring: { FeedOverride: "mill-1.feed", Mood: "mill-1.mode" },
      channels: [{ browseName: "Channel1", members: { ...members, Name: "mill-1.program" } }],
    },
    { ...oven, machinery: { counters } },
    oven,
  ]);
  await expect(opened).rejects.toMatchObject({
    code: "SIMULATORS_EXPOSURE_INVALID",
    detail: {
      problems: [
        "oven-1 重复 · stands twice",
        "mill-1.Monitoring.MachineTool.Mood: 规范中没有 · not in the specification",
        "mill-1.Monitoring.MachineTool.OperationMode: 规范要求必有 · mandatory",
        "mill-1.Monitoring.Channel1.Name: 规范中没有 · not in the specification",
        "mill-1.Monitoring.Channel1.ChannelState: 规范要求必有 · mandatory",
        "oven-1.OperationCounters.Cycles: 规范中没有 · not in the specification",
      ].join("\n"),
    },
  });
});

test.each([
  ["woodworking", saw, [MACHINERY, WOODWORKING], [MACHINE_TOOL]],
  ["machine-tool", mill, [MACHINERY, MACHINE_TOOL], [WOODWORKING]],
  ["machinery", oven, [MACHINERY], [WOODWORKING, MACHINE_TOOL]],
] as const)(
  "a server of %s alone loads the models that it needs",
  async (_kind, machine, needed, other) => {
    const alone = await open([machine]);
    try {
      await withSession(alone.endpointUrl, { folder }, async (session) => {
        const uris = await session.readNamespaceArray();
        expect(uris).toEqual(expect.arrayContaining([...needed]));
        expect(uris.filter((uri) => (other as readonly string[]).includes(uri))).toEqual([]);
      });
    } finally {
      await alone.close();
    }
  },
);
