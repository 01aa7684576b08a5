// The socket under the Modbus client library, stricter than its own: what comes back is a frame of
// Modbus TCP that answers an open request, or it is dropped and counted, or the link is given up.
// Invariant: a transaction id is used again only after it was answered, so that a late answer can never
// pass for the answer to a newer request. Spec: Modbus Messaging on TCP/IP V1.0b §3.1.3.
import { EventEmitter } from "node:events";
import type { Socket } from "node:net";
import { GatewayError } from "../errors.ts";
import { crc16 } from "./crc16.ts";

/** MBAP header without the unit id. */
const headerBytes = 6;
/** Unit id and PDU: §3.1.3 length field, 2 to 254. */
const minLength = 2;
const maxLength = 254;
/** Ids of this library are one byte wide; with so many unanswered the link is worth nothing. */
const ids = 256;
const maxUnanswered = 128;

export class ModbusPort extends EventEmitter {
  /** The library reads here whose answer the frame is, and writes 1 when it opens. */
  _transactionIdRead = 0;
  _transactionIdWrite = 1;
  readonly #socket: Socket;
  readonly #onLost: (error: GatewayError) => void;
  readonly #unanswered = new Set<number>();
  #received: Buffer = Buffer.alloc(0);
  /** Frames dropped because no open request had their transaction id. */
  foreignFrames = 0;

  /** @param socket connected. `onLost` is called once, when the socket ends for whatever reason. */
  constructor(socket: Socket, onLost: (error: GatewayError) => void) {
    super();
    this.#socket = socket;
    let lost = false;
    this.#onLost = (error) => {
      if (lost) return;
      lost = true;
      onLost(error);
    };
    socket.on("data", (chunk) => this.#receive(chunk));
    socket.on("error", (error) => this.#give("GATEWAY_LINK_LOST", error.message, error));
    socket.on("close", () => this.#give("GATEWAY_LINK_LOST", "closed by the device"));
  }

  get isOpen(): boolean {
    return !this.#socket.destroyed && this.#socket.writable;
  }

  open(opened: (error?: Error) => void): void {
    opened();
  }

  close(closed?: (error?: Error) => void): void {
    this.destroy(closed);
  }

  destroy(closed?: (error?: Error) => void): void {
    this.#socket.destroy();
    closed?.();
  }

  /** @param frame unit, PDU and CRC, as the library makes it. */
  write(frame: Buffer): void {
    const id = this._transactionIdWrite;
    const length = frame.length - 2;
    const out = Buffer.alloc(headerBytes + length);
    out.writeUInt16BE(id, 0);
    out.writeUInt16BE(length, 4);
    frame.copy(out, headerBytes, 0, length);
    this.#unanswered.add(id);
    if (this.#unanswered.size >= maxUnanswered) {
      this.#give("GATEWAY_LINK_DESYNCHRONISED", `${maxUnanswered} requests without an answer`);
      return;
    }
    let next = id;
    do next = (next + 1) % ids;
    while (this.#unanswered.has(next));
    this._transactionIdWrite = next;
    this.#socket.write(out);
  }

  #receive(chunk: Buffer): void {
    this.#received = this.#received.length === 0 ? chunk : Buffer.concat([this.#received, chunk]);
    while (this.#received.length >= headerBytes) {
      const length = this.#received.readUInt16BE(4);
      if (this.#received.readUInt16BE(2) !== 0 || length < minLength || length > maxLength) {
        this.#give("GATEWAY_LINK_DESYNCHRONISED", "what came is no Modbus TCP");
        return;
      }
      const end = headerBytes + length;
      if (this.#received.length < end) return;
      const id = this.#received.readUInt16BE(0);
      const body = this.#received.subarray(headerBytes, end);
      this.#received = this.#received.subarray(end);
      this.#deliver(id, body);
    }
  }

  #deliver(id: number, body: Buffer): void {
    if (!this.#unanswered.delete(id)) {
      this.foreignFrames += 1;
      return;
    }
    const frame = Buffer.alloc(body.length + 2);
    body.copy(frame);
    frame.writeUInt16LE(crc16(body), body.length);
    this._transactionIdRead = id;
    this.emit("data", frame);
  }

  #give(
    code: "GATEWAY_LINK_LOST" | "GATEWAY_LINK_DESYNCHRONISED",
    reason: string,
    cause?: Error,
  ): void {
    this.#received = Buffer.alloc(0);
    this.#socket.destroy();
    this.#onLost(
      new GatewayError(
        code,
        `连接中断,将重连 · link lost, it will be opened again: ${reason}`,
        { reason },
        cause === undefined ? {} : { cause },
      ),
    );
  }
}
