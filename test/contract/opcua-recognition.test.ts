// Machines that follow a companion specification are found in a server, mapped to a template and read, without
// anybody writing a node id: the simulators' companion server with one machine of each kind, and a maker's own
// type derived from WwMachineType in a server without anything else.
import { join } from "node:path";
import { coerceNodeId, DataType, nodesets, type UAVariable } from "node-opcua";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { stringify } from "yaml";
import { parseGatewayConfig } from "#gateway/config/config.ts";
import type { Connection, FoundDevice } from "#gateway/driver.ts";
import type { OpcUaAddress } from "#gateway/drivers/opcua/address.ts";
import { opcua } from "#gateway/drivers/opcua/opcua-driver.ts";
import { equipmentOf } from "#gateway/recognition/equipment-of.ts";
import { templates } from "#gateway/templates/registry.ts";
import { openOpcUaServer } from "#simulators/servers/opcua-server.ts";
import { testMachines, testMachineValues } from "#simulators/servers/opcua-test-machines.ts";
import { temporaryFolder } from "../kit/temporary-folder.ts";
import { noOutside, systemClock } from "./driver-contract.ts";
import { OpcUaFixture, ServerPki } from "./opcua-fixture.ts";

const sourceTime = Date.UTC(2026, 0, 5, 8);
const machinery = "http://opcfoundation.org/UA/Machinery/";
const woodworking = "http://opcfoundation.org/UA/Woodworking/";

async function openConnection(url: string): Promise<Connection<OpcUaAddress>> {
  const endpoint = opcua.parseEndpoint({ url, securityMode: "None" }, noOutside);
  const io = { clock: systemClock, dataDir: temporaryFolder(), log: () => undefined };
  const connection = await opcua.open(endpoint, io);
  onTestFinished(() => connection.close());
  return connection;
}

async function findAll(connection: Connection<OpcUaAddress>): Promise<readonly FoundDevice[]> {
  const found: FoundDevice[] = [];
  for await (const each of connection.find!([0, 0], new AbortController().signal)) found.push(each);
  return found;
}

async function companion(namespacesBefore: number): Promise<string> {
  const server = await openOpcUaServer({
    exposure: testMachines,
    name: "test",
    port: 0,
    security: {
      modes: ["None"],
      policies: [],
      pki: join(temporaryFolder(), "server"),
      acceptUnknownClients: true,
      anonymous: true,
      users: new Map(),
    },
    namespacesBefore,
    read: (point) => testMachineValues[point]!,
    sourceTime: () => sourceTime,
    log: () => undefined,
  });
  onTestFinished(() => server.close());
  return server.endpointUrl;
}

/** The entry that recognition writes, read back as a configuration, and every signal of it read. */
async function readAsConfigured(
  url: string,
  connection: Connection<OpcUaAddress>,
  found: FoundDevice,
  taken: ReadonlySet<string> = new Set(),
) {
  const template = templates.get(found.template ?? "")!;
  const open = { driver: opcua as never, connection: connection as Connection<unknown> };
  const recognition = await equipmentOf(found, template, open, "plc", taken);
  const config = parseGatewayConfig(
    join(temporaryFolder(), "gw.yaml"),
    stringify({
      gateway: { id: "gw", site: "s", data: "data", simulated: true },
      broker: { url: "mqtt://127.0.0.1" },
      connections: [{ id: "plc", driver: "opcua", endpoint: { url, securityMode: "None" } }],
      equipment: [recognition!.equipment],
    }),
    {},
  );
  const [machine] = config.equipment;
  // Derived signals are computed from these, and read from nowhere.
  const signals = machine!.scanGroups[0]!.signals.filter(({ derived }) => derived === undefined);
  const plan = connection.plan(
    signals.map(({ address }) => address as OpcUaAddress),
    1_000,
  );
  const readings = await plan.read();
  return {
    recognition: recognition!,
    template,
    readings: new Map(signals.map(({ id }, i) => [id, readings[i]!])),
  };
}

test("each machine of a companion server is found, with its root, its words and its template", async () => {
  for (const namespacesBefore of [0, 3]) {
    const connection = await openConnection(await companion(namespacesBefore));
    const found = await findAll(connection);
    const own = { mach: machinery, own: testMachines.namespace };
    expect(found.map(({ shared, template }) => [shared, template])).toEqual([
      [{ root: "mach:Machines/own:saw-1", namespaces: own }, "ww-machine"],
      [{ root: "mach:Machines/own:mill-1", namespaces: own }, "opcua-machinetool"],
      [{ root: "mach:Machines/own:oven-1", namespaces: own }, "opcua-machinery"],
    ]);
    expect(found.map(({ said }) => new Map(said).get("serial"))).toEqual([
      "SIM-SAW",
      "SIM-MILL",
      "SIM-OVEN",
    ]);
    expect(found[0]!.said).toEqual([
      ["serial", "SIM-SAW"],
      ["maker", "Lineproof simulator"],
      ["model", "SAW (simulated)"],
      ["productInstanceUri", "urn:lineproof-sim:SAW"],
    ]);
    expect(found[0]!.evidence).toContain("OPC 40550-1 WwMachineType");
    await connection.close();
  }
});

test("what was found is read as configured, every signal that exists and none that does not", async () => {
  const url = await companion(1);
  const connection = await openConnection(url);
  const taken = new Set<string>();
  const seen = new Map<string, number>();
  for (const found of await findAll(connection)) {
    const { recognition, template, readings } = await readAsConfigured(
      url,
      connection,
      found,
      taken,
    );
    taken.add(recognition.equipment.id);
    for (const [id, reading] of readings) {
      expect(reading, `${template.id} ${id}`).toMatchObject({ status: 0, sourceTime, asked: true });
    }
    expect(readings.size + recognition.absent.length).toBe(template.signals.length);
    seen.set(recognition.equipment.id, readings.size);
  }
  expect([...seen.keys()]).toEqual(["saw-1", "mill-1", "oven-1"]);
  for (const [id, signals] of seen) expect(signals, id).toBeGreaterThanOrEqual(2);
});

let pki: ServerPki;
beforeAll(async () => {
  pki = await ServerPki.make({ from: new Date(Date.now() - 86_400_000), days: 10 });
});
afterAll(() => pki.remove());

test("a maker's own type derived from WwMachineType is a woodworking machine; what it lacks is left out", async () => {
  const maker = "http://maker.example/saws";
  const fixture = await OpcUaFixture.open({
    pki,
    namespaces: [maker],
    variables: [],
    nodesets: [
      nodesets.di,
      nodesets.ia,
      nodesets.machinery,
      nodesets.isa95JobControl,
      nodesets.machineryJobs,
      nodesets.woodWorking,
    ],
    build: (space) => {
      const own = space.getNamespace(maker);
      const index = (uri: string) => space.getNamespaceIndex(uri);
      const base = space.findObjectType("WwMachineType", index(woodworking))!;
      const middle = own.addObjectType({ browseName: "SawType", subtypeOf: base });
      const type = own.addObjectType({ browseName: "PanelSawType", subtypeOf: middle });
      const machines = space.findNode(coerceNodeId(1001, index(machinery)))!;
      // Two of one name: a path would not tell which.
      for (const id of ["one", "two"]) {
        type.instantiate({
          browseName: "Saw & Co: A/B",
          nodeId: `s=${id}`,
          namespace: own,
          organizedBy: machines,
        });
      }
      type.instantiate({ browseName: "锯 3", namespace: own, organizedBy: machines });
      // Neither a machine, nor believed to be one.
      own.addObject({ browseName: "Saw", organizedBy: machines });
      own.addObject({ browseName: "Machine", organizedBy: space.rootFolder.objects });
    },
  });
  onTestFinished(() => fixture.close());
  const connection = await openConnection(fixture.url);
  const found = await findAll(connection);
  expect(found.map(({ shared, template }) => [shared.root, template])).toEqual([
    [`nsu=${maker};s=one`, "ww-machine"],
    [`nsu=${maker};s=two`, "ww-machine"],
    ["mach:Machines/own:锯 3", "ww-machine"],
  ]);
  for (const { evidence } of found) expect(evidence).toContain("derived from OPC 40550-1");
  const { recognition } = await readAsConfigured(fixture.url, connection, found[0]!);
  expect(recognition.equipment).toMatchObject({
    id: "one",
    connection: "plc",
    template: "ww-machine",
    root: `nsu=${maker};s=one`,
    scanGroups: [{ id: "second", intervalMs: 1_000, signals: ["state", "mode"] }],
  });
  // Flags and Values are optional, and this machine has none.
  expect(recognition.absent).toContainEqual(["flag.machine.on", 0x806f_0000]);
});

test("a PackML machine is found among PackMLObjects, and its state machine read", async () => {
  const maker = "http://maker.example/packers";
  const packMl = "http://opcfoundation.org/UA/PackML/";
  const fixture = await OpcUaFixture.open({
    pki,
    namespaces: [maker],
    variables: [],
    nodesets: [nodesets.packML],
    build: (space) => {
      const index = space.getNamespaceIndex(packMl);
      const folder = space.findNode(coerceNodeId(72, index))!;
      const packer = space.findObjectType("PackMLBaseObjectType", index)!.instantiate({
        browseName: "packer-1",
        namespace: space.getNamespace(maker),
        organizedBy: folder,
        optionals: ["Admin.AccTimeSinceReset", "Admin.MachDesignSpeed"],
      });
      const status = packer.getChildByName("Status")!;
      const speed = status.getChildByName("CurMachSpeed") as UAVariable;
      speed.setValueFromSource({ dataType: DataType.Float, value: 12.5 });
    },
  });
  onTestFinished(() => fixture.close());
  const connection = await openConnection(fixture.url);
  const found = await findAll(connection);
  expect(found.map(({ shared, template }) => [shared.root, template])).toEqual([
    ["pml:PackMLObjects/own:packer-1", "opcua-packml"],
  ]);
  const { recognition, readings } = await readAsConfigured(fixture.url, connection, found[0]!);
  expect(readings.get("speed.current")).toMatchObject({ kind: "float", value: 12.5, status: 0 });
  // Of the mandatory ones none is missing, nor of another type.
  expect(recognition.absent).toEqual([]);
});

test("a server without companion specifications has no such machines", async () => {
  const fixture = await OpcUaFixture.open({ pki, namespaces: ["urn:x"], variables: [] });
  onTestFinished(() => fixture.close());
  expect(await findAll(await openConnection(fixture.url))).toEqual([]);
});
