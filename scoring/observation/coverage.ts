// Whether a window was observed for long enough to decide anything. An hour counts as observed when
// there is a fact of it, also a fact that says "nothing received": a silent gateway is evidence.

import { formatSpan } from "#contracts/measured-value.ts";
import type { Policy } from "#contracts/policy.ts";
import { joinWords, type Words } from "../words.ts";
import type { Observation } from "./observation.ts";
import type { RequiredSignal } from "./required-signals.ts";
import type { Window } from "./scheduled-hours.ts";

export type WindowRule = Policy["windows"][string];

export type Coverage = {
  readonly windowMs: number;
  readonly observedMs: number;
  readonly productionDays: number;
};

export function coverageOf(
  window: Window,
  observation: Observation,
  signals: readonly RequiredSignal[],
): Coverage {
  const perSignal = signals.map(({ key }) => observation.facts.get(key));
  const observed = observation.hours.filter(({ hour }) =>
    perSignal.some((facts) => facts?.has(hour)),
  );
  return {
    windowMs: Math.max(0, window.to - window.from),
    observedMs: observed.reduce((sum, { scheduledMs }) => sum + scheduledMs, 0),
    productionDays: new Set(observed.map(({ productionDay }) => productionDay)).size,
  };
}

/** What the window lacks, all of it in one sentence; null when it suffices. */
export function describeShortfall(rule: WindowRule, coverage: Coverage): Words | null {
  const lacks: Words[] = [];
  if (coverage.observedMs === 0) {
    lacks.push({ zh: "观察期内没有任何事实", en: "no facts in the window" });
  }
  if (coverage.windowMs < rule.minimumLengthMs) {
    const [has, needs] = [formatSpan(coverage.windowMs), formatSpan(rule.minimumLengthMs)];
    lacks.push({
      zh: `观察期 ${has.zh},须满 ${needs.zh}`,
      en: `window of ${has.en}, needs ${needs.en}`,
    });
  }
  if (coverage.observedMs > 0 && coverage.productionDays < rule.productionDays) {
    lacks.push({
      zh: `有事实的生产日 ${coverage.productionDays} 天,须 ≥ ${rule.productionDays} 天`,
      en: `${coverage.productionDays} production days with facts, needs ≥ ${rule.productionDays}`,
    });
  }
  if (coverage.observedMs > 0 && coverage.observedMs < rule.minimumScheduledMs) {
    const [has, needs] = [formatSpan(coverage.observedMs), formatSpan(rule.minimumScheduledMs)];
    lacks.push({
      zh: `有事实的排产时间 ${has.zh},须 ≥ ${needs.zh}`,
      en: `${has.en} of scheduled time with facts, needs ≥ ${needs.en}`,
    });
  }
  return lacks.length === 0 ? null : joinWords(lacks, { zh: ";", en: "; " });
}
