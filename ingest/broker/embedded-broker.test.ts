// Who is let in and what he may do, on real sockets; every refusal names its reason.
import { connect as connectSocket, createServer } from "node:net";
import mqtt, { type IClientOptions, type MqttClient } from "mqtt";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { errorCode } from "#contracts/errors.ts";
import type { Notice } from "../notice.ts";
import { type EmbeddedBroker, openEmbeddedBroker } from "./embedded-broker.ts";
import { hashPassword, matchesHash, parseScryptHash } from "./password-hash.ts";
import { mayLeaveWill, mayPublish, maySubscribe } from "./topic-rights.ts";

const one = { kind: "gateway", site: "s", gateway: "g1" } as const;
const two = { kind: "gateway", site: "s", gateway: "g2" } as const;
const host = { kind: "host", hostId: "h" } as const;

let broker: EmbeddedBroker;
let notices: Notice[];
const clients: MqttClient[] = [];

beforeEach(async () => {
  notices = [];
  broker = await openEmbeddedBroker({
    host: "127.0.0.1",
    port: 0,
    credentials: [
      { username: "u1", secret: { kind: "plain", text: "p1" }, principal: one },
      { username: "u2", secret: { kind: "plain", text: "p2" }, principal: two },
      { username: "uh", secret: { kind: "plain", text: "ph" }, principal: host },
    ],
    maxPacketBytes: 10_000,
    maxConnections: 4,
    notify: (notice) => notices.push(notice),
  });
});

afterEach(async () => {
  for (const client of clients.splice(0)) await client.endAsync(true);
  await broker.close();
});

async function connect(username: string, password: string, options: IClientOptions = {}) {
  const client = mqtt.connect(`mqtt://127.0.0.1:${broker.port}`, {
    username,
    password,
    clientId: username,
    reconnectPeriod: 0,
    ...options,
  });
  clients.push(client);
  client.on("error", () => undefined);
  await new Promise<void>((resolve, reject) => {
    client.once("connect", () => resolve());
    client.once("error", reject);
    client.once("close", () => reject(new Error("closed")));
  });
  return client;
}

async function refused(reason: Record<string, unknown>): Promise<void> {
  const found = await vi.waitUntil(
    () => notices.find(({ code }) => code === "INGEST_BROKER_REFUSED"),
    { timeout: 5_000, interval: 5 },
  );
  expect(found.detail).toMatchObject(reason);
}

const closed = (client: MqttClient) =>
  new Promise<void>((resolve) => client.once("close", () => resolve()));

test("an unknown user and a wrong password are refused alike", async () => {
  await expect(connect("nobody", "p1")).rejects.toThrow(/Bad username or password/);
  await refused({ what: "credentials", subject: "nobody" });
  notices.length = 0;
  await expect(connect("u1", "p2")).rejects.toThrow(/Bad username or password/);
  await refused({ what: "credentials", subject: "u1" });
});

test("a client id in use is not taken over by another credential", async () => {
  const first = await connect("u1", "p1", { clientId: "gateway-1" });
  await expect(connect("u2", "p2", { clientId: "gateway-1" })).rejects.toThrow(
    /Identifier rejected/,
  );
  await refused({ what: "client-id", subject: "gateway-1" });
  expect(first.connected).toBe(true);
});

test("the same credential takes its own client id over, as after a lost connection", async () => {
  const first = await connect("u1", "p1", { clientId: "gateway-1" });
  const gone = closed(first);
  const second = await connect("u1", "p1", { clientId: "gateway-1" });
  await gone;
  expect(second.connected).toBe(true);
  // The old connection's end must not have freed the id for others.
  await expect(connect("u2", "p2", { clientId: "gateway-1" })).rejects.toThrow(
    /Identifier rejected/,
  );
});

test("another gateway's death as a will is refused at the door", async () => {
  const will = {
    topic: "spBv1.0/s/NDEATH/g2",
    payload: Buffer.of(),
    qos: 1,
    retain: false,
  } as const;
  await expect(connect("u1", "p1", { will })).rejects.toThrow(/Not authorized/);
  await refused({ what: "will", subject: "spBv1.0/s/NDEATH/g2" });
});

test("a publication under another gateway's name ends the connection", async () => {
  const client = await connect("u1", "p1");
  const gone = closed(client);
  client.publish("spBv1.0/s/NDATA/g2", "x");
  await gone;
  await refused({ what: "publish", subject: "spBv1.0/s/NDATA/g2" });
});

test("a command by a gateway is refused even to itself", async () => {
  const client = await connect("u1", "p1");
  const gone = closed(client);
  client.publish("spBv1.0/s/NCMD/g1", "x");
  await gone;
  await refused({ what: "publish", subject: "spBv1.0/s/NCMD/g1" });
});

test("a subscription to another gateway's data is refused by SUBACK", async () => {
  const client = await connect("u1", "p1");
  await expect(client.subscribeAsync("spBv1.0/#")).rejects.toThrow(/Unspecified error/);
  await refused({ what: "subscribe", subject: "spBv1.0/#" });
  expect(client.connected).toBe(true);
});

test("a packet beyond the limit ends the connection before it is whole", async () => {
  const client = await connect("u1", "p1");
  const gone = closed(client);
  client.publish("spBv1.0/s/NDATA/g1", Buffer.alloc(200_000));
  await gone;
  await refused({ what: "packet", limit: 10_000 });
});

test("connections beyond the limit are dropped and told", async () => {
  const sockets = Array.from({ length: 5 }, () => connectSocket(broker.port, "127.0.0.1"));
  for (const socket of sockets) socket.on("error", () => undefined);
  await refused({ what: "connections", limit: 4 });
  for (const socket of sockets) socket.destroy();
});

test("an occupied port names host, port and mend", async () => {
  const squatter = createServer();
  await new Promise<void>((resolve) => squatter.listen(0, "127.0.0.1", resolve));
  const { port } = squatter.address() as { port: number };
  const failed = await openEmbeddedBroker({
    host: "127.0.0.1",
    port,
    credentials: [],
    maxPacketBytes: 1,
    maxConnections: 1,
    notify: () => undefined,
  }).then(
    () => undefined,
    (error) => error,
  );
  squatter.close();
  expect(errorCode(failed)).toBe("INGEST_PORT_IN_USE");
  expect(failed.message).toContain(`127.0.0.1:${port}`);
  expect(failed.detail).toMatchObject({ host: "127.0.0.1", port });
});

test.each([
  [one, "spBv1.0/s/NBIRTH/g1", true],
  [one, "spBv1.0/s/DDATA/g1/device", true],
  [one, "spBv1.0/s/DDATA/g2/device", false],
  [one, "spBv1.0/other/NDATA/g1", false],
  [one, "spBv1.0/s/DCMD/g1/device", false],
  [one, "spBv1.0/STATE/h", false],
  [one, "elsewhere", false],
  [host, "spBv1.0/s/NCMD/g1", true],
  [host, "spBv1.0/STATE/h", true],
  [host, "spBv1.0/STATE/other", false],
  [host, "spBv1.0/s/NDATA/g1", false],
])("%o publishing %s: %s", (principal, topic, allowed) => {
  expect(mayPublish(principal, topic)).toBe(allowed);
});

test.each([
  [one, "spBv1.0/s/NCMD/g1", true],
  [one, "spBv1.0/s/DCMD/g1/#", true],
  [one, "spBv1.0/STATE/h", true],
  [one, "spBv1.0/STATE/+", true],
  [one, "spBv1.0/s/NCMD/+", false],
  [one, "spBv1.0/+/NCMD/g1", false],
  [one, "spBv1.0/s/NDATA/g1", false],
  [one, "#", false],
  [one, "$SYS/#", false],
  [host, "spBv1.0/#", true],
  [host, "#", false],
])("%o subscribing %s: %s", (principal, filter, allowed) => {
  expect(maySubscribe(principal, filter)).toBe(allowed);
});

test("wills are a gateway's own death and the host's own state", () => {
  expect(mayLeaveWill(one, "spBv1.0/s/NDEATH/g1")).toBe(true);
  expect(mayLeaveWill(one, "spBv1.0/s/NBIRTH/g1")).toBe(false);
  expect(mayLeaveWill(host, "spBv1.0/STATE/h")).toBe(true);
  expect(mayLeaveWill(host, "spBv1.0/s/NCMD/g1")).toBe(false);
});

test("a password is checked against its scrypt hash; RFC 7914 §12 vector", async () => {
  const rfc =
    "fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b3731622eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640";
  const vector = {
    cost: 1024,
    blockSize: 8,
    parallelization: 16,
    salt: Buffer.from("NaCl"),
    hash: Buffer.from(rfc, "hex"),
  };
  expect(await matchesHash(Buffer.from("password"), vector)).toBe(true);
  expect(await matchesHash(Buffer.from("Password"), vector)).toBe(false);
  const made = parseScryptHash(await hashPassword("secret"));
  expect(made && (await matchesHash(Buffer.from("secret"), made))).toBe(true);
  expect(
    parseScryptHash("scrypt$1048576$32$1$AAAAAAAAAAAAAAAAAAAAAA==$AAAAAAAAAAAAAAAAAAAAAA=="),
  ).toBe(undefined);
});
