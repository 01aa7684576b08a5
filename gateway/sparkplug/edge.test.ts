import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { afterEach, expect, test } from "vitest";
import { fromHex } from "#contracts/bytes.ts";
import { openCheckpoint } from "#contracts/checkpoint.ts";
import { evidenceNames } from "#contracts/sparkplug-evidence.ts";
import { sha256, verifyEd25519 } from "../evidence/digest.ts";
import { scan, temporaryFolder } from "../outbox/test-log.ts";
import { openEdge } from "./edge.ts";
import type { Edge, EdgeOptions } from "./edge-options.ts";
import {
  freePort,
  startAedes,
  startFrozenBroker,
  startMosquitto,
  TestHost,
  until,
  Wire,
} from "./test-host.ts";
import { declared } from "./test-node.ts";

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

function later<T>(thing: T, close: (thing: T) => unknown): T {
  closers.push(() => close(thing));
  return thing;
}

const systemClock = { now: () => Date.now(), monotonic: () => performance.now() };

async function start(
  port: number,
  dataDir: string,
  more: Partial<EdgeOptions> = {},
): Promise<Edge> {
  const edge = await openEdge({
    site: "s",
    gatewayId: "g",
    simulated: true,
    dataDir,
    declared,
    broker: { servers: [`mqtt://127.0.0.1:${port}`], clientId: "g" },
    outbox: { commitMs: 5 },
    clock: systemClock,
    log: () => undefined,
    random: () => 0,
    ...more,
  });
  return later(edge, (it) => it.stop());
}

function folder(): string {
  return later(temporaryFolder(), (it) => it[Symbol.dispose]()).path;
}

function numbers(to: number): number[] {
  return Array.from({ length: to }, (_, i) => i);
}

test("connect, births, data, cut, reconnect with bdSeq + 1, backlog as historical, acknowledged", async () => {
  const broker = later(await startAedes(), (it) => it.close());
  const wire = later(await Wire.to(broker.port), (it) => it.close());
  const host = later(await TestHost.connect(broker.port), (it) => it.close());
  const edge = await start(wire.port, folder());
  edge.equipmentUp("meter");
  await until("birth", () => host.births.length === 1);
  expect(host.bdSeq(0)).toBe(0);
  await until("DBIRTH", () => host.topics.includes("spBv1.0/s/DBIRTH/g/meter"));
  await host.acknowledge(0);
  for (const n of numbers(20)) edge.record(scan(n));
  await until("clock and live records", () => host.sequences.size >= 20);
  expect(host.arrived.every(({ historical }) => !historical)).toBe(true);
  expect(edge.status().pending).toBe(0);

  wire.down = true;
  wire.cut();
  await until("the broker says the will", () => host.deaths.length === 1);
  expect(host.deaths[0]?.metrics[0]?.value?.value).toBe(0);
  expect(host.deaths[0]?.seq).toBeUndefined();
  await until("link is known to be down", () => !edge.status().connected);
  for (const n of numbers(30)) edge.record(scan(100 + n));
  await until("on disk", () => edge.status().buffered === 0);
  const { next } = edge.status();
  const before = host.arrived.length;

  wire.down = false;
  await until("second birth", () => host.births.length === 2);
  expect(host.bdSeq(1)).toBe(1);
  await host.acknowledge(20);
  await until("backlog", () => host.sequences.size === next);
  expect([...host.sequences].sort((a, b) => a - b)).toEqual(numbers(next));
  const resent = host.arrived.slice(before);
  expect(resent.every(({ historical }) => historical)).toBe(true);
  expect(resent.map(({ sequence }) => sequence)).toEqual(numbers(next).slice(20));
  await host.acknowledge(next);
  await until("acknowledged", () => edge.status().acknowledged === next);
  expect(edge.status()).toMatchObject({ pending: 0, dropped: 0, gapRecords: 0, connections: 2 });
  expect(edge.status().clock.state).toBe("synchronised");

  await edge.stop();
  await until("NDEATH of the clean stop", () => host.deaths.length === 2);
  expect(host.deaths[1]?.metrics[0]?.value?.value).toBe(1);
  const { log, origin, publicKey } = edge.status();
  const last = openCheckpoint(
    host.checkpoints.at(-1) ?? "",
    { origin, publicKey: fromHex(publicKey) },
    { sha256, verify: verifyEd25519 },
  );
  expect(log).toBe(host.log);
  expect(last.size).toBe(next);
});

test("what a host misses is sent again as historical, and a restart goes on where the log ended", async () => {
  const broker = later(await startAedes(), (it) => it.close());
  const host = later(await TestHost.connect(broker.port), (it) => it.close());
  const dataDir = folder();
  const first = await start(broker.port, dataDir);
  first.equipmentUp("meter");
  await until("birth", () => host.births.length === 1);
  await host.acknowledge(0);
  await until("the host was heard", () => first.status().clock.state === "synchronised");
  for (const n of numbers(10)) first.record(scan(n));
  await until("live", () => host.sequences.size >= 10);
  const live = host.arrived.length;
  await host.send({
    kind: "missing",
    log: host.log,
    ranges: [{ from: 2, to: 4 }],
    hostTime: Date.now(),
  });
  await until("resent", () => host.arrived.length === live + 2);
  expect(
    host.arrived.slice(live).map(({ sequence, historical }) => [sequence, historical]),
  ).toEqual([
    [2, true],
    [3, true],
  ]);
  const { next, log } = first.status();
  await host.acknowledge(next);
  await until("acknowledged", () => first.status().acknowledged === next);
  await first.stop();

  const second = await start(broker.port, dataDir);
  second.equipmentUp("meter");
  await until("second birth", () => host.births.length === 2);
  expect(host.bdSeq(1)).toBe(1);
  const named = (name: string) =>
    host.births[1]?.metrics.find((metric) => metric.name === name)?.value?.value;
  expect(named(evidenceNames.log)).toBe(log);
  expect(Number(named(evidenceNames.next))).toBeGreaterThanOrEqual(next);
  expect(second.status().acknowledged).toBe(next);
  await until("DBIRTH", () => host.equipmentBirths.length >= 2);
  const power = host.equipmentBirths.at(-1)?.metrics.find(({ name }) => name === "power");
  // The last recorded value, with the time it was read before the restart.
  expect(power).toMatchObject({ timestamp: scan(9).gatewayTime, value: { value: 9 } });
  second.record(scan(500));
  // Its clock state became unknown again, which is a record of its own.
  await until("the new records", () => host.sequences.size === next + 2);
  expect(second.status().published).toBe(2);
});

test("a forged acknowledgement deletes nothing", async () => {
  const broker = later(await startAedes(), (it) => it.close());
  const host = later(await TestHost.connect(broker.port), (it) => it.close());
  const edge = await start(broker.port, folder(), {
    outbox: { commitMs: 5, historyBytes: 1, maxBytes: 1e9 },
  });
  await until("birth", () => host.births.length === 1);
  for (const n of numbers(10)) edge.record(scan(n));
  await until("live", () => host.sequences.size === 10);
  await host.send({ kind: "acknowledged", log: host.log, below: 11, hostTime: Date.now() });
  await host.send({ kind: "acknowledged", log: "0".repeat(64), below: 5, hostTime: Date.now() });
  await until("refused", () => edge.status().commandsRefused === 2);
  expect(edge.status()).toMatchObject({
    acknowledged: 0,
    oldest: 0,
    // It may as well be true: then this log is an old copy, and nobody but the host can know.
    lastError: { code: "GATEWAY_LOG_REWOUND" },
    troubles: [{ code: "GATEWAY_LOG_REWOUND" }],
  });
  await until("the unacknowledged go again", () => host.arrived.length === 20);
});

test("a broker that refuses is said with its code, and the gateway records on", async () => {
  const port = await freePort();
  const said: string[] = [];
  const edge = await start(port, folder(), { log: (message) => said.push(message) });
  edge.record(scan(0));
  await until("said", () => edge.status().lastError?.code === "GATEWAY_BROKER_UNREACHABLE");
  await until("on disk", () => edge.status().next === 1);
  expect(edge.status().lastError?.message).toContain(`127.0.0.1:${port}`);
  expect(said.filter((line) => line.includes("GATEWAY_BROKER_UNREACHABLE"))).toHaveLength(1);
  const broker = later(await startAedes(port), (it) => it.close());
  expect(broker.port).toBe(port);
  await until("born when the broker is there", () => edge.status().born);
  await edge.stop();
  expect(() => edge.record(scan(1))).toThrow(
    expect.objectContaining({ code: "GATEWAY_OUTBOX_STOPPED" }),
  );
});

test.each([
  ["GATEWAY_BROKER_CREDENTIALS", { connect: (user: string | undefined) => user === "right" }],
  ["GATEWAY_BROKER_SUBSCRIPTION", { subscribe: false }],
])("%s is another error than a broker that is away", async (code, may) => {
  const broker = later(await startAedes(0, may), (it) => it.close());
  const edge = await start(broker.port, folder(), {
    broker: { servers: [`mqtt://127.0.0.1:${broker.port}`], clientId: "g", username: "wrong" },
  });
  await until("refused", () => edge.status().lastError !== null);
  expect(edge.status().lastError?.code).toBe(code);
  expect(edge.status().lastError?.message).toContain(`127.0.0.1:${broker.port}`);
  expect(edge.status().connections).toBe(0);
});

test("stops at once while a broker that never answers is being connected", async () => {
  const silent = createServer(() => undefined).listen(0, "127.0.0.1");
  later(silent, (it) => it.close());
  await once(silent, "listening");
  const edge = await start((silent.address() as AddressInfo).port, folder());
  edge.record(scan(0));
  await once(silent, "connection");
  const before = performance.now();
  await edge.stop();
  expect(performance.now() - before).toBeLessThan(5_000);
  expect(edge.status().next).toBe(1);
});

test("a broker that takes nothing: what waits for the socket is bounded, and stopping is too", async () => {
  const frozen = later(await startFrozenBroker(), (it) => it.close());
  const edge = await start(frozen.port, folder());
  await until("born", () => edge.status().born);
  // 40 MB: more than the kernel's buffers and what may wait for the socket together.
  const value = "x".repeat(200_000);
  const sample = { signal: "power", sourceTime: 1, kind: "string", status: 0, flag: "N" } as const;
  for (const n of numbers(200)) {
    edge.record({ ...scan(n), samples: [{ ...sample, value }] });
    if (n % 20 === 19) await until("on disk", () => edge.status().buffered === 0);
  }
  const { next, published, pending, dropped } = edge.status();
  expect(next).toBe(200);
  expect(dropped).toBe(0);
  expect(published).toBeLessThan(next);
  expect(published + pending).toBeGreaterThanOrEqual(next);
  const before = performance.now();
  await edge.stop();
  expect(performance.now() - before).toBeLessThan(6_000);
});

test("SIGKILL of the gateway: what was published is on its disk, and the rest is sent on restart", async () => {
  const broker = later(await startAedes(), (it) => it.close());
  const host = later(await TestHost.connect(broker.port), (it) => it.close());
  const dataDir = folder();
  const module = (path: string) => JSON.stringify(new URL(path, import.meta.url).href);
  const program = `
    import { openEdge } from ${module("./edge.ts")};
    import { scan } from ${module("../outbox/test-log.ts")};
    import { declared } from ${module("./test-node.ts")};
    const edge = await openEdge({ site: "s", gatewayId: "g", simulated: true, declared,
      dataDir: ${JSON.stringify(dataDir)}, outbox: { commitMs: 2 }, log: () => undefined,
      broker: { servers: ["mqtt://127.0.0.1:${broker.port}"], clientId: "g" }, random: () => 0,
      clock: { now: () => Date.now(), monotonic: () => performance.now() } });
    edge.equipmentUp("meter");
    let n = 0;
    setInterval(() => { for (let i = 0; i < 5; i++) edge.record(scan(n++)); }, 1);`;
  for (let round = 0; round < 2; round++) {
    const child = spawn(process.execPath, ["--input-type=module", "-e", program], {
      cwd: new URL("../..", import.meta.url),
      stdio: "inherit",
    });
    const gone = once(child, "exit");
    const before = Math.max(-1, ...host.sequences);
    await until("new records", () => Math.max(-1, ...host.sequences) > before + 200);
    child.kill("SIGKILL");
    await gone;
  }
  const edge = await start(broker.port, dataDir);
  const { next } = edge.status();
  expect(Math.max(...host.sequences)).toBeLessThan(next);
  await until("all of them", () => host.sequences.size >= next);
  await host.acknowledge(next);
  await until("acknowledged", () => edge.status().acknowledged >= next);
  expect(host.births.map((_, i) => host.bdSeq(i))).toEqual([0, 1, 2]);
});

// A laptop may lack mosquitto and says so; where peers are required its absence fails.
test.runIf(existsSync("/usr/sbin/mosquitto") || process.env.LINEPROOF_REQUIRE_PEERS !== undefined)(
  "SIGKILL of mosquitto: the session comes back by itself and nothing is lost",
  async () => {
    const dir = folder();
    const port = await freePort();
    const mosquitto = async () => {
      const child = await startMosquitto(dir, port);
      if (child === undefined) throw new Error("mosquitto does not start");
      return later(child, (it) => it.kill("SIGKILL"));
    };
    const first = await mosquitto();
    const edge = await start(port, folder());
    edge.equipmentUp("meter");
    await until("born", () => edge.status().born);
    const host = later(await TestHost.connect(port), (it) => it.close());
    await host.send({ kind: "rebirth" });
    await until("birth", () => host.births.length === 1);
    await host.acknowledge(0);
    await until("the host was heard", () => edge.status().clock.state === "synchronised");
    for (const n of numbers(50)) edge.record(scan(n));
    await until("live", () => host.sequences.size >= 50);
    const gone = once(first, "exit");
    first.kill("SIGKILL");
    await gone;
    for (const n of numbers(50)) edge.record(scan(1000 + n));
    await until("noticed", () => !edge.status().connected);
    await mosquitto();
    await until("born again", () => edge.status().born);
    await until("host is back", () => host.client.connected);
    await host.send({ kind: "rebirth" });
    const { next } = edge.status();
    await until("all records", () => host.sequences.size === next);
    expect([...host.sequences].sort((a, b) => a - b)).toEqual(numbers(next));
    await host.acknowledge(next);
    await until("acknowledged", () => edge.status().acknowledged === next);
    expect(edge.status()).toMatchObject({ pending: 0, dropped: 0, connections: 2 });
  },
);
