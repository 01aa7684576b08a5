// What a changed configuration changes: what begins anew, what is gone, and what a running gateway cannot take.
import type { GatewayConfig } from "../config/config.ts";
import type { PollChange } from "../poll/poller.ts";
import { isSame } from "./same-settings.ts";

/** Ids, in the order of the configuration. */
export type Moves = {
  readonly added: readonly string[];
  readonly changed: readonly string[];
  readonly removed: readonly string[];
};

export type Difference = {
  readonly connections: Moves;
  /** Equipment behind a connection that changed begins anew with it, and counts as changed. */
  readonly equipment: Moves;
};

/** Parts that a running gateway takes over; every other is fixed from its start to its end. */
const replaceable: ReadonlySet<string> = new Set(["connections", "equipment", "lineModel"]);

/** Parts whose change needs a restart, e.g. `gateway.data`, `broker`. */
export function fixedParts(from: GatewayConfig, to: GatewayConfig): readonly string[] {
  return changedKeys(from, to)
    .filter((key) => !replaceable.has(key))
    .flatMap((key) =>
      key === "gateway"
        ? changedKeys(from.gateway, to.gateway).map((part) => `gateway.${part}`)
        : [key],
    );
}

function changedKeys(from: object, to: object): readonly string[] {
  const before = new Map(Object.entries(from));
  const after = new Map(Object.entries(to));
  const keys = new Set([...before.keys(), ...after.keys()]);
  return [...keys].filter((key) => !isSame(before.get(key), after.get(key)));
}

type Named = { readonly id: string };

function movesOf<T extends Named>(
  from: readonly T[],
  to: readonly T[],
  isKept: (before: T, after: T) => boolean,
): Moves {
  const before = new Map(from.map((one) => [one.id, one]));
  const after = new Set(to.map(({ id }) => id));
  return {
    added: to.flatMap(({ id }) => (before.has(id) ? [] : [id])),
    changed: to.flatMap((one) => {
      const old = before.get(one.id);
      return old === undefined || isKept(old, one) ? [] : [one.id];
    }),
    removed: from.flatMap(({ id }) => (after.has(id) ? [] : [id])),
  };
}

export function difference(from: GatewayConfig, to: GatewayConfig): Difference {
  const connections = movesOf(from.connections, to.connections, isSame);
  const anew = new Set([...connections.changed, ...connections.added, ...connections.removed]);
  const equipment = movesOf(
    from.equipment,
    to.equipment,
    (before, after) => isSame(before, after) && !anew.has(after.connection),
  );
  return { connections, equipment };
}

export function pollChange(to: GatewayConfig, { connections, equipment }: Difference): PollChange {
  return {
    to,
    connections: new Set([...connections.changed, ...connections.removed]),
    equipment: new Set([...equipment.changed, ...equipment.removed]),
  };
}

export function isEmpty({ connections, equipment }: Difference): boolean {
  return [connections, equipment].every(
    ({ added, changed, removed }) => added.length + changed.length + removed.length === 0,
  );
}

/** zh · en, for the log. */
export function describeDifference({ connections, equipment }: Difference): string {
  const parts = (
    [
      ["新增设备 · new equipment", equipment.added],
      ["更改设备 · changed equipment", equipment.changed],
      ["移除设备 · removed equipment", equipment.removed],
      ["新增连接 · new connections", connections.added],
      ["更改连接 · changed connections", connections.changed],
      ["移除连接 · removed connections", connections.removed],
    ] as const
  ).filter(([, ids]) => ids.length > 0);
  return parts.map(([what, ids]) => `${what}: ${ids.join(", ")}`).join("; ");
}
