// Line model of a demo site as it would be locked for a gateway of another cadence: the same signals, read no
// more often than the plant is scanned.
import { fileURLToPath } from "node:url";
import type { LineModel } from "#contracts/line-model.ts";
import { loadLineModel } from "#scoring/files/load-line-model.ts";

/** Scan intervals become whole multiples of the cadence: what is expected then is what can be read. */
export function atCadence(model: LineModel, cadenceMs: number): LineModel {
  const lines = model.lines.map((line) => ({
    ...line,
    equipment: line.equipment.map((machine) => ({
      ...machine,
      scanGroups: machine.scanGroups.map((group) => ({
        ...group,
        intervalMs: Math.ceil(group.intervalMs / cadenceMs) * cadenceMs,
      })),
    })),
  }));
  return { ...model, lines };
}

/** @param site id of a demo site. */
export function demoModel(site: string, cadenceMs: number): LineModel {
  const file = fileURLToPath(new URL(`../demo/sites/${site}/line-model.yaml`, import.meta.url));
  return atCadence(loadLineModel(file), cadenceMs);
}
