// One MQTT 3.1.1 connection with its own will, never reconnected: the next connection is a new one with a
// new will. Every wait is bounded; what waits for the socket is counted in bytes and messages.
import { connect, type MqttClient } from "mqtt";
import { GatewayError } from "../errors.ts";

export type BrokerOptions = {
  /** mqtt:// or mqtts:// */
  readonly url: string;
  readonly username?: string;
  readonly password?: string;
  readonly clientId: string;
  /** Sparkplug id of the primary host whose STATE is awaited before birth. */
  readonly primaryHost?: string;
  /** Seconds; 30 by default. */
  readonly keepAliveSeconds?: number;
  /** PEM contents. */
  readonly tls?: {
    readonly ca?: string | Uint8Array;
    readonly cert?: string | Uint8Array;
    readonly key?: string | Uint8Array;
  };
};

/** Bytes and messages that may wait for the socket. */
const maxBytesInFlight = 4 << 20;
const maxMessagesInFlight = 800;
const connectMs = 10_000;
const subscribeMs = 5_000;
const closeMs = 2_000;
/** The socket took nothing for so long, ms: the way is dead. */
const publishMs = 15_000;

export interface Link {
  /** Bytes that may be published now; 0 or less while the socket is behind. */
  readonly room: number;
  /** Hands a message to the socket, QoS 0, not retained. */
  publish(topic: string, payload: Uint8Array): void;
  /** Closes the link when the socket has taken nothing for too long. @param at monotonic ms */
  watch(at: number): void;
  /** DISCONNECT after what was published; the broker then keeps the will to itself. */
  close(): Promise<void>;
}

export type LinkEvents = {
  readonly onMessage: (topic: string, payload: Uint8Array) => void;
  /** Once, when the link is gone for whatever reason. */
  readonly onClosed: (reason: GatewayError | undefined) => void;
};

export type Will = { readonly topic: string; readonly payload: Uint8Array };

function brokerError(url: string, cause: unknown): GatewayError {
  // CONNACK return codes 1-5 (MQTT 3.1.1 §3.2.2.3), or a SUBACK with 128 (§3.9.3): the broker said no.
  const { code, packet } = cause as { code?: unknown; packet?: unknown };
  const message = cause instanceof Error ? cause.message : String(cause);
  // An AggregateError of several addresses has a code and no message.
  const reason = message || String(code);
  if (typeof code === "number" || packet !== undefined) {
    return new GatewayError(
      "GATEWAY_BROKER_REFUSED",
      `MQTT 服务器 ${url} 拒绝连接(${reason})。请检查用户名、密码、客户端标识与权限 · The broker ${url} refused the connection: check user, password, client id and permissions.`,
      { url, reason, at: packet === undefined ? "connect" : "subscribe" },
      { cause },
    );
  }
  return new GatewayError(
    "GATEWAY_BROKER_UNREACHABLE",
    `连不上 MQTT 服务器 ${url}(${reason})。数据已安全落盘,恢复后自动补传 · The broker ${url} cannot be reached; records are kept on disk and sent when it is back.`,
    { url, reason },
    { cause },
  );
}

function within<T>(ms: number, what: string, work: Promise<T>): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`${what}: no answer in ${ms} ms`)), ms);
  return Promise.race([work, promise]).finally(() => clearTimeout(timer));
}

function opened(client: MqttClient): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  client.once("connect", () => resolve());
  client.once("error", reject);
  client.once("close", () => reject(new Error("connection closed")));
  return promise;
}

class MqttLink implements Link {
  readonly #client: MqttClient;
  readonly #url: string;
  #bytes = 0;
  #messages = 0;
  /** Monotonic ms since when the socket has been behind; undefined while it is not. */
  #behindSince: number | undefined;
  #taken = 0;
  #takenSeen = 0;
  failure: GatewayError | undefined;

  constructor(client: MqttClient, url: string) {
    this.#client = client;
    this.#url = url;
  }

  get room(): number {
    return this.#messages >= maxMessagesInFlight ? 0 : maxBytesInFlight - this.#bytes;
  }

  publish(topic: string, payload: Uint8Array): void {
    const size = payload.length;
    this.#bytes += size;
    this.#messages += 1;
    const body = Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength);
    this.#client.publish(topic, body, { qos: 0, retain: false }, () => {
      this.#bytes -= size;
      this.#messages -= 1;
      this.#taken += 1;
    });
  }

  watch(at: number): void {
    const moved = this.#taken !== this.#takenSeen;
    this.#takenSeen = this.#taken;
    if (this.#messages === 0 || moved || this.#behindSince === undefined) {
      this.#behindSince = this.#messages === 0 ? undefined : at;
      return;
    }
    if (at - this.#behindSince < publishMs) return;
    this.failure = new GatewayError(
      "GATEWAY_PUBLISH_TIMEOUT",
      `MQTT 服务器 ${this.#url} 已 ${publishMs / 1000} 秒不收数据,重新连接 · The broker ${this.#url} took nothing for ${publishMs / 1000} s; connecting anew.`,
      { url: this.#url },
    );
    this.#client.stream.destroy();
  }

  async close(): Promise<void> {
    const end = new Promise<void>((resolve) => {
      this.#client.end(false, {}, () => resolve());
    });
    await within(closeMs, "DISCONNECT", end).catch(() => {
      // A second end() is ignored while the first waits for a socket that takes nothing.
      this.#client.stream.destroy();
    });
  }
}

/**
 * Connects with this will and subscribes. Rejects with GATEWAY_BROKER_REFUSED or _UNREACHABLE.
 * Messages may arrive before it resolves. The signal ends the attempt, not the link.
 */
export async function openLink(
  broker: BrokerOptions,
  will: Will,
  subscriptions: readonly string[],
  events: LinkEvents,
  signal: AbortSignal,
): Promise<Link> {
  const { url, clientId, username, password, tls = {} } = broker;
  const client = connect(url, {
    protocolVersion: 4,
    clean: true,
    reconnectPeriod: 0,
    queueQoSZero: false,
    resubscribe: false,
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
  });
  const link = new MqttLink(client, url);
  let failure: GatewayError | undefined;
  client.on("error", (error) => {
    failure = brokerError(url, error);
  });
  const abort = (): void => {
    client.end(true);
  };
  signal.addEventListener("abort", abort, { once: true });
  try {
    client.on("message", (topic, payload) => events.onMessage(topic, payload));
    await within(connectMs + 1_000, "CONNECT", opened(client));
    const granted = client.subscribeAsync([...subscriptions], { qos: 1 });
    await within(subscribeMs, "SUBSCRIBE", granted);
  } catch (error) {
    client.end(true);
    throw brokerError(url, error);
  } finally {
    signal.removeEventListener("abort", abort);
  }
  const closed = (): void => events.onClosed(link.failure ?? failure);
  if (client.connected) client.once("close", closed);
  else queueMicrotask(closed);
  return link;
}
