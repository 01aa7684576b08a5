// Derived signals of a configuration: the template's and the equipment's own, which win by id.

import {
  checkDerivation,
  inputsOf,
  type WrittenDerivation,
} from "../derive/declared-derivation.ts";
import type { Tell } from "../derive/derivation.ts";
import { declarationOf, type Template } from "../templates/template.ts";
import type { DerivedSignal, ReadSignal, ResolvedSignal } from "./equipment.ts";
import type { Resolving } from "./resolving.ts";
import type { RawEquipment } from "./schema.ts";

type Source = { readonly written: WrittenDerivation; readonly keys: readonly PropertyKey[] };

/** What follows from the signals that are read, in the order in which it is computed. */
export function resolveDerived(
  machine: RawEquipment,
  template: Template | undefined,
  read: ReadonlyMap<string, ReadSignal>,
  at: readonly PropertyKey[],
  { problem }: Resolving,
): readonly DerivedSignal[] {
  const known = new Map<string, ResolvedSignal>(read);
  const derived: DerivedSignal[] = [];
  for (const { written, keys } of sourcesOf(machine, template, at)) {
    const tell: Tell = (inner, message) =>
      problem([...keys, ...inner], `${written.id}: ${message}`);
    if (known.has(written.id)) {
      tell(["id"], `信号编号重复 · duplicate signal id ${written.id}`);
      continue;
    }
    const derivation = checkDerivation(written, tell);
    if (derivation === undefined || inputsOf(derivation, known, tell) === undefined) continue;
    const { id, datatype } = derivation;
    const signal = { id, address: undefined, datatype, deadband: 0, derived: derivation, keys };
    known.set(id, signal);
    derived.push(signal);
  }
  return derived;
}

function sourcesOf(
  machine: RawEquipment,
  template: Template | undefined,
  at: readonly PropertyKey[],
): readonly Source[] {
  const own = machine.derived.map(
    (written, d): Source => ({ written, keys: [...at, "derived", d] }),
  );
  const replaced = new Set([...machine.derived, ...machine.signals].map(({ id }) => id));
  const given = (template?.derived ?? [])
    .filter(({ id }) => !replaced.has(id))
    .map((signal): Source => ({ written: declarationOf(signal), keys: [...at, "template"] }));
  return [...given, ...own];
}
