// One criterion → one verdict. Its evidence classes are parts; all of them are needed unless the policy
// says "any". What telemetry measured below the threshold stays NOT_MET even when documents are missing;
// an open clue comes before missing evidence; documents are asked for only when nothing else is open.
import type { SiteEvidence } from "#contracts/evidence.ts";
import type { Line } from "#contracts/line-model.ts";
import type { Criterion, EvidenceClass, Policy } from "#contracts/policy.ts";
import type { Subject, Verdict } from "#contracts/verdict.ts";
import { combineAll, combineAny, type Part } from "./finding-part.ts";
import { judgeBlindness, judgeClues } from "./judge-clues.ts";
import { judgeTelemetry, type Telemetry } from "./judge-telemetry.ts";
import { listComma } from "./line-names.ts";
import { citeLogs } from "./log-citations.ts";
import type { WindowRule } from "./observation/coverage.ts";
import type { Observation } from "./observation/observation.ts";
import { joinWords, type Words } from "./words.ts";

export type CriterionInput = {
  readonly policy: Policy;
  readonly rule: WindowRule;
  readonly criterion: Criterion;
  readonly subject: Subject;
  readonly lines: readonly Line[];
  readonly evidence: SiteEvidence;
  readonly observation: Observation;
};

function judgeSigned(criterion: Criterion, evidence: SiteEvidence, wanted: "D" | "V"): Part {
  const signed = evidence.documents.some(
    (document) =>
      document.criterion === criterion.id &&
      document.class === wanted &&
      document.signedBy.trim() !== "",
  );
  const what: Words =
    wanted === "D" ? { zh: "材料", en: "documents" } : { zh: "现场核验", en: "on-site check" };
  if (signed) {
    return { state: "MET", reason: { zh: `${what.zh}已签认`, en: `${what.en} signed` } };
  }
  const names = joinWords(
    criterion.documents.filter((document) => document.class === wanted),
    listComma,
  );
  return {
    state: "DOCUMENT_NEEDED",
    reason: { zh: `待补${what.zh}:${names.zh}`, en: `${what.en} needed: ${names.en}` },
  };
}

function judgeClass(input: CriterionInput, wanted: EvidenceClass, telemetry: Telemetry): Part {
  switch (wanted) {
    case "T":
      return telemetry.part;
    case "X":
      return {
        state: "INSUFFICIENT",
        reason: { zh: "没有业务系统事件", en: "no business events" },
      };
    case "derived":
      return {
        state: "INSUFFICIENT",
        reason: { zh: "尚无推导算法", en: "no derivation in this rules version" },
      };
    case "D":
    case "V":
      return judgeSigned(input.criterion, input.evidence, wanted);
  }
}

function isSimulated({ lineModel, logs }: SiteEvidence): boolean {
  return lineModel.site.simulated || logs.some((log) => log.simulated);
}

/** A simulated plant meets nothing outside a demo, whatever was signed for it. */
const refused: Part = {
  state: "INSUFFICIENT",
  reason: {
    zh: "证据来自模拟设备,本规则不予评定",
    en: "evidence of a simulated plant is not judged under these rules",
  },
};

const notMeasured: Telemetry = { part: refused, measured: null };

function judgeParts(input: CriterionInput, telemetry: Telemetry): Part {
  const { criterion } = input;
  const parts = criterion.classes.map((wanted) => judgeClass(input, wanted, telemetry));
  const asked = criterion.combine === "any" ? combineAny(parts) : combineAll(parts);
  const clues = judgeClues(input);
  if (clues !== null) return combineAll([asked, clues]);
  // Blindness is said only where telemetry lacks nothing else.
  const isClear = asked.state === "MET" || asked.state === "DOCUMENT_NEEDED";
  const blind = isClear ? judgeBlindness(input) : null;
  return blind === null ? asked : combineAll([asked, blind]);
}

export function judgeCriterion(input: CriterionInput): Verdict {
  const { policy, criterion, subject, evidence } = input;
  const refuses = policy.simulated === "refuse" && isSimulated(evidence);
  const telemetry: Telemetry =
    refuses || !criterion.classes.includes("T") ? notMeasured : judgeTelemetry(input);
  const { state, reason } = refuses ? refused : judgeParts(input, telemetry);
  const { measured } = telemetry;
  const value = measured?.value ?? null;
  // A criterion that an on-site check alone has met verifies no number of telemetry.
  const isVerified = state === "NOT_MET" || (state === "MET" && telemetry.part.state === "MET");
  return {
    criterion: criterion.id,
    subject,
    state,
    reason,
    value,
    threshold: criterion.threshold,
    provenance: criterion.provenance,
    window: { from: evidence.window.from, to: evidence.window.to },
    numbers: {
      declared: measured?.declared ?? null,
      verified: isVerified ? value : null,
      provenByTelemetry: value,
    },
    details: value === null ? [] : (measured?.details ?? []),
    evidence: value === null ? [] : citeLogs(evidence.logs, measured?.gateways ?? []),
    factRevision: measured?.factRevision ?? 0,
    rules: { policy: policy.id, version: policy.version, adopted: policy.adoption !== null },
  };
}
