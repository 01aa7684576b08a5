// A Modbus server on bare bytes that misbehaves as it is told: Modbus TCP or RTU frames, listening or dialling in as a
// DTU does. Shares no code with the gateway.
import { connect, createServer, type Server, type Socket } from "node:net";
import { rtuFrame } from "./modbus-peer.ts";

export type FixtureRequest = {
  /** 0 where frames have none. */
  readonly transaction: number;
  readonly unit: number;
  readonly functionCode: number;
  readonly start: number;
  readonly count: number;
  readonly socket: Socket;
  /** Puts a frame on the wire; without more it looks like an answer to this request. */
  say(pdu: Uint8Array, as?: { readonly unit?: number; readonly transaction?: number }): void;
  /** The same on a slow line: byte by byte, 2 ms apart. */
  trickle(pdu: Uint8Array): Promise<void>;
};

/** What to answer: PDU bytes, or nothing (the handler does as it likes with the socket). */
export type FixtureHandler = (
  request: FixtureRequest,
) => Uint8Array | undefined | Promise<Uint8Array | undefined>;

export type Framing = "tcp" | "rtu";

/** MBAP header and PDU of an answer. */
export function frame(transaction: number, unit: number, pdu: Uint8Array): Buffer {
  const out = Buffer.alloc(7 + pdu.length);
  out.writeUInt16BE(transaction, 0);
  out.writeUInt16BE(pdu.length + 1, 4);
  out.writeUInt8(unit, 6);
  out.set(pdu, 7);
  return out;
}

/** Unit, PDU and CRC. */
export function rtu(unit: number, pdu: Uint8Array): Buffer {
  return Buffer.from(rtuFrame(Buffer.from([unit, ...pdu]).toString("hex")), "hex");
}

export function exceptionPdu(functionCode: number, exception: number): Uint8Array {
  return Uint8Array.of(functionCode | 0x80, exception);
}

/** Register n holds n + `add`; bits are all set. */
export function registersPdu({ functionCode, start, count }: FixtureRequest, add = 0): Uint8Array {
  if (functionCode <= 2) {
    const bytes = Math.ceil(count / 8);
    return Uint8Array.of(functionCode, bytes, ...new Uint8Array(bytes).fill(0xff));
  }
  const out = Buffer.alloc(2 + count * 2);
  out.writeUInt8(functionCode, 0);
  out.writeUInt8(count * 2, 1);
  for (let i = 0; i < count; i += 1) out.writeUInt16BE((start + i + add) & 0xffff, 2 + 2 * i);
  return out;
}

export type DialOptions = {
  readonly port: number;
  /** Sent first at every dialling in. */
  readonly registration: Buffer;
  readonly framing?: Framing;
  /** Dials in again after a connection has ended. */
  readonly again?: boolean;
};

export class ModbusFixture {
  readonly framing: Framing;
  readonly sockets = new Set<Socket>();
  readonly requests: FixtureRequest[] = [];
  handler: FixtureHandler;
  /** Sees every new connection first. */
  onConnection: (socket: Socket) => void = () => undefined;
  /** Connections accepted, or dialled, so far. */
  accepted = 0;
  #server: Server | undefined;
  #closed = false;
  #redial: NodeJS.Timeout | undefined;

  private constructor(handler: FixtureHandler, framing: Framing) {
    this.handler = handler;
    this.framing = framing;
  }

  static async open(
    handler: FixtureHandler,
    port = 0,
    framing: Framing = "tcp",
  ): Promise<ModbusFixture> {
    const fixture = new ModbusFixture(handler, framing);
    const server = createServer({ noDelay: true });
    fixture.#server = server;
    server.on("connection", (socket) => fixture.#serve(socket));
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(port, "127.0.0.1", resolve);
    });
    return fixture;
  }

  /** Dials in until somebody listens. */
  static dial(handler: FixtureHandler, options: DialOptions): ModbusFixture {
    const fixture = new ModbusFixture(handler, options.framing ?? "rtu");
    fixture.#dial(options);
    return fixture;
  }

  get port(): number {
    const address = this.#server?.address();
    if (address === null || typeof address !== "object") throw new Error("not listening");
    return address.port;
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#redial);
    for (const socket of this.sockets) socket.destroy();
    const server = this.#server;
    if (server !== undefined) await new Promise((resolve) => server.close(resolve));
  }

  #dial(options: DialOptions): void {
    if (this.#closed) return;
    const socket = connect({ host: "127.0.0.1", port: options.port, noDelay: true });
    socket.once("connect", () => {
      socket.write(options.registration);
      this.#serve(socket);
    });
    socket.on("error", () => undefined);
    socket.once("close", () => {
      if (this.accepted > 0 && options.again !== true) return;
      this.#redial = setTimeout(() => this.#dial(options), 10);
    });
  }

  #serve(socket: Socket): void {
    this.accepted += 1;
    this.onConnection(socket);
    this.sockets.add(socket);
    socket.on("close", () => this.sockets.delete(socket));
    socket.on("error", () => undefined);
    let received = Buffer.alloc(0);
    socket.on("data", (chunk) => {
      received = Buffer.concat([received, chunk]);
      for (;;) {
        const length = this.#requestLength(received);
        if (length === undefined || received.length < length) return;
        const request = this.#requestOf(received.subarray(0, length), socket);
        received = received.subarray(length);
        this.requests.push(request);
        void this.#answer(request);
      }
    });
  }

  /** A request of RTU is 8 bytes long, an identification 7 (Application Protocol V1.1b3 §6.21). */
  #requestLength(received: Buffer): number | undefined {
    if (this.framing === "tcp") {
      return received.length < 8 ? undefined : 6 + received.readUInt16BE(4);
    }
    if (received.length < 2) return undefined;
    return received[1] === 43 ? 7 : 8;
  }

  #requestOf(bytes: Buffer, socket: Socket): FixtureRequest {
    const tcp = this.framing === "tcp";
    const transaction = tcp ? bytes.readUInt16BE(0) : 0;
    const body = tcp ? bytes.subarray(6) : bytes.subarray(0, -2);
    const unit = body.readUInt8(0);
    const pdu = body.subarray(1);
    if (!tcp && !rtu(unit, pdu).equals(bytes)) throw new Error(`bad CRC: ${bytes.toString("hex")}`);
    const framed = (answer: Uint8Array, from: number, id: number) =>
      tcp ? frame(id, from, answer) : rtu(from, answer);
    return {
      transaction,
      unit,
      functionCode: pdu.readUInt8(0),
      start: pdu.length >= 5 ? pdu.readUInt16BE(1) : 0,
      count: pdu.length >= 5 ? pdu.readUInt16BE(3) : 0,
      socket,
      say: (answer, as = {}) => {
        if (socket.destroyed) return;
        socket.write(framed(answer, as.unit ?? unit, as.transaction ?? transaction));
      },
      trickle: async (answer) => {
        for (const byte of framed(answer, unit, transaction)) {
          if (!socket.destroyed) socket.write(Buffer.of(byte));
          await new Promise((next) => setTimeout(next, 2));
        }
      },
    };
  }

  async #answer(request: FixtureRequest): Promise<void> {
    const pdu = await this.handler(request);
    if (pdu !== undefined) request.say(pdu);
  }
}
