// Imported signals as a piece of a configuration: one equipment per station. Pure.
import { stringify } from "yaml";
import type { ListedSignal } from "./list-row-reader.ts";

export type ListYamlOptions = {
  readonly connection: string;
  /** Prefix of the equipment ids; the station is added where there are several. */
  readonly equipment: string;
  readonly intervalMs: number;
};

export type ListedEquipment = {
  readonly id: string;
  readonly connection: string;
  readonly unit?: number;
  readonly signals: readonly ListedSignal[];
  readonly intervalMs: number;
};

/** Signals of a list without stations belong to one equipment. */
export function equipmentOfList(
  signals: readonly ListedSignal[],
  { connection, equipment, intervalMs }: ListYamlOptions,
): readonly ListedEquipment[] {
  const stations = [...Map.groupBy(signals, ({ station }) => station)];
  return stations.map(([station, listed]) => ({
    id: stations.length === 1 ? equipment : `${equipment}-${station ?? "x"}`,
    connection,
    ...(station === undefined ? {} : { unit: station }),
    signals: listed,
    intervalMs,
  }));
}

export function listYaml(equipment: readonly ListedEquipment[]): string {
  const lines = equipment.flatMap(({ id, connection, unit, signals, intervalMs }) => [
    `  - id: ${scalar(id)}`,
    `    connection: ${scalar(connection)}`,
    ...(unit === undefined ? [] : [`    unit: ${unit}`]),
    "    signals:",
    ...signals.map(signalLine),
    `    scanGroups: [{ id: second, intervalMs: ${intervalMs} }]`,
  ]);
  return `${["equipment:", ...lines].join("\n")}\n`;
}

function signalLine({ id, address, description, unit, range }: ListedSignal): string {
  const said = [
    description ?? "",
    unit ?? "",
    range === undefined ? "" : `${range[0]}…${range[1]}`,
  ].filter((text) => text !== "");
  const comment = said.length === 0 ? "" : `   # ${said.join(", ").replace(/\s+/g, " ")}`;
  return `      - { id: ${scalar(id)}, address: ${JSON.stringify(address)} }${comment}`;
}

/** Quoted where plain YAML would mean something else; also inside `{ }`. */
function scalar(text: string): string {
  const plain = stringify(text).trimEnd();
  return /[,[\]{}\n]/.test(plain) && !/^["']/.test(plain) ? JSON.stringify(text) : plain;
}
