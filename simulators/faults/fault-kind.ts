// What a file of this folder offers to the registry: the keys of its entry in a scenario, words for the
// catalogue and the smallest entry that works.

import { z } from "zod";
import type { FaultPlan } from "./fault.ts";
import {
  checkTiming,
  type FaultTiming,
  type TimingSettings,
  timingKeys,
  timingOf,
} from "./fault-timing.ts";

/** Which layer it acts on; the catalogue is ordered by it. */
export type FaultLayer = "sensor" | "modbus" | "cable" | "opcua" | "plant" | "host";

export interface FaultWords {
  readonly zh: { readonly name: string; readonly says: string };
  readonly en: { readonly name: string; readonly says: string };
}

/** A plan without what follows from it. */
type FaultPlanOfKind = Omit<FaultPlan, "kind" | "timing" | "points">;

interface FaultKindOptions<Kind extends string, Keys extends z.core.$ZodLooseShape> {
  /** Also the name of its file. */
  readonly kind: Kind;
  readonly layer: FaultLayer;
  /** One sentence each: what is seen on the wire. */
  readonly words: FaultWords;
  /** Its own keys, in plain words of the field. */
  readonly keys: Keys;
  /** Smallest entry of a scenario, YAML in flow style. */
  readonly example: string;
  /** What its keys must fulfil together. */
  readonly check?: (
    settings: z.output<z.ZodObject<Keys>> & TimingSettings,
    problem: (key: string, message: string) => void,
  ) => void;
  readonly plan: (settings: z.output<z.ZodObject<Keys>>) => FaultPlanOfKind;
}

export function faultKind<Kind extends string, Keys extends z.core.$ZodLooseShape>(
  options: FaultKindOptions<Kind, Keys>,
) {
  const { kind, layer, words, example, keys, check, plan } = options;
  const schema = z
    .strictObject({ kind: z.literal(kind).describe(words.en.says), ...keys, ...timingKeys })
    .superRefine((settings, context) => {
      checkTiming(settings as object, context);
      check?.(settings as z.output<z.ZodObject<Keys>> & TimingSettings, (key, message) =>
        context.addIssue({ code: "custom", path: [key], message }),
      );
    })
    .transform((settings): FaultPlan => {
      const timing: FaultTiming = timingOf(settings as object);
      const planned = plan(settings as z.output<z.ZodObject<Keys>>);
      const points = planned.needs.flatMap((need) => (need.kind === "point" ? [need.point] : []));
      return { kind, timing, points, ...planned };
    });
  return { kind, layer, words, example, schema };
}
