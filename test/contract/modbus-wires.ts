// Every wire on which the gateway speaks Modbus, with a misbehaving server (modbus-fixture.ts) at its other end.
import { readdirSync, readlinkSync, realpathSync } from "node:fs";
import type { AnyDriver } from "#gateway/driver.ts";
import { modbusDtu } from "#gateway/drivers/modbus/dtu.ts";
import { modbusRtu } from "#gateway/drivers/modbus/rtu.ts";
import { modbusRtuTcp } from "#gateway/drivers/modbus/rtu-tcp.ts";
import { modbusTcp } from "#gateway/drivers/modbus/tcp.ts";
import { freePort } from "../kit/free-port.ts";
import { type FixtureHandler, type Framing, ModbusFixture } from "./modbus-fixture.ts";
import { openSerialLine } from "./serial-line.ts";

export type FarEnd = {
  readonly fixture: ModbusFixture;
  endpoint(more?: Record<string, unknown>): Record<string, unknown>;
  /** Connections open on the wire now. */
  connections(): number;
  close(): Promise<void>;
};

export type Wire = {
  readonly name: string;
  readonly driver: AnyDriver;
  readonly framing: Framing;
  readonly exclusive: boolean;
  readonly endures?: boolean;
  readonly badEndpoint: unknown;
  serve(handler: FixtureHandler): Promise<FarEnd>;
  nowhere(): Promise<unknown>;
};

/** Short limits, for servers that are silent by intention. */
export const limits = { requestTimeoutMs: 150, readTimeoutMs: 800 };
export const connectLimits = { ...limits, connectTimeoutMs: 500 };
export const limitMs = 1_500;

export const tcpWire: Wire = {
  name: "modbus-tcp",
  driver: modbusTcp as AnyDriver,
  framing: "tcp",
  exclusive: false,
  badEndpoint: { host: "127.0.0.1", prot: 502 },
  serve: async (handler) => listening(await ModbusFixture.open(handler)),
  nowhere: async () => ({ host: "127.0.0.1", port: await freePort(), ...connectLimits }),
};

export const rtuTcpWire: Wire = {
  name: "modbus-rtu-tcp",
  driver: modbusRtuTcp as AnyDriver,
  framing: "rtu",
  exclusive: false,
  badEndpoint: { host: "127.0.0.1" },
  serve: async (handler) => listening(await ModbusFixture.open(handler, 0, "rtu")),
  nowhere: tcpWire.nowhere,
};

export const rtuWire: Wire = {
  name: "modbus-rtu",
  driver: modbusRtu as AnyDriver,
  framing: "rtu",
  exclusive: true,
  endures: true,
  badEndpoint: { path: "/dev/ttyS0", baudRate: 9600, dataBits: 7 },
  serve: async (handler) => {
    const fixture = await ModbusFixture.open(handler, 0, "rtu");
    const line = await openSerialLine(fixture.port);
    return {
      fixture,
      endpoint: (more = {}) => ({ path: line.path, baudRate: 115_200, ...limits, ...more }),
      connections: () => openFiles(realpathSync(line.path)),
      close: async () => {
        await line.close();
        await fixture.close();
      },
    };
  },
  nowhere: async () => ({ path: "/dev/lineproof-nowhere", baudRate: 9600, ...limits }),
};

let dtuPort: Promise<number> | undefined;
let dtus = 0;

/** All DTUs of a test file dial in to one listener. */
export function dtuWire(framing: Framing): Wire {
  const place = async () => {
    dtuPort ??= freePort();
    dtus += 1;
    const registration = `DTU-${String(dtus).padStart(4, "0")}`;
    const listen = { host: "127.0.0.1", port: await dtuPort };
    return { listen, registration, heartbeat: "hex:FE 01", framing, ...connectLimits };
  };
  return {
    name: `modbus-dtu, ${framing}`,
    driver: modbusDtu as AnyDriver,
    framing,
    exclusive: true,
    badEndpoint: { listen: { port: 5020 }, registration: "hex:0" },
    serve: async (handler) => {
      const settings = await place();
      const fixture = ModbusFixture.dial(handler, {
        port: settings.listen.port,
        registration: Buffer.from(settings.registration),
        framing,
      });
      return {
        fixture,
        endpoint: (more = {}) => ({ ...settings, connectTimeoutMs: 3_000, ...more }),
        connections: () => fixture.sockets.size,
        close: () => fixture.close(),
      };
    },
    nowhere: place,
  };
}

function listening(fixture: ModbusFixture): FarEnd {
  return {
    fixture,
    endpoint: (more = {}) => ({
      host: "127.0.0.1",
      port: fixture.port,
      ...connectLimits,
      ...more,
    }),
    connections: () => fixture.sockets.size,
    close: () => fixture.close(),
  };
}

/** How often this process has a file open. */
function openFiles(path: string): number {
  return readdirSync("/proc/self/fd").filter((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`) === path;
    } catch {
      return false;
    }
  }).length;
}
