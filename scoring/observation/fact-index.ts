// Facts of a site by signal and hour. The newest revision counts; order of arrival never does.
import { canonicalJson, type Json } from "#contracts/canonical-json.ts";
import type { Fact } from "#contracts/fact.ts";

/** `equipment/signal` → hour → fact. */
export type FactIndex = ReadonlyMap<string, ReadonlyMap<number, Fact>>;

/** Of two facts of one revision, which must not exist, the less favourable: still the same every time. */
function replaces(candidate: Fact, current: Fact): boolean {
  if (candidate.revision !== current.revision) return candidate.revision > current.revision;
  if (candidate.good !== current.good) return candidate.good < current.good;
  const text = (fact: Fact) => canonicalJson(fact as unknown as Json);
  return text(candidate) < text(current);
}

/** Detectors and judge ask for the index of the same facts. */
const memo = new WeakMap<readonly Fact[], { readonly site: string; readonly index: FactIndex }>();

export function indexFacts(site: string, facts: readonly Fact[]): FactIndex {
  const known = memo.get(facts);
  if (known?.site === site) return known.index;
  const index = buildIndex(site, facts);
  memo.set(facts, { site, index });
  return index;
}

function buildIndex(site: string, facts: readonly Fact[]): FactIndex {
  const index = new Map<string, Map<number, Fact>>();
  for (const fact of facts) {
    if (fact.site !== site) continue;
    const key = `${fact.equipment}/${fact.signal}`;
    const hours = index.get(key) ?? new Map<number, Fact>();
    index.set(key, hours);
    const current = hours.get(fact.hour);
    if (current === undefined || replaces(fact, current)) hours.set(fact.hour, fact);
  }
  return index;
}
