// What screens showed and how soon: first display of a value minus its source time (policy B1-03, Screen
// latency). Browsers count into the fixed buckets of duration-buckets.ts; hours of counts add up.
import { z } from "zod";

export const displayKinds = ["state", "process", "energy"] as const;
export type DisplayKind = (typeof displayKinds)[number];

/** Largest duration of a bucket (duration-buckets.ts), ms, and how many first displays fell into it. */
const bucket = z.tuple([
  z
    .number()
    .int()
    .min(0)
    .max(86_400_000 * 2),
  z.number().int().positive(),
]);

/** What one browser says of the time since it last said something; one entry per kind. */
export const displayReportSchema = z
  .array(z.strictObject({ kind: z.enum(displayKinds), buckets: z.array(bucket).max(256) }))
  .max(displayKinds.length);
export type DisplayReport = z.infer<typeof displayReportSchema>;

export type DisplayFact = {
  /** Start of the hour in which it was reported, ms UTC. */
  readonly hour: number;
  readonly kind: DisplayKind;
  /** Ascending upper bounds, ms, with their counts. */
  readonly buckets: readonly (readonly [number, number])[];
};
