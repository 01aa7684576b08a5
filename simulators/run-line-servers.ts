// The servers of one line, opened from its exposure. The OPC UA library is loaded only where a line has
// an OPC UA server: it costs half a second and some 90 MB.

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Exposure } from "./exposure.ts";
import { readOpcUaUsers } from "./opcua-users.ts";
import type { Plant } from "./plant/plant.ts";
import type { LineScenario } from "./scenario-line.ts";
import { openModbusTcpServer } from "./servers/modbus-tcp-server.ts";
import type { RunningOpcUaServer } from "./servers/opcua-server.ts";
import type { RegisterDevice } from "./servers/register-device.ts";

/** Spare namespaces of a renumbered start: 1 to this. */
const MAX_SPARE_NAMESPACES = 8;

export interface LineServersOptions {
  readonly scenario: LineScenario;
  readonly exposure: Exposure;
  readonly devices: readonly RegisterDevice[];
  /** As the servers shall see it. */
  readonly plant: Plant;
  /** When the plant last computed its values, ms since the epoch. */
  readonly sourceTime: () => number;
  readonly log: (line: string) => void;
}

export interface LineServers {
  readonly modbus: { readonly host: string; readonly port: number } | null;
  readonly opcua: Omit<RunningOpcUaServer, "close"> | null;
  close(): Promise<void>;
}

/** Throws what openModbusTcpServer, openOpcUaServer and readOpcUaUsers throw; then none stays open. */
export async function openLineServers(options: LineServersOptions): Promise<LineServers> {
  const { scenario, devices } = options;
  const modbus =
    devices.length === 0
      ? undefined
      : await openModbusTcpServer({ devices, ...scenario.listen.modbus });
  try {
    const opcua = await openOpcUa(options);
    return {
      modbus: modbus?.address() ?? null,
      opcua: opcua === undefined ? null : placeOf(opcua),
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
function placeOf({ close: _, ...place }: RunningOpcUaServer): LineServers["opcua"] {
  return place;
}

async function openOpcUa(options: LineServersOptions): Promise<RunningOpcUaServer | undefined> {
  const { scenario, exposure, plant, sourceTime, log } = options;
  if (exposure.opcua === null) return undefined;
  const { securityModes, securityPolicies, users, renumber, ...security } = scenario.opcua;
  const passwords = users === undefined ? new Map<string, string>() : readOpcUaUsers(users);
  const { openOpcUaServer } = await import("./servers/opcua-server.ts");
  const namespacesBefore = renumber ? chooseNamespaces(security.pki, sourceTime()) : 0;
  if (renumber) {
    log(
      `本次启动前置 ${namespacesBefore} 个空命名空间 · ${namespacesBefore} spare namespaces stand first this time`,
    );
  }
  return openOpcUaServer({
    exposure: exposure.opcua,
    name: scenario.plant,
    ...scenario.listen.opcua,
    read: (point) => plant.value(point),
    sourceTime,
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
