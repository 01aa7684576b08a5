// A Modbus client that takes answers as they come: with wrong transaction ids, twice, late, or never. Written
// from the specification (Modbus Messaging on TCP/IP §3.1.3, Modbus over Serial Line §2.5.1.2), shared with nobody.
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { onTestFinished, vi } from "vitest";

export interface Place {
  readonly host: string;
  readonly port: number;
}

export interface Frame {
  readonly transaction: number;
  readonly unit: number;
  /** Hex, function code first. */
  readonly pdu: string;
}

/** What is long enough for an answer on one busy machine, ms. */
const PATIENCE = { timeout: 5_000, interval: 2 };

export class ModbusPeer {
  readonly #socket: Socket;
  #bytes = Buffer.alloc(0);
  #end: string | undefined;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on("data", (chunk: Buffer) => {
      this.#bytes = Buffer.concat([this.#bytes, chunk]);
    });
    socket.on("error", (error: NodeJS.ErrnoException) => {
      this.#end = error.code;
    });
    socket.on("close", () => {
      this.#end ??= "closed";
    });
  }

  /** Ends with the test. Rejects with the socket's error. */
  static async open(place: Place): Promise<ModbusPeer> {
    const socket = connect(place);
    onTestFinished(() => {
      socket.destroy();
    });
    await once(socket, "connect");
    return new ModbusPeer(socket);
  }

  /** Code of the error that ended the connection; "closed" without one; undefined while it stands. */
  get end(): string | undefined {
    return this.#end;
  }

  async ended(): Promise<string | undefined> {
    await vi.waitUntil(() => this.#end !== undefined, PATIENCE);
    return this.#end;
  }

  /** Hex of everything received. */
  get hex(): string {
    return this.#bytes.toString("hex");
  }

  /** Complete Modbus TCP frames so far. */
  get frames(): readonly Frame[] {
    const frames: Frame[] = [];
    for (let at = 0; at + 7 <= this.#bytes.length; ) {
      const end = at + 6 + this.#bytes.readUInt16BE(at + 4);
      if (end > this.#bytes.length) break;
      frames.push({
        transaction: this.#bytes.readUInt16BE(at),
        unit: this.#bytes.readUInt8(at + 6),
        pdu: this.#bytes.toString("hex", at + 7, end),
      });
      at = end;
    }
    return frames;
  }

  /** One request on Modbus TCP; its answers show among the frames. */
  send(transaction: number, unit: number, pdu: readonly number[]): void {
    const head = Buffer.alloc(6);
    head.writeUInt16BE(transaction);
    head.writeUInt16BE(pdu.length + 1, 4);
    this.#socket.write(Buffer.from([...head, unit, ...pdu]));
  }

  /** The next so many frames after those before. */
  async next(count: number, before = this.frames.length): Promise<readonly Frame[]> {
    await vi.waitUntil(() => this.frames.length >= before + count, PATIENCE);
    return this.frames.slice(before);
  }

  /** PDU of the answer, in hex; the connection has to answer rightly: one frame, same transaction and unit. */
  async ask(unit: number, pdu: readonly number[]): Promise<string> {
    const before = this.frames.length;
    const transaction = before + 1;
    this.send(transaction, unit, pdu);
    const [frame] = await this.next(1, before);
    if (frame?.transaction !== transaction || frame.unit !== unit) {
      throw new Error(`asked unit ${unit} in ${transaction}, heard ${JSON.stringify(frame)}`);
    }
    return frame.pdu;
  }

  /** Hex of everything that a request on an RTU line brings, once it is so many bytes. */
  async askRtu(unit: number, pdu: readonly number[], bytes: number): Promise<string> {
    const before = this.#bytes.length;
    this.#socket.write(Buffer.from(rtuFrame(Buffer.from([unit, ...pdu]).toString("hex")), "hex"));
    await vi.waitUntil(() => this.#bytes.length >= before + bytes, PATIENCE);
    return this.#bytes.toString("hex", before);
  }
}

/** With its CRC, low byte first. @param hex unit and PDU. */
export function rtuFrame(hex: string): string {
  let crc = 0xffff;
  for (const byte of Buffer.from(hex, "hex")) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >> 1) ^ 0xa001 : crc >> 1;
  }
  return hex + Buffer.from([crc & 0xff, crc >> 8]).toString("hex");
}

/** How a new connection is refused; undefined: it is not. */
export async function refusal({ host, port }: Place): Promise<string | undefined> {
  const socket = connect({ host, port });
  try {
    await once(socket, "connect");
    return undefined;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code;
  } finally {
    socket.destroy();
  }
}

/** Waits for a listener to go or to come back, which takes a moment. */
export function untilRefusal(place: Place, code: string | undefined): Promise<void> {
  return vi.waitFor(async () => {
    const found = await refusal(place);
    if (found !== code) throw new Error(`${place.port}: ${found}, not ${code}`);
  }, PATIENCE);
}
