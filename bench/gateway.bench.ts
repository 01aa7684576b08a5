// What the gateway costs: DEVICES Modbus TCP devices with 1000 float32 values each, read every second,
// published, kept in the outbox and the evidence log, acknowledged by a real centre.
// CPU and memory are those of the gateway process alone, after a warm-up.
// npm run bench -- gateway [--devices 10] [--values 1000] [--shape all|third] [--seconds 30] [--json FILE]
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { stringify } from "yaml";
import { Child } from "../bin/process/child.ts";
import { cpuSeconds, memoryMegabytes } from "./process-usage.ts";
import { printFigures } from "./result-table.ts";
import { benchLineModel } from "./site-model.ts";

const { values } = parseArgs({
  options: {
    devices: { type: "string", default: "10" },
    values: { type: "string", default: "1000" },
    shape: { type: "string", default: "all" },
    seconds: { type: "string", default: "30" },
    json: { type: "string" },
  },
});
const devices = Number(values.devices);
const perDevice = Number(values.values);
const seconds = Number(values.seconds);

type GatewayStatus = {
  edge: { next: number; acknowledged: number; dropped: number; pending: number };
  poll: { equipment: { scans: number; skipped: number; readings: number; samples: number }[] };
};

async function startDevices(): Promise<{ child: ChildProcess; ports: number[] }> {
  const program = fileURLToPath(new URL("modbus-devices.ts", import.meta.url));
  const child = spawn(
    process.execPath,
    [program, String(devices), String(perDevice), values.shape],
    {
      stdio: ["pipe", "pipe", "inherit"],
    },
  );
  const line = await new Promise<string>((resolve, reject) => {
    child.stdout?.setEncoding("utf8").once("data", resolve);
    child.once("exit", (code) => reject(new Error(`devices ended with ${code}`)));
  });
  return { child, ports: JSON.parse(line) as number[] };
}

const signals = Array.from({ length: perDevice }, (_, i) => `value.${i}`);
const equipment = Array.from({ length: devices }, (_, i) => `device-${i}`);
const bench = {
  site: "bench-site",
  gateway: "bench-gateway",
  equipment,
  signals,
  scanGroup: "second",
  intervalMs: 1000,
};

/** The devices' map as a template: one file for all, as an installer would write it. */
const template = {
  id: "bench-device",
  vendor: "bench",
  model: "bench",
  name: { zh: "测试设备", en: "bench device" },
  driver: "modbus-tcp",
  source: "bench",
  probe: { signal: "value.0", expect: [0, 1000] },
  signals: signals.map((signal, s) => ({
    id: signal,
    name: { zh: signal, en: signal },
    unit: "C62",
    class: "PV",
    purpose: signal,
    address: { table: "input", address: s * 2, type: "float32" },
  })),
};

function gatewayConfig(ports: readonly number[], mqttPort: number): unknown {
  return {
    gateway: { id: bench.gateway, site: bench.site, simulated: true, data: "gateway" },
    broker: {
      url: `mqtt://127.0.0.1:${mqttPort}`,
      username: "bench",
      password: { fromFile: "secret" },
    },
    connections: ports.map((port, i) => ({
      id: `c${i}`,
      driver: "modbus-tcp",
      endpoint: { host: "127.0.0.1", port },
    })),
    equipment: equipment.map((id, i) => ({
      id,
      connection: `c${i}`,
      unit: 1,
      scanGroups: [{ id: bench.scanGroup, intervalMs: bench.intervalMs }],
      template: "device.json",
    })),
  };
}

async function pause(ms: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, ms));
}

const folder = mkdtempSync(join(tmpdir(), "lineproof-bench-"));
const started: { stop: () => Promise<unknown> }[] = [];
try {
  const { child, ports } = await startDevices();
  started.push({ stop: async () => child.kill() });
  writeFileSync(join(folder, "secret"), "bench");
  writeFileSync(join(folder, "device.json"), JSON.stringify(template));
  writeFileSync(join(folder, "line-model.yaml"), benchLineModel(bench));
  writeFileSync(
    join(folder, "serve.yaml"),
    stringify({
      ingest: {
        data: "data",
        broker: {
          embedded: {
            port: 0,
            credentials: [
              {
                username: "bench",
                password: { fromFile: "secret" },
                site: bench.site,
                gateway: bench.gateway,
              },
            ],
          },
        },
        sites: [{ lineModel: "line-model.yaml" }],
      },
      http: { port: 0 },
    }),
  );
  const centre = new Child({ name: "centre", args: ["serve", join(folder, "serve.yaml")] });
  started.push({ stop: () => centre.stop(20_000) });
  const { mqttPort } = (await centre.ready(30_000)) as { mqttPort: number };
  writeFileSync(join(folder, "gateway.yaml"), stringify(gatewayConfig(ports, mqttPort)));
  const gateway = new Child({ name: "gateway", args: ["gateway", join(folder, "gateway.yaml")] });
  started.unshift({ stop: () => gateway.stop(20_000) });
  await gateway.ready(30_000);
  const pid = gateway.pid ?? 0;
  const status = async () => (await gateway.ask("status")) as GatewayStatus;
  const readings = (from: GatewayStatus) =>
    from.poll.equipment.reduce((sum, each) => sum + each.readings, 0);

  // Births, first full scans and compilation are over by then.
  await pause(10_000);
  const [from, fromCpu, fromTime] = [await status(), cpuSeconds(pid), performance.now()];
  await pause(seconds * 1000);
  const [to, toCpu, toTime] = [await status(), cpuSeconds(pid), performance.now()];
  const elapsed = (toTime - fromTime) / 1000;
  const memory = memoryMegabytes(pid);
  const large = devices * perDevice > 20_000;
  const skipped =
    to.poll.equipment.reduce((sum, each) => sum + each.skipped, 0) -
    from.poll.equipment.reduce((sum, each) => sum + each.skipped, 0);
  printFigures(
    `gateway: ${devices} devices × ${perDevice} float32 at 1 s, shape ${values.shape}, ${Math.round(elapsed)} s; publish, durable outbox, log, acknowledged`,
    [
      {
        name: "CPU",
        value: ((toCpu - fromCpu) / elapsed) * 100,
        unit: "% of one core",
        budget: { comparison: "<=", value: large ? 35 : 8 },
      },
      {
        name: "resident memory",
        value: memory.now,
        unit: "MB",
        budget: { comparison: "<=", value: large ? 300 : 200 },
      },
      { name: "peak memory", value: memory.peak, unit: "MB" },
      {
        name: "values read",
        value: (readings(to) - readings(from)) / elapsed,
        unit: "values/s",
        budget: { comparison: ">=", value: devices * perDevice * 0.99 },
      },
      {
        name: "records dropped",
        value: to.edge.dropped,
        unit: "records",
        budget: { comparison: "<=", value: 0 },
      },
      {
        name: "scans skipped",
        value: skipped,
        unit: "scans",
        budget: { comparison: "<=", value: 0 },
      },
      {
        name: "not yet acknowledged at the end",
        value: to.edge.next - to.edge.acknowledged,
        unit: "records",
      },
    ],
    values.json,
  );
} finally {
  for (const each of started) await each.stop();
  rmSync(folder, { recursive: true, force: true });
}
