// A scripted Sparkplug host for tests: keeps what arrives, sends what it is told to, and can cut links.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import {
  type AddressInfo,
  connect as connectSocket,
  createServer,
  type Server,
  type Socket,
} from "node:net";
import { join } from "node:path";
import { Aedes } from "aedes";
import { connectAsync, type MqttClient } from "mqtt";
import { datatypes } from "#contracts/sparkplug-datatype.ts";
import { decodePayload } from "#contracts/sparkplug-decode.ts";
import { encodePayload } from "#contracts/sparkplug-encode.ts";
import {
  commandPayload,
  evidenceNames,
  type HostCommand,
  nodeNames,
  propertyKeys,
  propertyValue,
} from "#contracts/sparkplug-evidence.ts";
import type { Payload } from "#contracts/sparkplug-payload.ts";

/** Waits until the condition holds, looking often; rejects after the time with what was awaited. */
export async function until(
  what: string,
  condition: () => boolean | Promise<boolean>,
  ms = 15_000,
): Promise<void> {
  const end = performance.now() + ms;
  while (!(await condition())) {
    if (performance.now() > end) throw new Error(`in ${ms} ms not: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

export type Arrived = {
  readonly sequence: number;
  readonly historical: boolean;
  readonly topic: string;
};

export class TestHost {
  readonly client: MqttClient;
  readonly births: Payload[] = [];
  readonly equipmentBirths: Payload[] = [];
  readonly deaths: Payload[] = [];
  readonly topics: string[] = [];
  readonly arrived: Arrived[] = [];
  readonly checkpoints: string[] = [];
  #aliases = new Map<number, string>();
  log = "";

  private constructor(client: MqttClient) {
    this.client = client;
    client.on("message", (topic, bytes) => this.#receive(topic, decodePayload(bytes)));
  }

  static async connect(port: number): Promise<TestHost> {
    const client = await connectAsync(`mqtt://127.0.0.1:${port}`, { reconnectPeriod: 50 });
    const host = new TestHost(client);
    await client.subscribeAsync("spBv1.0/s/#");
    return host;
  }

  get sequences(): Set<number> {
    return new Set(this.arrived.map(({ sequence }) => sequence));
  }

  #receive(topic: string, payload: Payload): void {
    if (topic.includes("/NCMD/")) return;
    this.topics.push(topic);
    if (topic.includes("/NDEATH/")) this.deaths.push(payload);
    if (topic.includes("BIRTH/")) this.#birth(topic, payload);
    if (topic.includes("DATA/")) this.#data(topic, payload);
  }

  #birth(topic: string, payload: Payload): void {
    if (topic.includes("/NBIRTH/")) {
      this.births.push(payload);
      const log = payload.metrics.find(({ name }) => name === evidenceNames.log);
      this.log = String(log?.value?.value);
    } else this.equipmentBirths.push(payload);
    for (const { alias, name } of payload.metrics) {
      if (alias !== undefined && name !== undefined) this.#aliases.set(alias, name);
    }
  }

  #data(topic: string, payload: Payload): void {
    for (const metric of payload.metrics) {
      const name = this.#aliases.get(metric.alias ?? -1);
      if (name === evidenceNames.checkpoint) this.checkpoints.push(String(metric.value?.value));
      if (name !== evidenceNames.sequence) continue;
      if (propertyValue(metric, propertyKeys.gatewayTime, datatypes.UInt64) === undefined) {
        throw new Error("a record without gateway time");
      }
      const sequence = Number(metric.value?.value);
      this.arrived.push({ sequence, topic, historical: metric.isHistorical === true });
    }
  }

  bdSeq(birth: number): unknown {
    return this.births[birth]?.metrics.find(({ name }) => name === nodeNames.bdSeq)?.value?.value;
  }

  async send(...commands: HostCommand[]): Promise<void> {
    const payload = encodePayload(commandPayload(commands, Date.now()));
    await this.client.publishAsync("spBv1.0/s/NCMD/g", Buffer.from(payload), { qos: 0 });
  }

  async acknowledge(below: number): Promise<void> {
    await this.send({ kind: "acknowledged", log: this.log, below, hostTime: Date.now() });
  }

  async close(): Promise<void> {
    await this.client.endAsync(true);
  }
}

export type TestBroker = { readonly port: number; close(): Promise<void> };

/** @param may whether a client with this user name may connect, and whether anybody may subscribe */
export async function startAedes(
  port = 0,
  may: { connect?: (user: string | undefined) => boolean; subscribe?: boolean } = {},
): Promise<TestBroker> {
  const aedes = await Aedes.createBroker({
    authenticate: (_client, user, _password, done) => done(null, may.connect?.(user) ?? true),
    authorizeSubscribe: (_client, wanted, done) =>
      done(null, may.subscribe === false ? null : wanted),
  });
  const server = createServer(aedes.handle);
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    close: async () => {
      server.close();
      await new Promise<void>((resolve) => aedes.close(() => resolve()));
    },
  };
}

/** A way to the broker that can be cut and held. */
export class Wire {
  readonly #server: Server;
  readonly #target: number;
  readonly #sockets = new Set<Socket>();
  down = false;

  private constructor(target: number) {
    this.#target = target;
    this.#server = createServer((socket) => this.#join(socket));
  }

  static async to(target: number): Promise<Wire> {
    const wire = new Wire(target);
    wire.#server.listen(0, "127.0.0.1");
    await once(wire.#server, "listening");
    return wire;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  #join(near: Socket): void {
    if (this.down) {
      near.destroy();
      return;
    }
    const far = connectSocket(this.#target, "127.0.0.1");
    for (const [a, b] of [
      [near, far],
      [far, near],
    ] as const) {
      this.#sockets.add(a);
      a.pipe(b);
      a.on("error", () => undefined);
      a.on("close", () => {
        this.#sockets.delete(a);
        b.destroy();
      });
    }
  }

  cut(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  close(): void {
    this.down = true;
    this.cut();
    this.#server.close();
  }
}

/** Debian's mosquitto as a child process on a fixed port; undefined where it is not installed. */
export async function startMosquitto(
  folder: string,
  port: number,
): Promise<ChildProcess | undefined> {
  const file = join(folder, "mosquitto.conf");
  writeFileSync(file, `listener ${port} 127.0.0.1\nallow_anonymous true\npersistence false\n`);
  const child = spawn("/usr/sbin/mosquitto", ["-c", file], { stdio: "ignore" });
  const failed = once(child, "error").then(() => true);
  const started = once(child, "spawn").then(() => false);
  return (await Promise.race([failed, started])) ? undefined : child;
}

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

/** A broker that lets a client in and then reads no more, as a frozen machine does. */
export async function startFrozenBroker(): Promise<{ readonly port: number; close(): void }> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined);
    // CONNACK, accepted (MQTT 3.1.1 §3.2).
    socket.once("data", () => {
      socket.write(Uint8Array.of(0x20, 2, 0, 0));
      socket.once("data", (subscribe) => {
        // SUBACK with the packet's own id, QoS 1 granted (§3.9).
        socket.write(Uint8Array.of(0x90, 3, subscribe[2] ?? 0, subscribe[3] ?? 0, 1));
        socket.pause();
      });
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    close: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}
