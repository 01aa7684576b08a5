// What is wrong with a scenario beyond its text: points that no wire shows, faults on units and listeners that
// are not there, ports that are taken, files that are missing. All at once, each with its path and mend.

import { accessSync, constants, statSync } from "node:fs";
import { createServer } from "node:net";
import { dirname, resolve } from "node:path";
import { checkFaults } from "../faults/check-faults.ts";
import type { Listener } from "../faults/fault.ts";
import type { BuiltPlant } from "../run/built-plant.ts";
import { shownPoints } from "../wire/shown-points.ts";
import type { Scenario } from "./scenario.ts";
import type { Endpoint, Listen } from "./scenario-listen.ts";

/** `path: 中文 · English`, in the order of the file. */
export async function scenarioProblems(
  { truth }: Scenario,
  plants: readonly BuiltPlant[],
): Promise<readonly string[]> {
  const found = await Promise.all(plants.map(plantProblems));
  const ofTruth = truth === undefined ? [] : keptProblems("truth", truth);
  // Copies of one plant have the same problems at the same place.
  return [...new Set([...ofTruth, ...found.flat()])];
}

/** Without sockets and files: what the line itself refuses. */
export function lineProblems({ scenario, exposure, plant }: BuiltPlant): readonly string[] {
  const at = `plants[${scenario.entry}]`;
  const points = shownPoints(exposure);
  const units = new Set(exposure.modbus.map(({ unit }) => unit));
  const cheats = scenario.cheats.flatMap((plan, n) =>
    plan.points
      .filter((point) => !points.has(point))
      .map(
        (point) =>
          `${at}.cheats[${n}].point: ${point} 不是线上可见的测点 · is no point that goes out on a wire`,
      ),
  );
  const faults = checkFaults(scenario.faults, {
    points,
    units,
    listeners: new Set(listenersOf(scenario.listen)),
    value: (point) => plant.value(point),
  });
  return [
    ...cheats,
    ...faults.map((problem) => `${at}.${problem}`),
    ...wireProblems(at, scenario.listen, exposure),
  ];
}

function wireProblems(
  at: string,
  listen: Listen,
  { modbus, opcua }: BuiltPlant["exposure"],
): readonly string[] {
  const dumb = (["modbus", "rtuOverTcp", "rtu"] as const).filter(
    (name) => listen[name] !== undefined && modbus.length === 0,
  );
  return [
    ...dumb.map(
      (name) =>
        `${at}.listen.${name}: 该产线没有 Modbus 设备,请删去 · the line has no Modbus device, leave it out`,
    ),
    ...(listen.opcua !== undefined && opcua === null
      ? [`${at}.listen.opcua: 该产线没有 OPC UA,请删去 · the line has no OPC UA, leave it out`]
      : []),
  ];
}

async function plantProblems(built: BuiltPlant): Promise<readonly string[]> {
  const { scenario } = built;
  const { listen, opcua, retain } = scenario;
  const at = `plants[${scenario.entry}]`;
  const sockets = await Promise.all(
    (["modbus", "rtuOverTcp", "opcua"] as const).map(async (name) => {
      const endpoint = listen[name];
      return endpoint === undefined ? [] : portProblems(`${at}.listen.${name}`, endpoint);
    }),
  );
  return [
    ...lineProblems(built),
    ...sockets.flat(),
    ...(listen.rtu === undefined ? [] : deviceProblems(`${at}.listen.rtu.path`, listen.rtu.path)),
    ...(opcua?.users === undefined ? [] : fileProblems(`${at}.opcua.users`, opcua.users)),
    ...(opcua?.userCertificates === undefined
      ? []
      : fileProblems(`${at}.opcua.userCertificates`, opcua.userCertificates)),
    ...(opcua === undefined ? [] : pkiProblems(`${at}.opcua.pki`, opcua.pki)),
    ...(retain === undefined ? [] : keptProblems(`${at}.retain`, retain)),
  ];
}

async function portProblems(path: string, { host, port }: Endpoint): Promise<readonly string[]> {
  if (port > 65_535) {
    return [
      `${path}.port: 副本的端口 ${port} 超过 65535,请改小起始端口或 copies · a copy's port ${port} is above 65535: begin lower or take fewer copies`,
    ];
  }
  const server = createServer();
  try {
    await new Promise<void>((done, failed) => {
      server.once("error", failed);
      server.listen(port, host, done);
    });
    return [];
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : String(error);
    return code === "EADDRINUSE"
      ? [
          `${path}.port: ${host}:${port} 已被占用,请关闭占用它的程序或换一个端口 · ${host}:${port} is in use: stop what uses it or choose another port`,
        ]
      : [`${path}: ${host}:${port} 不能监听(${code}) · cannot listen on ${host}:${port} (${code})`];
  } finally {
    await new Promise((done) => server.close(done));
  }
}

function fileProblems(path: string, file: string): readonly string[] {
  try {
    accessSync(file, constants.R_OK);
    return [];
  } catch {
    return [`${path}: 读不到 ${file} · cannot read ${file}`];
  }
}

function deviceProblems(path: string, file: string): readonly string[] {
  try {
    accessSync(file, constants.R_OK | constants.W_OK);
    return statSync(file).isCharacterDevice()
      ? []
      : [`${path}: ${file} 不是串口 · ${file} is no serial device`];
  } catch {
    return [`${path}: 打不开串口 ${file} · cannot open the serial device ${file}`];
  }
}

/** The folder is made where it is missing; what stands at its place must be one. */
function pkiProblems(path: string, folder: string): readonly string[] {
  return isFolder(folder) === false ? [`${path}: ${folder} 不是目录 · ${folder} is no folder`] : [];
}

/** undefined: nothing is there. */
function isFolder(path: string): boolean | undefined {
  try {
    return statSync(path).isDirectory();
  } catch {
    return undefined;
  }
}

function keptProblems(path: string, file: string): readonly string[] {
  if (isFolder(file) === true) {
    return [`${path}: ${file} 是目录,请写文件名 · ${file} is a folder, name a file`];
  }
  const folder = dirname(resolve(file));
  try {
    accessSync(folder, constants.W_OK);
    return [];
  } catch {
    return [
      `${path}: 目录 ${folder} 不存在或不可写,请先建好 · the folder ${folder} is missing or not writable, make it first`,
    ];
  }
}

export function listenersOf({ modbus, rtuOverTcp, rtu, opcua }: Listen): readonly Listener[] {
  return [
    ...(modbus === undefined ? [] : ["modbus" as const]),
    ...(rtuOverTcp === undefined ? [] : ["rtu-over-tcp" as const]),
    ...(rtu === undefined ? [] : ["rtu" as const]),
    ...(opcua === undefined ? [] : ["opcua" as const]),
  ];
}
