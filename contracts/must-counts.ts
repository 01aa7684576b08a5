// Must criteria of an item by state, its own apart from those of the items it requires (the gates), and the
// sentence that says them: 9 项必备:7 符合 · 1 证据不足 · 1 待补材料;前置 8 项:…
import { type ItemVerdict, type VerdictState, verdictStates, verdictWords } from "./verdict.ts";

export type MustCounts = {
  readonly must: number;
  readonly counts: { readonly [S in VerdictState]: number };
};

export type ItemMust = { readonly own: MustCounts; readonly required: MustCounts };

/** What people want first: what is met, then what stands in the way, worst first. */
const shownOrder = ["MET", ...verdictStates.filter((state) => state !== "MET")] as const;

export function itemMust(
  item: Pick<ItemVerdict, "counts" | "must"> & {
    readonly criteria: readonly { readonly criterion: string; readonly state: VerdictState }[];
  },
): ItemMust {
  const own = item.criteria.filter(({ criterion }) => item.must.includes(criterion));
  const ownCounts = { NOT_MET: 0, SUSPECT: 0, INSUFFICIENT: 0, DOCUMENT_NEEDED: 0, MET: 0 };
  for (const { state } of own) ownCounts[state] += 1;
  const requiredCounts = { ...item.counts };
  for (const state of verdictStates) requiredCounts[state] -= ownCounts[state];
  return {
    own: { must: own.length, counts: ownCounts },
    required: { must: item.must.length - own.length, counts: requiredCounts },
  };
}

/** `7 符合`, `1 证据不足`: a state that counts none is left out. */
export function countWords({ counts }: MustCounts): readonly { zh: string; en: string }[] {
  return shownOrder
    .filter((state) => counts[state] > 0)
    .map((state) => ({
      zh: `${counts[state]} ${verdictWords[state].zh}`,
      en: `${counts[state]} ${verdictWords[state].en}`,
    }));
}

/** Heads of the two parts; the second only where items are required. */
export function mustHeads({ own, required }: ItemMust): {
  own: { zh: string; en: string };
  required: { zh: string; en: string } | null;
} {
  return {
    own: { zh: `${own.must} 项必备:`, en: `${own.must} must criteria: ` },
    required:
      required.must === 0
        ? null
        : { zh: `前置 ${required.must} 项:`, en: `${required.must} required before: ` },
  };
}

/** The whole sentence. */
export function describeMust(must: ItemMust): { zh: string; en: string } {
  const heads = mustHeads(must);
  const said = (counts: MustCounts, language: "zh" | "en") =>
    countWords(counts)
      .map((words) => words[language])
      .join(" · ");
  const tail = (language: "zh" | "en") =>
    heads.required === null ? "" : `${heads.required[language]}${said(must.required, language)}`;
  return {
    zh: [`${heads.own.zh}${said(must.own, "zh")}`, tail("zh")].filter(Boolean).join(";"),
    en: [`${heads.own.en}${said(must.own, "en")}`, tail("en")].filter(Boolean).join("; "),
  };
}
