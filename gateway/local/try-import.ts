// A signal list from the page, read in a process of its own and answered with all that a person has to look at.

import { importApart } from "../signal-list/import-apart.ts";
import type { ImportOptions } from "../signal-list/import-list.ts";
import { equipmentOfList, listYaml } from "../signal-list/list-yaml.ts";
import { plcProfiles } from "../signal-list/plc-areas.ts";
import type { SignalList } from "../signal-list/read-signal-list.ts";

export type TriedImport = SignalList & {
  /** Equipment for a configuration; empty when nothing was understood. */
  readonly yaml: string;
};

const defaultIntervalMs = 1000;
const longestIntervalMs = 24 * 3_600_000;

export async function tryImport(body: Uint8Array, query: URLSearchParams): Promise<TriedImport> {
  const list = await importApart(query.get("name") ?? "", body, optionsOf(query));
  const equipment = equipmentOfList(list.signals, {
    connection: query.get("connection") || "plc",
    equipment: query.get("equipment") || "plc",
    intervalMs: intervalOf(query.get("intervalMs")),
  });
  return { ...list, yaml: list.signals.length === 0 ? "" : listYaml(equipment) };
}

function optionsOf(query: URLSearchParams): ImportOptions {
  const id = query.get("plc") ?? "";
  const plc = Object.hasOwn(plcProfiles, id) ? plcProfiles[id] : undefined;
  const block = /^\d+$/.exec(query.get("holdingBlock") ?? "")?.[0];
  const sheet = query.get("sheet") ?? "";
  return {
    base: query.get("base") === "1" ? 1 : 0,
    ...(plc === undefined ? {} : { plc }),
    ...(block === undefined ? {} : { holdingBlock: Number(block) }),
    ...(sheet === "" ? {} : { sheet }),
  };
}

function intervalOf(text: string | null): number {
  const ms = Number(text);
  return Number.isInteger(ms) && ms > 0 && ms <= longestIntervalMs ? ms : defaultIntervalMs;
}
