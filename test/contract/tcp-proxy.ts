// A TCP proxy of the loopback interface that can go silent, as a half-open connection does, cut, or change
// what the server says.
import { connect, createServer, type Server, type Socket } from "node:net";

/** What becomes of bytes on their way from the server to the client. */
export type ProxyMode =
  | "pass"
  | "swallow"
  | { readonly cutAfter: number }
  | { readonly change: (bytes: Buffer) => Uint8Array };

export class TcpProxy {
  readonly port: number;
  readonly #server: Server;
  readonly #sockets: Set<Socket>;
  mode: ProxyMode = "pass";

  private constructor(server: Server, sockets: Set<Socket>) {
    this.#server = server;
    this.#sockets = sockets;
    const address = server.address();
    this.port = address !== null && typeof address === "object" ? address.port : 0;
  }

  /** @param onRequest sees the bytes of a client before they go on. */
  static async open(
    target: number,
    onRequest: (proxy: TcpProxy, bytes: Buffer) => void = () => undefined,
  ): Promise<TcpProxy> {
    const sockets = new Set<Socket>();
    let proxy: TcpProxy | undefined;
    const server = createServer((client) => {
      const upstream = connect(target, "127.0.0.1");
      for (const [one, other] of [
        [client, upstream],
        [upstream, client],
      ] as const) {
        sockets.add(one);
        one.on("error", () => undefined);
        one.on("close", () => {
          sockets.delete(one);
          other.destroy();
        });
      }
      client.on("data", (bytes) => {
        if (proxy !== undefined) onRequest(proxy, bytes);
        upstream.write(bytes);
      });
      upstream.on("data", (bytes) => {
        const mode = proxy?.mode ?? "pass";
        if (mode === "pass") client.write(bytes);
        else if (mode === "swallow") return;
        else if ("change" in mode) client.write(mode.change(bytes));
        else client.write(bytes.subarray(0, mode.cutAfter), () => client.destroy());
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    proxy = new TcpProxy(server, sockets);
    return proxy;
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
