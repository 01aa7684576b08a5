// Framing of Modbus TCP: what comes back answers an open request by its transaction id, or it is dropped and
// counted, or the link is given up. Spec: Modbus Messaging on TCP/IP V1.0b §3.1.3.
// Invariant: a transaction id is used again only after it was answered, or `forgetMs` later and after all the
// others, so that a late answer cannot pass for the answer to a newer request.
import type { Clock } from "#contracts/time.ts";
import { GatewayError, type GatewayErrorCode } from "../../errors.ts";
import type { ByteStream } from "./byte-stream.ts";
import { beginsIdlePacket, type IdlePackets } from "./idle-packets.ts";
import type { LinkLost, ModbusPort, PortCounters, Reply } from "./modbus-port.ts";
import type { Question } from "./pdu.ts";

/** MBAP header without the unit id. */
const headerBytes = 6;
/** Unit id and PDU: §3.1.3 length field, 2 to 254. */
const minLength = 2;
const maxLength = 254;
const ids = 0x10000;
/** TCP itself gives up its retransmissions sooner (RFC 9293 §3.8.3). */
const forgetMs = 600_000;
/** With so many unanswered within forgetMs the link is worth nothing. */
const maxUnanswered = 4096;

export type TcpPortOptions = {
  readonly stream: ByteStream;
  readonly clock: Clock;
  /** Packets that may stand between frames (a DTU's heartbeat). */
  readonly idle?: IdlePackets;
  readonly onLost: LinkLost;
};

type Open = {
  /** Monotonic ms: an answer that is found later is late, whatever kept the gateway from looking. */
  readonly until: number;
  readonly settle: (reply: Reply) => void;
};

export class TcpPort implements ModbusPort {
  readonly counters: PortCounters = { foreignFrames: 0, noiseBytes: 0 };
  readonly #stream: ByteStream;
  readonly #clock: Clock;
  readonly #idle: IdlePackets;
  readonly #onLost: LinkLost;
  readonly #open = new Map<number, Open>();
  /** Monotonic ms at which each unanswered id was given up, oldest first. */
  readonly #late = new Map<number, number>();
  #nextId = 1;
  #received: Buffer = Buffer.alloc(0);

  constructor({ stream, clock, idle = [], onLost }: TcpPortOptions) {
    this.#stream = stream;
    this.#clock = clock;
    this.#idle = idle;
    this.#onLost = onLost;
    stream.listen(
      (bytes) => this.#receive(bytes),
      (reason, cause) => this.#give("GATEWAY_LINK_LOST", reason, cause),
    );
  }

  ask({ unit, pdu }: Question, limitMs: number): Promise<Reply> {
    const id = this.#takeId();
    if (id === undefined) {
      this.#give("GATEWAY_LINK_DESYNCHRONISED", `${maxUnanswered} requests without an answer`);
      return Promise.resolve({ kind: "silence" });
    }
    const frame = Buffer.alloc(headerBytes + 1 + pdu.length);
    frame.writeUInt16BE(id, 0);
    frame.writeUInt16BE(pdu.length + 1, 4);
    frame.writeUInt8(unit, headerBytes);
    frame.set(pdu, headerBytes + 1);
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.#open.delete(id);
        this.#late.set(id, this.#clock.monotonic());
        resolve({ kind: "silence" });
      }, limitMs);
      this.#open.set(id, {
        until: this.#clock.monotonic() + limitMs,
        settle: (reply) => {
          clearTimeout(timer);
          resolve(reply);
        },
      });
      this.#stream.write(frame);
    });
  }

  trouble(): undefined {
    return undefined;
  }

  async close(): Promise<void> {
    this.#received = Buffer.alloc(0);
    for (const { settle } of this.#open.values()) settle({ kind: "silence" });
    this.#open.clear();
    await this.#stream.close();
  }

  #takeId(): number | undefined {
    const old = this.#clock.monotonic() - forgetMs;
    for (const [id, since] of this.#late) {
      if (since > old) break;
      this.#late.delete(id);
    }
    if (this.#late.size >= maxUnanswered) return undefined;
    let id = this.#nextId;
    while (this.#late.has(id) || this.#open.has(id)) id = (id + 1) % ids;
    this.#nextId = (id + 1) % ids;
    return id;
  }

  #receive(chunk: Buffer): void {
    this.#received = this.#received.length === 0 ? chunk : Buffer.concat([this.#received, chunk]);
    for (;;) {
      const taken = this.#takeFrame() ?? this.#takeIdlePacket();
      if (taken === undefined) return;
      this.#received = this.#received.subarray(taken);
    }
  }

  /** Bytes of a whole frame at the beginning, which is delivered; undefined: there is none, or not yet. */
  #takeFrame(): number | undefined {
    const received = this.#received;
    if (received.length < headerBytes) return undefined;
    const length = received.readUInt16BE(4);
    if (received.readUInt16BE(2) !== 0 || length < minLength || length > maxLength) {
      if (beginsIdlePacket(received, this.#idle) === undefined) {
        this.#give("GATEWAY_LINK_DESYNCHRONISED", "what came is no Modbus TCP");
      }
      return undefined;
    }
    const end = headerBytes + length;
    if (received.length < end) return undefined;
    this.#deliver(received.readUInt16BE(0), received.subarray(headerBytes, end));
    return end;
  }

  /** An idle packet may look like the begin of a header: one whose id we asked with is a frame. */
  #takeIdlePacket(): number | undefined {
    const received = this.#received;
    const bytes = beginsIdlePacket(received, this.#idle);
    if (bytes === undefined || bytes > received.length) return undefined;
    const mayBeFrame =
      received.length >= 2 &&
      this.#open.has(received.readUInt16BE(0)) &&
      (received.length < 4 || received.readUInt16BE(2) === 0);
    return mayBeFrame ? undefined : bytes;
  }

  #deliver(id: number, body: Buffer): void {
    const open = this.#open.get(id);
    if (open === undefined) {
      this.#late.delete(id);
      this.counters.foreignFrames += 1;
      return;
    }
    this.#open.delete(id);
    if (this.#clock.monotonic() > open.until) {
      this.counters.foreignFrames += 1;
      open.settle({ kind: "silence" });
      return;
    }
    open.settle({ kind: "pdu", unit: body.readUInt8(0), pdu: body.subarray(1) });
  }

  #give(code: GatewayErrorCode, reason: string, cause?: Error): void {
    void this.close();
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
