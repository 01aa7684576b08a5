// What a machine does, in fixed words; the machine's own word for its state stands beside them.

import type { ConditionLook } from "../../state/machine-condition.ts";
import type { StateSpan } from "../../state/state-spans.ts";
import type { Phrase } from "../../ui/dictionary.ts";

export const categoryPhrase: { readonly [C in ConditionLook | StateSpan["category"]]: Phrase } = {
  producing: "categoryProducing",
  idle: "categoryIdle",
  setup: "categorySetup",
  fault: "categoryFault",
  maintenance: "categoryMaintenance",
  stopped: "categoryStopped",
  other: "categoryOther",
  unknown: "categoryUnknown",
  lost: "categoryLost",
  never: "categoryNever",
};
