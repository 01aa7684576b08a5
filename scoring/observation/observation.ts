// One site's evidence made ready for measures: its scheduled hours, its facts by signal, and what each
// signal delivered and covered (worked out once, whichever measures ask).
import type { SiteEvidence } from "#contracts/evidence.ts";
import { type CoveredMinutes, coveredMinutes } from "./covered-minutes.ts";
import { type Delivery, deliveryOf } from "./delivery.ts";
import { type FactIndex, indexFacts } from "./fact-index.ts";
import type { RequiredSignal } from "./required-signals.ts";
import { type ScheduledHour, scheduledHours } from "./scheduled-hours.ts";

export type Observation = {
  readonly hours: readonly ScheduledHour[];
  readonly facts: FactIndex;
  readonly deliveryOf: (signal: RequiredSignal) => Delivery;
  /** Scheduled minutes with a good scan. */
  readonly coveredBy: (signal: RequiredSignal) => CoveredMinutes;
  /** Highest fact revision of these signals in the scheduled hours; 0 without facts. */
  readonly revisionOf: (signals: readonly RequiredSignal[]) => number;
};

function remember<T>(
  known: Map<string, T>,
  workOut: (signal: RequiredSignal) => T,
): (signal: RequiredSignal) => T {
  return (signal) => {
    const found = known.get(signal.key) ?? workOut(signal);
    known.set(signal.key, found);
    return found;
  };
}

export function observe(evidence: SiteEvidence): Observation {
  const hours = scheduledHours(evidence.lineModel, evidence.window);
  const facts = indexFacts(evidence.lineModel.site.id, evidence.facts);
  const delivery = remember(new Map(), (signal) =>
    deliveryOf(signal, hours, facts.get(signal.key)),
  );
  return {
    hours,
    facts,
    deliveryOf: delivery,
    coveredBy: remember(new Map(), (signal) =>
      coveredMinutes(signal.intervalMs, hours, facts.get(signal.key)),
    ),
    revisionOf: (signals) => Math.max(0, ...signals.map((signal) => delivery(signal).revision)),
  };
}
