// Verdicts worked out again, and written canonically, by another program after docs/formats/verdict.md.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { canonicalJson, type Json } from "#contracts/canonical-json.ts";
import type { SiteEvidence } from "#contracts/evidence.ts";
import { lineModelHash, parseLineModel } from "#contracts/line-model.ts";
import { parsePolicy } from "#contracts/policy.ts";
import { type ItemVerdict, verdictStates } from "#contracts/verdict.ts";
import { judgeSite } from "./judge.ts";
import { encodeVerdicts } from "./verdict-bytes.ts";

const vector = JSON.parse(
  readFileSync(new URL("../contracts/vectors/verdict.json", import.meta.url), "utf8"),
) as {
  policy: unknown;
  evidence: SiteEvidence;
  verdicts: ItemVerdict[];
  canonical: string;
  bytes: number;
  sha256: string;
};

const sha256 = (data: Uint8Array) => new Uint8Array(createHash("sha256").update(data).digest());
const policy = parsePolicy("verdict.json", vector.policy);
const lineModel = parseLineModel("verdict.json", vector.evidence.lineModel);
const evidence: SiteEvidence = { ...vector.evidence, lineModel };

test("the evidence names its line model", () => {
  expect(lineModelHash(sha256, lineModel)).toBe(evidence.lineModelHash);
});

test("policy and evidence give these verdicts, and each state once at least", () => {
  const verdicts = judgeSite(policy, () => evidence);
  expect(verdicts).toEqual(vector.verdicts);
  const states = verdicts.flatMap((item) => item.criteria.map(({ state }) => state));
  expect([...new Set(states)].sort()).toEqual([...verdictStates].sort());
});

test("their canonical bytes are these, whatever the order of lists and members", () => {
  const turned: SiteEvidence = {
    ...evidence,
    facts: evidence.facts.toReversed(),
    logs: evidence.logs.toReversed(),
    identities: evidence.identities.toReversed(),
    display: evidence.display.toReversed(),
    documents: evidence.documents.toReversed(),
    clues: evidence.clues.toReversed(),
  };
  for (const each of [evidence, turned]) {
    const bytes = encodeVerdicts(judgeSite(policy, () => each));
    expect(new TextDecoder().decode(bytes)).toBe(vector.canonical);
    expect(bytes.length).toBe(vector.bytes);
    expect(createHash("sha256").update(bytes).digest("hex")).toBe(vector.sha256);
  }
  expect(canonicalJson(JSON.parse(vector.canonical) as Json)).toBe(vector.canonical);
});
