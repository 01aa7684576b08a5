// The reading half of a gateway as a process of its own: poller and OPC UA driver without publishing, so that
// lateness and subscribe time are the driver's alone. Arguments: URL of the shipped item load, items, seconds.
// Prints one line of JSON: what `bench/opcua.bench.ts` tells of it.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { opcua } from "#gateway/drivers/opcua/opcua-driver.ts";
import { Poller } from "#gateway/poll/poller.ts";
import { itemsOfLoad } from "./opcua-items.ts";

const [url = "", items = "10000", seconds = "20"] = process.argv.slice(2);
const intervalMs = 1_000;
const warmMs = 8_000;
const outside = {
  path: (path: string) => path,
  secret: (): never => {
    throw new Error("no secret here");
  },
};

const dataDir = mkdtempSync(join(tmpdir(), "lineproof-opcua-reader-"));
const began = performance.now();
const groups = itemsOfLoad(Number(items));
const first = new Map<string, number>();
const last = new Map<string, number>();
const lateness: number[] = [];
let samples = 0;
let measuring = false;
const poller = new Poller({
  connections: [
    {
      id: "load",
      driver: "opcua",
      endpoint: opcua.parseEndpoint({ url, securityMode: "None" }, outside),
    },
  ],
  equipment: groups.map(({ equipment, signals }) => ({
    id: equipment,
    connection: "load",
    scanGroups: [
      {
        id: "second",
        intervalMs,
        signals: signals.map(({ id, address }) => {
          const parsed = opcua.parseAddress(address);
          return { id, address: parsed, datatype: opcua.datatypeOf(parsed), deadband: 0 };
        }),
      },
    ],
  })),
  drivers: { opcua },
  clock: { now: () => Date.now(), monotonic: () => performance.now() },
  dataDir,
  log: (message) => console.error(message),
  random: Math.random,
  onRecord: ({ equipment, samples: changed }) => {
    const at = performance.now();
    if (!first.has(equipment)) first.set(equipment, at);
    const before = last.get(equipment);
    last.set(equipment, at);
    if (!measuring || before === undefined) return;
    // A scan that is late and the next one that is not lie less than an interval apart: one side only counts.
    lateness.push(Math.max(0, at - before - intervalMs));
    samples += changed.length;
  },
  onEquipment: () => undefined,
});
poller.start();
while (first.size < groups.length && performance.now() - began < 60_000) await wait(20);
const subscribedMs = Math.max(...first.values()) - began;
await wait(warmMs);
measuring = true;
const [cpu, from] = [process.cpuUsage(), performance.now()];
await wait(1_000 * Number(seconds));
const used = process.cpuUsage(cpu);
const passed = performance.now() - from;
await poller.stop();
rmSync(dataDir, { recursive: true, force: true });
lateness.sort((a, b) => a - b);
console.log(
  JSON.stringify({
    groups: first.size,
    subscribedMs,
    cpuPercent: (100 * (used.user + used.system)) / 1_000 / passed,
    samplesPerSecond: (1_000 * samples) / passed,
    latenessP99Ms: lateness[Math.floor(lateness.length * 0.99)] ?? Number.NaN,
    rssMegabytes: process.memoryUsage.rss() / 1e6,
  }),
);
