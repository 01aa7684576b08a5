// The telemetry part (class T) of a criterion: measure, compare, and say what is missing.
// In this order: no measure · nothing to measure · window too short or unobserved · below the threshold ·
// missing facts could change it · no verified evidence log · met.
import type { SiteEvidence } from "#contracts/evidence.ts";
import type { Line } from "#contracts/line-model.ts";
import { formatThreshold, formatValue, passes } from "#contracts/measured-value.ts";
import type { Criterion } from "#contracts/policy.ts";
import type { Part } from "./finding-part.ts";
import { gatewaysWithoutProof } from "./log-citations.ts";
import type { Measured } from "./measures/measure.ts";
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

export function judgeTelemetry(input: TelemetryInput): Telemetry {
  const { criterion, lines, rule, evidence, observation } = input;
  const { threshold } = criterion;
  const measure = criterion.measure === null ? undefined : measures.get(criterion.measure);
  if (measure === undefined || threshold === null) {
    return insufficient(null, { zh: "尚无算法", en: "no measure in this rules version" });
  }
  const measured = measure({ criterion, lines, observation });
  const { value, possible } = measured;
  if (measured.insufficient !== undefined || value === null || possible === null) {
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
  if (!passes(threshold, value)) {
    if (passes(threshold, possible)) {
      const gap = {
        zh: "部分时段没有事实,结论可能因此改变",
        en: "hours without facts could change the result",
      };
      return insufficient(measured, joinWords([gap, numbers], semicolon));
    }
    const reason = joinWords([numbers, describeAmber(criterion, value)], semicolon);
    return { part: { state: "NOT_MET", reason }, measured };
  }
  const unproven = gatewaysWithoutProof(evidence.logs, measured.gateways);
  if (unproven.length > 0) {
    const names = unproven.join(", ");
    const reason = {
      zh: `网关 ${names} 在观察期内没有经核验检查点覆盖的证据日志`,
      en: `gateway ${names} has no evidence log under a verified checkpoint in the window`,
    };
    return insufficient(measured, joinWords([reason, numbers], semicolon));
  }
  return { part: { state: "MET", reason: numbers }, measured };
}
