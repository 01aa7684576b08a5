// Policy × evidence → verdicts: pure, so that the same evidence gives the same verdicts, byte for byte.
// An item is the conjunction of its must criteria and those of the items it requires; nothing is averaged,
// and an empty must list is never MET.
import type { SiteEvidence } from "#contracts/evidence.ts";
import type { Line } from "#contracts/line-model.ts";
import type { Policy, PolicyItem } from "#contracts/policy.ts";
import {
  type ItemVerdict,
  type Subject,
  type Verdict,
  type VerdictState,
  verdictStates,
} from "#contracts/verdict.ts";
import { firstState } from "./finding-part.ts";
import { judgeCriterion } from "./judge-criterion.ts";
import { type Observation, observe } from "./observation/observation.ts";

type SubjectLines = { readonly subject: Subject; readonly lines: readonly Line[] };

/** Subjects of an item within one site; items of firms, platforms or districts have none here. */
function subjectsOf(item: PolicyItem, { lineModel }: SiteEvidence): readonly SubjectLines[] {
  const site = lineModel.site.id;
  if (item.subject === "site") {
    return [{ subject: { kind: "site", site }, lines: lineModel.lines }];
  }
  if (item.subject !== "line") return [];
  return lineModel.lines.map((line) => ({
    subject: { kind: "line", site, line: line.id },
    lines: [line],
  }));
}

/** The item and all that it requires, directly or not, required ones first. */
function withRequired(policy: Policy, item: PolicyItem, seen = new Set<string>()): PolicyItem[] {
  if (seen.has(item.id)) return [];
  seen.add(item.id);
  const required = policy.items.filter((other) => item.requires.includes(other.id));
  return [...required.flatMap((other) => withRequired(policy, other, seen)), item];
}

type Observed = { readonly evidence: SiteEvidence; readonly observation: Observation };

type JudgeCriteria = (
  item: PolicyItem,
  windowId: string,
  subject: SubjectLines,
  observed: Observed,
) => readonly Verdict[];

/** The same item of the same subject on the same window is judged once: for itself and for whatever requires it. */
function judgeOnce(policy: Policy): JudgeCriteria {
  const known = new Map<string, readonly Verdict[]>();
  return (item, windowId, subject, observed) => {
    const key = JSON.stringify([item.id, windowId, subject.subject]);
    const verdicts = known.get(key) ?? judgeCriteria(policy, item, windowId, subject, observed);
    known.set(key, verdicts);
    return verdicts;
  };
}

/** Criteria of an item on a window, which is that of the item that is asked for, also for what it requires. */
function judgeCriteria(
  policy: Policy,
  item: PolicyItem,
  windowId: string,
  { subject, lines }: SubjectLines,
  { evidence, observation }: Observed,
): readonly Verdict[] {
  const rule = policy.windows[windowId];
  // A policy whose window is undefined does not pass its schema.
  if (rule === undefined) return [];
  return item.criteria.map((criterion) =>
    judgeCriterion({ policy, rule, criterion, subject, lines, evidence, observation }),
  );
}

function countStates(verdicts: readonly Verdict[]): ItemVerdict["counts"] {
  const counts = Object.fromEntries(verdictStates.map((state) => [state, 0])) as {
    [S in VerdictState]: number;
  };
  for (const { state } of verdicts) counts[state] += 1;
  return counts;
}

/** An item from the verdicts of its must criteria and those of the items it requires. */
function judgeItem(
  items: readonly PolicyItem[],
  subject: Subject,
  verdictsOf: (item: PolicyItem) => readonly Verdict[],
): Omit<ItemVerdict, "item" | "criteria"> {
  const must = items.flatMap((item) =>
    verdictsOf(item).filter(({ criterion }) => item.must.includes(criterion)),
  );
  const state = firstState(must.map((verdict) => verdict.state));
  const isVacuous = items.some((item) => item.must.length === 0);
  return {
    subject,
    state: state === "MET" && isVacuous ? "INSUFFICIENT" : state,
    counts: countStates(must),
    must: must.map(({ criterion }) => criterion),
  };
}

/** Evidence and observation by window; windows that share their evidence share what is worked out of it. */
function observeOnce(evidenceOf: EvidenceOf): (windowId: string) => Observed {
  const byWindow = new Map<string, Observed>();
  const byEvidence = new Map<SiteEvidence, Observed>();
  return (windowId) => {
    const known = byWindow.get(windowId);
    if (known !== undefined) return known;
    const evidence = evidenceOf(windowId);
    const observed = byEvidence.get(evidence) ?? { evidence, observation: observe(evidence) };
    byEvidence.set(evidence, observed);
    byWindow.set(windowId, observed);
    return observed;
  };
}

/** Evidence of one site, gathered for a window of the policy (observationWindow); any order of its lists. */
export type EvidenceOf = (windowId: string) => SiteEvidence;

/**
 * Verdicts of every item of the policy whose subject is a line or the site: items in the policy's order,
 * lines in the model's. Counts and must of an item include the must criteria of the items it requires, which
 * are judged on its own window: the gates of a 90-day item have to hold for 90 days.
 */
export function judgeSite(policy: Policy, evidenceOf: EvidenceOf): ItemVerdict[] {
  const observedIn = observeOnce(evidenceOf);
  const judgeCriteriaOf = judgeOnce(policy);
  return policy.items.flatMap((item) => {
    const observed = observedIn(item.window);
    return subjectsOf(item, observed.evidence).map((each) => {
      const items = withRequired(policy, item);
      const judged = new Map(
        items.map((one) => [one, judgeCriteriaOf(one, item.window, each, observed)]),
      );
      const verdictsOf = (one: PolicyItem) => judged.get(one) ?? [];
      return {
        item: item.id,
        ...judgeItem(items, each.subject, verdictsOf),
        criteria: verdictsOf(item),
      };
    });
  });
}
