// Equipment of a configuration, resolved by their drivers and templates.

import type { CheckedDerivation } from "../derive/derivation.ts";
import type { AnyDriver } from "../driver.ts";
import type { Template } from "../templates/template.ts";
import { attempt, driverOf, duplicates } from "./connection.ts";
import { resolveDerived } from "./derived.ts";
import { resolveIdentity } from "./identity.ts";
import type { Resolving } from "./resolving.ts";
import { distribute } from "./scan-groups.ts";
import type { identityKeys, RawEquipment, RawGatewayConfig } from "./schema.ts";
import { checkShared, sharedOf } from "./shared.ts";
import { resolveTemplate } from "./template.ts";

export type SignalConfig = {
  readonly id: string;
  /** As the driver of the connection parsed it; undefined of a derived signal. */
  readonly address: unknown;
  /** Computed from other signals of its scan group, and read from nowhere. */
  readonly derived?: CheckedDerivation;
  /** Sparkplug datatype number. */
  readonly datatype: number;
  /** Changes up to this size are not recorded; 0 keeps all. */
  readonly deadband: number;
};

export type ScanGroupConfig = {
  readonly id: string;
  readonly intervalMs: number;
  /** Those that are read first, then the derived ones, each behind what it is computed from. */
  readonly signals: readonly SignalConfig[];
};

export type ReadSignal = SignalConfig & { readonly derived?: never };
export type DerivedSignal = SignalConfig & {
  readonly derived: CheckedDerivation;
  /** Where it is declared. */
  readonly keys: readonly PropertyKey[];
};
export type ResolvedSignal = ReadSignal | DerivedSignal;

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
  const template = resolveTemplate(machine, at, driver?.protocol, resolving);
  const sources = sourcesOf(machine, template, at, resolving);
  const shared = sharedOf(machine, template, driver);
  if (driver !== undefined) checkShared(machine, template, driver, at, resolving);
  const read = readSignals(sources, driver, shared, resolving);
  const derived = resolveDerived(machine, template, read, at, resolving);
  const identity = resolveIdentity(machine, template, driver, shared, at, resolving);
  const signals = { declared: new Set(sources.keys()), read, derived };
  const scanGroups = distribute(machine, at, signals, resolving);
  checkInputs(scanGroups, derived, resolving);
  return {
    id: machine.id,
    connection: machine.connection,
    ...(template === undefined ? {} : { template: template.id }),
    ...(identity.length === 0 ? {} : { identity }),
    scanGroups,
  };
}

/** Where each signal is written. */
function sourcesOf(
  machine: RawEquipment,
  template: Template | undefined,
  at: readonly PropertyKey[],
  { problem }: Resolving,
): ReadonlyMap<string, Source> {
  const sources = new Map<string, Source>();
  for (const signal of template?.signals ?? []) {
    sources.set(signal.id, { address: signal.address, keys: [...at, "template"] });
  }
  duplicates(
    machine.signals.map(({ id }) => id),
    (s, id) => problem([...at, "signals", s, "id"], `信号编号重复 · duplicate signal id ${id}`),
  );
  // A signal of the equipment's own replaces the template's of the same id.
  machine.signals.forEach(({ id, address }, s) => {
    sources.set(id, { address, keys: [...at, "signals", s, "address"] });
  });
  if (sources.size === 0 && machine.template === undefined) {
    problem(at, "没有信号,请写 template 或 signals · no signals: give template or signals");
  }
  if (sources.size > maxSignals) {
    problem(
      at,
      `${sources.size} 个信号,最多 ${maxSignals} 个,请分成几台设备 · ${sources.size} signals, ${maxSignals} at most: split it into several equipment`,
    );
  }
  return sources;
}

function readSignals(
  sources: ReadonlyMap<string, Source>,
  driver: AnyDriver | undefined,
  shared: Readonly<Record<string, unknown>>,
  { problem }: Resolving,
): ReadonlyMap<string, ReadSignal> {
  const read = new Map<string, ReadSignal>();
  for (const [id, source] of sources) {
    if (driver === undefined) break;
    attempt(
      () => {
        const address = driver.parseAddress(source.address, shared);
        read.set(id, { id, address, datatype: driver.datatypeOf(address), deadband: 0 });
      },
      (message) => problem(source.keys, `${id}: ${message}`),
    );
  }
  return read;
}

/** What a derived signal needs of its inputs, and of how often they are read. */
function checkInputs(
  scanGroups: readonly ScanGroupConfig[],
  derived: readonly DerivedSignal[],
  { problem }: Resolving,
): void {
  for (const { id, derived: derivation, keys } of derived) {
    const group = scanGroups.find(({ signals }) => signals.some((signal) => signal.id === id));
    if (group === undefined) continue;
    const facts = new Map(group.signals.map((signal) => [signal.id, signal]));
    const inputs = derivation.from.flatMap((from) => facts.get(from) ?? []);
    derivation.checkInputs(inputs, group.intervalMs, (inner, message) =>
      problem([...keys, ...inner], `${id}: ${message}`),
    );
  }
}
