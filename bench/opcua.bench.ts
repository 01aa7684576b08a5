// What reading OPC UA costs: the shipped scenario bench-opcua-10000 (every value changes every second) in its own
// process, read every second. First by poller and driver alone: subscribe time and lateness. Then by a whole
// gateway that publishes, keeps outbox and evidence log, and is acknowledged by a real centre: CPU and memory of
// the gateway process alone, after a warm-up. The same again with 500 signals, for the memory of a small site.
// npm run bench -- opcua [--items 10000] [--small 500] [--seconds 30] [--json FILE]
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { parse, stringify } from "yaml";
import { Child } from "../bin/process/child.ts";
import { itemsOfLoad } from "./opcua-items.ts";
import { cpuSeconds, memoryMegabytes } from "./process-usage.ts";
import { type Figure, printFigures } from "./result-table.ts";
import { benchLineModel } from "./site-model.ts";

const { values } = parseArgs({
  options: {
    items: { type: "string", default: "10000" },
    small: { type: "string", default: "500" },
    seconds: { type: "string", default: "30" },
    json: { type: "string" },
  },
});
const seconds = Number(values.seconds);
const warmMs = 15_000;
const intervalMs = 1_000;
const site = "bench-site";
const gatewayId = "bench-gateway";

type GatewayStatus = {
  edge: { next: number; acknowledged: number; dropped: number };
  poll: { equipment: { skipped: number; readings: number; samples: number }[] };
};
type Ready = readonly {
  readonly addresses: { readonly opcua?: { readonly endpointUrl: string } };
}[];
type Read = {
  groups: number;
  subscribedMs: number;
  cpuPercent: number;
  samplesPerSecond: number;
  latenessP99Ms: number;
  rssMegabytes: number;
};

/** The shipped load on a free port. */
async function startLoad(folder: string): Promise<{ load: Child; url: string }> {
  const shipped = new URL("../simulators/scenarios/bench-opcua-10000.yaml", import.meta.url);
  const scenario = parse(readFileSync(shipped, "utf8")) as {
    plants: { listen: { opcua: { port: number } } }[];
  };
  for (const { listen } of scenario.plants) listen.opcua.port = 0;
  const file = join(folder, "load.yaml");
  writeFileSync(file, stringify(scenario));
  const load = new Child({ name: "load", args: ["simulate", "run", file, "--data", folder] });
  const ready = (await load.ready(60_000)) as Ready;
  return { load, url: ready[0]?.addresses.opcua?.endpointUrl ?? "" };
}

/** Poller and driver without publishing. */
async function readOnly(url: string, items: number): Promise<Read> {
  const program = fileURLToPath(new URL("opcua-reader.ts", import.meta.url));
  const child = spawn(process.execPath, [program, url, String(items), String(seconds)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let text = "";
  child.stdout.setEncoding("utf8").on("data", (part: string) => {
    text += part;
  });
  const code = await new Promise((resolve) => child.once("close", resolve));
  if (code !== 0) throw new Error(`reader ended with ${code}`);
  return JSON.parse(text) as Read;
}

function centreConfig(): unknown {
  return {
    ingest: {
      data: "centre",
      broker: {
        embedded: {
          port: 0,
          credentials: [
            { username: "bench", password: { fromFile: "secret" }, site, gateway: gatewayId },
          ],
        },
      },
      sites: [{ lineModel: "line-model.yaml" }],
    },
    http: { port: 0 },
  };
}

function gatewayConfig(url: string, items: number, mqttPort: number): unknown {
  return {
    gateway: { id: gatewayId, site, simulated: true, data: "gateway" },
    broker: {
      url: `mqtt://127.0.0.1:${mqttPort}`,
      username: "bench",
      password: { fromFile: "secret" },
    },
    connections: [{ id: "load", driver: "opcua", endpoint: { url, securityMode: "None" } }],
    equipment: itemsOfLoad(items).map(({ equipment, signals }) => ({
      id: equipment,
      connection: "load",
      signals,
      scanGroups: [{ id: "second", intervalMs }],
    })),
  };
}

/** A whole gateway and its centre. */
async function whole(folder: string, url: string, items: number): Promise<readonly Figure[]> {
  mkdirSync(folder);
  const equipment = itemsOfLoad(items);
  writeFileSync(join(folder, "secret"), "bench");
  const model = {
    site,
    gateway: gatewayId,
    equipment: equipment.map((each) => each.equipment),
    signals: equipment[0]?.signals.map(({ id }) => id) ?? [],
    scanGroup: "second",
    intervalMs,
  };
  writeFileSync(join(folder, "line-model.yaml"), benchLineModel(model));
  writeFileSync(join(folder, "serve.yaml"), stringify(centreConfig()));
  const centre = new Child({ name: "centre", args: ["serve", join(folder, "serve.yaml")] });
  const started = [centre];
  try {
    const { mqttPort } = (await centre.ready(30_000)) as { mqttPort: number };
    const file = join(folder, "gateway.yaml");
    writeFileSync(file, stringify(gatewayConfig(url, items, mqttPort)));
    const gateway = new Child({ name: "gateway", args: ["gateway", file] });
    started.unshift(gateway);
    await gateway.ready(30_000);
    return await measure(gateway, items);
  } finally {
    for (const child of started) await child.stop(20_000);
  }
}

async function measure(gateway: Child, items: number): Promise<readonly Figure[]> {
  const pid = gateway.pid ?? 0;
  const status = async () => (await gateway.ask("status")) as GatewayStatus;
  const sum = (from: GatewayStatus, key: "readings" | "samples" | "skipped") =>
    from.poll.equipment.reduce((total, each) => total + each[key], 0);
  await wait(warmMs);
  const [from, fromCpu, fromTime] = [await status(), cpuSeconds(pid), performance.now()];
  await wait(1_000 * seconds);
  const [to, toCpu, toTime] = [await status(), cpuSeconds(pid), performance.now()];
  const elapsed = (toTime - fromTime) / 1_000;
  const memory = memoryMegabytes(pid);
  const budget = (value: number) => ({ comparison: "<=", value }) as const;
  const large = items > 500;
  const name = (what: string) => `gateway, ${items} items: ${what}`;
  return [
    {
      name: name("CPU"),
      value: ((toCpu - fromCpu) / elapsed) * 100,
      unit: "% of one core",
      ...(large ? { budget: budget(35) } : {}),
    },
    {
      name: name("resident memory"),
      value: memory.now,
      unit: "MB",
      ...(large ? {} : { budget: budget(220) }),
    },
    { name: name("peak memory"), value: memory.peak, unit: "MB" },
    {
      name: name("samples recorded"),
      value: (sum(to, "samples") - sum(from, "samples")) / elapsed,
      unit: "samples/s",
      budget: { comparison: ">=", value: items * 0.95 },
    },
    {
      name: name("scans skipped"),
      value: sum(to, "skipped") - sum(from, "skipped"),
      unit: "scans",
      budget: budget(0),
    },
    { name: name("records dropped"), value: to.edge.dropped, unit: "records", budget: budget(0) },
    {
      name: name("not yet acknowledged at the end"),
      value: to.edge.next - to.edge.acknowledged,
      unit: "records",
    },
  ];
}

const folder = mkdtempSync(join(tmpdir(), "lineproof-bench-"));
const items = Number(values.items);
const { load, url } = await startLoad(folder);
try {
  const read = await readOnly(url, items);
  const figures: Figure[] = [
    {
      name: "reading only: from nothing to the first whole scan",
      value: read.subscribedMs,
      unit: "ms",
    },
    { name: "reading only: CPU", value: read.cpuPercent, unit: "% of one core" },
    { name: "reading only: resident memory", value: read.rssMegabytes, unit: "MB" },
    { name: "reading only: samples", value: read.samplesPerSecond, unit: "samples/s" },
    {
      name: "reading only: lateness of scans, p99",
      value: read.latenessP99Ms,
      unit: "ms",
      budget: { comparison: "<=", value: 100 },
    },
  ];
  figures.push(...(await whole(join(folder, "large"), url, items)));
  figures.push(...(await whole(join(folder, "small"), url, Number(values.small))));
  printFigures(`opcua: ${items} items at 1 s, all changing, ${seconds} s`, figures, values.json);
} finally {
  await load.stop(20_000);
  rmSync(folder, { recursive: true, force: true });
}
