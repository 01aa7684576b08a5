// Equipment of a configuration, resolved by their drivers and templates.

import { attempt, driverOf, duplicates } from "./config-connection.ts";
import { resolveIdentity } from "./config-identity.ts";
import type { identityKeys, RawEquipment, RawGatewayConfig } from "./config-schema.ts";
import { checkShared, sharedOf } from "./config-shared.ts";
import type { Resolving } from "./resolving.ts";
import { templates } from "./templates/registry.ts";
import { parseTemplate, type Template } from "./templates/template.ts";

export type SignalConfig = {
  readonly id: string;
  /** As the driver of the connection parsed it. */
  readonly address: unknown;
  /** Sparkplug datatype number. */
  readonly datatype: number;
  /** Changes up to this size are not recorded; 0 keeps all. */
  readonly deadband: number;
};

export type ScanGroupConfig = {
  readonly id: string;
  readonly intervalMs: number;
  readonly signals: readonly SignalConfig[];
};

/** Where a machine says who it is. */
export type IdentitySource = {
  readonly key: (typeof identityKeys)[number];
  /** As the driver of the connection parsed it. */
  readonly address: unknown;
};

export type EquipmentConfig = {
  readonly id: string;
  readonly connection: string;
  /** Template id; absent for a hand-written map. */
  readonly template?: string;
  /** Absent: the machine is not asked. */
  readonly identity?: readonly IdentitySource[];
  readonly scanGroups: readonly ScanGroupConfig[];
};

export function resolveEquipment(
  raw: RawGatewayConfig,
  resolving: Resolving,
): readonly EquipmentConfig[] {
  duplicates(
    raw.equipment.map(({ id }) => id),
    (i, id) =>
      resolving.problem(["equipment", i, "id"], `设备编号重复 · duplicate equipment id ${id}`),
  );
  return raw.equipment.map((machine, i) => resolveMachine(raw, machine, i, resolving));
}

/** Births and records of one equipment stay well below the 4 MiB that the site's broker takes at once. */
const maxSignals = 10_000;

type Source = { readonly address: unknown; readonly keys: readonly PropertyKey[] };

function resolveMachine(
  raw: RawGatewayConfig,
  machine: RawEquipment,
  index: number,
  resolving: Resolving,
): EquipmentConfig {
  const at = ["equipment", index];
  const connection = raw.connections.find(({ id }) => id === machine.connection);
  if (connection === undefined) {
    resolving.problem(
      [...at, "connection"],
      `没有连接 ${machine.connection} · no connection ${machine.connection}`,
    );
  }
  const driver = driverOf(connection?.driver);
  const template = resolveTemplate(machine, at, connection?.driver, resolving);

  const sources = new Map<string, Source>();
  for (const signal of template?.signals ?? []) {
    sources.set(signal.id, { address: signal.address, keys: [...at, "template"] });
  }
  duplicates(
    machine.signals.map(({ id }) => id),
    (s, id) =>
      resolving.problem([...at, "signals", s, "id"], `信号编号重复 · duplicate signal id ${id}`),
  );
  // A signal of the equipment's own replaces the template's of the same id.
  machine.signals.forEach(({ id, address }, s) => {
    sources.set(id, { address, keys: [...at, "signals", s, "address"] });
  });
  if (sources.size === 0 && machine.template === undefined) {
    resolving.problem(
      at,
      "没有信号,请写 template 或 signals · no signals: give template or signals",
    );
  }

  if (sources.size > maxSignals) {
    resolving.problem(
      at,
      `${sources.size} 个信号,最多 ${maxSignals} 个,请分成几台设备 · ${sources.size} signals, ${maxSignals} at most: split it into several equipment`,
    );
  }

  const shared = sharedOf(machine, template, driver);
  if (driver !== undefined) checkShared(machine, template, driver, at, resolving);
  const resolved = new Map<string, SignalConfig>();
  for (const [id, source] of sources) {
    if (driver === undefined) break;
    attempt(
      () => {
        const address = driver.parseAddress(source.address, shared);
        resolved.set(id, { id, address, datatype: driver.datatypeOf(address), deadband: 0 });
      },
      (message) => resolving.problem(source.keys, `${id}: ${message}`),
    );
  }
  const identity = resolveIdentity(machine, template, driver, shared, at, resolving);
  return {
    id: machine.id,
    connection: machine.connection,
    ...(template === undefined ? {} : { template: template.id }),
    ...(identity.length === 0 ? {} : { identity }),
    scanGroups: distribute(machine, at, sources, resolved, resolving),
  };
}

function resolveTemplate(
  machine: RawEquipment,
  at: readonly PropertyKey[],
  driver: string | undefined,
  { problem, textOf }: Resolving,
): Template | undefined {
  const name = machine.template;
  if (name === undefined) return undefined;
  const keys = [...at, "template"];
  let template = templates.get(name);
  if (template === undefined && name.endsWith(".json")) {
    const text = textOf(keys, name);
    if (text === undefined) return undefined;
    template = attempt(
      () => parseTemplate(name, text),
      (message) => problem(keys, message),
    );
  } else if (template === undefined) {
    const known = [...templates.keys()].join(" | ");
    problem(keys, `没有模板 ${name},可用:${known} · no template ${name}; there is ${known}`);
  }
  if (template !== undefined && driver !== undefined && template.driver !== driver) {
    problem(
      keys,
      `模板 ${name} 用于驱动 ${template.driver},连接用的是 ${driver} · template ${name} is for driver ${template.driver}, the connection uses ${driver}`,
    );
    return undefined;
  }
  return template;
}

/** Every signal into exactly one scan group. */
function distribute(
  machine: RawEquipment,
  at: readonly PropertyKey[],
  sources: ReadonlyMap<string, Source>,
  resolved: ReadonlyMap<string, SignalConfig>,
  { problem }: Resolving,
): readonly ScanGroupConfig[] {
  duplicates(
    machine.scanGroups.map(({ id }) => id),
    (g, id) => problem([...at, "scanGroups", g, "id"], `扫描组重复 · duplicate scan group ${id}`),
  );
  const owner = new Map<string, number>();
  const open = machine.scanGroups.flatMap((group, g) => (group.signals === undefined ? [g] : []));
  for (const g of open.slice(1)) {
    problem(
      [...at, "scanGroups", g],
      "只能有一个扫描组不列信号 · only one scan group may leave out its signals",
    );
  }
  machine.scanGroups.forEach((group, g) => {
    group.signals?.forEach((id, s) => {
      const keys = [...at, "scanGroups", g, "signals", s];
      if (!sources.has(id)) problem(keys, `没有信号 ${id} · no signal ${id}`);
      if (owner.has(id)) problem(keys, `信号 ${id} 已在另一组 · signal ${id} is in two groups`);
      owner.set(id, g);
    });
  });
  for (const id of sources.keys()) {
    const rest = open[0];
    if (owner.has(id)) continue;
    if (rest !== undefined) owner.set(id, rest);
    else if (machine.signals.some((signal) => signal.id === id)) {
      problem(at, `信号 ${id} 不在任何扫描组 · signal ${id} is in no scan group`);
    }
  }
  return machine.scanGroups.map((group, g) => {
    const signals = [...resolved.values()].filter(({ id }) => owner.get(id) === g);
    if (signals.length === 0 && resolved.size > 0) {
      problem([...at, "scanGroups", g], `扫描组 ${group.id} 没有信号 · scan group is empty`);
    }
    return { id: group.id, intervalMs: group.intervalMs, signals };
  });
}
