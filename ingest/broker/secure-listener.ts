// The broker's TLS listener: only who shows a client certificate of the centre's CA comes through. One that stands in
// the registry no more is told so by MQTT, because a closed socket would look like a broken network; a connection
// whose certificate ends while it lives is closed.
import { createServer, type TLSSocket } from "node:tls";
import { IngestError } from "../errors.ts";
import { type Notify, noticeOf } from "../notice.ts";
import type { Holder } from "./door.ts";
import { listen } from "./listen.ts";

/** PEM */
export type TlsIdentity = { readonly key: string; readonly cert: string; readonly ca: string };

export type SecureListenerOptions = {
  readonly host: string;
  /** 0 lets the system choose. */
  readonly port: number;
  readonly identity: TlsIdentity;
  /** Who holds a client certificate, by the SHA-256 of its DER (64 hex digits); undefined for nobody, or no more. */
  readonly holderOf: (fingerprint: string) => Holder | undefined;
};

export type SecureListener = {
  readonly port: number;
  /** Closes the connections whose certificate stands no more. */
  recheck(): void;
  /** Takes another certificate for new connections. */
  renew(identity: TlsIdentity): void;
  /** Takes no new connections. */
  close(): Promise<void>;
};

const handshakeMs = 10_000;
/** Strangers who knock are told once a minute, with their number. */
const quietMs = 60_000;

function refused(what: string, address: string, count: number): IngestError {
  const more = count > 1 ? `(${count} 次 · ${count} times)` : "";
  return new IngestError(
    "INGEST_BROKER_REFUSED",
    `TLS 连接被拒绝:${what} ${address}${more};只接受已登记网关的客户端证书 · TLS connection refused: ${what} ${address}; only client certificates of enrolled gateways are admitted`,
    { what, client: address, count },
  );
}

/** Tells of refusals by reason, each at once and then not before a minute. */
class RefusalNotices {
  readonly #notify: Notify;
  readonly #seen = new Map<string, { at: number; count: number }>();

  constructor(notify: Notify) {
    this.#notify = notify;
  }

  tell(what: string, address: string): void {
    const now = performance.now();
    const seen = this.#seen.get(what) ?? { at: Number.NEGATIVE_INFINITY, count: 0 };
    seen.count += 1;
    this.#seen.set(what, seen);
    if (now - seen.at < quietMs) return;
    this.#notify(noticeOf("warn", refused(what, address, seen.count)));
    seen.at = now;
    seen.count = 0;
  }
}

/**
 * @param accept takes a connection and who holds its certificate; undefined: nobody, or no more
 * Throws INGEST_PORT_IN_USE or INGEST_BROKER_LISTEN.
 */
export async function openSecureListener(
  options: SecureListenerOptions,
  accept: (socket: TLSSocket, holder: Holder | undefined) => void,
  maxConnections: number,
  notify: Notify,
): Promise<SecureListener> {
  const live = new Map<TLSSocket, string>();
  const notices = new RefusalNotices(notify);
  const server = createServer(
    {
      ...options.identity,
      requestCert: true,
      rejectUnauthorized: true,
      minVersion: "TLSv1.2",
      handshakeTimeout: handshakeMs,
    },
    (socket) => {
      const fingerprint = socket
        .getPeerX509Certificate()
        ?.fingerprint256.replaceAll(":", "")
        .toLowerCase();
      if (fingerprint === undefined) {
        socket.destroy();
        return;
      }
      const holder = options.holderOf(fingerprint);
      if (holder === undefined) notices.tell("certificate", socket.remoteAddress ?? "?");
      else {
        live.set(socket, fingerprint);
        socket.once("close", () => live.delete(socket));
      }
      accept(socket, holder);
    },
  );
  server.maxConnections = maxConnections;
  server.on("tlsClientError", (error: NodeJS.ErrnoException, socket) => {
    notices.tell(error.code ?? error.message, socket.remoteAddress ?? "?");
  });
  const port = await listen(server, options.host, options.port, {
    what: "MQTT TLS",
    setting: "broker.embedded.tls.port",
    code: "INGEST_BROKER_LISTEN",
  });
  return {
    port,
    recheck: () => {
      for (const [socket, fingerprint] of live) {
        if (options.holderOf(fingerprint) !== undefined) continue;
        notify(noticeOf("warn", refused("revoked", socket.remoteAddress ?? "?", 1)));
        socket.destroy();
      }
    },
    renew: (identity) => server.setSecureContext({ ...identity, minVersion: "TLSv1.2" }),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
      }),
  };
}
