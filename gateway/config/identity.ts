// Where the machines of a configuration say who they are, parsed by their drivers.

import type { AnyDriver } from "../driver.ts";
import type { Template } from "../templates/template.ts";
import { attempt, duplicates } from "./connection.ts";
import type { IdentitySource } from "./equipment.ts";
import type { Resolving } from "./resolving.ts";
import type { RawEquipment } from "./schema.ts";

/** The template's sources and the equipment's own, which win by key. */
export function resolveIdentity(
  machine: RawEquipment,
  template: Template | undefined,
  driver: AnyDriver | undefined,
  shared: Readonly<Record<string, unknown>>,
  at: readonly PropertyKey[],
  { problem }: Resolving,
): readonly IdentitySource[] {
  duplicates(
    machine.identity.map(({ key }) => key),
    (i, key) => problem([...at, "identity", i, "key"], `重复 · duplicate ${key}`),
  );
  const sources = new Map<IdentitySource["key"], { address: unknown; keys: PropertyKey[] }>();
  for (const { key, address } of template?.identity ?? []) {
    sources.set(key, { address, keys: [...at, "template"] });
  }
  machine.identity.forEach(({ key, address }, i) => {
    sources.set(key, { address, keys: [...at, "identity", i, "address"] });
  });
  const identity: IdentitySource[] = [];
  for (const [key, { address, keys }] of sources) {
    if (driver === undefined) break;
    attempt(
      () => identity.push({ key, address: driver.parseAddress(address, shared) }),
      (message) => problem(keys, `${key}: ${message}`),
    );
  }
  return identity;
}
