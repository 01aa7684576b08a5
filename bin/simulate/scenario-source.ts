// Which scenario is meant: a shipped one by its name, or a file. Its own files lie in one data folder.
import { existsSync, mkdirSync, readdirSync } from "node:fs";
import { basename, dirname, isAbsolute, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseScenario, type Scenario } from "#simulators/scenario/scenario.ts";
import { CommandError } from "../errors.ts";
import { readText } from "../read-text.ts";

const shippedFolder = fileURLToPath(new URL("../../simulators/scenarios/", import.meta.url));

/** Names of the scenarios that come with Lineproof, in alphabetical order. */
export function shippedScenarios(): readonly string[] {
  return readdirSync(shippedFolder)
    .filter((name) => name.endsWith(".yaml"))
    .map((name) => basename(name, ".yaml"))
    .sort();
}

export type NamedScenario = { readonly file: string; readonly scenario: Scenario };

/**
 * @param named a shipped name or a file. Throws BIN_FILE_UNREADABLE listing the shipped names,
 * SIMULATORS_SCENARIO_INVALID.
 */
export function openScenario(named: string): NamedScenario {
  const shipped = join(shippedFolder, `${named}.yaml`);
  const file = !named.includes("/") && existsSync(shipped) ? shipped : named;
  if (!existsSync(file)) {
    throw new CommandError(
      "BIN_FILE_UNREADABLE",
      `没有场景 ${named}:既不是文件,也不在自带场景之列(${shippedScenarios().join("、")}) · no scenario ${named}: neither a file nor one of the shipped ones (${shippedScenarios().join(", ")})`,
      { file: named },
    );
  }
  return { file, scenario: parseScenario(readText(file), file) };
}

/**
 * The scenario with its files in their place: what it keeps lies in `data`, which is made; what it is given
 * (user lists) lies beside the scenario. Absolute paths stay. Throws BIN_DATA_DIR.
 */
export function placeFiles({ file, scenario }: NamedScenario, data: string): Scenario {
  const keep = (path: string): string => {
    const place = isAbsolute(path) ? path : resolve(data, path);
    if (!isAbsolute(path)) makeFolder(dirname(place));
    return place;
  };
  const given = (path: string): string => resolve(dirname(file), path);
  return {
    ...scenario,
    ...(scenario.truth === undefined ? {} : { truth: keep(scenario.truth) }),
    plants: scenario.plants.map((plant) => ({
      ...plant,
      ...(plant.retain === undefined ? {} : { retain: keep(plant.retain) }),
      ...(plant.opcua === undefined
        ? {}
        : {
            opcua: {
              ...plant.opcua,
              pki: keep(plant.opcua.pki),
              ...(plant.opcua.users === undefined ? {} : { users: given(plant.opcua.users) }),
              ...(plant.opcua.userCertificates === undefined
                ? {}
                : { userCertificates: given(plant.opcua.userCertificates) }),
            },
          }),
    })),
  };
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new CommandError(
      "BIN_DATA_DIR",
      `建不了目录 ${folder},请检查路径和权限,或用 --data 换一处 · cannot make the folder ${folder}; check path and permissions, or name another by --data (${reason})`,
      { folder, reason },
      { cause },
    );
  }
}
