// TLS, client certificates and passwords against Debian's mosquitto: each thing that can be wrong is said
// with a code of its own and nothing is published; what is right is born.
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { globSync, readFileSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { GatewayErrorCode } from "#gateway/errors.ts";
import { temporaryFolder } from "#gateway/outbox/test-log.ts";
import type { BrokerOptions } from "#gateway/sparkplug/broker-options.ts";
import { openEdge } from "#gateway/sparkplug/edge.ts";
import { freePort, until } from "#gateway/sparkplug/test-host.ts";
import { declared } from "#gateway/sparkplug/test-node.ts";
import { peers, testWith } from "../kit/peers.ts";
import { TlsFiles } from "./tls-files.ts";

const listeners = ["mutual", "password", "expired", "elsewhere", "plain"] as const;
type Listener = (typeof listeners)[number];

let files: TlsFiles;
const ports = new Map<Listener, number>();
const cleanUp: (() => unknown)[] = [];

function certificates(folder: string): TlsFiles {
  const made = new TlsFiles(folder);
  made.authority("ca");
  made.authority("other-ca");
  made.signed("server", "ca", "IP:127.0.0.1");
  made.signed("expired", "ca", "IP:127.0.0.1", -1);
  made.signed("elsewhere", "ca", "DNS:broker.example.com");
  made.signed("client", "ca", "DNS:gw1");
  made.signed("foreign", "other-ca", "DNS:gw1");
  made.signed("outdated", "ca", "DNS:gw1", -1);
  return made;
}

async function broker(folder: string): Promise<void> {
  for (const name of listeners) ports.set(name, await freePort());
  execFileSync("mosquitto_passwd", ["-b", "-c", files.path("passwords"), "gw1", "right"]);
  const tls = (name: string) =>
    `cafile ${files.path("ca.pem")}\ncertfile ${files.path(`${name}.pem`)}\nkeyfile ${files.path(`${name}.key`)}\n`;
  const listener = (name: Listener, ...lines: string[]) =>
    [`listener ${ports.get(name)} 127.0.0.1`, ...lines].join("\n");
  const open = "allow_anonymous true";
  const config = [
    "per_listener_settings true\npersistence false\nuser root",
    listener("mutual", open, tls("server"), "require_certificate true"),
    listener("password", tls("server"), `password_file ${files.path("passwords")}`),
    listener("expired", open, tls("expired")),
    listener("elsewhere", open, tls("elsewhere")),
    listener("plain", open),
  ];
  writeFileSync(`${folder}/mosquitto.conf`, `${config.join("\n")}\n`);
  const child = spawn("mosquitto", ["-c", `${folder}/mosquitto.conf`], { stdio: "ignore" });
  cleanUp.push(async () => {
    const gone = once(child, "exit");
    child.kill("SIGKILL");
    await gone;
  });
  await until("mosquitto answers", () => {
    const socket = connect(ports.get("plain") ?? 0, "127.0.0.1");
    const answered = once(socket, "connect").then(
      () => true,
      () => false,
    );
    return answered.finally(() => socket.destroy());
  });
}

beforeAll(async () => {
  if (!peers.mosquitto()) return;
  const folder = temporaryFolder();
  cleanUp.push(() => folder[Symbol.dispose]());
  files = certificates(folder.path);
  await broker(folder.path);
});
afterAll(async () => {
  for (const step of cleanUp.splice(0).reverse()) await step();
});

async function edgeAt(listener: Listener, options: Partial<BrokerOptions>) {
  const folder = temporaryFolder();
  const said: string[] = [];
  const edge = await openEdge({
    site: "s",
    gatewayId: "g",
    simulated: true,
    dataDir: folder.path,
    declared,
    broker: { servers: [`mqtts://127.0.0.1:${ports.get(listener)}`], clientId: "g", ...options },
    clock: { now: () => Date.now(), monotonic: () => performance.now() },
    log: (message) => said.push(message),
    random: () => 0,
  });
  return {
    edge,
    said,
    close: async () => {
      await edge.stop();
      folder[Symbol.dispose]();
    },
  };
}

/** PEM texts by the names of the files. */
const tls = (ca: string, own?: string): NonNullable<BrokerOptions["tls"]> => ({
  ca: files.pem(`${ca}.pem`),
  ...(own === undefined ? {} : { cert: files.pem(`${own}.pem`), key: files.pem(`${own}.key`) }),
});

const it = testWith("mosquitto");

it.each<[string, Listener, () => Partial<BrokerOptions>]>([
  ["a client certificate, MQTT 3.1.1", "mutual", () => ({ tls: tls("ca", "client") })],
  ["a client certificate, MQTT 5", "mutual", () => ({ tls: tls("ca", "client"), protocol: 5 })],
  [
    "a password",
    "password",
    () => ({ tls: tls("ca"), username: "gw1", password: "right", protocol: 5 }),
  ],
])("with %s the gateway is born", async (_, listener, options) => {
  const { edge, close } = await edgeAt(listener, options());
  try {
    await until("born", () => edge.status().born);
    expect(edge.status().lastError).toBeNull();
  } finally {
    await close();
  }
});

it.each<[string, Listener, () => Partial<BrokerOptions>, GatewayErrorCode]>([
  [
    "a CA that did not sign the server",
    "mutual",
    () => ({ tls: tls("other-ca", "client") }),
    "GATEWAY_BROKER_UNTRUSTED",
  ],
  ["no CA, so the web's", "mutual", () => ({}), "GATEWAY_BROKER_UNTRUSTED"],
  [
    "a server certificate that has expired",
    "expired",
    () => ({ tls: tls("ca") }),
    "GATEWAY_BROKER_CERTIFICATE_EXPIRED",
  ],
  [
    "a server certificate of another host",
    "elsewhere",
    () => ({ tls: tls("ca") }),
    "GATEWAY_BROKER_HOST_NAME",
  ],
  [
    "no client certificate",
    "mutual",
    () => ({ tls: tls("ca") }),
    "GATEWAY_BROKER_CLIENT_CERTIFICATE",
  ],
  [
    "a client certificate of a foreign CA",
    "mutual",
    () => ({ tls: tls("ca", "foreign") }),
    "GATEWAY_BROKER_CLIENT_CERTIFICATE",
  ],
  [
    "a client certificate that has expired, MQTT 5",
    "mutual",
    () => ({ tls: tls("ca", "outdated"), protocol: 5 }),
    "GATEWAY_BROKER_CLIENT_CERTIFICATE",
  ],
  [
    "a wrong password, MQTT 3.1.1",
    "password",
    () => ({ tls: tls("ca"), username: "gw1", password: "wrong" }),
    "GATEWAY_BROKER_CREDENTIALS",
  ],
  [
    "a wrong password, MQTT 5",
    "password",
    () => ({ tls: tls("ca"), username: "gw1", password: "wrong", protocol: 5 }),
    "GATEWAY_BROKER_CREDENTIALS",
  ],
  // It hangs up without a word.
  ["a port without TLS", "plain", () => ({ tls: tls("ca") }), "GATEWAY_BROKER_UNREACHABLE"],
])("%s is said, and nothing is published", async (_, listener, options, code) => {
  const { edge, said, close } = await edgeAt(listener, options());
  try {
    await until("said", () => edge.status().lastError !== null);
    const { lastError, connections, born, published } = edge.status();
    expect(lastError?.code).toBe(code);
    expect(lastError?.message).toMatch(/[一-鿿].* · .*[a-z]/s);
    expect({ connections, born, published }).toEqual({ connections: 0, born: false, published: 0 });
    expect(said.filter((line) => line.startsWith(`[${code}]`))).toHaveLength(1);
  } finally {
    await close();
  }
});

test("no connection of the gateway can switch the check of the other side's certificate off", () => {
  const cwd = fileURLToPath(new URL("../../gateway", import.meta.url));
  const sources = globSync("{drivers,outbox,evidence,poll,sparkplug}/**/*.ts", { cwd });
  expect(sources.length).toBeGreaterThan(50);
  const loose = sources.filter((file) =>
    /rejectUnauthorized\b(?!=false)|NODE_TLS_REJECT|checkServerIdentity/.test(
      readFileSync(`${cwd}/${file}`, "utf8"),
    ),
  );
  expect(loose).toEqual([]);
});
