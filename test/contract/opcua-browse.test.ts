// What people who map a machine see of an OPC UA server: everything once, in order of depth, with type, unit, value
// and an address that a configuration takes as it is; continuation points and small servers notwithstanding.
import {
  type AddressSpace,
  DataType,
  StatusCodes,
  type UAVariable,
  VariantArrayType,
} from "node-opcua";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { status } from "#contracts/quality.ts";
import type { BrowsedNode, Connection } from "#gateway/driver.ts";
import type { OpcUaAddress } from "#gateway/drivers/opcua/address.ts";
import { opcua } from "#gateway/drivers/opcua/opcua-driver.ts";
import { temporaryFolder } from "../kit/temporary-folder.ts";
import { noOutside, systemClock } from "./driver-contract.ts";
import { firstSourceTime, OpcUaFixture, ServerPki } from "./opcua-fixture.ts";

const plc = "http://maker.example/plc";
const namespaces = { plc };

let pki: ServerPki;
let fixture: OpcUaFixture;
beforeAll(async () => {
  pki = await ServerPki.make({ from: new Date(Date.now() - 86_400_000), days: 10 });
  fixture = await OpcUaFixture.open({ pki, namespaces: [plc], variables: [], build });
});
afterAll(async () => {
  await fixture.close();
  await pki.remove();
});

/** A press with a unit, an array, a structure, a derived type, a secret, a loop and 2500 zones. */
function build(space: AddressSpace): void {
  const own = space.getNamespace(plc);
  const press = own.addObject({
    browseName: "Press: 1/A",
    nodeId: "s=press",
    organizedBy: space.rootFolder.objects,
  });
  const add = (name: string, dataType: string, value: unknown, more = {}) =>
    own.addVariable({
      componentOf: press,
      browseName: name,
      nodeId: `s="press"."${name}"`,
      dataType,
      value: { dataType: DataType[dataType as keyof typeof DataType] as number, value },
      ...more,
    });
  // In the library, and not in its types.
  (own as unknown as { addAnalogDataItem(options: object): UAVariable }).addAnalogDataItem({
    componentOf: press,
    browseName: "Temp",
    nodeId: 's="press"."Temp"',
    dataType: "Float",
    engineeringUnitsRange: { low: 0, high: 300 },
    // CEL, three letters in three bytes (Part 8 §5.6.4.3).
    engineeringUnits: {
      namespaceUri: "http://www.opcfoundation.org/UA/units/un/cefact",
      unitId: 0x43454c,
      displayName: { text: "°C" },
      description: { text: "degree Celsius" },
    },
    value: { dataType: DataType.Float, value: 231.5 },
  });
  add("Count", "UInt32", 4_000_000_000);
  add("Mode", "ServerState", 1, { value: { dataType: DataType.Int32, value: 1 } });
  add("Zones", "Double", undefined, {
    valueRank: 1,
    value: {
      dataType: DataType.Double,
      arrayType: VariantArrayType.Array,
      value: new Float64Array([1, 2]),
    },
  });
  add("Info", "BuildInfo", undefined, {
    value: {
      dataType: DataType.ExtensionObject,
      value: space.constructExtensionObject(space.findDataType("BuildInfo")!, {}),
    },
  });
  add("Secret", "Int16", 7, { accessLevel: "CurrentWrite", userAccessLevel: "CurrentWrite" });
  // No value yet: its type is the DataType's, an alias of Double.
  const cycle = add("Cycle", "Duration", undefined, { value: undefined });
  (cycle as UAVariable).setValueFromSource(
    { dataType: DataType.Null },
    StatusCodes.BadWaitingForInitialData,
  );
  // A loop, and a second way to the same node.
  press.addReference({ referenceType: "Organizes", nodeId: space.rootFolder.objects.nodeId });
  const zones = own.addObject({ browseName: "Many", nodeId: "s=many", componentOf: press });
  zones.addReference({ referenceType: "Organizes", nodeId: press.nodeId });
  for (let n = 0; n < 2_500; n += 1) {
    own.addVariable({
      componentOf: zones,
      browseName: `Z${n}`,
      nodeId: `s=zone${n}`,
      dataType: "Int16",
      value: { dataType: DataType.Int16, value: n },
    });
  }
}

async function open(): Promise<Connection<OpcUaAddress>> {
  const endpoint = opcua.parseEndpoint({ url: fixture.url, securityMode: "None" }, noOutside);
  const io = { clock: systemClock, dataDir: temporaryFolder(), log: () => undefined };
  const connection = await opcua.open(endpoint, io);
  onTestFinished(() => connection.close());
  return connection;
}

async function browse(
  connection: Connection<OpcUaAddress>,
  from: string | undefined,
  limit = 10_000,
  signal = new AbortController().signal,
): Promise<readonly BrowsedNode[]> {
  const nodes: BrowsedNode[] = [];
  for await (const node of connection.browse!(from, namespaces, limit, signal)) nodes.push(node);
  return nodes;
}

const press = "plc:Press&: 1&/A";
const member = (name: string, type: string) => ({ node: `nsu=${plc};s="press"."${name}"`, type });

test("each variable with type, unit, value and address; what no signal can be, with the reason", async () => {
  const nodes = await browse(await open(), press);
  expect(nodes.slice(0, 9)).toEqual([
    // The loop: seen from here it lies below, and is not followed back to where it began.
    { path: "Objects", name: "Objects", kind: "folder" },
    {
      path: "plc:Temp",
      name: "Temp",
      kind: "variable",
      unit: "CEL",
      address: member("Temp", "Float"),
      value: 231.5,
    },
    {
      path: "plc:Count",
      name: "Count",
      kind: "variable",
      address: member("Count", "UInt32"),
      value: 4_000_000_000,
    },
    {
      path: "plc:Mode",
      name: "Mode",
      kind: "variable",
      address: member("Mode", "Int32"),
      value: 1,
    },
    expect.objectContaining({ path: "plc:Zones", refused: expect.stringContaining("array") }),
    expect.objectContaining({ path: "plc:Info", refused: expect.stringContaining("structure") }),
    expect.objectContaining({ path: "plc:Secret", refused: expect.stringContaining("readable") }),
    {
      path: "plc:Cycle",
      name: "Cycle",
      kind: "variable",
      address: member("Cycle", "Double"),
    },
    expect.objectContaining({ path: "plc:Many", kind: "folder" }),
  ]);
  // More children than an answer holds, each once, in spite of the loop.
  expect(nodes.filter(({ path }) => path.startsWith("plc:Many/"))).toHaveLength(2_500);
  const paths = nodes.map(({ path }) => path);
  expect(new Set(paths).size).toBe(paths.length);
  expect(paths.filter((path) => path.endsWith("Press&: 1&/A"))).toEqual([]);
});

test("from the top the server's own thousands of nodes are left out, depth comes after breadth", async () => {
  const nodes = await browse(await open(), undefined);
  const server = nodes.filter(({ path }) => path === "Server" || path.startsWith("Server/"));
  expect(server).toMatchObject([{ path: "Server", kind: "folder" }]);
  const depths = nodes.map(({ path }) => path.split(/(?<!&)\//).length);
  expect(depths).toEqual([...depths].sort((a, b) => a - b));
  expect(nodes).toContainEqual(
    expect.objectContaining({ path: `${press}/plc:Many/plc:Z7`, value: 7 }),
  );
});

test("every address that is given is taken by the driver and read with the same value", async () => {
  const connection = await open();
  const given = (await browse(connection, press, 300)).filter(({ value }) => value !== undefined);
  expect(given.length).toBeGreaterThan(200);
  const addresses = given.map(({ address }) => opcua.parseAddress(address));
  const readings = await connection.plan(addresses, 0).read();
  expect(readings.map(({ value }) => value)).toEqual(given.map(({ value }) => value));
  // And by its path.
  const paths = given.slice(0, 3).map(({ path, address }) =>
    opcua.parseAddress({
      path,
      type: (address as { type: string }).type,
      root: press,
      namespaces,
    }),
  );
  const again = await connection.plan(paths, 0).read();
  expect(again.map(({ value }) => value)).toEqual(given.slice(0, 3).map(({ value }) => value));
});

test("the limit and the signal end it; a place that is not there is said", async () => {
  const connection = await open();
  expect(await browse(connection, press, 12)).toHaveLength(12);
  const leave = new AbortController();
  const seen: BrowsedNode[] = [];
  for await (const node of connection.browse!(press, namespaces, 10_000, leave.signal)) {
    seen.push(node);
    if (seen.length === 3) leave.abort();
  }
  expect(seen).toHaveLength(3);
  await expect(browse(connection, "plc:Nowhere")).rejects.toMatchObject({
    code: "GATEWAY_ADDRESS_INVALID",
  });
});

test("a server that browses one node at a time, with three references to an answer, gives the same", async () => {
  const { operationLimits } = fixture.server.engine.serverCapabilities;
  const before = operationLimits.maxNodesPerBrowse;
  operationLimits.maxNodesPerBrowse = 1;
  operationLimits.maxNodesPerRead = 7;
  onTestFinished(() => {
    operationLimits.maxNodesPerBrowse = before;
    operationLimits.maxNodesPerRead = 0;
  });
  expect(await browse(await open(), press, 100)).toHaveLength(100);
});

test("inspecting says type, status and both times, and of which type the value really is", async () => {
  const connection = await open();
  const good = await connection.inspect!(opcua.parseAddress(member("Count", "UInt32")));
  expect(good.request).toMatch(/"press"\."Count".*UInt32, status 0x00000000, source time 20/);
  expect(good.reading).toMatchObject({ kind: "uint", value: 4_000_000_000, status: 0 });
  expect(good.decodings).toEqual([]);
  const wrong = await connection.inspect!(opcua.parseAddress(member("Count", "Float")));
  expect(wrong.reading).toMatchObject({ value: null, status: status.badConfiguration });
  expect(wrong.decodings).toMatchObject([{ as: "type: UInt32", value: 4_000_000_000 }]);
  const nowhere = await connection.inspect!(opcua.parseAddress(member("Nothing", "Float")));
  expect(nowhere).toMatchObject({ reading: { status: 0x8034_0000 }, decodings: [] });
  expect(firstSourceTime).toBeLessThan(good.reading.sourceTime);
});
