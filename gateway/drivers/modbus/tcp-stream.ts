// A TCP socket as a stream of bytes.
import { connect, type Socket } from "node:net";
import { GatewayError } from "../../errors.ts";
import type { ByteStream } from "./byte-stream.ts";

export type TcpPlace = {
  readonly host: string;
  readonly port: number;
  readonly connectTimeoutMs: number;
};

/** Many devices take one connection, and keep a broken one for minutes. */
const oneOnly =
  "设备可能只允许一个连接,旧连接未释放或被别的程序占用 · it may take one connection only, and still hold an old one or another program's";

/** Connects within the limit. Rejects GATEWAY_LINK_REFUSED or GATEWAY_LINK_TIMEOUT. */
export function openTcpStream({ host, port, connectTimeoutMs }: TcpPlace): Promise<ByteStream> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, noDelay: true, keepAlive: true });
    const settle = (error?: GatewayError) => {
      clearTimeout(timer);
      socket.removeAllListeners();
      if (error === undefined) return resolve(new SocketStream(socket, `${host}:${port}`));
      // A destroyed socket may still report an error; nobody waits for it any more.
      socket.on("error", () => undefined);
      socket.destroy();
      reject(error);
    };
    const timer = setTimeout(() => {
      const message = `${host}:${port} 在 ${connectTimeoutMs} ms 内没有应答,请检查地址、网线与防火墙 · no answer within ${connectTimeoutMs} ms: check address, cable and firewall`;
      settle(new GatewayError("GATEWAY_LINK_TIMEOUT", message, { host, port }));
    }, connectTimeoutMs);
    socket.once("connect", () => settle());
    socket.once("error", (cause) => {
      const message = `${host}:${port} 连接不上,请检查地址与设备;${oneOnly} · cannot connect, check address and device: ${cause.message}`;
      settle(new GatewayError("GATEWAY_LINK_REFUSED", message, { host, port }, { cause }));
    });
  });
}

export class SocketStream implements ByteStream {
  readonly name: string;
  readonly #socket: Socket;
  #closed = false;

  /** @param socket connected; nobody else listens to it. */
  constructor(socket: Socket, name: string) {
    this.#socket = socket;
    this.name = name;
    socket.on("error", () => undefined);
  }

  write(bytes: Uint8Array): void {
    if (!this.#socket.destroyed) this.#socket.write(bytes);
  }

  listen(received: (bytes: Buffer) => void, lost: (reason: string, cause?: Error) => void): void {
    let silent = true;
    let cause: Error | undefined;
    this.#socket.on("data", (chunk) => {
      silent = false;
      if (!this.#closed) received(chunk);
    });
    this.#socket.on("error", (error) => {
      cause = error;
    });
    this.#socket.on("close", () => {
      if (this.#closed) return;
      this.#closed = true;
      const reason = cause?.message ?? "closed by the device";
      lost(silent ? `${reason}; ${oneOnly}` : reason, cause);
    });
    if (this.#socket.destroyed) this.#socket.emit("close");
  }

  close(): Promise<void> {
    this.#closed = true;
    this.#socket.destroy();
    return Promise.resolve();
  }
}
