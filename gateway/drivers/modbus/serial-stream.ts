// A serial port as a stream of bytes. The library (native code) is loaded when the first port is opened.
import type { SerialPort } from "serialport";
import { GatewayError } from "../../errors.ts";
import { bounded } from "../bounded.ts";
import type { ByteStream } from "./byte-stream.ts";

export type SerialSettings = {
  /** E.g. /dev/ttyUSB0, /dev/serial/by-id/…, COM3. */
  readonly path: string;
  readonly baudRate: number;
  readonly parity: "none" | "even" | "odd";
  readonly stopBits: 1 | 2;
};

/** RTU knows characters of 8 bits only (Modbus over Serial Line V1.02 §2.5.1). */
const dataBits = 8;
const openLimitMs = 5_000;

/** Opens the port for ourselves alone. Rejects GATEWAY_SERIAL_UNUSABLE. */
export async function openSerialStream(settings: SerialSettings): Promise<ByteStream> {
  const { path } = settings;
  const unusable = (cause: unknown) => {
    const reason = cause instanceof Error ? cause.message : String(cause);
    return new GatewayError(
      "GATEWAY_SERIAL_UNUSABLE",
      `串口 ${path} 打不开:请检查路径(插拔后编号会变,宜用 /dev/serial/by-id/…)、权限(dialout 组)以及是否被别的程序占用 · cannot open serial port ${path}: check its path (numbers change when it is plugged again, /dev/serial/by-id/… does not), permission (group dialout) and whether another program holds it: ${reason}`,
      { path, reason },
      { cause },
    );
  };
  try {
    const library = await import("serialport");
    const port = new library.SerialPort({ ...settings, dataBits, lock: true, autoOpen: false });
    const opening = new Promise<void>((resolve, reject) => {
      port.open((error) => (error === null ? resolve() : reject(error)));
    });
    opening.catch(() => undefined);
    await bounded(opening, openLimitMs, () => {
      opening.then(() => port.close()).catch(() => undefined);
      return new Error(`not open within ${openLimitMs} ms`);
    });
    return new SerialStream(port, path);
  } catch (error) {
    throw unusable(error);
  }
}

class SerialStream implements ByteStream {
  readonly name: string;
  readonly #port: SerialPort;
  #closed = false;

  constructor(port: SerialPort, name: string) {
    this.#port = port;
    this.name = name;
    port.on("error", () => undefined);
  }

  write(bytes: Uint8Array): void {
    if (this.#port.isOpen) this.#port.write(bytes);
  }

  listen(received: (bytes: Buffer) => void, lost: (reason: string, cause?: Error) => void): void {
    this.#port.on("data", (chunk: Buffer) => {
      if (!this.#closed) received(chunk);
    });
    this.#port.on("close", (cause: Error | null) => {
      if (this.#closed) return;
      this.#closed = true;
      lost(
        `串口 ${this.name} 断开 · serial port ${this.name} is gone: ${cause?.message ?? "closed"}`,
        cause ?? undefined,
      );
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    if (!this.#port.isOpen) return;
    await new Promise<void>((resolve) => this.#port.close(() => resolve()));
  }
}
