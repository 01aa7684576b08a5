// A Modbus TCP server on bare bytes that misbehaves as it is told. Shares no code with the gateway.
import { createServer, type Server, type Socket } from "node:net";

export type FixtureRequest = {
  readonly transaction: number;
  readonly unit: number;
  readonly functionCode: number;
  readonly start: number;
  readonly count: number;
  readonly socket: Socket;
};

/** What to answer: PDU bytes, or nothing (the handler does as it likes with the socket). */
export type FixtureHandler = (
  request: FixtureRequest,
) => Uint8Array | undefined | Promise<Uint8Array | undefined>;

/** MBAP header and PDU of an answer. */
export function frame(transaction: number, unit: number, pdu: Uint8Array): Buffer {
  const out = Buffer.alloc(7 + pdu.length);
  out.writeUInt16BE(transaction, 0);
  out.writeUInt16BE(pdu.length + 1, 4);
  out.writeUInt8(unit, 6);
  out.set(pdu, 7);
  return out;
}

export function exceptionPdu(functionCode: number, exception: number): Uint8Array {
  return Uint8Array.of(functionCode | 0x80, exception);
}

/** Register n holds n + `add`. */
export function registersPdu({ functionCode, start, count }: FixtureRequest, add = 0): Uint8Array {
  const out = Buffer.alloc(2 + count * 2);
  out.writeUInt8(functionCode, 0);
  out.writeUInt8(count * 2, 1);
  for (let i = 0; i < count; i += 1) out.writeUInt16BE((start + i + add) & 0xffff, 2 + 2 * i);
  return out;
}

export class ModbusFixture {
  readonly #server: Server;
  readonly sockets = new Set<Socket>();
  readonly requests: FixtureRequest[] = [];
  handler: FixtureHandler;
  /** Connections accepted so far. */
  accepted = 0;

  private constructor(server: Server, handler: FixtureHandler) {
    this.#server = server;
    this.handler = handler;
    server.on("connection", (socket) => this.#serve(socket));
  }

  static async open(handler: FixtureHandler, port = 0): Promise<ModbusFixture> {
    const server = createServer({ noDelay: true });
    const fixture = new ModbusFixture(server, handler);
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(port, "127.0.0.1", resolve);
    });
    return fixture;
  }

  get port(): number {
    const address = this.#server.address();
    if (address === null || typeof address === "string") throw new Error("not listening");
    return address.port;
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #serve(socket: Socket): void {
    this.accepted += 1;
    this.sockets.add(socket);
    socket.on("close", () => this.sockets.delete(socket));
    socket.on("error", () => undefined);
    let received = Buffer.alloc(0);
    socket.on("data", (chunk) => {
      received = Buffer.concat([received, chunk]);
      while (received.length >= 8) {
        const end = 6 + received.readUInt16BE(4);
        if (received.length < end) return;
        const pdu = received.subarray(7, end);
        const request = {
          transaction: received.readUInt16BE(0),
          unit: received.readUInt8(6),
          functionCode: pdu.readUInt8(0),
          start: pdu.length >= 5 ? pdu.readUInt16BE(1) : 0,
          count: pdu.length >= 5 ? pdu.readUInt16BE(3) : 0,
          socket,
        };
        received = received.subarray(end);
        this.requests.push(request);
        void this.#answer(request);
      }
    });
  }

  async #answer(request: FixtureRequest): Promise<void> {
    const pdu = await this.handler(request);
    if (pdu !== undefined && !request.socket.destroyed) {
      request.socket.write(frame(request.transaction, request.unit, pdu));
    }
  }
}
