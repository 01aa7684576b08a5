// The Sparkplug host application on MQTT (Sparkplug 3.0 ch. 5): STATE birth and death, subscription to
// everything, commands to gateways. Every connection is a new client with a new will, because the birth
// must carry the timestamp of the will of that very CONNECT (host-topic-phid-birth-payload-timestamp).
import mqtt, { type IClientOptions, type MqttClient } from "mqtt";
import { encodePayload } from "#contracts/sparkplug-encode.ts";
import { commandPayload, type HostCommand } from "#contracts/sparkplug-evidence.ts";
import { formatTopic, namespace } from "#contracts/sparkplug-topic.ts";
import type { Clock } from "#contracts/time.ts";
import { IngestError } from "../errors.ts";
import { type Notify, noticeOf } from "../notice.ts";

export type HostSessionOptions = {
  readonly url: string;
  readonly hostId: string;
  readonly username?: string;
  readonly password?: string;
  readonly clock: Clock;
  readonly notify: Notify;
  readonly onMessage: (topic: string, payload: Uint8Array) => void;
  /** The connection is up and everything is subscribed. */
  readonly onOnline: () => void;
  readonly onOffline: () => void;
  readonly connectTimeoutMs?: number;
  readonly reconnectMs?: number;
};

const maxReconnectMs = 10_000;

export class HostSession {
  readonly #options: HostSessionOptions;
  readonly #stateTopic: string;
  #client: MqttClient | undefined;
  #stateTime = 0;
  #online = false;
  #closed = false;
  #told = false;
  #retry: NodeJS.Timeout | undefined;
  #pauseMs: number;

  constructor(options: HostSessionOptions) {
    this.#options = options;
    this.#stateTopic = formatTopic({ type: "STATE", host: options.hostId });
    this.#pauseMs = options.reconnectMs ?? 500;
  }

  get online(): boolean {
    return this.#online;
  }

  /** Connects, and again whenever the connection is lost, until close(). */
  open(): void {
    const options = this.#options;
    // Never the same twice, or a late will could pass for a newer state.
    this.#stateTime = Math.max(options.clock.now(), this.#stateTime + 1);
    const settings: IClientOptions = {
      clientId: options.hostId,
      clean: true,
      reconnectPeriod: 0,
      connectTimeout: options.connectTimeoutMs ?? 10_000,
      keepalive: 30,
      // Otherwise commands of an old session would go out before the birth of the new one.
      queueQoSZero: false,
      will: {
        topic: this.#stateTopic,
        payload: this.#state(false, this.#stateTime),
        qos: 1,
        retain: true,
      },
      ...(options.username === undefined ? {} : { username: options.username }),
      ...(options.password === undefined ? {} : { password: options.password }),
    };
    const client = mqtt.connect(options.url, settings);
    this.#client = client;
    client.on("connect", () => this.#subscribe(client));
    client.on("message", (topic, payload, { retain }) => {
      if (topic === this.#stateTopic) this.#ownState(client, payload);
      // Births and data are never retained: a retained one is from another age.
      else if (!retain) options.onMessage(topic, payload);
    });
    client.on("error", (error) => this.#unreachable(error));
    client.on("close", () => this.#lost(client));
  }

  /** Sends commands to a gateway; while offline they are dropped, for they are repeated anyway. */
  send(site: string, gateway: string, commands: readonly HostCommand[]): void {
    if (!this.#online) return;
    const payload = encodePayload(commandPayload(commands, this.#options.clock.now()));
    const topic = formatTopic({ type: "NCMD", group: site, node: gateway });
    this.#client?.publish(topic, Buffer.from(payload), { qos: 0, retain: false });
  }

  /** Says that the host goes, with the current time, and disconnects. */
  async close(deadlineMs: number): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#retry);
    const client = this.#client;
    if (client === undefined) return;
    const gone = new Promise<void>((resolve) => {
      if (!client.connected) {
        client.end(true, {}, () => resolve());
        return;
      }
      const death = this.#state(false, Math.max(this.#options.clock.now(), this.#stateTime));
      client.publish(this.#stateTopic, death, { qos: 1, retain: true }, () => {
        client.end(false, {}, () => resolve());
      });
    });
    let timer: NodeJS.Timeout | undefined;
    const deadline = new Promise<void>((resolve) => {
      timer = setTimeout(() => {
        client.end(true);
        resolve();
      }, deadlineMs);
    });
    await Promise.race([gone, deadline]);
    clearTimeout(timer);
    this.#online = false;
  }

  #state(online: boolean, timestamp: number): Buffer {
    return Buffer.from(JSON.stringify({ online, timestamp }));
  }

  /** host-topic-phid-birth-sub-required: first subscribe, then the birth. */
  #subscribe(client: MqttClient): void {
    const filters = { [this.#stateTopic]: { qos: 1 }, [`${namespace}/#`]: { qos: 0 } } as const;
    client.subscribe(filters, (error, granted) => {
      if (client !== this.#client || client.disconnecting || this.#closed) return;
      const refused = granted?.find(({ qos }) => qos > 2);
      if (error !== null || refused !== undefined) {
        this.#unreachable(error ?? new Error(`subscription to ${refused?.topic} refused`));
        client.end(true);
        return;
      }
      this.#pauseMs = this.#options.reconnectMs ?? 500;
      this.#online = true;
      this.#told = false;
      this.#publishBirth(client);
      this.#options.onOnline();
    });
  }

  #publishBirth(client: MqttClient): void {
    const birth = this.#state(true, this.#stateTime);
    client.publish(this.#stateTopic, birth, { qos: 1, retain: true });
  }

  /** Somebody, most likely an old will, said that this host is offline (hid-sparkplug-state-message-delivered). */
  #ownState(client: MqttClient, payload: Buffer): void {
    if (client.disconnecting || this.#closed) return;
    let said: unknown;
    try {
      said = JSON.parse(payload.toString("utf8"));
    } catch {
      said = undefined;
    }
    const { online, timestamp } = (said ?? {}) as { online?: unknown; timestamp?: unknown };
    if (Number.isSafeInteger(timestamp) && Number(timestamp) > this.#stateTime) {
      // Our clock went back since: gateways would take our birth for an old one. A new connection, whose
      // will and birth are newer still.
      this.#stateTime = Number(timestamp);
      this.#told = true;
      client.end(true);
    } else if (this.#online && online !== true) this.#publishBirth(client);
  }

  /** Told once per outage. */
  #unreachable(cause: Error): void {
    if (this.#told) return;
    this.#told = true;
    const { url } = this.#options;
    this.#options.notify(
      noticeOf(
        "warn",
        new IngestError(
          "INGEST_BROKER_UNREACHABLE",
          `无法连接 MQTT 服务器 ${url}(${cause.message}),将自动重试;请检查地址、账号与网络 · cannot reach MQTT broker ${url} (${cause.message}), trying again: check address, credential and network`,
          { url, reason: cause.message },
          { cause },
        ),
      ),
    );
  }

  #lost(client: MqttClient): void {
    if (client !== this.#client) return;
    const wasOnline = this.#online;
    this.#online = false;
    if (this.#closed) return;
    client.removeAllListeners();
    // Late errors of a client that is gone must not be unhandled.
    client.on("error", () => undefined);
    client.end(true);
    if (wasOnline) {
      this.#unreachable(new Error("connection lost"));
      this.#options.onOffline();
    }
    this.#retry = setTimeout(() => this.open(), this.#pauseMs);
    this.#pauseMs = Math.min(this.#pauseMs * 2, maxReconnectMs);
  }
}
