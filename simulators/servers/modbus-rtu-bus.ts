// The units of one RS-485 bus, on any stream of bytes. As on a real bus: a broadcast (unit 0) is not answered, a unit
// that is not there is silent, so is everybody after a wrong CRC, and what others say to each other is heard and let
// pass. An answer is there when its last byte would have come over the line at the given speed.

import type { ModbusReply } from "./modbus-hook.ts";
import { type ReplyCounters, ReplyQueue } from "./modbus-reply-queue.ts";
import type { ModbusResponder } from "./modbus-responder.ts";
import { encodeRtu, lineMs, type RtuFrame, silenceMs, splitBurst } from "./modbus-rtu-frame.ts";
import { RtuReceiver } from "./modbus-rtu-receiver.ts";
import type { ModbusTimer } from "./modbus-timer.ts";

export const DEFAULT_BAUD = 9600;

/** Named after the counters of FC 08 (Application Protocol V1.1b3 §6.8). */
export interface RtuCounters extends ReplyCounters {
  /** Frames with a right CRC, whomever they were for. */
  messages: number;
  /** Bursts, or ends of bursts, without one. */
  communicationErrors: number;
  broadcasts: number;
  /** Frames for or from units that are not here. */
  foreign: number;
  /** Bytes put on the line from outside. */
  injectedBytes: number;
}

export function createRtuCounters(): RtuCounters {
  return {
    messages: 0,
    communicationErrors: 0,
    broadcasts: 0,
    foreign: 0,
    injectedBytes: 0,
    delayed: 0,
    dropped: 0,
  };
}

export interface ModbusRtuBusOptions {
  readonly responder: ModbusResponder;
  readonly counters: RtuCounters;
  readonly timer: ModbusTimer;
  readonly baud: number;
  /** Puts bytes on the line; false: there was no room. Must not wait. */
  readonly write: (bytes: Buffer) => boolean;
}

export class ModbusRtuBus {
  readonly #options: ModbusRtuBusOptions;
  readonly #receiver: RtuReceiver;
  readonly #queue: ReplyQueue;
  #cancel: (() => void) | undefined;

  constructor(options: ModbusRtuBusOptions) {
    const { baud, timer, counters } = options;
    this.#options = options;
    this.#receiver = new RtuReceiver(silenceMs(baud));
    this.#queue = new ReplyQueue({
      timer,
      counters,
      send: (reply) => this.#send(encodeRtu(reply)),
      durationMs: (reply) => lineMs(reply.pdu.length + 3, baud),
    });
  }

  /**
   * Bytes that a master sent. Only the timer finds silences, never this: bytes that come late may have waited for
   * this process, not for their sender.
   */
  receive(bytes: Buffer): void {
    this.#receiver.push(bytes, this.#options.timer.now());
    this.#listen();
  }

  /**
   * Bytes of somebody else on the same line, e.g. a second master: the reader of the line gets them at once, and the
   * units here hear them too, so that a request among them is answered.
   */
  inject(bytes: Buffer): void {
    this.#options.counters.injectedBytes += bytes.length;
    this.#send(bytes);
    this.receive(bytes);
  }

  close(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    this.#queue.clear();
  }

  #listen(): void {
    const due = this.#receiver.due();
    if (due === undefined || this.#cancel !== undefined) return;
    const { timer } = this.#options;
    this.#cancel = timer.after(due - timer.now(), () => {
      this.#cancel = undefined;
      this.#end();
      // More bytes came meanwhile: the silence begins anew.
      this.#listen();
    });
  }

  #end(): void {
    const burst = this.#receiver.take(this.#options.timer.now());
    if (burst === undefined) return;
    const { frames, rest } = splitBurst(burst);
    for (const frame of frames) this.#hear(frame);
    if (frames.length === 0 || rest.length > 0) this.#options.counters.communicationErrors += 1;
  }

  #hear(frame: RtuFrame): void {
    const { counters, responder, baud } = this.#options;
    counters.messages += 1;
    if (frame.unit === 0) counters.broadcasts += 1;
    else if (!responder.has(frame.unit)) counters.foreign += 1;
    else {
      // The stream brought the request in no time; the line would have taken this long.
      const lateMs = lineMs(frame.pdu.length + 3, baud);
      responder.replies({ ...frame, transaction: 0 }).forEach((reply: ModbusReply, n) => {
        this.#queue.push(n === 0 ? { ...reply, afterMs: reply.afterMs + lateMs } : reply);
      });
    }
  }

  #send(bytes: Buffer): void {
    if (!this.#options.write(bytes)) this.#options.counters.dropped += 1;
  }
}
