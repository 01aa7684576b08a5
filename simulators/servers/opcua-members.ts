// What a type of a specification declares, held against the names that an exposure gives.

import { NodeClass, type UAObjectType } from "node-opcua";
import type { SpecifiedMembers } from "../wire/exposure.ts";

type Declared = { readonly name: string; readonly mandatory: boolean };

/** Variables that a type and its supertypes declare, placeholders left out. */
export function declaredVariables(type: UAObjectType): readonly Declared[] {
  const own = type
    .getAggregates()
    .filter(
      ({ modellingRule, nodeClass }) => modellingRule !== null && nodeClass === NodeClass.Variable,
    )
    .map(({ browseName, modellingRule }) => ({
      name: browseName.name ?? "",
      mandatory: modellingRule === "Mandatory",
    }));
  const above = type.subtypeOfObj === null ? [] : declaredVariables(type.subtypeOfObj);
  return [...own, ...above.filter(({ name }) => own.every((each) => each.name !== name))];
}

/** Names that the specification lacks, and mandatory ones that are not given. */
export function memberProblems(
  place: string,
  declared: readonly Declared[],
  given: SpecifiedMembers,
): string[] {
  const names = new Set(declared.map(({ name }) => name));
  return [
    ...Object.keys(given)
      .filter((name) => !names.has(name))
      .map((name) => `${place}.${name}: 规范中没有 · not in the specification`),
    ...declared
      .filter(({ name, mandatory }) => mandatory && !(name in given))
      .map(({ name }) => `${place}.${name}: 规范要求必有 · mandatory`),
  ];
}
