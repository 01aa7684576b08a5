// Servers that grant less than they are asked for: slower sampling, slower publishing, few subscriptions, few
// monitored items, small requests. What is claimed to be read at a scan was then really read.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DataType, DataValue, Subscription, type UAVariable, Variant } from "node-opcua";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { status } from "#contracts/quality.ts";
import type { Connection, Plan, Reading } from "#gateway/driver.ts";
import { opcua } from "#gateway/drivers/opcua.ts";
import type { OpcUaAddress } from "#gateway/drivers/opcua-address.ts";
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

async function open(fixture: OpcUaFixture, timeoutMs = 2_000) {
  const said: string[] = [];
  const endpoint = opcua.parseEndpoint(
    { url: fixture.url, securityMode: "None", timeoutMs },
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
  const { connection } = await open(fixture, 30_000);
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

test("a server with one subscription serves groups of two paces", async () => {
  const fixture = await serve();
  fixture.server.engine.serverCapabilities.maxSubscriptionsPerSession = 1;
  const { connection, said } = await open(fixture);
  const first = planOf(connection, ["v0"], 1_000);
  const second = planOf(connection, ["v1"], 500);
  expect(values(await first.read())).toEqual([0]);
  expect(values(await second.read())).toEqual([1]);
  expect(said.filter((message) => message.includes("no subscription (0x80770000)"))).toHaveLength(
    1,
  );
  fixture.set("v1", 9);
  expect(values(await second.read())).toEqual([9]);
  expect(values(await first.read())).toEqual([0]);
  expect(fixture.server.engine.currentSubscriptionCount).toBe(1);
});

test("what a full server does not monitor is read", async () => {
  const fixture = await serve();
  fixture.server.engine.serverCapabilities.maxMonitoredItemsPerSubscription = 100;
  const { connection } = await open(fixture);
  const plan = planOf(connection, [...ids, "nothing"], 500);
  const readings = await plan.read();
  expect(values(readings)).toEqual([...ids.keys(), null]);
  expect(readings.at(-1)?.status).toBe(0x8034_0000);
  fixture.set("v299", -1);
  expect((await plan.read())[299]).toMatchObject({ value: -1, status: status.good, asked: true });
});

test("a server that tells no limits and takes few nodes in a request is asked in small ones", async () => {
  const fixture = await serve();
  const { operationLimits } = fixture.server.engine.serverCapabilities;
  for (const id of [11_705, 11_712, 11_714]) {
    const node = fixture.server.engine.addressSpace!.findNode(`i=${id}`) as UAVariable;
    const none = new Variant({ dataType: DataType.UInt32, value: 0 });
    node.bindVariable({ get: () => none }, true);
  }
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
