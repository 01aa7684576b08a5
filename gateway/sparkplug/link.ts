// One MQTT connection with its own will, never reconnected: the next connection is a new one with a new
// will. Every wait is bounded, and so is what waits for the socket.
import { connect, type IClientOptions, type MqttClient } from "mqtt";
import { GatewayError } from "../errors.ts";
import { brokerError, droppedError } from "./broker-error.ts";
import type { BrokerOptions } from "./broker-options.ts";
import { InFlight, stuckMs } from "./in-flight.ts";

const connectMs = 10_000;
const subscribeMs = 5_000;
const closeMs = 2_000;
/** Commands are some hundred bytes, a cosigned checkpoint some thousand. */
const maxIncomingBytes = 1 << 20;
/** Greatest remaining length, MQTT 3.1.1 §2.2.3 and 5.0 §1.5.5. */
const protocolMaxBytes = 268_435_455;
/** "Disconnect with Will Message", MQTT 5.0 §3.14.2.1. */
const disconnectWithWill = 0x04;

export interface Link {
  /** Bytes that may be published now; 0 or less while the socket is behind. */
  readonly room: number;
  /** The same for what is not urgent: half of it stays free for live records. */
  readonly spareRoom: number;
  /** Largest packet that the server takes. */
  readonly maxPacketBytes: number;
  /** Hands a message to the socket, QoS 0, not retained. */
  publish(topic: string, payload: Uint8Array): void;
  /** Subscribes to something that is good to know; whether the server lets it does not matter. */
  peek(topic: string): void;
  /** Closes the link when the socket has taken nothing for too long. @param at monotonic ms */
  watch(at: number): void;
  /**
   * Ends after what was published. With MQTT 5 by "Disconnect with Will Message"
   * (tck-id-payloads-ndeath-will-message-publisher-disconnect-mqtt50). With 3.1.1 by DISCONNECT, if the death
   * was published; else without, so that the server publishes it
   * (tck-id-payloads-ndeath-will-message-publisher-disconnect-mqtt311).
   */
  close(): Promise<void>;
}

export type LinkEvents = {
  readonly onMessage: (topic: string, payload: Uint8Array) => void;
  /** Once, when the link is gone for whatever reason. */
  readonly onClosed: (reason: GatewayError | undefined) => void;
};

export type Will = { readonly topic: string; readonly payload: Uint8Array };

function within<T>(ms: number, what: string, work: Promise<T>): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`${what}: no answer in ${ms} ms`)), ms);
  return Promise.race([work, promise]).finally(() => clearTimeout(timer));
}

function opened(client: MqttClient): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  client.once("connect", ({ properties }) =>
    resolve(properties?.maximumPacketSize ?? protocolMaxBytes),
  );
  client.once("error", reject);
  // The reason of a server that hangs up may come after its hanging up.
  client.once("close", () => setImmediate(reject, new Error("connection closed")));
  return promise;
}

class MqttLink implements Link {
  readonly #client: MqttClient;
  readonly #url: string;
  readonly #death: string;
  readonly #inFlight = new InFlight();
  #deathSaid = false;
  maxPacketBytes = protocolMaxBytes;
  failure: GatewayError | undefined;

  constructor(client: MqttClient, url: string, death: string) {
    this.#client = client;
    this.#url = url;
    this.#death = death;
  }

  get room(): number {
    return this.#inFlight.room;
  }
  get spareRoom(): number {
    return this.#inFlight.spareRoom;
  }

  publish(topic: string, payload: Uint8Array): void {
    const size = payload.length;
    this.#inFlight.handed(size);
    this.#deathSaid ||= topic === this.#death;
    const body = Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength);
    const options = { qos: 0, retain: false } as const;
    this.#client.publish(topic, body, options, () => this.#inFlight.taken(size));
  }

  peek(topic: string): void {
    this.#client.subscribe(topic, { qos: 0 }, () => undefined);
  }

  watch(at: number): void {
    if (!this.#inFlight.stuck(at)) return;
    this.failure = new GatewayError(
      "GATEWAY_PUBLISH_TIMEOUT",
      `MQTT 服务器 ${this.#url} 已 ${stuckMs / 1000} 秒不收数据,重新连接 · The broker ${this.#url} took nothing for ${stuckMs / 1000} s; connecting anew.`,
      { url: this.#url },
    );
    this.#client.stream.destroy();
  }

  async close(): Promise<void> {
    const withWill = this.#client.options.protocolVersion === 5;
    if (!withWill && !this.#deathSaid) {
      this.#client.stream.destroy();
      return;
    }
    const end = new Promise<void>((resolve) => {
      this.#client.end(false, withWill ? { reasonCode: disconnectWithWill } : {}, () => resolve());
    });
    await within(closeMs, "DISCONNECT", end).catch(() => {
      // A second end() is ignored while the first waits for a socket that takes nothing.
      this.#client.stream.destroy();
    });
  }
}

/** CONNECT of an edge node: a clean session, and a will of QoS 1 that is not retained. */
function connectOptions(broker: BrokerOptions, will: Will): IClientOptions {
  const { clientId, username, password, tls = {}, protocol = 4 } = broker;
  const properties = { sessionExpiryInterval: 0, maximumPacketSize: maxIncomingBytes };
  return {
    protocolVersion: protocol,
    ...(protocol === 5 ? { properties } : {}),
    clean: true,
    reconnectPeriod: 0,
    queueQoSZero: false,
    resubscribe: false,
    // 65 536 Buffers of two bytes each, 11 MB, to save nothing that can be measured.
    writeCache: false,
    // Pings go on while data flows, or a half-open socket would be noticed only when it is full.
    reschedulePings: false,
    connectTimeout: connectMs,
    keepalive: broker.keepAliveSeconds ?? 30,
    clientId,
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
    ...(tls.ca === undefined ? {} : { ca: Buffer.from(tls.ca) }),
    ...(tls.cert === undefined ? {} : { cert: Buffer.from(tls.cert) }),
    ...(tls.key === undefined ? {} : { key: Buffer.from(tls.key) }),
    will: { topic: will.topic, payload: Buffer.from(will.payload), qos: 1, retain: false },
  };
}

/**
 * Connects to a server with this will and subscribes. Rejects with GATEWAY_BROKER_*.
 * Messages may arrive before it resolves. The signal ends the attempt, not the link.
 */
export async function openLink(
  broker: BrokerOptions,
  url: string,
  will: Will,
  subscriptions: readonly string[],
  events: LinkEvents,
  signal: AbortSignal,
): Promise<Link> {
  let failure: GatewayError | undefined;
  let client: MqttClient;
  try {
    client = connect(url, connectOptions(broker, will));
  } catch (error) {
    // Certificate and key that do not belong together, for one.
    throw brokerError(url, error);
  }
  const link = new MqttLink(client, url, will.topic);
  client.on("error", (error) => {
    failure = brokerError(url, error);
  });
  client.on("disconnect", ({ reasonCode, properties }) => {
    failure = droppedError(url, reasonCode ?? 0, properties?.reasonString ?? "");
  });
  const abort = (): void => {
    client.end(true);
  };
  signal.addEventListener("abort", abort, { once: true });
  try {
    client.on("message", (topic, payload) => events.onMessage(topic, payload));
    link.maxPacketBytes = await within(connectMs + 1_000, "CONNECT", opened(client));
    const granted = client.subscribeAsync([...subscriptions], { qos: 1 });
    await within(subscribeMs, "SUBSCRIBE", granted);
  } catch (error) {
    client.end(true);
    throw failure ?? brokerError(url, error);
  } finally {
    signal.removeEventListener("abort", abort);
  }
  const closed = (): void => events.onClosed(link.failure ?? failure);
  if (client.connected) client.once("close", closed);
  else queueMicrotask(closed);
  return link;
}
