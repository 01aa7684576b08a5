// The Modbus listeners of one plant: TCP, RTU over TCP and a serial line, all showing the same devices, each
// with the faults that act on it.

import type { FaultDeck } from "../faults/fault-deck.ts";
import type { Listen } from "../scenario/scenario-listen.ts";
import { encodeRtu } from "../servers/modbus-rtu-frame.ts";
import {
  type ModbusRtuTcpServer,
  openModbusRtuTcpServer,
} from "../servers/modbus-rtu-tcp-server.ts";
import {
  type ModbusSerialServer,
  openModbusSerialServer,
} from "../servers/modbus-serial-server.ts";
import { type ModbusTcpServer, openModbusTcpServer } from "../servers/modbus-tcp-server.ts";
import type { RegisterDevice } from "../servers/register-device.ts";
import { type CabledListener, openCabled, type Place } from "./cabled-listener.ts";

export interface ModbusListenersOptions {
  readonly listen: Listen;
  readonly devices: readonly RegisterDevice[];
  readonly faults: FaultDeck;
  /** Whether a fault of the scenario may touch a cable. */
  readonly cabled: boolean;
  readonly log: (line: string) => void;
}

export interface ModbusAddresses {
  readonly modbus?: Place;
  readonly rtuOverTcp?: Place;
  readonly rtu?: { readonly path: string; readonly baud: number };
}

export interface ModbusListeners {
  readonly addresses: ModbusAddresses;
  /** After each step: cables and lines become what the faults say. */
  obey(): void;
  /** Connections that are open now. */
  readers(): number;
  close(): Promise<void>;
}

/** Throws what the servers throw; then none stays open. */
export async function openModbusListeners(
  options: ModbusListenersOptions,
): Promise<ModbusListeners> {
  const opened: { close(): Promise<void> }[] = [];
  const keep = <T extends { close(): Promise<void> }>(each: T): T => {
    opened.push(each);
    return each;
  };
  try {
    const tcp = await openTcp(options).then((each) => each && keep(each));
    const rtuTcp = await openRtuTcp(options).then((each) => each && keep(each));
    const serial = openSerial(options);
    if (serial !== undefined) keep({ close: async () => serial.close() });
    return listenersOf(options, { tcp, rtuTcp, serial }, opened);
  } catch (error) {
    await Promise.all(opened.map((each) => each.close()));
    throw error;
  }
}

type Parts = {
  readonly tcp: CabledListener<ModbusTcpServer> | undefined;
  readonly rtuTcp: CabledListener<ModbusRtuTcpServer> | undefined;
  readonly serial: ModbusSerialServer | undefined;
};

function listenersOf(
  { listen, faults }: ModbusListenersOptions,
  { tcp, rtuTcp, serial }: Parts,
  opened: readonly { close(): Promise<void> }[],
): ModbusListeners {
  return {
    addresses: {
      ...(tcp === undefined ? {} : { modbus: tcp.place }),
      ...(rtuTcp === undefined ? {} : { rtuOverTcp: rtuTcp.place }),
      ...(listen.rtu === undefined ? {} : { rtu: listen.rtu }),
    },
    obey: () => {
      tcp?.setCable(faults.cable("modbus"));
      rtuTcp?.setCable(faults.cable("rtu-over-tcp"));
      for (const frame of faults.takeBusFrames()) serial?.inject(encodeRtu(frame));
    },
    readers: () =>
      (tcp?.server.statistics().connections ?? 0) + (rtuTcp?.server.statistics().connections ?? 0),
    close: async () => {
      await Promise.all(opened.map((each) => each.close()));
    },
  };
}

async function openTcp({ listen, devices, faults, cabled }: ModbusListenersOptions) {
  if (listen.modbus === undefined) return undefined;
  return openCabled(
    listen.modbus,
    cabled,
    (place) => openModbusTcpServer({ devices, hook: faults.hookFor("modbus"), ...place }),
    (server) => server.address(),
  );
}

async function openRtuTcp({ listen, devices, faults, cabled }: ModbusListenersOptions) {
  if (listen.rtuOverTcp === undefined) return undefined;
  return openCabled(
    listen.rtuOverTcp,
    cabled,
    (place) => openModbusRtuTcpServer({ devices, hook: faults.hookFor("rtu-over-tcp"), ...place }),
    (server) => server.address(),
  );
}

function openSerial({ listen, devices, faults, log }: ModbusListenersOptions) {
  if (listen.rtu === undefined) return undefined;
  return openModbusSerialServer({
    devices,
    ...listen.rtu,
    hook: faults.hookFor("rtu"),
    onLost: (error) => log(error.message),
  });
}
