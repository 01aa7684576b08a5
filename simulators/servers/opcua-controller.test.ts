import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  AttributeIds,
  ClientMonitoredItem,
  ClientSubscription,
  DataChangeFilter,
  DataChangeTrigger,
  DataType,
  type DataValue,
  DeadbandType,
  StatusCodes,
  TimestampsToReturn,
} from "node-opcua";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import type { ControllerServer } from "../wire/exposure.ts";
import type { RunningOpcUaServer } from "./opcua-server.ts";
import {
  FakePlant,
  openSecurity,
  openTestServer,
  readNode,
  resolve,
  withSession,
} from "./opcua-test-client.ts";

const S7 = "http://www.siemens.com/simatic-s7-opcua";
const block = ["PLC_1", "DataBlocksGlobal", "DB_Press"];
const controller: ControllerServer = {
  kind: "controller",
  namespace: S7,
  product: { maker: "Lineproof simulator", name: "S7-1500 (simulated)", version: "V3.0" },
  variables: [
    {
      point: "press.zone1",
      identifier: 's="DB_Press"."Zone"[1]."Temp"',
      folder: block,
      browseName: "Temp",
      type: "Float",
    },
    {
      point: "press.running",
      identifier: 's="DB_Press"."Run"',
      folder: block,
      browseName: "Run",
      type: "Boolean",
    },
    {
      point: "press.boards",
      identifier: 's="DB_Press"."Boards"',
      folder: block,
      browseName: "Boards",
      type: "UInt64",
    },
    {
      point: "press.serial",
      identifier: 's="DB_Press"."Serial"',
      folder: block,
      browseName: "Serial",
      type: "String",
    },
  ],
};
const values = {
  "press.zone1": 221.37,
  "press.running": true,
  "press.boards": 2 ** 32 + 7,
  "press.serial": "SIM-CPS-0001",
};

let folder: string;
let server: RunningOpcUaServer | undefined;
// One folder for all, because keys take a while.
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "lineproof-opcua-"));
});
afterEach(async () => {
  await server?.close();
  server = undefined;
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function open(
  plant: FakePlant,
  changes: { exposure?: ControllerServer; port?: number; namespacesBefore?: number } = {},
): Promise<RunningOpcUaServer> {
  const { exposure = controller, ...rest } = changes;
  server = await openTestServer(plant, exposure, openSecurity(folder), rest);
  return server;
}

test("quoted string ids are read by namespace URI, with the plant's source time and type", async () => {
  const plant = new FakePlant(values);
  const { endpointUrl } = await open(plant);
  await withSession(endpointUrl, { folder }, async (session) => {
    const read = (id: string) => readNode(session, `nsu=${S7};${id}`);
    const temperature = await read('s="DB_Press"."Zone"[1]."Temp"');
    expect(temperature.statusCode).toEqual(StatusCodes.Good);
    expect(temperature.value.dataType).toBe(DataType.Float);
    expect(temperature.value.value).toBe(Math.fround(221.37));
    expect(temperature.sourceTimestamp?.getTime()).toBe(plant.at);
    expect((await read('s="DB_Press"."Run"')).value.value).toBe(true);
    expect((await read('s="DB_Press"."Boards"')).value.value).toEqual([1, 7]);
    expect((await read('s="DB_Press"."Serial"')).value.value).toBe("SIM-CPS-0001");
    expect((await read("s=DB_Press.Run")).statusCode).toEqual(StatusCodes.BadNodeIdUnknown);
    plant.at += 100;
    plant.values.set("press.zone1", 221.4);
    const later = await read('s="DB_Press"."Zone"[1]."Temp"');
    expect([later.value.value, later.sourceTimestamp?.getTime()]).toEqual([
      Math.fround(221.4),
      plant.at,
    ]);
  });
});

test("variables lie in the controller's folders under Objects and nobody can write them", async () => {
  const { endpointUrl } = await open(new FakePlant(values));
  await withSession(endpointUrl, { folder }, async (session) => {
    let nodeId = "ObjectsFolder";
    for (const name of ["PLC_1", "DataBlocksGlobal", "DB_Press", "Temp"]) {
      const { references } = await session.browse(nodeId);
      nodeId = String(references?.find((r) => r.browseName.name === name)?.nodeId);
    }
    expect(nodeId).toBe(await resolve(session, `nsu=${S7};s="DB_Press"."Zone"[1]."Temp"`));
    const written = await session.write({
      nodeId,
      attributeId: AttributeIds.Value,
      value: { value: { dataType: DataType.Float, value: 1 } },
    });
    expect(written.name).toBe("BadNotWritable");
  });
});

test("the server says that it is simulated", async () => {
  const { endpointUrl } = await open(new FakePlant(values));
  await withSession(endpointUrl, { folder }, async (session) => {
    const nodeId = "i=2260";
    const { value } = await session.read({ nodeId, attributeId: AttributeIds.Value });
    expect(value.value).toMatchObject({
      manufacturerName: "Lineproof simulator",
      productName: "S7-1500 (simulated)",
      softwareVersion: "V3.0",
      buildNumber: "simulated",
    });
  });
});

/** Subscribes to one node at 100 ms and hands over what arrives. */
async function subscribe(
  session: Parameters<Parameters<typeof withSession>[2]>[0],
  nodeId: string,
): Promise<{ changes: DataValue[]; item: ClientMonitoredItem }> {
  const subscription = ClientSubscription.create(session, {
    requestedPublishingInterval: 100,
    requestedLifetimeCount: 100,
    requestedMaxKeepAliveCount: 10,
    publishingEnabled: true,
  });
  const item = ClientMonitoredItem.create(
    subscription,
    { nodeId, attributeId: AttributeIds.Value },
    {
      samplingInterval: 50,
      queueSize: 100,
      filter: new DataChangeFilter({
        trigger: DataChangeTrigger.StatusValueTimestamp,
        deadbandType: DeadbandType.None,
      }),
    },
    TimestampsToReturn.Both,
  );
  const changes: DataValue[] = [];
  item.on("changed", (value) => changes.push(value));
  return { changes, item };
}

test("a subscription samples at 100 ms and brings fresh source times, of a constant value too", async () => {
  const plant = new FakePlant(values);
  const { endpointUrl } = await open(plant);
  await withSession(endpointUrl, { folder }, async (session) => {
    const id = await resolve(session, `nsu=${S7};s="DB_Press"."Zone"[1]."Temp"`);
    const { changes, item } = await subscribe(session, id);
    await vi.waitUntil(() => changes.length >= 1, { timeout: 5_000, interval: 10 });
    expect(item.result?.revisedSamplingInterval).toBe(100);
    for (const step of [2, 3, 4]) {
      plant.at += 100;
      await vi.waitUntil(() => changes.length >= step, { timeout: 5_000, interval: 10 });
    }
    expect(new Set(changes.map((change) => change.value.value))).toEqual(
      new Set([Math.fround(221.37)]),
    );
    const times = changes.map((change) => change.sourceTimestamp?.getTime() ?? 0);
    expect(times.slice(0, 4)).toEqual([0, 100, 200, 300].map((ms) => plant.at - 300 + ms));
    await item.terminate();
  });
});

test("after a restart on the same port the indexes differ and the URI still leads to the value", async () => {
  const seen: [string, unknown][] = [];
  const plant = new FakePlant(values);
  let port = 0;
  for (const namespacesBefore of [0, 3]) {
    const running = await open(plant, { port, namespacesBefore });
    port = running.port;
    await withSession(running.endpointUrl, { folder }, async (session) => {
      const id = await resolve(session, `nsu=${S7};s="DB_Press"."Run"`);
      seen.push([id, (await readNode(session, `nsu=${S7};s="DB_Press"."Run"`)).value.value]);
    });
    await running.close();
  }
  expect(seen).toEqual([
    ['ns=2;s="DB_Press"."Run"', true],
    ['ns=5;s="DB_Press"."Run"', true],
  ]);
});

test("a value that does not fit its type later has none, says why, and is never invented", async () => {
  const plant = new FakePlant(values);
  const { endpointUrl } = await open(plant);
  await withSession(endpointUrl, { folder }, async (session) => {
    for (const [count, status] of [
      [Number.NaN, "BadNoData"],
      ["many", "BadNoData"],
      [-1, "BadOutOfRange"],
      [2 ** 60, "BadOutOfRange"],
    ] as const) {
      plant.values.set("press.boards", count);
      const read = await readNode(session, `nsu=${S7};s="DB_Press"."Boards"`);
      expect([read.statusCode.name, read.value.value]).toEqual([status, null]);
      expect(read.sourceTimestamp?.getTime()).toBe(plant.at);
    }
  });
});

test("points that do not exist, types that do not fit and ids given twice are all named", async () => {
  const [first] = controller.variables;
  const bad = (change: object): ControllerServer => ({
    ...controller,
    variables: [...controller.variables, { ...first!, ...change }],
  });
  const plant = new FakePlant(values);
  await expect(open(plant, { exposure: bad({}) })).rejects.toMatchObject({
    code: "SIMULATORS_EXPOSURE_INVALID",
    detail: { problems: expect.stringContaining('s="DB_Press"."Zone"[1]."Temp" 重复') },
  });
  await expect(
    open(plant, { exposure: bad({ identifier: 's="x"', point: "press.nothing" }) }),
  ).rejects.toMatchObject({
    code: "SIMULATORS_EXPOSURE_INVALID",
    detail: { problems: expect.stringContaining("no point press.nothing") },
  });
  await expect(
    open(plant, { exposure: bad({ identifier: 's="x"', type: "Boolean" }) }),
  ).rejects.toMatchObject({
    code: "SIMULATORS_EXPOSURE_INVALID",
    detail: { problems: expect.stringContaining("press.zone1 = 221.37") },
  });
});
