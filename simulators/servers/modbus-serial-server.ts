// Modbus RTU on a serial device: a port of the machine or a pseudo terminal (`socat pty,raw,echo=0,link=a …`).
// node:fs and node:tty alone. Nothing waits: a line that nobody reads loses bytes (counted), as a wire does.
// The speed is not set here: a pseudo terminal has none, and a real port gets its own by `stty -F PATH 9600`.
// It is what answers are timed by.

import { closeSync, constants, openSync, writeSync } from "node:fs";
import { isatty, ReadStream } from "node:tty";
import { SimulatorsError } from "../errors.ts";
import type { ModbusHook } from "./modbus-hook.ts";
import { ModbusResponder } from "./modbus-responder.ts";
import {
  createRtuCounters,
  DEFAULT_BAUD,
  ModbusRtuBus,
  type RtuCounters,
} from "./modbus-rtu-bus.ts";
import { type ModbusTimer, systemTimer } from "./modbus-timer.ts";
import type { RegisterDevice } from "./register-device.ts";

export interface ModbusSerialServerOptions {
  readonly devices: readonly RegisterDevice[];
  /** E.g. /dev/ttyUSB0. */
  readonly path: string;
  /** Default 9600. */
  readonly baud?: number;
  /** Absent: every answer leaves as it is. */
  readonly hook?: ModbusHook;
  readonly timer?: ModbusTimer;
  /** Called once when the device goes away by itself; the server is closed then. */
  readonly onLost?: (error: SimulatorsError) => void;
}

export interface ModbusSerialServerStatistics extends Readonly<RtuCounters> {
  readonly requests: number;
  readonly exceptions: number;
  readonly open: boolean;
}

/**
 * Opens or throws SIMULATORS_SERIAL_UNUSABLE, SIMULATORS_UNIT_DUPLICATE, SIMULATORS_IDENTIFICATION_INVALID.
 */
export function openModbusSerialServer(options: ModbusSerialServerOptions): ModbusSerialServer {
  return new ModbusSerialServer(options);
}

export class ModbusSerialServer {
  readonly path: string;
  readonly #responder: ModbusResponder;
  readonly #counters = createRtuCounters();
  readonly #bus: ModbusRtuBus;
  readonly #onLost: ((error: SimulatorsError) => void) | undefined;
  readonly #input: ReadStream;
  #fd: number | undefined;

  /** Use openModbusSerialServer. */
  constructor(options: ModbusSerialServerOptions) {
    const { devices, path, hook, timer = systemTimer, baud = DEFAULT_BAUD } = options;
    this.path = path;
    this.#onLost = options.onLost;
    this.#responder = new ModbusResponder(devices, hook);
    this.#bus = new ModbusRtuBus({
      responder: this.#responder,
      counters: this.#counters,
      timer,
      baud,
      write: (bytes) => this.#write(bytes),
    });
    this.#fd = openTerminal(path);
    this.#input = new ReadStream(this.#fd);
    this.#input.setRawMode(true);
    this.#input.on("data", (bytes: Buffer) => this.#bus.receive(bytes));
    this.#input.on("error", (error: NodeJS.ErrnoException) => this.#lose(error.code ?? "EIO"));
    this.#input.on("end", () => this.#lose("EOF"));
  }

  statistics(): ModbusSerialServerStatistics {
    return {
      ...this.#responder.statistics(),
      ...this.#counters,
      open: this.#fd !== undefined,
    };
  }

  /** See ModbusRtuBus.inject. */
  inject(bytes: Buffer): void {
    this.#bus.inject(bytes);
  }

  /** Lets go of the device; what waits is not sent. */
  close(): void {
    if (this.#fd === undefined) return;
    this.#bus.close();
    this.#input.destroy();
    closeSync(this.#fd);
    this.#fd = undefined;
  }

  /** Whether all bytes went out. */
  #write(bytes: Buffer): boolean {
    if (this.#fd === undefined) return false;
    try {
      return writeSync(this.#fd, bytes) === bytes.length;
    } catch {
      // EAGAIN: nobody reads; EIO: the other end is gone, which the reading side reports.
      return false;
    }
  }

  #lose(reason: string): void {
    if (this.#fd === undefined) return;
    this.close();
    this.#onLost?.(unusable(this.path, reason));
  }
}

/** Non-blocking, and never this process's controlling terminal. */
function openTerminal(path: string): number {
  let fd: number;
  try {
    fd = openSync(path, constants.O_RDWR | constants.O_NOCTTY | constants.O_NONBLOCK);
  } catch (error) {
    throw unusable(path, (error as NodeJS.ErrnoException).code ?? String(error));
  }
  if (isatty(fd)) return fd;
  closeSync(fd);
  throw unusable(path, "ENOTTY");
}

function unusable(path: string, reason: string): SimulatorsError {
  return new SimulatorsError(
    "SIMULATORS_SERIAL_UNUSABLE",
    `无法使用串口 ${path}(${reason}):请检查路径、权限(dialout 组)以及它是否为串口或伪终端。 · ` +
      `Cannot use the serial device ${path} (${reason}): check its path, the permission (group dialout) and that it is a serial port or pseudo terminal.`,
    { path, reason },
  );
}
