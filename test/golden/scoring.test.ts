// Golden verdicts: every folder of scoring/ is a case. evidence.json says what the site delivered and, by
// hand, what must come of it; expected.json is the whole verdict. To write it anew, on purpose:
//   UPDATE_GOLDEN=1 vitest run --project system test/golden/scoring.test.ts
// and read the difference.
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { z } from "zod";
import { verdictStates } from "#contracts/verdict.ts";
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
  /** Worked out by hand; never written by the runner. */
  expect: z.strictObject({
    state: z.enum(verdictStates),
    value: z.number().nullable(),
    item: z.enum(verdictStates).optional(),
  }),
});

const cases = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name)
  .sort();

function judgeCase(name: string) {
  const text = readFileSync(join(folder, name, "evidence.json"), "utf8");
  const {
    about: _,
    policy,
    criterion,
    expect: wanted,
    ...sketch
  } = caseSchema.parse(JSON.parse(text));
  const items = judgeSite(loadPolicy(policy), buildEvidence(sketch));
  const item = items.find((each) => each.criteria.some((one) => one.criterion === criterion));
  const verdict = item?.criteria.find((one) => one.criterion === criterion);
  if (item === undefined || verdict === undefined) throw new Error(`${name}: no ${criterion}`);
  const sentence = describeItem(item);
  return {
    wanted,
    result: { verdict, item: { state: item.state, counts: item.counts, sentence } },
  };
}

test.each(cases)("%s", (name) => {
  const { wanted, result } = judgeCase(name);
  expect(result.verdict.state).toBe(wanted.state);
  expect(result.verdict.value).toBe(wanted.value);
  if (wanted.item !== undefined) expect(result.item.state).toBe(wanted.item);

  const file = join(folder, name, "expected.json");
  if (update) writeFileSync(file, `${JSON.stringify(result, null, 2)}\n`);
  expect(existsSync(file), `${file} is missing; see the head of this file`).toBe(true);
  expect(JSON.parse(readFileSync(file, "utf8"))).toEqual(result);
});

test("A1-04 and A1-05 have a case for each outcome that they can have", () => {
  const outcomes = (criterion: string) =>
    new Set(
      cases
        .filter((name) => name.startsWith(criterion))
        .map((name) => judgeCase(name).result.verdict.state),
    );
  for (const criterion of ["a1-04", "a1-05"]) {
    expect([...outcomes(criterion)].sort()).toEqual(["INSUFFICIENT", "MET", "NOT_MET", "SUSPECT"]);
  }
});

test("the runner does not rewrite golden cases unasked", () => {
  expect(update, "UPDATE_GOLDEN=1: read the difference, then run again without it").toBe(false);
});
