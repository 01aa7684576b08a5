// Every signal into exactly one scan group; a derived signal into that of its inputs, behind them.
import { duplicates } from "./connection.ts";
import type { DerivedSignal, ReadSignal, ScanGroupConfig, SignalConfig } from "./equipment.ts";
import type { Resolving } from "./resolving.ts";
import type { RawEquipment } from "./schema.ts";

export type MachineSignals = {
  /** Ids of all that is declared to be read, whether or not its address was understood. */
  readonly declared: ReadonlySet<string>;
  readonly read: ReadonlyMap<string, ReadSignal>;
  readonly derived: readonly DerivedSignal[];
};

/** Index of its scan group, by signal id. */
type Owners = Map<string, number>;

export function distribute(
  machine: RawEquipment,
  at: readonly PropertyKey[],
  signals: MachineSignals,
  resolving: Resolving,
): readonly ScanGroupConfig[] {
  const { problem } = resolving;
  duplicates(
    machine.scanGroups.map(({ id }) => id),
    (g, id) => problem([...at, "scanGroups", g, "id"], `扫描组重复 · duplicate scan group ${id}`),
  );
  const owners = namedOwners(machine, at, signals, resolving);
  ownTheRest(machine, at, signals, owners, resolving);
  for (const signal of signals.derived) placeDerived(machine, signal, owners, resolving);
  return machine.scanGroups.map((group, g) => {
    const owned = ({ id }: SignalConfig) => owners.get(id) === g;
    const members: SignalConfig[] = [...signals.read.values()].filter(owned);
    if (members.length === 0 && signals.read.size > 0) {
      problem([...at, "scanGroups", g], `扫描组 ${group.id} 没有信号 · scan group is empty`);
    }
    for (const { keys: _keys, ...signal } of signals.derived.filter(owned)) members.push(signal);
    return { id: group.id, intervalMs: group.intervalMs, signals: members };
  });
}

function namedOwners(
  machine: RawEquipment,
  at: readonly PropertyKey[],
  signals: MachineSignals,
  { problem }: Resolving,
): Owners {
  const owners: Owners = new Map();
  machine.scanGroups.forEach((group, g) => {
    group.signals?.forEach((id, s) => {
      const keys = [...at, "scanGroups", g, "signals", s];
      if (!signals.declared.has(id) && !signals.derived.some((derived) => derived.id === id)) {
        problem(keys, `没有信号 ${id} · no signal ${id}`);
      }
      if (owners.has(id)) problem(keys, `信号 ${id} 已在另一组 · signal ${id} is in two groups`);
      owners.set(id, g);
    });
  });
  return owners;
}

function ownTheRest(
  machine: RawEquipment,
  at: readonly PropertyKey[],
  signals: MachineSignals,
  owners: Owners,
  { problem }: Resolving,
): void {
  const open = machine.scanGroups.flatMap((group, g) => (group.signals === undefined ? [g] : []));
  for (const g of open.slice(1)) {
    problem(
      [...at, "scanGroups", g],
      "只能有一个扫描组不列信号 · only one scan group may leave out its signals",
    );
  }
  const rest = open[0];
  for (const id of signals.declared) {
    if (owners.has(id)) continue;
    if (rest !== undefined) owners.set(id, rest);
    else if (machine.signals.some((signal) => signal.id === id)) {
      problem(at, `信号 ${id} 不在任何扫描组 · signal ${id} is in no scan group`);
    }
  }
}

function placeDerived(
  machine: RawEquipment,
  { id, derived, keys }: DerivedSignal,
  owners: Owners,
  { problem }: Resolving,
): void {
  const groups = [...new Set(derived.from.map((from) => owners.get(from)))];
  const [group] = groups;
  const named = owners.get(id);
  const own = named !== undefined || machine.derived.some((written) => written.id === id);
  // A template's signal whose inputs nobody wants is not wanted either.
  if (!own && groups.includes(undefined)) return;
  if (groups.length > 1 || group === undefined || (named ?? group) !== group) {
    problem(
      keys,
      `${id} 与它所依据的 ${derived.from.join("、")} 必须在同一扫描组 · ${id} and what it is computed from must be in one scan group`,
    );
    return;
  }
  owners.set(id, group);
}
