// Golden verdicts: every folder of scoring/ is a case. evidence.json says what the site delivered and, by
// hand, what must come of it; expected.json is the whole verdict. To write it anew, on purpose:
//   UPDATE_GOLDEN=1 vitest run --project contract test/golden/scoring.test.ts
// and read the difference.
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { z } from "zod";
import type { SiteEvidence } from "#contracts/evidence.ts";
import type { Policy } from "#contracts/policy.ts";
import { verdictStates } from "#contracts/verdict.ts";
import { runDetectors } from "#scoring/detectors/run-detectors.ts";
import { describeItem } from "#scoring/explain.ts";
import { loadPolicy } from "#scoring/files/load-policy.ts";
import { judgeSite } from "#scoring/judge.ts";
import { buildEvidence, evidenceSchema } from "./scoring/build-evidence.ts";

const folder = join(import.meta.dirname, "scoring");
const update = process.env.UPDATE_GOLDEN === "1";

const caseSchema = evidenceSchema.extend({
  about: z.string(),
  policy: z.string(),
  criterion: z.string(),
  /** Run the policy's detectors; their clues come to those of the sketch. */
  detect: z.boolean().default(false),
  /** Worked out by hand; never written by the runner. */
  expect: z.strictObject({
    state: z.enum(verdictStates),
    value: z.number().nullable(),
    item: z.enum(verdictStates).optional(),
    /** With `detect`: what the clues are about, `detector equipment/signal`. */
    clues: z.array(z.string()).optional(),
    /** Said in the reason, in either language. */
    says: z.array(z.string()).default([]),
    /** Line or `site`, where an item has several subjects. */
    subject: z.string().optional(),
  }),
});

const cases = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name)
  .sort();

const sha256 = (data: Uint8Array) => new Uint8Array(createHash("sha256").update(data).digest());

function withClues(policy: Policy, evidence: SiteEvidence): SiteEvidence {
  return { ...evidence, clues: [...evidence.clues, ...runDetectors(policy, evidence, sha256)] };
}

/** Two criteria cases are judged by two tests: once is enough. */
const judged = new Map<string, ReturnType<typeof judgeAnew>>();

function judgeCase(name: string) {
  const result = judged.get(name) ?? judgeAnew(name);
  judged.set(name, result);
  return result;
}

function judgeAnew(name: string) {
  const text = readFileSync(join(folder, name, "evidence.json"), "utf8");
  const {
    about: _,
    policy: id,
    criterion,
    detect,
    expect: wanted,
    ...sketch
  } = caseSchema.parse(JSON.parse(text));
  const policy = loadPolicy(id);
  const built = buildEvidence(sketch);
  const evidence = detect ? withClues(policy, built) : built;
  const items = judgeSite(policy, () => evidence);
  const item = items.find(
    ({ subject, criteria }) =>
      criteria.some((one) => one.criterion === criterion) &&
      (wanted.subject === undefined ||
        wanted.subject === (subject.kind === "line" ? subject.line : subject.kind)),
  );
  const verdict = item?.criteria.find((one) => one.criterion === criterion);
  if (item === undefined || verdict === undefined) throw new Error(`${name}: no ${criterion}`);
  const sentence = describeItem(item);
  return {
    wanted,
    result: {
      verdict,
      item: { state: item.state, counts: item.counts, sentence },
      ...(detect ? { clues: evidence.clues } : {}),
    },
  };
}

test.each(cases)("%s", (name) => {
  const { wanted, result } = judgeCase(name);
  expect(result.verdict.state).toBe(wanted.state);
  expect(result.verdict.value).toBe(wanted.value);
  if (wanted.item !== undefined) expect(result.item.state).toBe(wanted.item);
  const { zh, en } = result.verdict.reason;
  for (const words of wanted.says) expect(`${zh} ${en}`).toContain(words);
  if (wanted.clues !== undefined) {
    const about = result.clues?.map(
      ({ detector, about: { equipment, signal } }) => `${detector} ${equipment}/${signal}`,
    );
    expect(about).toEqual(wanted.clues);
  }

  const file = join(folder, name, "expected.json");
  if (update) writeFileSync(file, `${JSON.stringify(result, null, 2)}\n`);
  expect(existsSync(file), `${file} is missing; see the head of this file`).toBe(true);
  expect(JSON.parse(readFileSync(file, "utf8"))).toEqual(result);
});

const outcomes = {
  "a1-03": ["INSUFFICIENT", "MET", "NOT_MET", "SUSPECT"],
  "a1-04": ["INSUFFICIENT", "MET", "NOT_MET", "SUSPECT"],
  "a1-05": ["INSUFFICIENT", "MET", "NOT_MET", "SUSPECT"],
  "a1-06": ["INSUFFICIENT", "MET", "NOT_MET"],
  "a1-14": ["INSUFFICIENT", "MET", "NOT_MET"],
  // With class V: an on-site check is needed whatever telemetry says.
  "a1-01": ["DOCUMENT_NEEDED", "INSUFFICIENT", "MET", "NOT_MET"],
  "b1-01": ["INSUFFICIENT", "MET", "NOT_MET", "SUSPECT"],
  "b1-02": ["INSUFFICIENT", "MET", "NOT_MET"],
  "b1-03": ["INSUFFICIENT", "MET", "NOT_MET"],
  "b1-04": ["INSUFFICIENT", "MET", "NOT_MET"],
  "b1-14": ["INSUFFICIENT", "MET", "NOT_MET"],
  // Either class suffices, so the on-site check stays open where telemetry says no.
  "g-03": ["DOCUMENT_NEEDED", "MET"],
  "g-04": ["INSUFFICIENT", "MET", "NOT_MET"],
  "g-06": ["INSUFFICIENT", "MET", "NOT_MET"],
  "g-07": ["INSUFFICIENT", "MET", "NOT_MET"],
} as const;

test.each(Object.entries(outcomes))("%s has a case for each outcome: %s", (criterion, states) => {
  const seen = cases
    .filter((name) => name.startsWith(`${criterion}-`))
    .map((name) => judgeCase(name).result.verdict.state);
  expect([...new Set(seen)].sort()).toEqual([...states]);
});

test("the runner does not rewrite golden cases unasked", () => {
  expect(update, "UPDATE_GOLDEN=1: read the difference, then run again without it").toBe(false);
});
