// The contract of a measure: a pure function that turns evidence into the one number of a criterion.
// It decides nothing; the judge compares, and adds window, documents, logs and clues.
import type { SiteEvidence } from "#contracts/evidence.ts";
import type { Line } from "#contracts/line-model.ts";
import type { Criterion } from "#contracts/policy.ts";
import type { VerdictDetail } from "#contracts/verdict.ts";
import type { Observation } from "../observation/observation.ts";
import type { Words } from "../words.ts";

export type MeasureInput = {
  readonly criterion: Criterion;
  /** The lines of the subject: one, or all of a site. */
  readonly lines: readonly Line[];
  readonly observation: Observation;
  /** For what is no fact: logs, identities, display, clues, other lines of the site. */
  readonly evidence: SiteEvidence;
};

/** Something asked beside the threshold. */
export type Condition = {
  /** Null where nobody knows. */
  readonly holds: boolean | null;
  /** Said when it does not hold, or nobody knows. */
  readonly words: Words;
};

export type Measured = {
  /** In the threshold's unit; what telemetry proves. Null when nothing could be measured. */
  readonly value: number | null;
  /**
   * The best value that missing facts still allow; equal to `value` when they change nothing.
   * Where value fails and this passes, nobody knows.
   */
  readonly possible: number | null;
  /** Why value and possible differ, where it is not facts that are missing. */
  readonly unknown?: Words;
  /** The worst value that what is not known still allows; where value passes and this fails, nobody knows. */
  readonly certain?: { readonly value: number; readonly words: Words };
  /** All of them have to hold besides the threshold. */
  readonly conditions?: readonly Condition[];
  /** The firm's own claim in the same unit; null where it claims none. */
  readonly declared: number | null;
  /** The numbers as a sentence without full stop; the judge adds the threshold. */
  readonly summary: Words;
  /** What a person wants to know next, e.g. which machines were not counted; said after the threshold. */
  readonly remark?: Words;
  readonly details: readonly VerdictDetail[];
  readonly counts: { readonly [name: string]: number };
  /** Gateways whose records were read, sorted. */
  readonly gateways: readonly string[];
  /** Highest fact revision read; 0 without facts. */
  readonly factRevision: number;
  /** Why nothing can be decided, whatever the window. */
  readonly insufficient?: Words;
};

export type Measure = (input: MeasureInput) => Measured;

/** A measure that finds nothing to measure. */
export function unmeasurable(insufficient: Words): Measured {
  return {
    value: null,
    possible: null,
    declared: null,
    summary: insufficient,
    details: [],
    counts: {},
    gateways: [],
    factRevision: 0,
    insufficient,
  };
}

/** Twelve decimals: above the noise of floating sums, far below one scan of a long window. */
export function toRatio(part: number, whole: number): number {
  return Math.round((part / whole) * 1e12) / 1e12;
}
