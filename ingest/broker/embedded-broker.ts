// The broker inside ingest: aedes (MQTT 3.1.1) on a TCP listener. A credential, its client id, its will
// and its topics belong together; a client id in use is never taken over by another credential.
import { createServer, type Server, type Socket } from "node:net";
import { Aedes, type AuthenticateError, type Client } from "aedes";
import { IngestError } from "../errors.ts";
import { type Notify, noticeOf } from "../notice.ts";
import { type Credential, Credentials } from "./credentials.ts";
import { limitPackets } from "./packet-limit.ts";
import { mayLeaveWill, mayPublish, maySubscribe } from "./topic-rights.ts";

export type EmbeddedBrokerOptions = {
  readonly host: string;
  /** 0 lets the system choose. */
  readonly port: number;
  readonly credentials: readonly Credential[];
  readonly maxPacketBytes: number;
  readonly maxConnections: number;
  readonly notify: Notify;
};

export type EmbeddedBroker = {
  readonly port: number;
  close(): Promise<void>;
};

/** MQTT 3.1.1 §3.2.2.3 return codes. */
const identifierRejected = 2;
const badCredentials = 4;
const notAuthorised = 5;

function refusal(returnCode: number, message: string): AuthenticateError {
  return Object.assign(new Error(message), { returnCode }) as AuthenticateError;
}

class Door {
  readonly #credentials: Credentials;
  readonly #notify: Notify;
  readonly #wills = new WeakMap<Client, string>();
  readonly #principals = new WeakMap<Client, Credential>();
  /** Client ids in use, by whom and how often (a reconnecting client overlaps with itself). */
  readonly #claims = new Map<string, { username: string; count: number }>();
  /** Topics that a client published before, so that the usual message costs one look-up. */
  readonly #granted = new WeakMap<Client, Set<string>>();

  constructor(credentials: readonly Credential[], notify: Notify) {
    this.#credentials = new Credentials(credentials);
    this.#notify = notify;
  }

  /** Remembers the will until the credential is known. */
  readonly arrive = (client: Client, packet: object): void => {
    const { will } = packet as { will?: { topic: string } };
    if (will !== undefined) this.#wills.set(client, will.topic);
  };

  readonly admit = async (
    client: Client,
    username: string | undefined,
    password: Uint8Array | undefined,
  ): Promise<AuthenticateError | undefined> => {
    const credential = await this.#credentials.check(username, password);
    if (credential === undefined) {
      return this.#refuse(client, badCredentials, "credentials", username ?? "");
    }
    const will = this.#wills.get(client);
    if (will !== undefined && !mayLeaveWill(credential.principal, will)) {
      return this.#refuse(client, notAuthorised, "will", will);
    }
    const claim = this.#claims.get(client.id);
    if (claim !== undefined && claim.username !== credential.username) {
      return this.#refuse(client, identifierRejected, "client-id", client.id);
    }
    if (client.closed) return this.#refuse(client, notAuthorised, "closed", client.id);
    this.#claim(client, credential.username);
    this.#principals.set(client, credential);
    return undefined;
  };

  readonly publishes = (client: Client | null, topic: string): boolean => {
    // The broker itself publishes only under $SYS.
    if (client === null) return topic.startsWith("$SYS/");
    const known = this.#granted.get(client);
    if (known?.has(topic)) return true;
    const credential = this.#principals.get(client);
    if (credential === undefined || !mayPublish(credential.principal, topic)) {
      this.#refuse(client, notAuthorised, "publish", topic);
      return false;
    }
    if (known === undefined) this.#granted.set(client, new Set([topic]));
    else if (known.size < 10_000) known.add(topic);
    return true;
  };

  readonly subscribes = (client: Client, filter: string): boolean => {
    const credential = this.#principals.get(client);
    if (credential !== undefined && maySubscribe(credential.principal, filter)) return true;
    this.#refuse(client, notAuthorised, "subscribe", filter);
    return false;
  };

  #claim(client: Client, username: string): void {
    const claim = this.#claims.get(client.id) ?? { username, count: 0 };
    claim.count += 1;
    this.#claims.set(client.id, claim);
    const { id } = client;
    client.conn.once("close", () => {
      claim.count -= 1;
      if (claim.count === 0) this.#claims.delete(id);
    });
  }

  #refuse(client: Client, returnCode: number, what: string, subject: string): AuthenticateError {
    const error = new IngestError(
      "INGEST_BROKER_REFUSED",
      `已拒绝 MQTT 客户端 ${client.id ?? "?"}:${what} ${subject};请核对该网关的账号与编号 · refused MQTT client ${client.id ?? "?"}: ${what} ${subject}; check this gateway's credential and ids`,
      { client: client.id ?? null, what, subject: subject.slice(0, 200) },
    );
    this.#notify(noticeOf("warn", error));
    return refusal(returnCode, error.message);
  }
}

function listen(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", (cause: NodeJS.ErrnoException) => {
      const place = `${host}:${port}`;
      const occupied = cause.code === "EADDRINUSE";
      reject(
        new IngestError(
          occupied ? "INGEST_PORT_IN_USE" : "INGEST_BROKER_LISTEN",
          occupied
            ? `MQTT 端口 ${place} 已被占用;请停止占用它的程序,或改 broker.embedded.port · MQTT port ${place} is in use: stop the program that holds it, or change broker.embedded.port`
            : `无法在 ${place} 监听(${cause.code}) · cannot listen on ${place} (${cause.code}): check broker.embedded.host and port`,
          { host, port, reason: cause.code ?? null },
          { cause },
        ),
      );
    });
    server.listen(port, host, () => {
      const address = server.address();
      resolve(typeof address === "object" && address !== null ? address.port : port);
    });
  });
}

/** Throws INGEST_PORT_IN_USE or INGEST_BROKER_LISTEN. */
export async function openEmbeddedBroker(options: EmbeddedBrokerOptions): Promise<EmbeddedBroker> {
  const { notify } = options;
  const door = new Door(options.credentials, notify);
  const aedes = await Aedes.createBroker({
    preConnect: (client, packet, done) => {
      door.arrive(client, packet);
      done(null, true);
    },
    authenticate: (client, username, password, done) => {
      door.admit(client, username, password).then(
        (error) => (error === undefined ? done(null, true) : done(error, null)),
        (error) => done(refusal(notAuthorised, String(error)), null),
      );
    },
    authorizePublish: (client, packet, done) => {
      done(
        door.publishes(client, packet.topic) ? null : new Error(`not authorised: ${packet.topic}`),
      );
    },
    authorizeSubscribe: (client, subscription, done) => {
      done(null, door.subscribes(client, subscription.topic) ? subscription : null);
    },
  });
  aedes.on("clientError", (client, error) => {
    notify({ level: "warn", message: `MQTT ${client.id}: ${error.message}` });
  });
  aedes.on("connectionError", (_client, error) => {
    notify({ level: "warn", message: `MQTT: ${error.message}` });
  });
  const server = createServer((socket) => accept(aedes, socket, options));
  server.maxConnections = options.maxConnections;
  server.on("drop", () => {
    notify({
      level: "warn",
      message: `MQTT 连接数已达上限 ${options.maxConnections},新连接被拒绝 · refused a connection beyond ${options.maxConnections}`,
      code: "INGEST_BROKER_REFUSED",
      detail: { what: "connections", limit: options.maxConnections },
    });
  });
  let port: number;
  try {
    port = await listen(server, options.host, options.port);
  } catch (error) {
    await new Promise<void>((resolve) => aedes.close(resolve));
    throw error;
  }
  return {
    port,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      await new Promise<void>((resolve) => aedes.close(resolve));
      await closed;
    },
  };
}

function accept(aedes: Aedes, socket: Socket, options: EmbeddedBrokerOptions): void {
  socket.setNoDelay(true);
  const client = aedes.handle(socket);
  limitPackets(client, options.maxPacketBytes, (bytes) => {
    const error = new IngestError(
      "INGEST_BROKER_REFUSED",
      `MQTT 报文 ${bytes} 字节超过上限 ${options.maxPacketBytes},已断开 · an MQTT packet of ${bytes} bytes exceeds ${options.maxPacketBytes}: disconnected`,
      { client: client.id ?? null, what: "packet", bytes, limit: options.maxPacketBytes },
    );
    options.notify(noticeOf("warn", error));
    socket.destroy();
  });
}
