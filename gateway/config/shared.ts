// What the addresses of one equipment have in common: its own keys, and those of its template.

import type { AnyDriver, SharedKey } from "../driver.ts";
import type { Template } from "../templates/template.ts";
import type { Resolving } from "./resolving.ts";
import type { RawEquipment } from "./schema.ts";

type Shared = { readonly [Key in SharedKey]?: unknown };

/** As parseAddress takes it: keys that the driver knows. The equipment's own words win over the template's. */
export function sharedOf(
  machine: RawEquipment,
  template: Template | undefined,
  driver: AnyDriver | undefined,
): Shared {
  const namespaces =
    machine.namespaces === undefined && template?.namespaces === undefined
      ? undefined
      : { ...template?.namespaces, ...machine.namespaces };
  const quirks =
    machine.quirks === undefined && template?.quirks === undefined
      ? undefined
      : { ...template?.quirks, ...machine.quirks };
  const all: Shared = {
    unit: machine.unit,
    maxRegisters: machine.maxRegisters ?? template?.maxRegisters,
    quirks,
    root: machine.root,
    namespaces,
  };
  const known = (driver?.sharedKeys ?? []).filter((key) => all[key] !== undefined);
  return Object.fromEntries(known.map((key) => [key, all[key]]));
}

/** Keys that this driver does not know, and a template that begins nowhere. */
export function checkShared(
  machine: RawEquipment,
  template: Template | undefined,
  driver: AnyDriver,
  at: readonly PropertyKey[],
  { problem }: Resolving,
): void {
  for (const key of ["unit", "maxRegisters", "quirks", "root", "namespaces"] as const) {
    if (machine[key] === undefined || driver.sharedKeys.includes(key)) continue;
    problem(
      [...at, key],
      `驱动 ${driver.kind} 不用 ${key},请删除 · driver ${driver.kind} takes no ${key}: remove it`,
    );
  }
  const relative = template?.signals.some(({ address }) => address.path !== undefined) ?? false;
  if (relative && machine.root === undefined) {
    problem(
      at,
      `模板 ${template?.id} 的路径从 root 算起,请写 root(机器的节点或从 Objects 起的路径)· the paths of template ${template?.id} begin at root: give root, the machine's node or its path from Objects`,
    );
  }
}
