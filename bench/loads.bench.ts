// What the shipped bench loads cost: `simulate run bench-10x1000`, `bench-100x1000` and `bench-opcua-10000` as a
// process each, read by masters of this bench's own once a second. CPU and memory are those of the simulator alone,
// after a warm-up: a load that eats more than one core would be measured instead of the gateway it loads.
// npm run bench -- loads [--seconds 20] [--json FILE]
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { parseArgs } from "node:util";
import {
  AttributeIds,
  ClientSubscription,
  type DataValue,
  OPCUAClient,
  TimestampsToReturn,
} from "node-opcua-client";
import { parse, stringify } from "yaml";
import { Child } from "../bin/process/child.ts";
import { cpuSeconds, memoryMegabytes } from "./process-usage.ts";
import { type Figure, printFigures } from "./result-table.ts";

const { values } = parseArgs({
  options: { seconds: { type: "string", default: "20" }, json: { type: "string" } },
});
const seconds = Number(values.seconds);
const warmSeconds = 10;
const registersPerDevice = 2_000;
const registersPerRead = 125;

type Place = { readonly host: string; readonly port: number };
type Ready = readonly {
  readonly addresses: {
    readonly modbus?: Place;
    readonly opcua?: { readonly endpointUrl: string };
  };
}[];

/** The shipped scenario on free ports. */
function onFreePorts(name: string, folder: string): string {
  const shipped = new URL(`../simulators/scenarios/${name}.yaml`, import.meta.url);
  const scenario = parse(readFileSync(shipped, "utf8")) as {
    plants: { listen: Record<string, { port: number }> }[];
  };
  for (const { listen } of scenario.plants) {
    for (const endpoint of Object.values(listen)) endpoint.port = 0;
  }
  const file = join(folder, `${name}.yaml`);
  writeFileSync(file, stringify(scenario));
  return file;
}

/** Reads all registers of one device once a second, one request after another. Counts whole scans. */
function pollDevice({ host, port }: Place): { scans(): number; end(): void } {
  const socket = connect(port, host);
  socket.setNoDelay(true);
  let [scans, address, pending] = [0, 0, Buffer.alloc(0)];
  const ask = (): void => {
    const request = Buffer.alloc(12);
    request.writeUInt16BE(6, 4);
    request.writeUInt8(1, 6);
    request.writeUInt8(4, 7);
    request.writeUInt16BE(address, 8);
    request.writeUInt16BE(Math.min(registersPerRead, registersPerDevice - address), 10);
    socket.write(request);
  };
  socket.on("data", (chunk: Buffer) => {
    pending = Buffer.concat([pending, chunk]);
    while (pending.length >= 6 && pending.length >= 6 + pending.readUInt16BE(4)) {
      pending = pending.subarray(6 + pending.readUInt16BE(4));
      address += registersPerRead;
      if (address < registersPerDevice) ask();
      else scans += 1;
    }
  });
  socket.on("error", (error) => console.error(error.message));
  const begin = (): void => {
    address = 0;
    ask();
  };
  const timer = setInterval(begin, 1_000);
  return {
    scans: () => scans,
    end: () => {
      clearInterval(timer);
      socket.destroy();
    },
  };
}

/** Subscribes to every item at one second. Counts values and those that are not good. */
async function subscribeAll(endpointUrl: string) {
  const client = OPCUAClient.create({ endpointMustExist: false });
  await client.connect(endpointUrl);
  const session = await client.createSession();
  const uris = await session.readNamespaceArray();
  const index = uris.indexOf("http://www.siemens.com/simatic-s7-opcua");
  const subscription = ClientSubscription.create(session, {
    requestedPublishingInterval: 1_000,
    requestedMaxKeepAliveCount: 10,
    requestedLifetimeCount: 100,
    maxNotificationsPerPublish: 0,
    publishingEnabled: true,
  });
  let [read, bad] = [0, 0];
  const types = [...Array<string>(6).fill("Float"), ...Array<string>(3).fill("Int32"), "Double"];
  for (const [block, type] of types.entries()) {
    const items = Array.from({ length: 1_000 }, (_, n) => ({
      nodeId: `ns=${index};s="DB_Load0${block}"."${type}"[${n}]`,
      attributeId: AttributeIds.Value,
    }));
    const group = await subscription.monitorItems(
      items,
      { samplingInterval: 1_000, queueSize: 1, discardOldest: true },
      TimestampsToReturn.Source,
    );
    group.on("changed", (_item: unknown, value: DataValue) => {
      read += 1;
      if (!value.statusCode.isGood()) bad += 1;
    });
  }
  return {
    values: () => read,
    bad: () => bad,
    end: async () => {
      await subscription.terminate();
      await session.close();
      await client.disconnect();
    },
  };
}

type Reader = { values(): number; bad(): number; end(): void | Promise<void> };

async function readerOf(ready: Ready): Promise<Reader> {
  const url = ready[0]?.addresses.opcua?.endpointUrl;
  if (url !== undefined) return subscribeAll(url);
  const polls = ready.flatMap(({ addresses: { modbus } }) =>
    modbus === undefined ? [] : [pollDevice(modbus)],
  );
  return {
    values: () => (polls.reduce((sum, poll) => sum + poll.scans(), 0) * registersPerDevice) / 2,
    bad: () => 0,
    end: () => {
      for (const poll of polls) poll.end();
    },
  };
}

async function measure(name: string, folder: string): Promise<readonly Figure[]> {
  const child = new Child({
    name,
    args: ["simulate", "run", onFreePorts(name, folder), "--data", folder],
  });
  try {
    const ready = (await child.ready(60_000)) as Ready;
    const reader = await readerOf(ready);
    const pid = child.pid ?? 0;
    await wait(1_000 * warmSeconds);
    const [cpu, read, began] = [cpuSeconds(pid), reader.values(), performance.now()];
    await wait(1_000 * seconds);
    const passed = (performance.now() - began) / 1_000;
    const figures: Figure[] = [
      {
        name: `${name}: CPU of one core`,
        value: (100 * (cpuSeconds(pid) - cpu)) / passed,
        unit: "%",
        budget: { comparison: "<=", value: 100 },
      },
      {
        name: `${name}: values read per second`,
        value: (reader.values() - read) / passed,
        unit: "",
      },
      { name: `${name}: values not good`, value: reader.bad(), unit: "" },
      { name: `${name}: resident memory`, value: memoryMegabytes(pid).now, unit: "MB" },
    ];
    await reader.end();
    return figures;
  } finally {
    await child.stop(10_000);
  }
}

const folder = mkdtempSync(join(tmpdir(), "lineproof-loads-"));
try {
  const figures: Figure[] = [];
  for (const name of ["bench-10x1000", "bench-100x1000", "bench-opcua-10000"]) {
    figures.push(...(await measure(name, folder)));
  }
  printFigures("loads: shipped bench loads, read once a second", figures, values.json);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
