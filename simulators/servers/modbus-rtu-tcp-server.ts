// RTU over TCP: what a serial-to-Ethernet converter in transparent mode offers, frames with CRC and without MBAP. Every
// connection has the bus to itself.
// Invariants: a peer that does not read loses replies (counted), nothing grows; no socket outlives close().

import type { Socket } from "node:net";
import type { ModbusHook } from "./modbus-hook.ts";
import { ModbusListener, type ModbusListenerOptions } from "./modbus-listener.ts";
import { ModbusResponder } from "./modbus-responder.ts";
import {
  createRtuCounters,
  DEFAULT_BAUD,
  ModbusRtuBus,
  type RtuCounters,
} from "./modbus-rtu-bus.ts";
import { type ModbusTimer, systemTimer } from "./modbus-timer.ts";
import type { RegisterDevice } from "./register-device.ts";

/** A converter's buffer; what does not fit is lost, as there. */
const MAX_UNSENT_BYTES = 65_536;

export interface ModbusRtuTcpServerOptions extends ModbusListenerOptions {
  readonly devices: readonly RegisterDevice[];
  /** Of the serial side. Default 9600. */
  readonly baud?: number;
  /** Absent: every answer leaves as it is. */
  readonly hook?: ModbusHook;
  readonly timer?: ModbusTimer;
}

export interface ModbusRtuTcpServerStatistics extends Readonly<RtuCounters> {
  readonly connections: number;
  readonly refusedConnections: number;
  readonly requests: number;
  readonly exceptions: number;
}

/**
 * Listens or throws SIMULATORS_PORT_IN_USE, SIMULATORS_LISTEN_FAILED, SIMULATORS_UNIT_DUPLICATE,
 * SIMULATORS_IDENTIFICATION_INVALID.
 */
export async function openModbusRtuTcpServer(
  options: ModbusRtuTcpServerOptions,
): Promise<ModbusRtuTcpServer> {
  const server = new ModbusRtuTcpServer(options);
  await server.listen(options);
  return server;
}

export class ModbusRtuTcpServer {
  readonly #listener: ModbusListener;
  readonly #responder: ModbusResponder;
  readonly #counters = createRtuCounters();
  readonly #buses = new Set<ModbusRtuBus>();

  /** Use openModbusRtuTcpServer. */
  constructor(options: ModbusRtuTcpServerOptions) {
    const { devices, hook, timer = systemTimer, baud = DEFAULT_BAUD } = options;
    this.#responder = new ModbusResponder(devices, hook);
    this.#listener = new ModbusListener(options, (socket) => this.#serve(socket, timer, baud));
  }

  listen(options: ModbusListenerOptions): Promise<void> {
    return this.#listener.listen(options);
  }

  /** Where it really listens, after port 0 was resolved. */
  address(): { host: string; port: number } {
    return this.#listener.address();
  }

  statistics(): ModbusRtuTcpServerStatistics {
    return {
      ...this.#listener.statistics(),
      ...this.#responder.statistics(),
      ...this.#counters,
    };
  }

  /** To every connection, see ModbusRtuBus.inject. */
  inject(bytes: Buffer): void {
    for (const bus of this.#buses) bus.inject(bytes);
  }

  close(): Promise<void> {
    return this.#listener.close();
  }

  #serve(socket: Socket, timer: ModbusTimer, baud: number): void {
    const bus = new ModbusRtuBus({
      responder: this.#responder,
      counters: this.#counters,
      timer,
      baud,
      write: (bytes) => {
        if (!socket.writable || socket.writableLength > MAX_UNSENT_BYTES) return false;
        socket.write(bytes);
        return true;
      },
    });
    this.#buses.add(bus);
    socket.on("data", (bytes: Buffer) => bus.receive(bytes));
    socket.on("close", () => {
      this.#buses.delete(bus);
      bus.close();
    });
  }
}
