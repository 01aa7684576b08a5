// The contract of a detector: a pure function that turns facts into clues. A clue asks a question and says what could
// explain it innocently; people find. What it may ask and how grave that is stands in the policy.

import type { SiteEvidence } from "#contracts/evidence.ts";
import type { DetectorRule } from "#contracts/policy.ts";
import type { FactIndex } from "../observation/fact-index.ts";
import type { Words } from "../words.ts";

export type DetectorInput = {
  readonly rule: DetectorRule;
  readonly evidence: SiteEvidence;
  readonly facts: FactIndex;
};

/** What a detector saw; the runner makes the clue of it. */
export type Sighting = {
  readonly about: { readonly equipment: string; readonly signal: string | null };
  /** Hour of the evidence, ms UTC: with detector and subject it names the clue. */
  readonly hour: number;
  readonly reason: Words;
  readonly innocent: readonly Words[];
};

export type Detector = {
  /** Only D07, D08, D12, D20 and D25 may refer (3); every other asks or holds. */
  readonly maxSeverity: 1 | 2 | 3;
  /** Names of the parameters that it reads, with their unit; a policy gives all of them. */
  readonly parameters: readonly string[];
  readonly look: (input: DetectorInput) => readonly Sighting[];
};

/** A parameter of the rule; loading a policy has checked that it is there. Throws RangeError where it is not. */
export function parameterOf(rule: DetectorRule, name: string): number {
  const value = rule.parameters[name];
  if (value === undefined) throw new RangeError(`no parameter ${name}`);
  return value;
}
