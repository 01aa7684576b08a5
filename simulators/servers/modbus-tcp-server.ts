// A Modbus TCP server for simulated products, on node:net alone: nothing of it is shared with any
// gateway, or the mistakes of both would cancel out.
// Invariants: replies leave in the order of the requests; a peer that sends without reading stops being
// read (no buffer grows); no socket outlives close().

import type { Socket } from "node:net";
import { decodeFrame, encodeFrame } from "./modbus-frame.ts";
import type { ModbusHook } from "./modbus-hook.ts";
import { ModbusListener, type ModbusListenerOptions } from "./modbus-listener.ts";
import { type ReplyCounters, ReplyQueue } from "./modbus-reply-queue.ts";
import { ModbusResponder } from "./modbus-responder.ts";
import { type ModbusTimer, systemTimer } from "./modbus-timer.ts";
import type { RegisterDevice } from "./register-device.ts";

export interface ModbusTcpServerOptions extends ModbusListenerOptions {
  readonly devices: readonly RegisterDevice[];
  /** Absent: every answer leaves as it is. */
  readonly hook?: ModbusHook;
  readonly timer?: ModbusTimer;
}

export interface ModbusTcpServerStatistics {
  readonly connections: number;
  readonly refusedConnections: number;
  readonly requests: number;
  readonly exceptions: number;
  /** Connections ended because what came was not Modbus TCP. */
  readonly refusedFrames: number;
  readonly delayedReplies: number;
  /** Not sent, because too many were waiting already. */
  readonly droppedReplies: number;
}

/**
 * Listens or throws SIMULATORS_PORT_IN_USE, SIMULATORS_LISTEN_FAILED, SIMULATORS_UNIT_DUPLICATE,
 * SIMULATORS_IDENTIFICATION_INVALID.
 */
export async function openModbusTcpServer(
  options: ModbusTcpServerOptions,
): Promise<ModbusTcpServer> {
  const server = new ModbusTcpServer(options);
  await server.listen(options);
  return server;
}

export class ModbusTcpServer {
  readonly #listener: ModbusListener;
  readonly #responder: ModbusResponder;
  readonly #timer: ModbusTimer;
  readonly #replies: ReplyCounters = { delayed: 0, dropped: 0 };
  #refusedFrames = 0;

  /** Use openModbusTcpServer. */
  constructor(options: ModbusTcpServerOptions) {
    this.#responder = new ModbusResponder(options.devices, options.hook);
    this.#timer = options.timer ?? systemTimer;
    this.#listener = new ModbusListener(options, (socket) => this.#serve(socket));
  }

  listen(options: ModbusListenerOptions): Promise<void> {
    return this.#listener.listen(options);
  }

  /** Where it really listens, after port 0 was resolved. */
  address(): { host: string; port: number } {
    return this.#listener.address();
  }

  statistics(): ModbusTcpServerStatistics {
    return {
      ...this.#listener.statistics(),
      ...this.#responder.statistics(),
      refusedFrames: this.#refusedFrames,
      delayedReplies: this.#replies.delayed,
      droppedReplies: this.#replies.dropped,
    };
  }

  /** Stops listening and ends every socket; what was answered is flushed for at most 0.5 s, what waits is not. */
  close(): Promise<void> {
    return this.#listener.close();
  }

  #serve(socket: Socket): void {
    const queue = new ReplyQueue({
      timer: this.#timer,
      counters: this.#replies,
      send: (reply) => {
        if (socket.writable) socket.write(encodeFrame(reply));
      },
    });
    let pending: Buffer = Buffer.alloc(0);
    const pump = (): void => {
      pending = this.#answerAll(socket, queue, pending);
      if (socket.writableNeedDrain) socket.pause();
      else socket.resume();
    };
    socket.on("data", (chunk: Buffer) => {
      pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk]);
      pump();
    });
    socket.on("drain", pump);
    socket.on("close", () => queue.clear());
  }

  /** Answers whole frames until the bytes or the room to write end; returns what is left. */
  #answerAll(socket: Socket, queue: ReplyQueue, bytes: Buffer): Buffer {
    let offset = 0;
    socket.cork();
    while (!socket.writableNeedDrain && socket.writable) {
      const step = decodeFrame(bytes, offset);
      if (step.kind === "incomplete") break;
      if (step.kind === "refused") {
        this.#refusedFrames += 1;
        socket.uncork();
        socket.destroySoon();
        return Buffer.alloc(0);
      }
      offset = step.end;
      for (const reply of this.#responder.replies(step.frame)) queue.push(reply);
    }
    socket.uncork();
    return bytes.subarray(offset);
  }
}
