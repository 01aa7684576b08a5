// B1-14 持续 90 天: effective transmission (A1-05) over the whole demonstration window of 90 days, at least 45 of them
// production days with real production.
import { measureEffectiveTransmission } from "./a1-05-effective-transmission.ts";
import type { Measured, MeasureInput } from "./measure.ts";
import { describeShortWindow, productionCondition, sustainedRunning } from "./sustained-running.ts";

export function measureSustainedTransmission(input: MeasureInput): Measured {
  const transmission = measureEffectiveTransmission(input);
  const { parameters } = input.criterion;
  const sustained = sustainedRunning(input);
  const short = describeShortWindow(sustained.windowDays, parameters.minWindowDays ?? 90);
  return {
    ...transmission,
    conditions: [productionCondition(sustained, parameters.minProductionDays ?? 45)],
    counts: { ...transmission.counts, productionDays: sustained.production?.days ?? 0 },
    ...(short === null || transmission.insufficient !== undefined ? {} : { insufficient: short }),
  };
}
