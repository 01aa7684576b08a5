// Replies of one connection or bus on their way out. They leave in the order in which they came, each no earlier
// than it may: one that is held up holds up those behind it, as on any wire. Bounded: a reply waits for at most
// 60 s, at most 256 wait; what comes on top is dropped and counted.

import type { ModbusReply } from "./modbus-hook.ts";
import type { ModbusTimer } from "./modbus-timer.ts";

export const MAX_REPLY_DELAY_MS = 60_000;
export const MAX_WAITING_REPLIES = 256;

/** Sums of fractions of a millisecond may miss an instant by the last bit. */
const HAIR_MS = 1e-6;

export interface ReplyCounters {
  /** Replies that were sent later than they could have been. */
  delayed: number;
  /** Replies that were not sent because too many were waiting or the way out was full. */
  dropped: number;
}

export interface ReplyQueueOptions {
  readonly timer: ModbusTimer;
  readonly counters: ReplyCounters;
  readonly send: (reply: ModbusReply) => void;
  /** How long the reply occupies the line; it counts as sent at the end. Default 0. */
  readonly durationMs?: (reply: ModbusReply) => number;
}

export class ReplyQueue {
  readonly #options: ReplyQueueOptions;
  readonly #waiting: { readonly reply: ModbusReply; readonly due: number }[] = [];
  #lastDue = Number.NEGATIVE_INFINITY;
  #cancel: (() => void) | undefined;

  constructor(options: ReplyQueueOptions) {
    this.#options = options;
  }

  push(reply: ModbusReply): void {
    const { timer, counters, send, durationMs } = this.#options;
    const now = timer.now();
    // What is no number is no delay.
    const delay = Math.min(Math.max(reply.afterMs, 0), MAX_REPLY_DELAY_MS) || 0;
    const due = Math.max(now + delay, this.#lastDue) + (durationMs?.(reply) ?? 0);
    if (due <= now && this.#waiting.length === 0) {
      send(reply);
      return;
    }
    if (this.#waiting.length >= MAX_WAITING_REPLIES) {
      counters.dropped += 1;
      return;
    }
    counters.delayed += 1;
    this.#lastDue = due;
    this.#waiting.push({ reply, due });
    this.#arm();
  }

  /** Forgets what waits: the connection is over. */
  clear(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    this.#waiting.length = 0;
  }

  #arm(): void {
    const next = this.#waiting[0];
    if (next === undefined || this.#cancel !== undefined) return;
    const { timer } = this.#options;
    this.#cancel = timer.after(Math.max(next.due - timer.now(), 0), () => {
      this.#cancel = undefined;
      this.#sendDue();
      this.#arm();
    });
  }

  #sendDue(): void {
    const now = this.#options.timer.now() + HAIR_MS;
    for (let next = this.#waiting[0]; next !== undefined && next.due <= now; ) {
      this.#waiting.shift();
      this.#options.send(next.reply);
      next = this.#waiting[0];
    }
  }
}
