// Declarations of derived signals, as a template or an equipment writes them, checked against the signals that there
// are. A derived signal may be computed from one that stands above it, so that none goes in a circle.
import type { CheckedDerivation, InputFacts, Tell } from "./derivation.ts";
import { derivationKinds } from "./registry.ts";

export type DeclaredDerivation = CheckedDerivation & { readonly id: string };

/** As it is written: `id`, `kind`, and the keys of the kind. */
export type WrittenDerivation = Readonly<Record<string, unknown>> & { readonly id: string };

/** One declaration by itself; undefined after problems were told. */
export function checkDerivation(
  written: WrittenDerivation,
  tell: Tell,
): DeclaredDerivation | undefined {
  const kind = derivationKinds.find((one) => one.kind === written.kind);
  if (kind === undefined) {
    const known = derivationKinds.map((one) => one.kind).join(" | ");
    tell(
      ["kind"],
      `没有这种派生信号:${String(written.kind)},可用:${known} · no such kind; there is ${known}`,
    );
    return undefined;
  }
  const checked = kind.check(written, tell);
  return checked === undefined ? undefined : { ...checked, id: written.id };
}

/** Its inputs among the signals known so far; undefined after problems were told. */
export function inputsOf(
  derivation: DeclaredDerivation,
  known: ReadonlyMap<string, InputFacts>,
  tell: Tell,
): readonly InputFacts[] | undefined {
  const inputs = derivation.from.map((id) => known.get(id));
  const missing = derivation.from.filter((_, i) => inputs[i] === undefined);
  for (const id of missing) {
    tell(["from"], `上文没有信号 ${id} · no signal ${id} above`);
  }
  return missing.length > 0 ? undefined : inputs.filter((input) => input !== undefined);
}
