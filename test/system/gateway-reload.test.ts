// A running gateway takes over another configuration: mosquitto, two simulated plants, SIGHUP and the local API.
// What did not change keeps its connection and every scan.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { connectAsync } from "mqtt";
import { expect, onTestFinished, vi } from "vitest";
import { stringify } from "yaml";
import { parseCheckpoint } from "#contracts/checkpoint.ts";
import { parseNote } from "#contracts/signed-note.ts";
import { decodePayload } from "#contracts/sparkplug-decode.ts";
import { evidenceNames } from "#contracts/sparkplug-evidence.ts";
import type { Payload } from "#contracts/sparkplug-payload.ts";
import { ManualClock } from "#contracts/time.ts";
import type { GatewayStatus } from "#gateway/status.ts";
import { runScenario } from "#simulators/run/run-scenario.ts";
import { parseScenario } from "#simulators/scenario/scenario.ts";
import type { Child } from "../../bin/process/child.ts";
import { freePort } from "../kit/free-port.ts";
import { Mosquitto } from "../kit/mosquitto.ts";
import { testWith } from "../kit/peers.ts";
import { startProcess } from "../kit/processes.ts";
import { testGateway, testScanGroup, testSite, writeSiteFiles } from "../kit/site-files.ts";
import { temporaryFolder } from "../kit/temporary-folder.ts";

const intervalMs = 100;

type Message = { readonly type: string; readonly device: string; readonly payload: Payload };

async function startPlants(): Promise<readonly number[]> {
  const scenario = parseScenario(
    `format: lineproof/scenario/1
name: { zh: 试, en: test }
plants:
  - { id: hall-a, line: press-hall, listen: { modbus: { port: 0 } } }
  - { id: hall-b, line: press-hall, listen: { modbus: { port: 0 } } }`,
    "test",
  );
  const run = await runScenario({
    scenario,
    file: "test",
    clock: new ManualClock(0),
    every: () => () => undefined,
  });
  onTestFinished(() => run.close());
  return run.plants.map(({ addresses }) => addresses.modbus?.port ?? 0);
}

async function listen(port: number): Promise<Message[]> {
  const messages: Message[] = [];
  const client = await connectAsync(`mqtt://127.0.0.1:${port}`);
  onTestFinished(() => client.endAsync(true));
  client.on("message", (topic, bytes) => {
    const [, , type = "", , device = ""] = topic.split("/");
    messages.push({ type, device, payload: decodePayload(bytes) });
  });
  await client.subscribeAsync("spBv1.0/#", { qos: 0 });
  return messages;
}

/** Gateway times of the records of an equipment, as its DATA tell them; one that was sent again counts once. */
function scanTimes(messages: readonly Message[], equipment: string): number[] {
  const times = messages
    .filter(({ type, device }) => type === "DDATA" && device === equipment)
    .map(({ payload }) => payload.metrics[0]?.timestamp ?? 0);
  return [...new Set(times)].sort((a, b) => a - b);
}

function machine(id: string, connection: string, signals: Readonly<Record<string, string>>) {
  return {
    id,
    connection,
    unit: 1,
    signals: Object.entries(signals).map(([signal, address]) => ({ id: signal, address })),
    scanGroups: [{ id: testScanGroup, intervalMs }],
  };
}

const voltage = { "voltage.l1": "input:0:float32" };
const voltages = { ...voltage, "voltage.l2": "input:2:float32" };

async function statusOf(gateway: Child): Promise<GatewayStatus> {
  return (await gateway.ask("status")) as GatewayStatus;
}

testWith("mosquitto")(
  "a reload restarts what changed and nothing else; a bad file and a new broker change nothing",
  async () => {
    const folder = temporaryFolder();
    const [portA = 0, portB = 0] = await startPlants();
    const mqttPort = await freePort();
    await new Mosquitto(folder, mqttPort).start();
    writeSiteFiles({
      folder,
      modbusPort: portA,
      mqttPort,
      webPort: 0,
      intervalMs,
      equipment: "steady",
      signals: [{ id: "voltage.l1", address: "input:0:float32" }],
      externalBroker: true,
    });
    const file = join(folder, "gateway.yaml");
    const base = {
      gateway: { id: testGateway, site: testSite, simulated: true, data: "gateway" },
      broker: { url: `mqtt://127.0.0.1:${mqttPort}` },
      outbox: { commitMs: 20 },
      checkpointSeconds: 1,
      local: { port: 0 },
      lineModel: "line-model.yaml",
      connections: [
        { id: "a", driver: "modbus-tcp", endpoint: { host: "127.0.0.1", port: portA } },
        { id: "b", driver: "modbus-tcp", endpoint: { host: "127.0.0.1", port: portB } },
      ],
      equipment: [
        machine("steady", "a", voltage),
        machine("growing", "b", voltage),
        machine("leaving", "b", voltage),
      ],
    };
    const write = (config: object) => writeFileSync(file, stringify(config));
    write(base);
    const messages = await listen(mqttPort);
    const lines: string[] = [];
    const gateway = await startProcess("gateway", ["gateway", file, "--drain", "0s"], lines);
    const soon = { timeout: 15_000, interval: 20 };
    const heard = (type: string, device: string) =>
      messages.filter((message) => message.type === type && message.device === device);
    await vi.waitFor(() => {
      for (const { id } of base.equipment)
        expect(scanTimes(messages, id).length).toBeGreaterThan(5);
    }, soon);

    // By SIGHUP: one signal more, one equipment less, one new, another line model.
    const model = join(folder, "line-model.yaml");
    writeFileSync(model, readFileSync(model, "utf8").replaceAll("test site", "the same site"));
    write({
      ...base,
      equipment: [
        machine("steady", "a", voltage),
        machine("growing", "b", voltages),
        machine("arriving", "b", voltage),
      ],
    });
    const births = heard("NBIRTH", "").length;
    const modelBefore = lineModelOf(messages);
    gateway.kill("SIGHUP");
    await vi.waitFor(() => {
      expect(heard("NBIRTH", "")).toHaveLength(births + 1);
      expect(heard("DDEATH", "leaving")).toHaveLength(1);
      const names = heard("DBIRTH", "growing")
        .at(-1)
        ?.payload.metrics.map(({ name }) => name);
      expect(names).toContain("voltage.l2");
      expect(scanTimes(messages, "arriving").length).toBeGreaterThan(5);
      expect(lineModelOf(messages)).not.toBe(modelBefore);
    }, soon);
    const left = scanTimes(messages, "leaving").length;

    // By the local API: a file with two mistakes, then a broker that needs a restart.
    const { localUrl } = (await gateway.ready(1_000)) as { localUrl: string };
    const token = readFileSync(join(folder, "gateway", "local.token"), "utf8").trim();
    const reload = async () => {
      const response = await fetch(`${localUrl}/api/reload`, {
        method: "POST",
        headers: { authorization: `Bearer ${token}` },
      });
      return { status: response.status, body: (await response.json()) as Answer };
    };
    const wrong = machine("growing", "nowhere", { "voltage.l1": "input:x:float32" });
    write({ ...base, equipment: [base.equipment[0], wrong, machine("odd", "b", { v: "?" })] });
    const refused = await reload();
    expect(refused).toMatchObject({
      status: 409,
      body: { error: { code: "GATEWAY_CONFIG_INVALID" } },
    });
    expect(refused.body.error?.message.split("\n").length).toBeGreaterThanOrEqual(2);
    write({ ...base, broker: { url: "mqtt://127.0.0.1:1" } });
    expect(await reload()).toMatchObject({
      status: 409,
      body: { error: { code: "GATEWAY_RELOAD_RESTART_NEEDED" } },
    });
    expect(lines.join("\n")).toContain("[GATEWAY_RELOAD_RESTART_NEEDED]");

    await vi.waitFor(
      () => expect(scanTimes(messages, "arriving").length).toBeGreaterThan(20),
      soon,
    );
    const { poll, reload: reloads } = await statusOf(gateway);
    expect(reloads).toMatchObject({ count: 1 });
    expect(reloads.lastError).toContain("GATEWAY_RELOAD_RESTART_NEEDED");
    expect(poll.equipment.map(({ id, state }) => [id, state])).toEqual([
      ["steady", "up"],
      ["growing", "up"],
      ["arriving", "up"],
    ]);
    expect(poll.connections.map(({ id, opened }) => [id, opened])).toEqual([
      ["a", 1],
      ["b", 1],
    ]);
    // Every scan of the equipment that nobody touched is there, on its grid.
    const times = scanTimes(messages, "steady");
    const steady = poll.equipment[0];
    expect(times.length).toBeGreaterThan(20);
    const longest = Math.max(...times.slice(1).map((time, i) => time - (times[i] ?? 0)));
    expect(longest, "ms between two scans").toBeLessThan(
      intervalMs * (2.5 + (steady?.skipped ?? 0)),
    );
    expect(heard("DDEATH", "steady")).toEqual([]);
    expect(scanTimes(messages, "leaving")).toHaveLength(left);
  },
);

type Answer = { readonly error?: { readonly code: string; readonly message: string } };

/** What the newest checkpoint says of the line model. */
function lineModelOf(messages: readonly Message[]): string | undefined {
  const notes = messages.flatMap(({ payload }) =>
    payload.metrics.flatMap(({ name, alias, value }) =>
      (name === evidenceNames.checkpoint || alias === 9) && value?.field === "string"
        ? [String(value.value)]
        : [],
    ),
  );
  const newest = notes.at(-1);
  return newest === undefined ? undefined : parseCheckpoint(parseNote(newest).text).lineModel;
}
