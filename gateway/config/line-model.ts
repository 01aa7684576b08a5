// The gateway's configuration against the line model that the evaluator locked: what the model says
// this gateway reads must be read, in the same scan group at the same interval.

import { parse } from "yaml";
import { type LineModel, LineModelError, parseLineModel } from "#contracts/line-model.ts";
import type { EquipmentConfig } from "./equipment.ts";
import type { Resolving } from "./resolving.ts";
import type { RawGatewayConfig } from "./schema.ts";

/** The line model, when the configuration names one; problems are told through `resolving`. */
export function checkAgainstLineModel(
  raw: RawGatewayConfig,
  equipment: readonly EquipmentConfig[],
  resolving: Resolving,
): LineModel | undefined {
  if (raw.lineModel === undefined) return undefined;
  const text = resolving.textOf(["lineModel"], raw.lineModel);
  const model = text === undefined ? undefined : readModel(raw.lineModel, text, resolving);
  if (model === undefined) return undefined;
  if (model.site.id !== raw.gateway.site) {
    resolving.problem(
      ["gateway", "site"],
      `产线模型是厂区 ${model.site.id} 的 · the line model is of site ${model.site.id}`,
    );
  }
  if (model.site.simulated !== raw.gateway.simulated) {
    resolving.problem(
      ["gateway", "simulated"],
      `产线模型写的是 ${model.site.simulated} · the line model says ${model.site.simulated}`,
    );
  }
  for (const machine of model.lines.flatMap((line) => line.equipment)) {
    const signals = machine.signals.filter(({ gateway }) => gateway === raw.gateway.id);
    if (signals.length > 0) checkMachine(machine, signals, equipment, resolving);
  }
  return model;
}

function readModel(file: string, text: string, { problem }: Resolving): LineModel | undefined {
  try {
    return parseLineModel(file, parse(text));
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    problem(
      ["lineModel"],
      error instanceof LineModelError
        ? message
        : `产线模型不是 YAML 或 JSON · line model is neither YAML nor JSON: ${message}`,
    );
    return undefined;
  }
}

type Machine = LineModel["lines"][number]["equipment"][number];

function checkMachine(
  machine: Machine,
  signals: Machine["signals"],
  equipment: readonly EquipmentConfig[],
  { problem }: Resolving,
): void {
  const index = equipment.findIndex(({ id }) => id === machine.id);
  const configured = equipment[index];
  if (configured === undefined) {
    problem(
      ["equipment"],
      `缺少产线模型里的设备 ${machine.id} · equipment ${machine.id} of the line model is missing`,
    );
    return;
  }
  const at = ["equipment", index];
  const groupOf = new Map(
    configured.scanGroups.flatMap((group) => group.signals.map(({ id }) => [id, group.id])),
  );
  for (const { id, scanGroup } of signals) {
    const group = groupOf.get(id);
    if (group === undefined) {
      problem(at, `缺少产线模型里的信号 ${id} · signal ${id} of the line model is missing`);
    } else if (group !== scanGroup) {
      problem(
        at,
        `信号 ${id} 应在扫描组 ${scanGroup} · signal ${id} belongs to scan group ${scanGroup}`,
      );
    }
  }
  for (const { id, intervalMs } of machine.scanGroups) {
    const g = configured.scanGroups.findIndex((group) => group.id === id);
    const group = configured.scanGroups[g];
    if (group !== undefined && group.intervalMs !== intervalMs) {
      problem(
        [...at, "scanGroups", g, "intervalMs"],
        `产线模型规定 ${intervalMs} ms · the line model demands ${intervalMs} ms`,
      );
    }
  }
}
