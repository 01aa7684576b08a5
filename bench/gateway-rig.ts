// One gateway under load, each part its own process: Modbus TCP devices, a real centre, the gateway.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { stringify } from "yaml";
import { Child } from "../bin/process/child.ts";
import type { GatewayLoad } from "./gateway-scenarios.ts";
import { benchLineModel } from "./site-model.ts";

export type RigOptions = {
  readonly load: GatewayLoad;
  readonly shape: string;
  /** Units of the first channel that never answer. */
  readonly dead: number;
};

/** A busy machine parses a line model of 100 000 signals for a while. */
const readyMs = 120_000;
const stopMs = 20_000;

type Stop = () => Promise<unknown>;

async function startDevices(
  { load, shape, dead }: RigOptions,
  stops: Stop[],
): Promise<readonly number[]> {
  const program = fileURLToPath(new URL("modbus-devices.ts", import.meta.url));
  const { channels, devices, values, intervalMs } = load;
  const numbers = [channels, devices, values].map(String);
  const child = spawn(
    process.execPath,
    [program, ...numbers, shape, String(intervalMs), String(dead)],
    { stdio: ["pipe", "pipe", "inherit"] },
  );
  stops.unshift(async () => child.kill());
  const line = await new Promise<string>((resolve, reject) => {
    child.stdout?.setEncoding("utf8").once("data", resolve);
    child.once("exit", (code) => reject(new Error(`devices ended with ${code}`)));
  });
  return JSON.parse(line) as number[];
}

const site = "bench-site";
const gateway = "bench-gateway";
const scanGroup = "all";

function equipmentOf({ channels, devices }: GatewayLoad) {
  return Array.from({ length: channels * devices }, (_, i) => ({
    id: `device-${i}`,
    connection: `c${Math.floor(i / devices)}`,
    unit: (i % devices) + 1,
  }));
}

const signalsOf = ({ values }: GatewayLoad) =>
  Array.from({ length: values }, (_, i) => `value.${i}`);

/** The devices' map as a template: one file for all, as an installer would write it. */
function templateOf(load: GatewayLoad): unknown {
  return {
    id: "bench-device",
    vendor: "bench",
    model: "bench",
    name: { zh: "测试设备", en: "bench device" },
    protocol: "modbus",
    source: "bench",
    probe: { signal: "value.0", expect: [0, 1000] },
    signals: signalsOf(load).map((signal, s) => ({
      id: signal,
      name: { zh: signal, en: signal },
      unit: "C62",
      class: "PV",
      purpose: signal,
      address: { table: "input", address: s * 2, type: "float32" },
    })),
  };
}

function gatewayConfig(load: GatewayLoad, ports: readonly number[], mqttPort: number): unknown {
  return {
    gateway: { id: gateway, site, simulated: true, data: "gateway" },
    local: false,
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
    equipment: equipmentOf(load).map((machine) => ({
      ...machine,
      scanGroups: [{ id: scanGroup, intervalMs: load.intervalMs }],
      template: "device.json",
    })),
  };
}

const centreConfig = {
  ingest: {
    data: "data",
    broker: {
      embedded: {
        port: 0,
        credentials: [{ username: "bench", password: { fromFile: "secret" }, site, gateway }],
      },
    },
    sites: [{ lineModel: "line-model.yaml" }],
  },
  http: { port: 0 },
};

async function startCentre(folder: string, load: GatewayLoad, stops: Stop[]): Promise<number> {
  const model = benchLineModel({
    site,
    gateway,
    equipment: equipmentOf(load).map(({ id }) => id),
    signals: signalsOf(load),
    scanGroup,
    intervalMs: load.intervalMs,
  });
  writeFileSync(join(folder, "line-model.yaml"), model);
  writeFileSync(join(folder, "serve.yaml"), stringify(centreConfig));
  const centre = new Child({ name: "centre", args: ["serve", join(folder, "serve.yaml")] });
  stops.unshift(() => centre.stop(stopMs));
  const { mqttPort } = (await centre.ready(readyMs)) as { mqttPort: number };
  return mqttPort;
}

/** Runs `measure` with a gateway that has begun to poll; whatever happens, all of it ends. */
export async function withGateway(
  options: RigOptions,
  measure: (gateway: Child) => Promise<void>,
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "lineproof-bench-"));
  const stops: Stop[] = [];
  try {
    const ports = await startDevices(options, stops);
    writeFileSync(join(folder, "secret"), "bench");
    writeFileSync(join(folder, "device.json"), JSON.stringify(templateOf(options.load)));
    const mqttPort = await startCentre(folder, options.load, stops);
    const config = stringify(gatewayConfig(options.load, ports, mqttPort));
    writeFileSync(join(folder, "gateway.yaml"), config);
    const child = new Child({ name: "gateway", args: ["gateway", join(folder, "gateway.yaml")] });
    stops.unshift(() => child.stop(stopMs));
    await child.ready(readyMs);
    await measure(child);
  } finally {
    for (const stop of stops) await stop();
    rmSync(folder, { recursive: true, force: true });
  }
}
