// A TCP relay between two processes whose cable can be pulled: cut (both ends see the connection end and nothing
// answers) or hung (half-open: bytes vanish, the sockets stay).
import { createConnection, createServer, type Server, type Socket } from "node:net";
import { onTestFinished } from "vitest";

type Mode = "through" | "cut" | "hung";

export class Relay {
  readonly #target: number;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #mode: Mode = "through";

  private constructor(target: number, server: Server) {
    this.#target = target;
    this.#server = server;
    server.on("connection", (socket) => this.#join(socket));
  }

  /** A relay on a free loopback port; ends with the test. */
  static async open(target: number): Promise<Relay> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const relay = new Relay(target, server);
    onTestFinished(() => relay.close());
    return relay;
  }

  get port(): number {
    const address = this.#server.address();
    return typeof address === "object" && address !== null ? address.port : 0;
  }

  /** Connections standing now, both halves counted as one. */
  get connections(): number {
    return this.#sockets.size / 2;
  }

  cut(): void {
    this.#mode = "cut";
    for (const socket of this.#sockets) socket.destroy();
  }

  hang(): void {
    this.#mode = "hung";
  }

  /** The cable is back. What hung is gone for good, as after a real outage. */
  restore(): void {
    for (const socket of this.#sockets) socket.destroy();
    this.#mode = "through";
  }

  async close(): Promise<void> {
    this.cut();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #join(near: Socket): void {
    if (this.#mode === "cut") {
      near.destroy();
      return;
    }
    const far = createConnection({ host: "127.0.0.1", port: this.#target });
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      this.#sockets.add(from);
      from.on("data", (bytes) => {
        if (this.#mode === "through") to.write(bytes);
      });
      from.on("error", () => undefined);
      from.on("close", () => {
        this.#sockets.delete(from);
        to.destroy();
      });
    }
  }
}
