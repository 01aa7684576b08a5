// A site's verdicts as its criteria pages walk through them: items before the gates that all of them
// need, each verdict with its criterion and its own address.
import type { SiteVerdicts } from "#contracts/api.ts";
import type { LineModel } from "#contracts/line-model.ts";
import type { Criterion, PolicyItem } from "#contracts/policy.ts";
import type { ItemVerdict, Subject, Verdict } from "#contracts/verdict.ts";
import { pathOfCriterion } from "../../state/site-address.ts";

export const gatesId = "G";

export type JudgedItem = {
  /** Unique in the site: item and line. */
  readonly key: string;
  readonly verdict: ItemVerdict;
  readonly item: PolicyItem | undefined;
  readonly criteria: readonly JudgedCriterion[];
};

export type JudgedCriterion = {
  readonly verdict: Verdict;
  readonly criterion: Criterion | undefined;
  readonly must: boolean;
  readonly href: string;
};

export function lineOf(subject: Subject): string | undefined {
  return subject.kind === "line" ? subject.line : undefined;
}

export function subjectName(
  subject: Subject,
  model: LineModel,
): { readonly zh: string; readonly en: string } | undefined {
  return subject.kind === "line"
    ? model.lines.find(({ id }) => id === subject.line)?.name
    : undefined;
}

/** Items in the policy's order, the gates last. */
export function judgedItems(verdicts: SiteVerdicts, site: string): readonly JudgedItem[] {
  const { items, policy } = verdicts;
  // The line stands in an address only where the item is judged for several.
  const several = new Set(
    items.map(({ item }) => item).filter((item, i, all) => all.indexOf(item) !== i),
  );
  const judged = items.map((verdict): JudgedItem => {
    const item = policy.items.find(({ id }) => id === verdict.item);
    const line = lineOf(verdict.subject);
    return {
      key: line === undefined ? verdict.item : `${verdict.item}-${line}`,
      verdict,
      item,
      criteria: verdict.criteria.map((each) => ({
        verdict: each,
        criterion: item?.criteria.find(({ id }) => id === each.criterion),
        must: verdict.must.includes(each.criterion),
        href: pathOfCriterion(site, each.criterion, several.has(verdict.item) ? line : undefined),
      })),
    };
  });
  const isGates = ({ verdict }: JudgedItem) => verdict.item === gatesId;
  return [...judged.filter((each) => !isGates(each)), ...judged.filter(isGates)];
}

export type Found = {
  readonly item: JudgedItem;
  readonly judged: JudgedCriterion;
  readonly before: JudgedCriterion | undefined;
  readonly after: JudgedCriterion | undefined;
};

/** The verdict of a criterion with its neighbours; of the named line, else of the first. */
export function findJudged(
  items: readonly JudgedItem[],
  criterion: string,
  line: string | undefined,
): Found | undefined {
  const all = items.flatMap((item) => item.criteria.map((judged) => ({ item, judged })));
  const own = all.filter(({ judged }) => judged.verdict.criterion === criterion);
  const found = own.find(({ item }) => lineOf(item.verdict.subject) === line) ?? own[0];
  if (found === undefined) return undefined;
  const at = all.indexOf(found);
  return { ...found, before: all[at - 1]?.judged, after: all[at + 1]?.judged };
}
