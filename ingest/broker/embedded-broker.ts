// The broker inside ingest: aedes (MQTT 3.1.1) on a plaintext listener for loopback, with passwords, and, where
// gateways are enrolled, on a TLS listener with client certificates.
import { createServer, type Server, type Socket } from "node:net";
import { Aedes } from "aedes";
import { IngestError } from "../errors.ts";
import { type Notify, noticeOf } from "../notice.ts";
import type { Credential } from "./credentials.ts";
import { Door, notAuthorised, refusal } from "./door.ts";
import { listen } from "./listen.ts";
import { limitPackets } from "./packet-limit.ts";
import {
  openSecureListener,
  type SecureListener,
  type SecureListenerOptions,
} from "./secure-listener.ts";

export type EmbeddedBrokerOptions = {
  readonly host: string;
  /** 0 lets the system choose. */
  readonly port: number;
  readonly credentials: readonly Credential[];
  /** Absent: no TLS listener. */
  readonly secure?: SecureListenerOptions;
  readonly maxPacketBytes: number;
  /** On each listener. */
  readonly maxConnections: number;
  readonly notify: Notify;
};

export type EmbeddedBroker = {
  readonly port: number;
  readonly secure: SecureListener | undefined;
  close(): Promise<void>;
};

/** Throws INGEST_PORT_IN_USE or INGEST_BROKER_LISTEN. */
export async function openEmbeddedBroker(options: EmbeddedBrokerOptions): Promise<EmbeddedBroker> {
  const { notify, maxConnections } = options;
  const door = new Door(options.credentials, notify);
  const aedes = await brokerBehind(door, notify);
  const server = createServer((socket) => accept(aedes, socket, options));
  server.maxConnections = maxConnections;
  server.on("drop", () => {
    notify({
      level: "warn",
      message: `MQTT 连接数已达上限 ${options.maxConnections},新连接被拒绝 · refused a connection beyond ${options.maxConnections}`,
      code: "INGEST_BROKER_REFUSED",
      detail: { what: "connections", limit: options.maxConnections },
    });
  });
  let port: number;
  let secure: SecureListener | undefined;
  try {
    port = await listen(server, options.host, options.port, {
      what: "MQTT",
      setting: "broker.embedded.port",
      code: "INGEST_BROKER_LISTEN",
    });
    if (options.secure !== undefined) {
      const welcome: Parameters<typeof openSecureListener>[1] = (socket, holder) => {
        door.certify(socket, holder);
        accept(aedes, socket, options);
      };
      secure = await openSecureListener(options.secure, welcome, maxConnections, notify);
    }
  } catch (error) {
    await new Promise<void>((resolve) => aedes.close(resolve));
    await closed(server);
    throw error;
  }
  return {
    port,
    secure,
    async close() {
      const ended = Promise.all([closed(server), secure?.close()]);
      await new Promise<void>((resolve) => aedes.close(resolve));
      await ended;
    },
  };
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
  });
}

async function brokerBehind(door: Door, notify: Notify): Promise<Aedes> {
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
  return aedes;
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
