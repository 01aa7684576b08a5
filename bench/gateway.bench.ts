// What the gateway costs: Modbus TCP devices with float32 values, read at an interval, published, kept in the outbox
// and the evidence log, acknowledged by a real centre. CPU and memory are those of the gateway process alone, after a
// warm-up.
// npm run bench -- gateway [--devices 10] [--values 1000] [--shape all|third] [--seconds 30 | --minutes 10] [--json FILE]
//   --scenario S1|S2|S3|S6|neuron   a published load, bench/gateway-scenarios.ts
//   --signals 500                   a small site: five devices that share so many signals
//   --dead 1                        so many of ten units behind one connection never answer
import { loadavg } from "node:os";
import { setTimeout as wait } from "node:timers/promises";
import { parseArgs } from "node:util";
import { latenessBounds } from "#gateway/poll/lateness.ts";
import type { GatewayStatus } from "#gateway/status.ts";
import type { Child } from "../bin/process/child.ts";
import { withGateway } from "./gateway-rig.ts";
import { type GatewayLoad, scenarios } from "./gateway-scenarios.ts";
import { cpuSeconds, memoryMegabytes } from "./process-usage.ts";
import { type Figure, printFigures } from "./result-table.ts";

const { values: given } = parseArgs({
  options: {
    devices: { type: "string", default: "10" },
    values: { type: "string" },
    shape: { type: "string", default: "all" },
    seconds: { type: "string", default: "30" },
    minutes: { type: "string" },
    scenario: { type: "string" },
    signals: { type: "string" },
    dead: { type: "string", default: "0" },
    json: { type: "string" },
  },
});

const dead = Number(given.dead);
const seconds = given.minutes === undefined ? Number(given.seconds) : Number(given.minutes) * 60;
/** Births, first full scans, compilation, and the one collection after the start are over by then. */
const warmMs = 20_000;

type Budget = { readonly cpu?: number; readonly memory?: number };

function chosen(): { readonly load: GatewayLoad; readonly said: string; readonly budget: Budget } {
  const intervalMs = 1000;
  if (given.scenario !== undefined) {
    const scenario = scenarios[given.scenario];
    if (scenario === undefined) throw new Error(`scenarios: ${Object.keys(scenarios).join(", ")}`);
    return { ...scenario, said: `; published: ${scenario.said}`, budget: {} };
  }
  if (given.signals !== undefined) {
    const values = Math.ceil(Number(given.signals) / 5);
    return {
      load: { channels: 5, devices: 1, values, intervalMs },
      said: "",
      budget: { memory: 120 },
    };
  }
  if (dead > 0) {
    const values = Number(given.values ?? "100");
    return { load: { channels: 1, devices: 10, values, intervalMs }, said: "", budget: {} };
  }
  const channels = Number(given.devices);
  const values = Number(given.values ?? "1000");
  const large = channels * values > 20_000;
  const budget = large ? { cpu: 35, memory: 300 } : { cpu: 8, memory: 200 };
  return { load: { channels, devices: 1, values, intervalMs }, said: "", budget };
}

function atMost(value: number | undefined): Pick<Figure, "budget"> {
  return value === undefined ? {} : { budget: { comparison: "<=", value } };
}

const sumOf = ({ poll }: GatewayStatus, key: "readings" | "skipped" | "scans"): number =>
  poll.equipment.reduce((sum, each) => sum + each[key], 0);

/** Upper bound of the bucket in which a share of the scans between two states lies, ms. */
function lateness(from: GatewayStatus, to: GatewayStatus, share: number): number {
  const before = from.poll.lateness.buckets;
  const counts = to.poll.lateness.buckets.map((count, i) => count - (before[i] ?? 0));
  const all = counts.reduce((sum, count) => sum + count, 0);
  let below = 0;
  for (const [i, count] of counts.entries()) {
    below += count;
    if (below >= share * all) return latenessBounds[i] ?? to.poll.lateness.max;
  }
  return to.poll.lateness.max;
}

/** Scans of those that answer, as a share of the ticks there were, in percent of the slowest. */
function aliveRate(from: GatewayStatus, to: GatewayStatus, elapsed: number, intervalMs: number) {
  const rates = to.poll.equipment
    .slice(0, to.poll.equipment.length - dead)
    .map(({ scans }, i) => scans - (from.poll.equipment[i]?.scans ?? 0));
  return (Math.min(...rates) / ((elapsed * 1000) / intervalMs)) * 100;
}

async function measure(gateway: Child): Promise<void> {
  const { load, said, budget } = chosen();
  const pid = gateway.pid ?? 0;
  const status = async () => (await gateway.ask("status")) as GatewayStatus;
  await wait(warmMs);
  const [from, fromCpu, fromTime] = [await status(), cpuSeconds(pid), performance.now()];
  let highest = 0;
  const end = fromTime + seconds * 1000;
  while (performance.now() < end) {
    await wait(Math.min(1000, Math.max(1, end - performance.now())));
    highest = Math.max(highest, memoryMegabytes(pid).now);
  }
  const [to, toCpu, toTime] = [await status(), cpuSeconds(pid), performance.now()];
  const elapsed = (toTime - fromTime) / 1000;
  const memory = memoryMegabytes(pid);
  const { channels, devices, values, intervalMs } = load;
  const alive = channels * devices - dead;
  const perSecond = (alive * values * 1000) / intervalMs;
  const figures: Figure[] = [
    {
      name: "CPU",
      value: ((toCpu - fromCpu) / elapsed) * 100,
      unit: "% of one core",
      ...atMost(budget.cpu),
    },
    { name: "resident memory, highest", value: highest, unit: "MB", ...atMost(budget.memory) },
    { name: "resident memory, at the end", value: memory.now, unit: "MB" },
    { name: "resident memory, peak with the start", value: memory.peak, unit: "MB" },
    {
      name: "values read",
      value: (sumOf(to, "readings") - sumOf(from, "readings")) / elapsed,
      unit: "values/s",
      budget: { comparison: ">=", value: perSecond * (dead > 0 ? 0.95 : 0.99) },
    },
    { name: "lateness of scans, p50", value: lateness(from, to, 0.5), unit: "ms at most" },
    {
      name: "lateness of scans, p99",
      value: lateness(from, to, 0.99),
      unit: "ms at most",
      ...atMost(100),
    },
    { name: "lateness since the start, longest", value: to.poll.lateness.max, unit: "ms" },
    { name: "records dropped", value: to.edge.dropped, unit: "records", ...atMost(0) },
    {
      name: "scans skipped",
      value: sumOf(to, "skipped") - sumOf(from, "skipped"),
      unit: "scans",
      ...(dead > 0 ? {} : atMost(0)),
    },
    {
      name: "not yet acknowledged at the end",
      value: to.edge.next - to.edge.acknowledged,
      unit: "records",
    },
    { name: "load average of the machine, 1 min", value: loadavg()[0] ?? 0, unit: "" },
  ];
  if (dead > 0) {
    figures.push({
      name: `scans of the ${alive} that answer, slowest`,
      value: aliveRate(from, to, elapsed, intervalMs),
      unit: "% of their rate",
      budget: { comparison: ">=", value: 95 },
    });
  }
  const silent = dead > 0 ? `, ${dead} of them silent` : "";
  printFigures(
    `gateway: ${channels} connections × ${devices} devices${silent} × ${values} float32 at ${intervalMs} ms, shape ${given.shape}, ${Math.round(elapsed)} s; publish, durable outbox, log, acknowledged${said}`,
    figures,
    given.json,
  );
}

await withGateway({ load: chosen().load, shape: given.shape, dead }, measure);
