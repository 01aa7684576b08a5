// A Modbus TCP server for simulated products, on node:net alone: nothing of it is shared with any
// gateway, or the mistakes of both would cancel out. Loopback unless told otherwise.
// Invariants: answers leave in the order of the requests; a peer that sends without reading stops being
// read (no buffer grows); no socket outlives close().

import { createServer, type Server, type Socket } from "node:net";
import { SimulatorsError } from "../errors.ts";
import { explainListenError } from "./listen-error.ts";
import { decodeFrame, encodeFrame, type ModbusFrame } from "./modbus-frame.ts";
import { checkIdentification } from "./modbus-identification.ts";
import { answerPdu, encodeException } from "./modbus-pdu.ts";
import { modbusException, type RegisterDevice } from "./register-device.ts";

const CLOSE_GRACE_MS = 500;

export interface ModbusTcpServerOptions {
  readonly devices: readonly RegisterDevice[];
  /** Default 127.0.0.1. */
  readonly host?: string;
  /** 0 takes a free one; see address(). */
  readonly port: number;
  /** Further connections are refused and counted. Default 64. */
  readonly maxConnections?: number;
  /** A connection without traffic for this long is closed. Default 10 min. */
  readonly idleTimeoutMs?: number;
}

export interface ModbusTcpServerStatistics {
  readonly connections: number;
  readonly refusedConnections: number;
  readonly requests: number;
  readonly exceptions: number;
  /** Connections ended because what came was not Modbus TCP. */
  readonly refusedFrames: number;
}

/**
 * Listens or throws SIMULATORS_PORT_IN_USE, SIMULATORS_LISTEN_FAILED, SIMULATORS_UNIT_DUPLICATE,
 * SIMULATORS_IDENTIFICATION_INVALID.
 */
export async function openModbusTcpServer(
  options: ModbusTcpServerOptions,
): Promise<ModbusTcpServer> {
  const host = options.host ?? "127.0.0.1";
  const server = createServer({ noDelay: true });
  server.maxConnections = options.maxConnections ?? 64;
  const opened = new ModbusTcpServer(
    server,
    indexDevices(options.devices),
    options.idleTimeoutMs ?? 600_000,
  );
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error) => reject(explainListenError(host, options.port, error)));
    server.listen(options.port, host, resolve);
  });
  server.removeAllListeners("error");
  // After listening, errors concern single accepts; the server itself goes on.
  server.on("error", () => undefined);
  return opened;
}

export class ModbusTcpServer {
  readonly #server: Server;
  readonly #devices: ReadonlyMap<number, RegisterDevice>;
  readonly #sockets = new Set<Socket>();
  #requests = 0;
  #exceptions = 0;
  #refusedFrames = 0;
  #refusedConnections = 0;
  #closed: Promise<void> | undefined;

  /** Use openModbusTcpServer. */
  constructor(server: Server, devices: ReadonlyMap<number, RegisterDevice>, idleTimeoutMs: number) {
    this.#server = server;
    this.#devices = devices;
    server.on("drop", () => {
      this.#refusedConnections += 1;
    });
    server.on("connection", (socket) => this.#serve(socket, idleTimeoutMs));
  }

  /** Where it really listens, after port 0 was resolved. */
  address(): { host: string; port: number } {
    const address = this.#server.address();
    if (address === null || typeof address === "string") return { host: "", port: 0 };
    return { host: address.address, port: address.port };
  }

  statistics(): ModbusTcpServerStatistics {
    return {
      connections: this.#sockets.size,
      refusedConnections: this.#refusedConnections,
      requests: this.#requests,
      exceptions: this.#exceptions,
      refusedFrames: this.#refusedFrames,
    };
  }

  /** Stops listening and ends every socket; what was answered is flushed for at most 0.5 s. */
  close(): Promise<void> {
    this.#closed ??= new Promise((resolve) => {
      const grace = setTimeout(() => {
        for (const socket of this.#sockets) socket.destroy();
      }, CLOSE_GRACE_MS);
      this.#server.close(() => {
        clearTimeout(grace);
        resolve();
      });
      for (const socket of this.#sockets) socket.destroySoon();
    });
    return this.#closed;
  }

  #serve(socket: Socket, idleTimeoutMs: number): void {
    this.#sockets.add(socket);
    let pending: Buffer = Buffer.alloc(0);
    const pump = (): void => {
      pending = this.#answerAll(socket, pending);
      if (socket.writableNeedDrain) socket.pause();
      else socket.resume();
    };
    socket.setTimeout(idleTimeoutMs, () => socket.destroy());
    socket.on("data", (chunk: Buffer) => {
      pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk]);
      pump();
    });
    socket.on("drain", pump);
    // A reset by the peer ends this connection only; "close" follows.
    socket.on("error", () => undefined);
    socket.on("close", () => this.#sockets.delete(socket));
  }

  /** Answers whole frames until the bytes or the room to write end; returns what is left. */
  #answerAll(socket: Socket, bytes: Buffer): Buffer {
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
      socket.write(this.#answer(step.frame));
    }
    socket.uncork();
    return bytes.subarray(offset);
  }

  #answer(request: ModbusFrame): Buffer {
    const device = this.#devices.get(request.unit);
    const pdu =
      device === undefined
        ? encodeException(request.pdu[0] ?? 0, modbusException.gatewayTargetFailed)
        : answerPdu(request.pdu, device);
    this.#requests += 1;
    if (((pdu[0] ?? 0) & 0x80) !== 0) this.#exceptions += 1;
    return encodeFrame({ transaction: request.transaction, unit: request.unit, pdu });
  }
}

function indexDevices(devices: readonly RegisterDevice[]): ReadonlyMap<number, RegisterDevice> {
  const byUnit = new Map<number, RegisterDevice>();
  for (const device of devices) {
    if (byUnit.has(device.unit)) {
      throw new SimulatorsError(
        "SIMULATORS_UNIT_DUPLICATE",
        `单元号 ${device.unit} 被两个设备使用,请各给一个不同的号。 · ` +
          `Two devices use unit id ${device.unit}; give each its own.`,
        { unit: device.unit },
      );
    }
    if (device.identification !== undefined) {
      checkIdentification(device.unit, device.identification);
    }
    byUnit.set(device.unit, device);
  }
  return byUnit;
}
