// What clues do to a criterion. An open clue of severity 2 or above about a machine of the subject makes it
// SUSPECT, until a person has made a finding. Where facts are missing a detector could not look: what it
// would have said is unknown, so a criterion that its clues touch cannot be met.
import type { OpenClue, SiteEvidence } from "#contracts/evidence.ts";
import type { Line } from "#contracts/line-model.ts";
import type { Criterion, Policy } from "#contracts/policy.ts";
import type { Part } from "./finding-part.ts";
import { listNames, nameOf } from "./line-names.ts";
import { scannedSignals } from "./observation/machine-signals.ts";
import type { Observation } from "./observation/observation.ts";
import { joinWords, type Words } from "./words.ts";

/** From this severity a clue holds a criterion. */
export const holdingSeverity = 2;

/** Open clues that hold a machine or signal of these lines. One about a machine that no line has holds all. */
export function holdingClues(
  { clues, lineModel }: SiteEvidence,
  lines: readonly Line[],
): OpenClue[] {
  const own = idsOf(lines);
  const known = idsOf(lineModel.lines);
  return clues
    .filter((clue) => clue.severity >= holdingSeverity)
    .filter(({ about }) => own.has(about.equipment) || !known.has(about.equipment))
    .sort((a, b) => (orderOf(a) < orderOf(b) ? -1 : 1));
}

function idsOf(lines: readonly Line[]): ReadonlySet<string> {
  return new Set(lines.flatMap((line) => line.equipment).map((machine) => machine.id));
}

function orderOf({ detector, about, id }: OpenClue): string {
  return [detector, about.equipment, about.signal ?? "", id].join("\u0000");
}

/** `D01 冲天炉·熔体温度`: each subject once. */
function describeSubjects(clues: readonly OpenClue[], lines: readonly Line[]): Words {
  const named = clues.map(({ detector, about }) =>
    joinWords([{ zh: detector, en: detector }, nameOf(lines, about)], { zh: " ", en: " " }),
  );
  const once = named.filter((words, i) => named.findIndex(({ en }) => en === words.en) === i);
  return listNames(once);
}

export type ClueInput = {
  readonly policy: Policy;
  readonly criterion: Criterion;
  readonly lines: readonly Line[];
  readonly evidence: SiteEvidence;
  readonly observation: Observation;
};

/** SUSPECT where open clues touch the criterion; null without. */
export function judgeClues({ criterion, lines, evidence }: ClueInput): Part | null {
  const open = holdingClues(evidence, lines).filter((clue) => clue.criteria.includes(criterion.id));
  if (open.length === 0) return null;
  const subjects = describeSubjects(open, lines);
  return {
    state: "SUSPECT",
    reason: {
      zh: `有 ${open.length} 条未结疑点(${subjects.zh}),待人工核查`,
      en: `${open.length} open clue${open.length > 1 ? "s" : ""} (${subjects.en}), for a person to check`,
    },
  };
}

/** INSUFFICIENT where a detector whose clues would touch the criterion lacks facts; null where it saw all. */
export function judgeBlindness({ policy, criterion, lines, observation }: ClueInput): Part | null {
  const detectors = Object.entries(policy.detectors)
    .filter(([, rule]) => rule.severity >= holdingSeverity && rule.criteria.includes(criterion.id))
    .map(([id]) => id)
    .sort();
  if (detectors.length === 0) return null;
  const blind = lines
    .flatMap((line) => line.equipment)
    .flatMap(scannedSignals)
    .filter((signal) => observation.coveredBy(signal).withoutFact > 0).length;
  if (blind === 0) return null;
  const ids = detectors.join(", ");
  return {
    state: "INSUFFICIENT",
    reason: {
      zh: `${blind} 个信号缺少部分时段的事实,疑点规则 ${ids} 无法查看`,
      en: `${blind} signal${blind > 1 ? "s lack" : " lacks"} facts of some hours, so detector ${ids} could not look`,
    },
  };
}
