// What scoring reads of one site: plain data, gathered by a reader, judged by a pure function.
import type { DisplayFact } from "./display.ts";
import type { Fact } from "./fact.ts";
import type { LineModel } from "./line-model.ts";

/** State of one evidence log as ingest rebuilt it. */
export type LogEvidence = {
  readonly log: string;
  readonly gateway: string;
  readonly origin: string;
  readonly simulated: boolean;
  /** Records durable without a hole from 0. */
  readonly size: number;
  /** The newest checkpoint whose signature and root agree with the rebuilt tree; null when none. */
  readonly verified: { readonly size: number; readonly root: string; readonly time: number } | null;
  /** Checkpoints whose root disagreed, or same number with another hash. */
  readonly forks: number;
  /** Records declared dropped by gap records, or below the gateway's oldest. */
  readonly gapRecords: number;
  readonly quarantined: number;
  /** Newest cosignature by a witness that the site does not run, ms UTC; null when none. */
  readonly witnessedAt: number | null;
  /** Sequence range of the records whose gateway time lies in the window. */
  readonly windowRange: { readonly from: number; readonly to: number } | null;
  /** Largest absolute offset of the gateway's clock to the host's in the window, ms; null when unknown. */
  readonly clockOffsetMs: number | null;
  /** Drift of the gateway's clock over the window, ‰ (ms per s); null when too short a time is known. */
  readonly clockDriftPerMille: number | null;
};

/**
 * What a device said of itself, read by the gateway from the device and kept in an identity record.
 * Keys: `serial`, `firmware`, `certificate` (SHA-256 of the DER, hex), `maker`, `model`, `product`.
 */
export type EquipmentIdentity = {
  readonly equipment: string;
  readonly gateway: string;
  readonly key: string;
  readonly value: string;
  /** Gateway time of the record, ms UTC. */
  readonly readAt: number;
  readonly log: string;
  readonly sequence: number;
};

/** A clue that nobody has closed; severity 1 info · 2 question · 3 grave. */
export type OpenClue = {
  readonly id: string;
  readonly detector: string;
  readonly severity: 1 | 2 | 3;
  readonly criteria: readonly string[];
  /** What it is about; a null signal means the whole equipment. */
  readonly about: { readonly equipment: string; readonly signal: string | null };
  /** What was seen, in one sentence. */
  readonly reason: { readonly zh: string; readonly en: string };
  /** What could explain it innocently. */
  readonly innocent: readonly { readonly zh: string; readonly en: string }[];
};

/** A document or on-site check that a named person signed for a criterion. */
export type CaseDocument = {
  readonly criterion: string;
  readonly class: "D" | "V";
  readonly signedBy: string;
  readonly at: number;
};

export type SiteEvidence = {
  readonly lineModel: LineModel;
  /** SHA-256 of canonical JSON, 64 hex digits. */
  readonly lineModelHash: string;
  readonly window: { readonly from: number; readonly to: number };
  /** Facts whose hour overlaps the window, any order. */
  readonly facts: readonly Fact[];
  readonly logs: readonly LogEvidence[];
  /** Newest identity of each equipment, key and gateway, standing at the end of the window; any order. */
  readonly identities: readonly EquipmentIdentity[];
  /** What screens showed in the hours of the window, any order. */
  readonly display: readonly DisplayFact[];
  readonly documents: readonly CaseDocument[];
  readonly clues: readonly OpenClue[];
};
