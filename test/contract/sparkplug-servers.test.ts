// Several servers and a primary host: the gateway is at one of them at a time, born where the host is.
import mqtt from "mqtt";
import { expect, onTestFinished, test } from "vitest";
import { temporaryFolder } from "#gateway/outbox/test-log.ts";
import type { BrokerOptions } from "#gateway/sparkplug/broker-options.ts";
import { openEdge } from "#gateway/sparkplug/edge.ts";
import { proving } from "#gateway/sparkplug/proves.ts";
import { startAedes, TestHost, until } from "#gateway/sparkplug/test-host.ts";
import { declared } from "#gateway/sparkplug/test-node.ts";
import { MqttWire } from "./mqtt-wire.ts";

const proves = proving(test);

async function server() {
  const broker = await startAedes();
  onTestFinished(() => broker.close());
  const wire = await MqttWire.to(broker.port);
  onTestFinished(() => wire.close());
  const observer = await TestHost.connect(broker.port);
  const host = await mqtt.connectAsync(`mqtt://127.0.0.1:${broker.port}`);
  onTestFinished(() => host.endAsync(true));
  onTestFinished(() => observer.close());
  const says = (online: boolean, timestamp: number) =>
    host.publishAsync("spBv1.0/STATE/scada", JSON.stringify({ online, timestamp }), {
      qos: 1,
      retain: true,
    });
  return { wire, observer, says, url: `mqtt://127.0.0.1:${wire.port}` };
}

async function gateway(broker: Pick<BrokerOptions, "servers" | "primaryHost">) {
  const folder = temporaryFolder();
  onTestFinished(() => folder[Symbol.dispose]());
  const said: string[] = [];
  const clock = { ahead: 0 };
  const edge = await openEdge({
    site: "s",
    gatewayId: "g",
    simulated: true,
    dataDir: folder.path,
    declared,
    broker: { ...broker, clientId: "g" },
    clock: { now: () => Date.now(), monotonic: () => performance.now() + clock.ahead },
    log: (message) => said.push(message),
    random: () => 0,
  });
  onTestFinished(() => edge.stop());
  return { edge, said, clock };
}

const types = (wire: MqttWire, connection: number) =>
  wire.connections[connection]
    ?.filter(({ type }) => type !== "other")
    .map((packet) => (packet.type === "PUBLISH" ? packet.topic.split("/")[2] : packet.type));

proves(
  [
    "operational-behavior-primary-application-state-with-multiple-servers-state-subs",
    "operational-behavior-primary-application-state-with-multiple-servers-single-server",
  ],
  "the gateway walks to the server where its host is online, back when it moves, and is at one at a time",
  async () => {
    const [a, b] = [await server(), await server()];
    await a.says(false, 100);
    await b.says(true, 90);
    const { edge } = await gateway({ servers: [a.url, b.url], primaryHost: "scada" });
    await until("born at b", () => b.observer.births.length === 1);
    expect(b.observer.bdSeq(0)).toBe(1);
    // Unborn there, it said nothing itself: the server said its will.
    expect(types(a.wire, 0)).toEqual(["CONNECT", "SUBSCRIBE"]);
    await until("the will at a", () => a.observer.deaths.length === 1);
    expect(edge.status()).toMatchObject({ server: b.url, hostOnline: true, born: true });
    for (const { connections } of [a.wire, b.wire]) {
      expect(connections[0]?.find(({ type }) => type === "SUBSCRIBE")).toMatchObject({
        filters: [{ topic: "spBv1.0/s/NCMD/g" }, { topic: "spBv1.0/STATE/scada", qos: 1 }],
      });
    }

    await a.says(true, 110);
    await b.says(false, 89);
    await b.says(false, 120);
    await until("born at a", () => a.observer.births.length === 1);
    expect(a.observer.bdSeq(0)).toBe(2);
    expect(types(b.wire, 0)?.slice(-2)).toEqual(["NDEATH", "DISCONNECT"]);
    expect(b.observer.deaths).toHaveLength(1);
    const spans = [...a.wire.spans, ...b.wire.spans].toSorted((x, y) => x.from - y.from);
    expect(spans).toHaveLength(3);
    for (const [i, { from }] of spans.entries()) {
      if (i > 0) expect(from).toBeGreaterThanOrEqual(spans[i - 1]?.to ?? 0);
    }
  },
);

test("a server that is away is walked past", async () => {
  const b = await server();
  await b.says(true, 1);
  const { edge, said } = await gateway({
    servers: ["mqtt://127.0.0.1:1", b.url],
    primaryHost: "scada",
  });
  await until("born at b", () => edge.status().born);
  expect(said.join()).toContain("GATEWAY_BROKER_UNREACHABLE");
  expect(edge.status().lastError).toBeNull();
});

test("a misspelt host id is said after 10 s, with the hosts that are there", async () => {
  const a = await server();
  await a.says(true, 1);
  const { edge, said, clock } = await gateway({ servers: [a.url], primaryHost: "scda" });
  await until("connected", () => edge.status().connected);
  expect(edge.status()).toMatchObject({ born: false, hostOnline: false, waitingFor: null });
  clock.ahead = 10_000;
  await until("asked", () => edge.status().waitingFor?.includes("spBv1.0/STATE/scada") === true);
  expect(said.filter((line) => line.includes("等待主机 scda 的 STATE"))).toHaveLength(1);
});
