// One site's evidence made ready for measures: its scheduled hours, its facts by signal, and what each
// required signal delivered (worked out once, whichever measures ask).
import type { SiteEvidence } from "#contracts/evidence.ts";
import { type Delivery, deliveryOf } from "./delivery.ts";
import { type FactIndex, indexFacts } from "./fact-index.ts";
import type { RequiredSignal } from "./required-signals.ts";
import { type ScheduledHour, scheduledHours } from "./scheduled-hours.ts";

export type Observation = {
  readonly hours: readonly ScheduledHour[];
  readonly facts: FactIndex;
  readonly deliveryOf: (signal: RequiredSignal) => Delivery;
};

export function observe(evidence: SiteEvidence): Observation {
  const hours = scheduledHours(evidence.lineModel, evidence.window);
  const facts = indexFacts(evidence.lineModel.site.id, evidence.facts);
  const known = new Map<string, Delivery>();
  return {
    hours,
    facts,
    deliveryOf: (signal) => {
      const delivery = known.get(signal.key) ?? deliveryOf(signal, hours, facts.get(signal.key));
      known.set(signal.key, delivery);
      return delivery;
    },
  };
}
