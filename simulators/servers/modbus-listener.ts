// A listening TCP port and its connections, whatever is spoken on them. Loopback unless told otherwise.
// Invariant: no socket outlives close().

import { createServer, type Server, type Socket } from "node:net";
import { explainListenError } from "./listen-error.ts";

const CLOSE_GRACE_MS = 500;

export interface ModbusListenerOptions {
  /** Default 127.0.0.1. */
  readonly host?: string;
  /** 0 takes a free one; see address(). */
  readonly port: number;
  /** Further connections are refused and counted. Default 64. */
  readonly maxConnections?: number;
  /** A connection without traffic for this long is closed. Default 10 min. */
  readonly idleTimeoutMs?: number;
}

export class ModbusListener {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #idleTimeoutMs: number;
  #refused = 0;
  #closed: Promise<void> | undefined;

  /** @param serve is called once per connection. */
  constructor(options: ModbusListenerOptions, serve: (socket: Socket) => void) {
    this.#idleTimeoutMs = options.idleTimeoutMs ?? 600_000;
    this.#server = createServer({ noDelay: true });
    this.#server.maxConnections = options.maxConnections ?? 64;
    this.#server.on("drop", () => {
      this.#refused += 1;
    });
    this.#server.on("connection", (socket) => {
      this.#keep(socket);
      serve(socket);
    });
  }

  /** Listens, or throws SIMULATORS_PORT_IN_USE, SIMULATORS_LISTEN_FAILED. */
  async listen({ host = "127.0.0.1", port }: ModbusListenerOptions): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once("error", (error) => reject(explainListenError(host, port, error)));
      this.#server.listen(port, host, resolve);
    });
    this.#server.removeAllListeners("error");
    // After listening, errors concern single accepts; the server itself goes on.
    this.#server.on("error", () => undefined);
  }

  /** Where it really listens, after port 0 was resolved. */
  address(): { host: string; port: number } {
    const address = this.#server.address();
    if (address === null || typeof address === "string") return { host: "", port: 0 };
    return { host: address.address, port: address.port };
  }

  statistics(): { readonly connections: number; readonly refusedConnections: number } {
    return { connections: this.#sockets.size, refusedConnections: this.#refused };
  }

  /** Stops listening and ends every socket; what was written is flushed for at most 0.5 s. */
  close(): Promise<void> {
    this.#closed ??= new Promise((resolve) => {
      const grace = setTimeout(() => {
        for (const socket of this.#sockets) socket.destroy();
      }, CLOSE_GRACE_MS);
      this.#server.close(() => {
        clearTimeout(grace);
        resolve();
      });
      for (const socket of this.#sockets) socket.destroySoon();
    });
    return this.#closed;
  }

  #keep(socket: Socket): void {
    this.#sockets.add(socket);
    socket.setTimeout(this.#idleTimeoutMs, () => socket.destroy());
    // A reset by the peer ends this connection only; "close" follows.
    socket.on("error", () => undefined);
    socket.on("close", () => this.#sockets.delete(socket));
  }
}
