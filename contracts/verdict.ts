// A verdict: what this rules version finds of one criterion (docs/formats/verdict.md).
// Invariant: the default is INSUFFICIENT; absence of data is never a pass.
import type { Provenance, Threshold } from "./policy.ts";

export const verdictStates = [
  "NOT_MET",
  "SUSPECT",
  "INSUFFICIENT",
  "DOCUMENT_NEEDED",
  "MET",
] as const;
/** In order of precedence for an item, first wins. */
export type VerdictState = (typeof verdictStates)[number];

/** The words on screens and paper, fixed once. */
export const verdictWords: {
  readonly [S in VerdictState]: { readonly zh: string; readonly en: string };
} = {
  MET: { zh: "符合", en: "MET" },
  NOT_MET: { zh: "不符合", en: "NOT_MET" },
  INSUFFICIENT: { zh: "证据不足", en: "INSUFFICIENT" },
  SUSPECT: { zh: "待核查", en: "SUSPECT" },
  DOCUMENT_NEEDED: { zh: "待补材料", en: "DOCUMENT_NEEDED" },
};

export type Subject =
  | { readonly kind: "line"; readonly site: string; readonly line: string }
  | { readonly kind: "site"; readonly site: string }
  | {
      readonly kind: "firm" | "platform" | "provider" | "cluster" | "district";
      readonly id: string;
    };

/** Records [from, to) of one log, under a checkpoint of that log with this size and root (base64). */
export type LogCitation = {
  readonly log: string;
  readonly from: number;
  readonly to: number;
  readonly checkpoint?: { readonly size: number; readonly root: string };
};

/** One number behind the verdict, for a person to follow, e.g. a signal's own share. */
export type VerdictDetail = {
  readonly subject: string;
  readonly value: number | null;
  readonly unit: string;
  readonly note: { readonly zh: string; readonly en: string };
};

export type Verdict = {
  readonly criterion: string;
  readonly subject: Subject;
  readonly state: VerdictState;
  /** Why, in one sentence. */
  readonly reason: { readonly zh: string; readonly en: string };
  /** The measured value in the threshold's unit; null when nothing could be measured. */
  readonly value: number | null;
  readonly threshold: Threshold | null;
  readonly provenance: Provenance;
  /** ms UTC, half-open. */
  readonly window: { readonly from: number; readonly to: number };
  readonly numbers: {
    readonly declared: number | null;
    readonly verified: number | null;
    readonly provenByTelemetry: number | null;
  };
  readonly details: readonly VerdictDetail[];
  readonly evidence: readonly LogCitation[];
  /** Highest fact revision read; 0 without facts. */
  readonly factRevision: number;
  readonly rules: { readonly policy: string; readonly version: string; readonly adopted: boolean };
};

export type ItemVerdict = {
  readonly item: string;
  readonly subject: Subject;
  readonly state: VerdictState;
  /** Must criteria by state, those of required items included; must-counts.ts says them. */
  readonly counts: { readonly [S in VerdictState]: number };
  readonly must: readonly string[];
  readonly criteria: readonly Verdict[];
};
