// The OPC UA driver keeps the driver contract against the library's own server, and its own promises:
// times and status codes as the server sent them, restarts with other namespace indexes, half-open links.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DataType, StatusCodes, VariantArrayType } from "node-opcua";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { status } from "#contracts/quality.ts";
import type { ScanRecord } from "#contracts/record.ts";
import type { Connection, Plan } from "#gateway/driver.ts";
import type { OpcUaAddress } from "#gateway/drivers/opcua/address.ts";
import { opcua } from "#gateway/drivers/opcua/opcua-driver.ts";
import { Poller } from "#gateway/poll/poller.ts";
import { openTcpCable, type TcpCable } from "#simulators/servers/tcp-cable.ts";
import { freePort } from "../kit/free-port.ts";
import {
  driverContract,
  eventually,
  expectRetriable,
  noOutside,
  planMs,
  settledWithin,
  systemClock,
} from "./driver-contract.ts";
import {
  type FixtureOptions,
  type FixtureVariable,
  firstSourceTime,
  OpcUaFixture,
  ServerPki,
} from "./opcua-fixture.ts";

const limitMs = 3_500;
const plc = "http://maker.example/plc";
const other = "http://maker.example/other";

function variable(id: string, dataType: DataType, value: unknown): FixtureVariable {
  return { uri: plc, id, value: { dataType, value } };
}

const variables = [
  variable('"DB"."temperature"', DataType.Double, 123.456),
  variable('"DB"."speed"', DataType.Float, Math.fround(0.1)),
  variable("count", DataType.UInt32, 4_000_000_000),
  variable("level", DataType.Int16, -12),
  variable("running", DataType.Boolean, true),
  variable("recipe", DataType.String, "配方 7"),
];
const node = (id: string, type: string) => ({ node: `nsu=${plc};s=${id}`, type });
const addresses = [
  { address: node('"DB"."temperature"', "Double"), reads: { kind: "double", value: 123.456 } },
  { address: node('"DB"."speed"', "Float"), reads: { kind: "float", value: Math.fround(0.1) } },
  { address: node("count", "UInt32"), reads: { kind: "uint", value: 4_000_000_000 } },
  {
    address: { ...node("level", "Int16"), scale: 0.1 },
    reads: { kind: "double", value: -1.2 },
  },
  {
    address: { path: "plc:running", namespaces: { plc }, type: "Boolean" },
    reads: { kind: "boolean", value: true },
  },
  { address: node("recipe", "String"), reads: { kind: "string", value: "配方 7" } },
] as const;

let pki: ServerPki;
let dataDir: string;
beforeAll(async () => {
  pki = await ServerPki.make({ from: new Date(Date.now() - 86_400_000), days: 10 });
  dataDir = mkdtempSync(join(tmpdir(), "lineproof-opcua-gateway-"));
});
afterAll(async () => {
  await pki.remove();
  rmSync(dataDir, { recursive: true, force: true });
});

const closing: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of closing.splice(0).reverse()) await one.close();
});

function endpointOf(port: number, more: Record<string, unknown> = {}) {
  return { url: `opc.tcp://127.0.0.1:${port}`, securityMode: "None", timeoutMs: 2_000, ...more };
}

async function serve(options: Partial<FixtureOptions> = {}): Promise<OpcUaFixture> {
  const fixture = await OpcUaFixture.open({ pki, namespaces: [plc], variables, ...options });
  closing.push(fixture);
  return fixture;
}

/** A cable of which a test can change what the server says. */
interface TestCable {
  readonly cable: TcpCable;
  readonly port: number;
  /** What becomes of the server's bytes. */
  answers: (bytes: Buffer) => Uint8Array;
  close(): Promise<void>;
}

const asTheyAre = (bytes: Buffer): Uint8Array => bytes;
/** The server is heard no more, but hears: a cable of which one direction broke. */
const nothing = (): Uint8Array => Buffer.alloc(0);
const silence = { kind: "silent", newConnections: "silent" } as const;

/** @param onRequest sees the bytes of a client before they go on. */
async function cableTo(
  port: number,
  onRequest: (cable: TestCable, bytes: Buffer) => void = () => undefined,
): Promise<TestCable> {
  const cable = await openTcpCable({
    port: 0,
    target: { host: "127.0.0.1", port },
    through: (direction, bytes) => {
      if (direction === "to-client") return link.answers(bytes);
      onRequest(link, bytes);
      return bytes;
    },
  });
  const link: TestCable = {
    cable,
    port: cable.address().port,
    answers: asTheyAre,
    close: () => cable.close(),
  };
  closing.push(link);
  return link;
}

async function open(endpoint: unknown): Promise<Connection<OpcUaAddress>> {
  const io = { clock: systemClock, dataDir, log: () => undefined };
  const connection = await opcua.open(opcua.parseEndpoint(endpoint, noOutside), io);
  closing.push(connection);
  return connection;
}

function planOf(connection: Connection<OpcUaAddress>, ...wanted: unknown[]): Plan {
  return connection.plan(
    wanted.map((address) => opcua.parseAddress(address)),
    planMs,
  );
}

/** CreateSubscriptionRequest in a message without security: its type id, i=787, in two bytes after 01 00. */
const createSubscription = Buffer.from([0x01, 0x00, 0x13, 0x03]);

describe("driver contract", () => {
  let fixture: OpcUaFixture;
  beforeAll(async () => {
    fixture = await OpcUaFixture.open({ pki, namespaces: [plc], variables });
  });
  afterAll(() => fixture.close());

  /** @param trouble what happens when a client asks for a subscription. */
  const troubled = async (trouble: (link: TestCable) => void) => {
    const link = await cableTo(fixture.port, (self, bytes) => {
      if (bytes.includes(createSubscription)) trouble(self);
    });
    return { endpoint: endpointOf(link.port), close: () => link.close() };
  };
  const cut = (link: TestCable): void => {
    link.answers = (bytes) => {
      // After these bytes have left.
      setImmediate(() => link.cable.resetConnections());
      return bytes.subarray(0, 20);
    };
  };

  driverContract({
    driver: opcua,
    badEndpoint: { url: "opc.tcp://127.0.0.1:4840" },
    badAddress: { node: "ns=3;s=x", type: "Double" },
    limitMs,
    openGood: async () => ({
      endpoint: endpointOf(fixture.port),
      addresses,
      refused: node("nothing", "Double"),
      sourceTime: firstSourceTime,
      connections: () => fixture.connections(),
      close: async () => undefined,
    }),
    openSilent: () => troubled(({ cable }) => cable.set(silence)),
    openCutting: () => troubled(cut),
    nowhere: async () => endpointOf(await freePort()),
  });
});

const later = new Date(firstSourceTime + 1_234_567);

test("values, times and status codes come through as the server has them", async () => {
  const fixture = await serve();
  const plan = planOf(await open(endpointOf(fixture.port)), node("level", "Int16"));
  expect(await plan.read()).toEqual([
    { kind: "int", value: -12, status: 0, sourceTime: firstSourceTime, asked: true },
  ]);
  // Read again unchanged: the same value with the time at which it became true, not a newer one.
  expect(await plan.read()).toEqual([
    { kind: "int", value: -12, status: 0, sourceTime: firstSourceTime, asked: true },
  ]);
  fixture.set("level", 7, {
    statusCode: StatusCodes.UncertainLastUsableValue,
    sourceTimestamp: later,
  });
  await eventually(async () => (await plan.read())[0]?.value === 7);
  expect(await plan.read()).toMatchObject([
    { value: 7, status: status.uncertainLastUsable, sourceTime: later.getTime() },
  ]);
  fixture.set("level", 8, { statusCode: StatusCodes.BadSensorFailure, sourceTimestamp: later });
  await eventually(async () => (await plan.read())[0]?.value === null);
  expect(await plan.read()).toMatchObject([
    { kind: "null", value: null, status: 0x808c_0000, sourceTime: later.getTime(), asked: true },
  ]);
});

test("NaN, 64-bit integers beyond 2^53, texts, booleans and times are exact", async () => {
  const fixture = await serve({
    variables: [
      variable("nan", DataType.Double, Number.NaN),
      // -9007199254740993 and 2^64 - 1, as [high, low] words.
      variable("big", DataType.Int64, [0xffdf_ffff, 0xffff_ffff]),
      variable("most", DataType.UInt64, [0xffff_ffff, 0xffff_ffff]),
      variable("small", DataType.UInt64, [0, 42]),
      variable("text", DataType.String, '"引号" & /'),
      variable("no", DataType.Boolean, false),
      variable("since", DataType.DateTime, later),
    ],
  });
  const connection = await open(endpointOf(fixture.port));
  const readings = await planOf(
    connection,
    node("nan", "Double"),
    node("big", "Int64"),
    node("most", "UInt64"),
    node("small", "UInt64"),
    node("text", "String"),
    node("no", "Boolean"),
    node("since", "DateTime"),
  ).read();
  expect(readings.map(({ kind, value }) => [kind, value])).toEqual([
    ["double", Number.NaN],
    ["int", -9007199254740993n],
    ["uint", 2n ** 64n - 1n],
    ["uint", 42],
    ["string", '"引号" & /'],
    ["boolean", false],
    ["int", later.getTime()],
  ]);
  expect(new Set(readings.map((reading) => reading.status))).toEqual(new Set([0]));
});

test("another type than declared and an array are bad configuration; the neighbours stay good", async () => {
  const fixture = await serve({
    variables: [
      ...variables,
      {
        uri: plc,
        id: "array",
        value: {
          dataType: DataType.Double,
          arrayType: VariantArrayType.Array,
          value: new Float64Array([1, 2]),
        },
      },
    ],
  });
  const plan = planOf(
    await open(endpointOf(fixture.port)),
    node("level", "Int32"),
    node("array", "Double"),
    node("level", "Int16"),
  );
  for (let scan = 0; scan < 2; scan += 1) {
    expect(await plan.read()).toMatchObject([
      { kind: "null", value: null, status: status.badConfiguration },
      { kind: "null", value: null, status: status.badConfiguration },
      { kind: "int", value: -12, status: 0 },
    ]);
  }
});

test("a node that is not there is asked once, and found when it comes; one that goes is noticed", async () => {
  let ahead = 0;
  const clock = { now: () => Date.now(), monotonic: () => performance.now() + ahead };
  const fixture = await serve();
  const said: string[] = [];
  const io = { clock, dataDir, log: (message: string) => said.push(message) };
  const connection = await opcua.open(opcua.parseEndpoint(endpointOf(fixture.port), noOutside), io);
  closing.push(connection);
  const plan = planOf(
    connection,
    node("late", "Double"),
    node("level", "Int16"),
    { node: "nsu=http://nobody.example;i=1", type: "Double" },
    { path: "plc:nowhere/plc:x", namespaces: { plc }, type: "Double" },
  );
  const unknown = 0x8034_0000;
  const refused = (asked: boolean) => [
    { value: null, status: unknown, asked },
    { value: -12, asked: true },
    { value: null, status: unknown, asked },
    { value: null, status: 0x806f_0000, asked },
  ];
  expect(await plan.read()).toMatchObject(refused(true));
  expect(await plan.read()).toMatchObject(refused(false));
  expect(said.filter((message) => message.includes("3 nodes cannot be read"))).toHaveLength(1);

  fixture.add(variable("late", DataType.Double, 5));
  // It is tried again after 30 s. They pass in parts, each with signs of life of the server.
  for (let part = 0; part < 4; part += 1) {
    ahead += 8_000;
    // The server's time is looked at once a second.
    for (let scan = 0; scan < 13; scan += 1) await plan.read();
  }
  await eventually(async () => (await plan.read())[0]?.value === 5);
  expect((await plan.read())[0]).toMatchObject({ value: 5, status: 0, asked: true });

  // What a server says of an item whose node was deleted (Part 4 §5.13.1).
  fixture.set("late", 5, { statusCode: StatusCodes.BadNodeIdUnknown });
  await eventually(async () => (await plan.read())[0]?.asked === false);
  expect(await plan.read()).toMatchObject([
    { value: null, status: unknown, asked: false },
    { value: -12, asked: true },
    {},
    {},
  ]);
  expect(said.filter((message) => message.includes("1 nodes cannot be read"))).toHaveLength(1);
});

/** Polls one signal of a server on a port, over its restarts. */
function pollerOf(port: number, address: unknown, intervalMs: number) {
  const records: ScanRecord[] = [];
  const announced: string[] = [];
  const parsed = opcua.parseAddress(address);
  const poller = new Poller({
    connections: [
      {
        id: "plc",
        driver: "opcua",
        endpoint: opcua.parseEndpoint(endpointOf(port), noOutside),
      },
    ],
    equipment: [
      {
        id: "m",
        connection: "plc",
        scanGroups: [
          {
            id: "fast",
            intervalMs,
            signals: [
              { id: "a", address: parsed, datatype: opcua.datatypeOf(parsed), deadband: 0 },
            ],
          },
        ],
      },
    ],
    drivers: { opcua },
    clock: systemClock,
    dataDir,
    log: () => undefined,
    random: () => 0,
    onRecord: (record) => records.push(record),
    onEquipment: (_id, state) => announced.push(state),
  });
  closing.push({ close: () => poller.stop() });
  poller.start();
  return { poller, records, announced };
}

test("a server killed and started again with renumbered namespaces works again, values its own", async () => {
  const decoy = { uri: other, id: "level", value: { dataType: DataType.Int16, value: 666 } };
  const port = await freePort();
  const first = await OpcUaFixture.open({
    pki,
    port,
    namespaces: [plc, other],
    variables: [...variables, decoy],
  });
  const { poller, records, announced } = pollerOf(port, node("level", "Int16"), 100);
  await eventually(() => records.length > 3, 10_000);
  await first.kill();
  await eventually(() => announced.at(-1) === "down", 10_000);
  const count = records.length;
  await eventually(() => (poller.status().connections[0]?.failures ?? 0) >= 2, 10_000);
  expect(records).toHaveLength(count);
  // The old node id, ns=2;s=level, is now the decoy's.
  await serve({ port, namespaces: [other, plc], variables: [...variables, decoy] });
  await eventually(() => announced.at(-1) === "up", 20_000);
  await eventually(() => records.length > count + 2, 10_000);
  expect(records[count - 1]?.samples).toMatchObject([{ signal: "a", value: null, flag: "B" }]);
  expect(records[count]?.samples).toMatchObject([
    { signal: "a", value: -12, flag: "N", sourceTime: firstSourceTime },
  ]);
  const values = records.flatMap(({ samples }) => samples.map(({ value }) => value));
  expect(new Set(values)).toEqual(new Set([-12, null]));
  expect(announced).toEqual(["up", "down", "up"]);
});

test("a link that is half open is noticed within three scans", async () => {
  const fixture = await serve();
  const link = await cableTo(fixture.port);
  const intervalMs = 500;
  const { records, announced } = pollerOf(link.port, node("level", "Int16"), intervalMs);
  await eventually(() => records.length > 2, 10_000);
  link.cable.set(silence);
  const begin = performance.now();
  await eventually(() => announced.at(-1) === "down", 10_000);
  // The scan under way when the link went silent is the first of the three.
  expect(performance.now() - begin).toBeLessThan(3 * intervalMs + 300);
  expect(records.at(-1)?.samples).toMatchObject([{ value: null, status: status.badTimeout }]);
});

test("what was heard before the gateway itself paused does not count as read after it", async () => {
  const fixture = await serve();
  const link = await cableTo(fixture.port);
  let ahead = 0;
  const clock = { now: () => Date.now(), monotonic: () => performance.now() + ahead };
  const endpoint = opcua.parseEndpoint(endpointOf(link.port), noOutside);
  const connection = await opcua.open(endpoint, { clock, dataDir, log: () => undefined });
  closing.push(connection);
  const plan = connection.plan([opcua.parseAddress(node("level", "Int16"))], 1_000);
  expect(await plan.read()).toMatchObject([{ value: -12 }]);
  let passed = 0;
  let dropped = 0;
  link.answers = (part) => {
    // Two publishings, and then none: whoever sees one dropped knows that those before were taken in.
    const drop = passed > 250;
    if (drop) dropped += part.length;
    else passed += part.length;
    return drop ? Buffer.alloc(0) : part;
  };
  await eventually(() => dropped > 0);
  ahead = 6_000;
  expectRetriable(await settledWithin(limitMs, () => plan.read()), "GATEWAY_LINK_TIMEOUT");
});

test("a server that never answers is refused within the limit, and nothing is left of the attempt", async () => {
  const fixture = await serve();
  const link = await cableTo(fixture.port);
  link.answers = nothing;
  await open(endpointOf(fixture.port)).then((connection) => connection.close());
  const before = resources();
  for (let attempt = 0; attempt < 3; attempt += 1) {
    const endpoint = endpointOf(link.port, { timeoutMs: 500 });
    expectRetriable(await settledWithin(limitMs, () => open(endpoint)), "GATEWAY_LINK_TIMEOUT");
  }
  await eventually(() => fixture.connections() === 0);
  await eventually(() => resources() <= before);
});

/** Sockets and timers of this process. */
function resources(): number {
  return process
    .getActiveResourcesInfo()
    .filter((name) => name === "Timeout" || name === "TCPSocketWrap").length;
}

test("close leaves no socket and no timer, on a good link and on a silent one", async () => {
  const fixture = await serve();
  const link = await cableTo(fixture.port);
  await open(endpointOf(link.port)).then((connection) => connection.close());
  await eventually(() => fixture.connections() === 0);
  const before = resources();
  for (const answers of [asTheyAre, nothing]) {
    link.answers = asTheyAre;
    const connection = await open(endpointOf(link.port));
    const plan = planOf(connection, node("level", "Int16"), node("nothing", "Int16"));
    await plan.read();
    link.answers = answers;
    const closed = await settledWithin(limitMs, () => connection.close());
    expect(closed.status).toBe("fulfilled");
    await eventually(() => resources() <= before);
    await expect(plan.read()).rejects.toMatchObject({ code: "GATEWAY_CONNECTION_CLOSED" });
  }
});

test("groups of one pace share a subscription, and a server with few of them still serves many groups", async () => {
  const fixture = await serve();
  const connection = await open(endpointOf(fixture.port));
  const plans = Array.from({ length: 15 }, () => planOf(connection, node("level", "Int16")));
  const readings = await Promise.all(plans.map((plan) => plan.read()));
  expect(readings.flat().map(({ value }) => value)).toEqual(new Array(15).fill(-12));
  expect(fixture.server.engine.currentSubscriptionCount).toBe(1);
});

test("a machine behind a poller says its serial, over the connection that scans it", async () => {
  const fixture = await serve({
    variables: [...variables, variable("serial", DataType.String, "SIM-0815")],
  });
  const [level, serial, model] = [
    node("level", "Int16"),
    node("serial", "String"),
    node("model", "String"),
  ].map((address) => opcua.parseAddress(address));
  const endpoint = opcua.parseEndpoint(endpointOf(fixture.port), noOutside);
  const poller = new Poller({
    connections: [{ id: "plc", driver: "opcua", endpoint }],
    equipment: [
      {
        id: "m",
        connection: "plc",
        identity: [
          { key: "serial", address: serial },
          { key: "model", address: model },
        ],
        scanGroups: [
          {
            id: "fast",
            intervalMs: 100,
            signals: [{ id: "a", address: level, datatype: 2, deadband: 0 }],
          },
        ],
      },
    ],
    drivers: { opcua },
    clock: systemClock,
    dataDir,
    log: () => undefined,
    random: () => 0,
    onRecord: () => undefined,
    onEquipment: () => undefined,
  });
  closing.push({ close: () => poller.stop() });
  expect(await poller.identifyEquipment("m")).toEqual([["serial", "SIM-0815"]]);
  expect(await poller.identify("plc")).toContainEqual(["product", "Test PLC"]);
  expect(poller.timesOpened("plc")).toBe(1);
  expect(fixture.connections()).toBe(1);
});

test.each<[string, (bytes: Buffer) => Uint8Array]>([
  ["no OPC UA at all", () => Buffer.from("HTTP/1.1 400 Bad Request\r\n\r\n")],
  ["the same answer twice", (bytes) => Buffer.concat([bytes, bytes])],
  ["an answer to another request", (bytes) => changed(bytes, 20)],
  ["another sequence number", (bytes) => changed(bytes, 16)],
  ["a body of another type", (bytes) => changed(bytes, 26)],
  ["a length beyond all bounds", (bytes) => changed(bytes, 7)],
])("%s ends the link with a retriable error, not the gateway", async (_, change) => {
  const fixture = await serve();
  const link = await cableTo(fixture.port);
  const connection = await open(endpointOf(link.port));
  const plan = planOf(connection, node("level", "Int16"));
  expect(await plan.read()).toMatchObject([{ value: -12 }]);
  link.answers = change;
  let result: PromiseSettledResult<unknown>;
  const end = performance.now() + 4 * limitMs;
  do result = await settledWithin(limitMs, () => plan.read());
  while (result.status === "fulfilled" && performance.now() < end);
  expectRetriable(result);
});

/** The bytes with one of them inverted. */
function changed(bytes: Buffer, at: number): Buffer {
  const copy = Buffer.from(bytes);
  if (at < copy.length) copy[at]! ^= 0xff;
  return copy;
}
