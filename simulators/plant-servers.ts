// The servers of one plant, opened from what it shows and where its scenario lets it answer. The OPC UA library
// is loaded only where a plant has an OPC UA server: it costs half a second and some 90 MB.

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { BuiltPlant } from "./built-plant.ts";
import { readOpcUaUsers } from "./opcua-users.ts";
import { openModbusTcpServer } from "./servers/modbus-tcp-server.ts";
import type { RunningOpcUaServer } from "./servers/opcua-server.ts";
import type { RegisterDevice } from "./servers/register-device.ts";

/** Spare namespaces of a renumbered start: 1 to this. */
const MAX_SPARE_NAMESPACES = 8;

export interface PlantServersOptions {
  readonly built: BuiltPlant;
  readonly devices: readonly RegisterDevice[];
  /** When the plant last computed its values, ms since the epoch. */
  readonly now: () => number;
  readonly log: (line: string) => void;
}

type Place = { readonly host: string; readonly port: number };

/** Plain data: it may leave the process. */
export interface PlantAddresses {
  readonly modbus?: Place;
  readonly rtuOverTcp?: Place;
  readonly rtu?: { readonly path: string; readonly baud: number };
  readonly opcua?: Place & { readonly endpointUrl: string; readonly certificateFile: string };
}

export interface PlantServers {
  readonly addresses: PlantAddresses;
  /** After each step: what faults do to servers and cables. */
  obey(): void;
  readers(): number;
  close(): Promise<void>;
}

/** Throws what the servers and readOpcUaUsers throw; then none stays open. */
export async function openPlantServers(options: PlantServersOptions): Promise<PlantServers> {
  const { built, devices } = options;
  const { listen } = built.scenario;
  const modbus =
    listen.modbus === undefined
      ? undefined
      : await openModbusTcpServer({ devices, ...listen.modbus });
  try {
    const opcua = await openOpcUa(options);
    return {
      addresses: {
        ...(modbus === undefined ? {} : { modbus: modbus.address() }),
        ...(opcua === undefined ? {} : { opcua: placeOf(opcua) }),
      },
      obey: () => undefined,
      readers: () => modbus?.statistics().connections ?? 0,
      close: async () => {
        await Promise.all([modbus?.close(), opcua?.close()]);
      },
    };
  } catch (error) {
    await modbus?.close();
    throw error;
  }
}

/** What may leave the process: data only. */
function placeOf({ host, port, endpointUrl, certificateFile }: RunningOpcUaServer) {
  return { host, port, endpointUrl, certificateFile };
}

async function openOpcUa(options: PlantServersOptions): Promise<RunningOpcUaServer | undefined> {
  const { built, now, log } = options;
  const { id, listen, opcua } = built.scenario;
  if (built.exposure.opcua === null || listen.opcua === undefined || opcua === undefined) {
    return undefined;
  }
  const { securityModes, securityPolicies, users, renumber, ...security } = opcua;
  const passwords = users === undefined ? new Map<string, string>() : readOpcUaUsers(users);
  const { openOpcUaServer } = await import("./servers/opcua-server.ts");
  const namespacesBefore = renumber ? chooseNamespaces(security.pki, now()) : 0;
  if (renumber) {
    log(
      `本次启动前置 ${namespacesBefore} 个空命名空间 · ${namespacesBefore} spare namespaces stand first this time`,
    );
  }
  return openOpcUaServer({
    exposure: built.exposure.opcua,
    name: id,
    ...listen.opcua,
    read: (point) => built.shown.value(point),
    sourceTime: now,
    security: { modes: securityModes, policies: securityPolicies, ...security, users: passwords },
    namespacesBefore,
    log,
  });
}

/** By the wall clock, and never as many as at the start before. */
function chooseNamespaces(folder: string, now: number): number {
  const file = join(folder, "spare-namespaces");
  const chosen = 1 + (Math.floor(now / 1000) % MAX_SPARE_NAMESPACES);
  const number = chosen === readNumber(file) ? 1 + (chosen % MAX_SPARE_NAMESPACES) : chosen;
  mkdirSync(folder, { recursive: true });
  writeFileSync(file, `${number}\n`);
  return number;
}

function readNumber(file: string): number | undefined {
  try {
    return Number(readFileSync(file, "utf8"));
  } catch {
    return undefined;
  }
}
