// Servers that grant less than they are asked for: slower sampling, slower publishing, few subscriptions, few
// monitored items, small requests. What is claimed to be read at a scan was then really read.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  DataType,
  DataValue,
  MonitoringMode,
  type StatusCode,
  StatusCodes,
  Subscription,
  type UAVariable,
  Variant,
} from "node-opcua";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { status } from "#contracts/quality.ts";
import type { Connection, Plan, Reading } from "#gateway/driver.ts";
import type { OpcUaAddress } from "#gateway/drivers/opcua/address.ts";
import { opcua } from "#gateway/drivers/opcua/opcua-driver.ts";
import { eventually, noOutside, systemClock } from "./driver-contract.ts";
import { OpcUaFixture, ServerPki } from "./opcua-fixture.ts";

const plc = "http://maker.example/plc";
const count = 300;
const clock = { ...systemClock, ahead: 0, monotonic: () => performance.now() + clock.ahead };

let pki: ServerPki;
let dataDir: string;
beforeAll(async () => {
  pki = await ServerPki.make({ from: new Date(Date.now() - 86_400_000), days: 10 });
  dataDir = mkdtempSync(join(tmpdir(), "lineproof-opcua-slow-"));
});
afterAll(async () => {
  await pki.remove();
  rmSync(dataDir, { recursive: true, force: true });
});

const closing: { close(): Promise<void> }[] = [];
const granted = Subscription.minimumPublishingInterval;
afterEach(async () => {
  for (const one of closing.splice(0).reverse()) await one.close();
  Subscription.minimumPublishingInterval = granted;
  clock.ahead = 0;
});

async function serve(): Promise<OpcUaFixture> {
  const fixture = await OpcUaFixture.open({
    pki,
    namespaces: [plc],
    variables: Array.from({ length: count }, (_, i) => ({
      uri: plc,
      id: `v${i}`,
      value: { dataType: DataType.Double, value: i },
    })),
  });
  closing.push(fixture);
  return fixture;
}

async function open(fixture: OpcUaFixture, settings: Record<string, unknown> = {}) {
  const said: string[] = [];
  const endpoint = opcua.parseEndpoint(
    { url: fixture.url, securityMode: "None", timeoutMs: 2_000, ...settings },
    noOutside,
  );
  const io = { clock, dataDir, log: (message: string) => said.push(message) };
  const connection = await opcua.open(endpoint, io);
  closing.push(connection);
  return { connection, said };
}

function planOf(connection: Connection<OpcUaAddress>, ids: readonly string[], ms: number): Plan {
  const addresses = ids.map((id) =>
    opcua.parseAddress({ node: `nsu=${plc};s=${id}`, type: "Double" }),
  );
  return connection.plan(addresses, ms);
}

const ids = Array.from({ length: count }, (_, i) => `v${i}`);
const values = (readings: readonly Reading[]) => readings.map(({ value }) => value);

/** Counts how often the server looks at the variable. */
function counting(fixture: OpcUaFixture, id: string, minimumSamplingInterval: number): void {
  const node = fixture.server.engine.addressSpace!.findNode(`ns=2;s=${id}`) as UAVariable;
  node.minimumSamplingInterval = minimumSamplingInterval;
  let looks = 0;
  node.bindVariable(
    {
      timestamped_get: () => {
        looks += 1;
        return new DataValue({
          value: { dataType: DataType.Double, value: looks },
          sourceTimestamp: new Date(looks * 1_000),
        });
      },
    },
    true,
  );
}

test("a node that the server samples every 10 s is read at every scan of 500 ms, its neighbour monitored", async () => {
  const fixture = await serve();
  counting(fixture, "v1", 10_000);
  const { connection, said } = await open(fixture);
  const plan = planOf(connection, ["v0", "v1"], 500);
  let last = 0;
  for (let scan = 0; scan < 4; scan += 1) {
    const [monitored, slow] = await plan.read();
    expect(monitored).toMatchObject({ value: 0, status: 0, asked: true });
    expect(slow).toMatchObject({ status: 0, asked: true });
    expect(slow?.value).toBeGreaterThan(last);
    last = slow?.value as number;
    expect(slow?.sourceTime).toBe(last * 1_000);
  }
  expect(said.filter((message) => message.includes("looks at 1 nodes less often"))).toHaveLength(1);
  fixture.set("v0", 7);
  await eventually(async () => (await plan.read())[0]?.value === 7);
});

test("a node that is read at every scan and goes away is set aside, and found when it comes back", async () => {
  const fixture = await serve();
  counting(fixture, "v1", 10_000);
  // The clock is put forward while requests are under way.
  const { connection } = await open(fixture, { timeoutMs: 30_000 });
  const plan = planOf(connection, ["v0", "v1"], 500);
  expect((await plan.read())[1]).toMatchObject({ status: 0, asked: true });
  const space = fixture.server.engine.addressSpace!;
  space.deleteNode(space.findNode("ns=2;s=v1")!);
  const unknown = 0x8034_0000;
  expect((await plan.read())[1]).toMatchObject({ value: null, status: unknown, asked: true });
  await eventually(async () => (await plan.read())[1]?.asked === false);
  expect((await plan.read())[1]).toMatchObject({ value: null, status: unknown });
  fixture.add({ uri: plc, id: "v1", value: { dataType: DataType.Double, value: 5 } });
  for (let part = 0; part < 4; part += 1) {
    clock.ahead += 8_000;
    // The server's time is looked at once a second.
    for (let scan = 0; scan < 3; scan += 1) await plan.read();
  }
  await eventually(async () => (await plan.read())[1]?.value === 5);
});

test("a server that publishes more slowly than the limit of the connection is read at every scan", async () => {
  Subscription.minimumPublishingInterval = 3_000;
  const fixture = await serve();
  const { connection } = await open(fixture);
  const plan = planOf(connection, ["v0", "v1"], 500);
  expect(values(await plan.read())).toEqual([0, 1]);
  fixture.set("v1", 9);
  // At once, not at the next publishing.
  expect(values(await plan.read())).toEqual([0, 9]);
});

test("a server with one subscription, and a gateway that may have one session, serve groups of two paces", async () => {
  const fixture = await serve();
  fixture.server.engine.serverCapabilities.maxSubscriptionsPerSession = 1;
  const { connection, said } = await open(fixture, { maxSessions: 1 });
  const first = planOf(connection, ["v0"], 1_000);
  const second = planOf(connection, ["v1"], 500);
  expect(values(await first.read())).toEqual([0]);
  expect(values(await second.read())).toEqual([1]);
  expect(said.filter((message) => message.includes("no further subscription"))).toHaveLength(1);
  fixture.set("v1", 9);
  expect(values(await second.read())).toEqual([9]);
  expect(values(await first.read())).toEqual([0]);
  expect(fixture.server.engine.currentSubscriptionCount).toBe(1);
});

/** Has every second value changed and sees each at the next scans. */
async function expectChanges(fixture: OpcUaFixture, plan: Plan): Promise<void> {
  for (let i = 0; i < count; i += 2) fixture.set(`v${i}`, -i - 1);
  const wanted = Array.from({ length: count }, (_, i) => (i % 2 === 0 ? -i - 1 : i));
  await eventually(async () => {
    const seen = values(await plan.read()).slice(0, count);
    return seen.every((value, i) => value === wanted[i]);
  });
}

test("more items than a subscription takes are spread over several", async () => {
  const fixture = await serve();
  fixture.server.engine.serverCapabilities.maxMonitoredItemsPerSubscription = 100;
  const { connection, said } = await open(fixture);
  const plan = planOf(connection, [...ids, "nothing"], 500);
  const readings = await plan.read();
  expect(values(readings)).toEqual([...ids.keys(), null]);
  expect(readings.at(-1)?.status).toBe(0x8034_0000);
  // 99 beside the heartbeat, in each.
  expect(fixture.server.engine.currentSubscriptionCount).toBe(4);
  expect(fixture.server.engine.currentSessionCount).toBe(1);
  expect(said.filter((message) => message.includes("every scan reads them"))).toEqual([]);
  await expectChanges(fixture, plan);
});

test("more subscriptions than a session takes are spread over further sessions", async () => {
  const fixture = await serve();
  const { serverCapabilities } = fixture.server.engine;
  serverCapabilities.maxMonitoredItemsPerSubscription = 100;
  serverCapabilities.maxSubscriptionsPerSession = 2;
  const { connection, said } = await open(fixture);
  const plan = planOf(connection, ids, 500);
  expect(values(await plan.read())).toEqual([...ids.keys()]);
  expect(fixture.server.engine.currentSubscriptionCount).toBe(4);
  expect(fixture.server.engine.currentSessionCount).toBe(2);
  expect(said.filter((message) => message.includes("session 2 is opened"))).toHaveLength(1);
  await expectChanges(fixture, plan);
  await connection.close();
  await eventually(() => fixture.server.engine.currentSessionCount === 0);
});

/** The server says nothing of what it allows; it only refuses. */
function sayNothing(fixture: OpcUaFixture, ...nodes: readonly number[]): void {
  for (const id of nodes) {
    const node = fixture.server.engine.addressSpace!.findNode(`i=${id}`) as UAVariable;
    const none = new Variant({ dataType: DataType.UInt32, value: 0 });
    node.bindVariable({ get: () => none }, true);
  }
}

test("what a full server does not monitor is read, whether it says its limits or only refuses", async () => {
  const fixture = await serve();
  const { serverCapabilities } = fixture.server.engine;
  serverCapabilities.maxMonitoredItemsPerSubscription = 100;
  serverCapabilities.maxSubscriptionsPerSession = 2;
  sayNothing(fixture, 24_098, 24_104);
  const { connection, said } = await open(fixture, { maxSessions: 1 });
  const plan = planOf(connection, ids, 500);
  expect(values(await plan.read())).toEqual([...ids.keys()]);
  expect(said.filter((message) => message.includes("every scan reads them"))).toHaveLength(1);
  fixture.set("v299", -1);
  expect((await plan.read())[299]).toMatchObject({ value: -1, status: status.good, asked: true });
  expect(fixture.server.engine.currentSubscriptionCount).toBe(2);
});

test("a server that grants no subscription is read, asked again after ten minutes, and no reading is missed", async () => {
  const fixture = await serve();
  const { serverCapabilities } = fixture.server.engine;
  serverCapabilities.maxSubscriptionsPerSession = 0;
  const { connection, said } = await open(fixture, { maxSessions: 1 });
  const plan = planOf(connection, ["v0", "v1"], 200);
  expect(values(await plan.read())).toEqual([0, 1]);
  expect(fixture.server.engine.currentSubscriptionCount).toBe(0);
  serverCapabilities.maxSubscriptionsPerSession = 10;
  clock.ahead += 600_000;
  let next = 0;
  const goesOn = async () => {
    next += 1;
    fixture.set("v0", next);
    const [first] = await plan.read();
    expect(first).toMatchObject({ status: 0, asked: true });
    return (first?.value as number) >= next - 1;
  };
  await eventually(async () => {
    expect(await goesOn()).toBe(true);
    return said.some((message) => message.includes("subscribed once more"));
  });
  for (let scan = 0; scan < 5; scan += 1) await goesOn();
  expect(fixture.server.engine.currentSubscriptionCount).toBe(1);
});

test("a queue that overflowed between two publishings is counted, said, and marked in the reading", async () => {
  Subscription.minimumPublishingInterval = 900;
  const fixture = await serve();
  const { connection, said } = await open(fixture);
  const plan = planOf(connection, ["v0"], 1_000);
  expect(values(await plan.read())).toEqual([0]);
  // A server that samples faster than it says.
  const [item] = monitoredItems(fixture, "v0");
  for (let n = 1; n <= 9; n += 1) {
    item!.recordValue(new DataValue({ value: { dataType: DataType.Double, value: n } }), true);
  }
  await eventually(() => (connection.counts?.().overflows ?? 0) > 0);
  expect(said.filter((message) => message.includes("values in between are lost"))).not.toEqual([]);
  // The newest of them, and InfoType DataValue with Overflow.
  const [reading] = await plan.read();
  expect(reading).toMatchObject({ value: 9, kind: "double" });
  expect((reading?.status ?? 0) & 0x0c80).toBe(0x0480);
});

test("status codes that OPC UA does not define arrive as they were sent, monitored and read", async () => {
  const fixture = await serve();
  const { connection } = await open(fixture);
  const monitored = planOf(connection, ["v0", "v1", "v2"], 200);
  const once = planOf(connection, ["v0", "v1", "v2"], 0);
  await monitored.read();
  const Code = StatusCodes.Bad.constructor as new (options: object) => StatusCode;
  const unknown = (value: number) => new Code({ value, name: "x", description: "x" });
  fixture.set("v0", 5, { statusCode: unknown(0x8f12_0000) });
  fixture.set("v1", 6, { statusCode: unknown(0x0f12_0000) });
  fixture.set("v2", 7, { statusCode: unknown(0x8000_0000) });
  const wanted = [
    { value: null, status: 0x8f12_0000 },
    { value: 6, status: 0x0f12_0000 },
    { value: null, status: 0x8000_0000 },
  ];
  expect(await once.read()).toMatchObject(wanted);
  await eventually(async () => (await monitored.read())[1]?.value === 6);
  expect(await monitored.read()).toMatchObject(wanted);
});

test("an item of which the server stopped telling is found out, set up anew and told of again", async () => {
  const fixture = await serve();
  // The clock is put forward while requests are under way.
  const { connection, said } = await open(fixture, { timeoutMs: 30_000 });
  const plan = planOf(connection, ["v0", "v1"], 200);
  expect(values(await plan.read())).toEqual([0, 1]);
  const items = monitoredItems(fixture, "v0");
  expect(items).toHaveLength(1);
  items[0]!.setMonitoringMode(MonitoringMode.Disabled);
  fixture.set("v0", 77);
  fixture.set("v1", 78);
  await eventually(async () => (await plan.read())[1]?.value === 78);
  expect(values(await plan.read())).toEqual([0, 78]);
  const quiet = async (ms: number) => {
    clock.ahead += ms;
    // The server's time is looked at once a second.
    for (let scan = 0; scan < 6; scan += 1) await plan.read();
  };
  for (let part = 0; part < 11; part += 1) await quiet(6_500);
  await eventually(async () => (await plan.read())[0]?.value === 77);
  await quiet(4_000);
  await eventually(() => said.some((message) => message.includes("set up anew")));
  expect(connection.counts?.()).toMatchObject({ stalledItems: 1 });
  // Told of by itself again, and not only read.
  fixture.set("v0", 79);
  await eventually(async () => (await plan.read())[0]?.value === 79);
  for (let part = 0; part < 2; part += 1) await quiet(6_500);
  expect(connection.counts?.()).toMatchObject({ stalledItems: 1 });
});

test("a node that goes away is set aside, whatever bits stand below the status", async () => {
  const fixture = await serve();
  const { connection } = await open(fixture);
  const plan = planOf(connection, ["v0", "v1"], 200);
  await plan.read();
  const Code = StatusCodes.Bad.constructor as new (options: object) => StatusCode;
  const unknown = { value: 0x8034_0480, name: "x", description: "x" };
  fixture.set("v0", 5, { statusCode: new Code(unknown) });
  await eventually(async () => (await plan.read())[0]?.asked === false);
  expect((await plan.read())[1]).toMatchObject({ value: 1, status: 0 });
});

test("a link that is given up while its socket stands leaves no session at the server", async () => {
  const fixture = await serve();
  const { connection } = await open(fixture);
  const plan = planOf(connection, ["v0"], 500);
  await plan.read();
  expect(fixture.server.engine.currentSessionCount).toBe(1);
  // Keep-alives go on, the server's time stands still.
  monitoredItems(fixture, "CurrentTime")[0]?.setMonitoringMode(MonitoringMode.Disabled);
  clock.ahead += 11_000;
  await expect(plan.read()).rejects.toMatchObject({ code: "GATEWAY_LINK_LOST" });
  await eventually(() => fixture.server.engine.currentSessionCount === 0);
  await eventually(() => fixture.connections() === 0);
});

function monitoredItems(fixture: OpcUaFixture, name: string): readonly ServerItem[] {
  const engine = fixture.server.engine as unknown as { _sessions: Record<string, ServerSession> };
  return Object.values(engine._sessions)
    .flatMap(({ publishEngine }) => publishEngine.subscriptions)
    .flatMap(({ monitoredItems: items }) => [...items.values()])
    .filter(({ node }) => node?.browseName.name === name);
}

/** Insides of the library's server, as far as a fault needs them. */
type ServerItem = {
  readonly node?: { readonly browseName: { readonly name: string } };
  setMonitoringMode(mode: MonitoringMode): void;
  recordValue(value: DataValue, skipChangeTest: boolean): void;
};
type ServerSession = {
  readonly publishEngine: {
    readonly subscriptions: readonly {
      readonly monitoredItems: ReadonlyMap<number, ServerItem>;
    }[];
  };
};

test("a server that tells no limits and takes few nodes in a request is asked in small ones", async () => {
  const fixture = await serve();
  const { operationLimits } = fixture.server.engine.serverCapabilities;
  sayNothing(fixture, 11_705, 11_712, 11_714);
  operationLimits.maxMonitoredItemsPerCall = 70;
  operationLimits.maxNodesPerRead = 70;
  operationLimits.maxNodesPerTranslateBrowsePathsToNodeIds = 70;
  const { connection } = await open(fixture);
  expect(values(await planOf(connection, ids, 500).read())).toEqual([...ids.keys()]);
  expect(values(await planOf(connection, ids, 0).read())).toEqual([...ids.keys()]);
  const paths = ids.map((id) =>
    opcua.parseAddress({ path: `plc:${id}`, namespaces: { plc }, type: "Double" }),
  );
  expect(values(await connection.plan(paths, 500).read())).toEqual([...ids.keys()]);
});
