import { expect, test } from "vitest";
import type { Fact } from "#contracts/fact.ts";
import { buildEvidence, evidenceSchema } from "../../test/golden/scoring/build-evidence.ts";
import { indexFacts } from "./fact-index.ts";

const [fact] = buildEvidence(
  evidenceSchema.parse({
    window: { from: "2023-03-01T10:00:00+08:00", to: "2023-03-01T11:00:00+08:00" },
    signals: [{ id: "a" }],
  }),
).facts as [Fact];

function chosen(...facts: Fact[]): Fact | undefined {
  return indexFacts("site-1", facts).get("press-1/a.1")?.get(fact.hour);
}

test("the newest revision counts, whatever the order", () => {
  const newer = { ...fact, revision: 1, good: 30 };
  expect(chosen(fact, newer)).toBe(newer);
  expect(chosen(newer, fact)).toBe(newer);
});

test("two facts of one revision give the less favourable, whatever the order", () => {
  const worse = { ...fact, good: 10 };
  expect(chosen(fact, worse)).toBe(worse);
  expect(chosen(worse, fact)).toBe(worse);
  const other = { ...fact, late: 3 };
  expect(chosen(fact, other)).toBe(chosen(other, fact));
});

test("facts of another site are not looked at", () => {
  expect(chosen({ ...fact, site: "site-2" })).toBeUndefined();
});
