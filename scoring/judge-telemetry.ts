// The telemetry part (class T) of a criterion: measure, compare, and say what is missing.
// In this order: no measure · nothing to measure · window too short or unobserved · below the threshold or a
// condition beside it broken · something unknown could change it · no verified evidence log · met.
import type { SiteEvidence } from "#contracts/evidence.ts";
import type { Line } from "#contracts/line-model.ts";
import { formatThreshold, formatValue, passes } from "#contracts/measured-value.ts";
import type { Criterion, Threshold } from "#contracts/policy.ts";
import type { Part } from "./finding-part.ts";
import { gatewaysWithoutProof } from "./log-citations.ts";
import type { Condition, Measured } from "./measures/measure.ts";
import { measures } from "./measures/registry.ts";
import { coverageOf, describeShortfall, type WindowRule } from "./observation/coverage.ts";
import type { Observation } from "./observation/observation.ts";
import { requiredSignals } from "./observation/required-signals.ts";
import { joinWords, noWords, type Words } from "./words.ts";

export type TelemetryInput = {
  readonly criterion: Criterion;
  readonly lines: readonly Line[];
  readonly rule: WindowRule;
  readonly evidence: SiteEvidence;
  readonly observation: Observation;
};

export type Telemetry = { readonly part: Part; readonly measured: Measured | null };

const semicolon: Words = { zh: ";", en: "; " };

function insufficient(measured: Measured | null, reason: Words): Telemetry {
  return { part: { state: "INSUFFICIENT", reason }, measured };
}

/** Amber is a colour below the threshold, never a verdict; the sentence says so. */
function describeAmber({ amberFrom, threshold }: Criterion, value: number): Words {
  if (amberFrom === undefined || threshold === null || value < amberFrom) return noWords;
  const [low, high] = [amberFrom, threshold.value].map((each) => formatValue(each, threshold.unit));
  return {
    zh: `在 ${low?.zh}–${high?.zh} 之间,显示为黄色,判为不符合`,
    en: `between ${low?.en} and ${high?.en}: shown amber, not met`,
  };
}

/** What keeps a value from passing, worst first; null when nothing does. */
type Obstacle = { readonly state: "NOT_MET" | "INSUFFICIENT"; readonly words: Words };

function conditionsThat(measured: Measured, holds: Condition["holds"]): readonly Words[] {
  return (measured.conditions ?? [])
    .filter((each) => each.holds === holds)
    .map((each) => each.words);
}

function findObstacle(threshold: Threshold, value: number, measured: Measured): Obstacle | null {
  const broken = joinWords(conditionsThat(measured, false), semicolon);
  const fails = !passes(threshold, value);
  const couldPass = measured.possible !== null && passes(threshold, measured.possible);
  if (broken.zh !== "" || (fails && !couldPass)) return { state: "NOT_MET", words: broken };
  if (fails) {
    const gap = {
      zh: "部分时段没有事实,结论可能因此改变",
      en: "hours without facts could change the result",
    };
    return { state: "INSUFFICIENT", words: measured.unknown ?? gap };
  }
  const unknown = conditionsThat(measured, null);
  const { certain } = measured;
  if (certain !== undefined && !passes(threshold, certain.value)) {
    return { state: "INSUFFICIENT", words: joinWords([certain.words, ...unknown], semicolon) };
  }
  if (unknown.length === 0) return null;
  return { state: "INSUFFICIENT", words: joinWords(unknown, semicolon) };
}

export function judgeTelemetry(input: TelemetryInput): Telemetry {
  const { criterion, lines, rule, evidence, observation } = input;
  const { threshold } = criterion;
  const measure = criterion.measure === null ? undefined : measures.get(criterion.measure);
  if (measure === undefined || threshold === null) {
    return insufficient(null, { zh: "尚无算法", en: "no measure in this rules version" });
  }
  const measured = measure({ criterion, lines, observation, evidence });
  const { value } = measured;
  if (measured.insufficient !== undefined || value === null) {
    return insufficient(measured, measured.insufficient ?? measured.summary);
  }
  const coverage = coverageOf(evidence.window, observation, requiredSignals(lines));
  const shortfall = describeShortfall(rule, coverage);
  if (shortfall !== null) {
    // Without a single fact there is no number worth showing, not even zero.
    if (coverage.observedMs === 0) return insufficient({ ...measured, value: null }, shortfall);
    return insufficient(measured, joinWords([shortfall, measured.summary], semicolon));
  }
  const bar = formatThreshold(threshold);
  const numbers: Words = {
    zh: `${measured.summary.zh},门槛 ${bar.zh}`,
    en: `${measured.summary.en}; threshold ${bar.en}`,
  };
  const said = joinWords([numbers, measured.remark ?? noWords], semicolon);
  const obstacle = findObstacle(threshold, value, measured);
  if (obstacle?.state === "NOT_MET") {
    const amber = passes(threshold, value) ? noWords : describeAmber(criterion, value);
    const reason = joinWords([said, obstacle.words, amber], semicolon);
    return { part: { state: "NOT_MET", reason }, measured };
  }
  if (obstacle !== null) {
    return insufficient(measured, joinWords([obstacle.words, said], semicolon));
  }
  const unproven = gatewaysWithoutProof(evidence.logs, measured.gateways);
  if (unproven.length > 0) {
    const names = unproven.join(", ");
    const reason = {
      zh: `网关 ${names} 在观察期内没有经核验检查点覆盖的证据日志`,
      en: `gateway ${names} has no evidence log under a verified checkpoint in the window`,
    };
    return insufficient(measured, joinWords([reason, said], semicolon));
  }
  return { part: { state: "MET", reason: said }, measured };
}
