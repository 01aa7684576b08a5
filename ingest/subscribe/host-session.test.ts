// The host's STATE on a bare broker: will, birth, what it does when its broker goes and comes back.
import { createServer, type Server } from "node:net";
import { Aedes } from "aedes";
import { afterEach, expect, test, vi } from "vitest";
import type { Notice } from "../notice.ts";
import { HostSession } from "./host-session.ts";

const cleanUp: (() => unknown)[] = [];
afterEach(async () => {
  for (const step of cleanUp.splice(0).reverse()) await step();
});

type State = { online: boolean; timestamp: number };

async function until(what: string, condition: () => boolean): Promise<void> {
  await vi.waitFor(() => expect(condition(), what).toBe(true), { timeout: 8_000, interval: 5 });
}

async function broker(port = 0) {
  const wills: { topic: string; payload: Buffer; qos: number; retain: boolean }[] = [];
  const states: State[] = [];
  const subscribed: string[] = [];
  const aedes = await Aedes.createBroker({
    preConnect: (_client, packet, done) => {
      const { will } = packet as unknown as { will: (typeof wills)[number] };
      wills.push(will);
      done(null, true);
    },
  });
  aedes.on("publish", (packet) => {
    if (packet.topic === "spBv1.0/STATE/h") states.push(JSON.parse(String(packet.payload)));
  });
  aedes.on("subscribe", (subscriptions) => {
    // What came before the birth counts.
    if (states.length === 0) subscribed.push(...subscriptions.map(({ topic }) => topic));
  });
  const server: Server = createServer((socket) => aedes.handle(socket));
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  const close = async () => {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    await new Promise<void>((resolve) => aedes.close(resolve));
    await closed;
  };
  const address = server.address() as { port: number };
  return { aedes, port: address.port, wills, states, subscribed, close };
}

function session(port: number) {
  const notices: Notice[] = [];
  const counts = { online: 0, offline: 0 };
  const messages: string[] = [];
  let now = 1_760_000_000_000;
  const host = new HostSession({
    url: `mqtt://127.0.0.1:${port}`,
    hostId: "h",
    clock: { now: () => now++, monotonic: () => performance.now() },
    notify: (notice) => notices.push(notice),
    onMessage: (topic) => messages.push(topic),
    onOnline: () => {
      counts.online += 1;
    },
    onOffline: () => {
      counts.offline += 1;
    },
    reconnectMs: 20,
  });
  cleanUp.push(() => host.close(1_000));
  host.open();
  return { host, notices, counts, messages };
}

test("payloads-state-will-message-*, host-topic-phid-birth-*: will and birth carry one timestamp, retained, QoS 1", async () => {
  const at = await broker();
  cleanUp.push(at.close);
  session(at.port);
  await until("the birth is out", () => at.states.length > 0);
  const [will] = at.wills;
  expect(will).toMatchObject({ topic: "spBv1.0/STATE/h", qos: 1, retain: true });
  const left: State = JSON.parse(String(will?.payload));
  expect(left.online).toBe(false);
  expect(at.states[0]).toEqual({ online: true, timestamp: left.timestamp });
  expect(at.subscribed.sort()).toEqual(["spBv1.0/#", "spBv1.0/STATE/h"]);
});

test("own STATE seen offline is answered by the birth again", async () => {
  const at = await broker();
  cleanUp.push(at.close);
  session(at.port);
  await until("the birth is out", () => at.states.length > 0);
  const payload = Buffer.from(JSON.stringify({ online: false, timestamp: 1 }));
  const packet = {
    cmd: "publish",
    topic: "spBv1.0/STATE/h",
    payload,
    qos: 1,
    retain: true,
    dup: false,
  };
  at.aedes.publish(packet as Parameters<Aedes["publish"]>[0], () => undefined);
  await until("the birth is out again", () => at.states.filter(({ online }) => online).length > 1);
});

test("a clock that went back does not leave a birth that is older than what the broker remembers", async () => {
  const at = await broker();
  cleanUp.push(at.close);
  const ahead = 1_760_000_000_000 + 3_600_000;
  const payload = Buffer.from(JSON.stringify({ online: false, timestamp: ahead }));
  const topic = "spBv1.0/STATE/h";
  const packet = { cmd: "publish", topic, payload, qos: 1, retain: true, dup: false };
  at.aedes.publish(packet as Parameters<Aedes["publish"]>[0], () => undefined);
  await until("it is retained", () => at.states.length === 1);
  const { host, notices } = session(at.port);
  await until("the newest state is online and later", () => {
    const newest = at.states.at(-1);
    return newest?.online === true && newest.timestamp > ahead;
  });
  await until("the host is online", () => host.online);
  const timeOf = (will: { payload: Buffer } | undefined): number =>
    JSON.parse(String(will?.payload)).timestamp;
  expect(timeOf(at.wills.at(-1))).toBe(at.states.at(-1)?.timestamp);
  expect(notices).toEqual([]);
});

test("retained births and data are from another age and are not heard", async () => {
  const at = await broker();
  cleanUp.push(at.close);
  const publish = (topic: string, retain: boolean) =>
    new Promise<void>((resolve) => {
      const packet = { cmd: "publish", topic, payload: Buffer.of(1), qos: 0, retain, dup: false };
      at.aedes.publish(packet as Parameters<Aedes["publish"]>[0], () => resolve());
    });
  await publish("spBv1.0/s/NBIRTH/old", true);
  const { host, messages } = session(at.port);
  await until("the host is online", () => host.online);
  await publish("spBv1.0/s/NDATA/new", false);
  await until("the new message is heard", () => messages.includes("spBv1.0/s/NDATA/new"));
  expect(messages).toEqual(["spBv1.0/s/NDATA/new"]);
});

test("a broker that goes and comes back finds a new will with a later time; the outage is told once", async () => {
  const first = await broker();
  const { counts, notices } = session(first.port);
  await until("the host is online", () => counts.online === 1);
  await first.close();
  await until("the loss is noticed", () => counts.offline === 1);
  await until("the outage is told", () => notices.length > 0);
  const second = await broker(first.port);
  cleanUp.push(second.close);
  await until("the host is online again", () => counts.online === 2);
  const timeOf = (will: { payload: Buffer } | undefined): number =>
    JSON.parse(String(will?.payload)).timestamp;
  expect(timeOf(second.wills[0])).toBeGreaterThan(timeOf(first.wills[0]));
  await until("the second birth is out", () => second.states.length > 0);
  expect(second.states[0]?.timestamp).toBe(timeOf(second.wills.at(-1)));
  const told = notices.filter(({ code }) => code === "INGEST_BROKER_UNREACHABLE");
  expect(told).toHaveLength(1);
  expect(told[0]?.detail).toMatchObject({ url: `mqtt://127.0.0.1:${first.port}` });
});
