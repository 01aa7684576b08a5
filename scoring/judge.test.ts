// Properties of judging that hold for any evidence. Single outcomes are golden cases (test/golden/scoring).
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { toHex } from "#contracts/bytes.ts";
import type { SiteEvidence } from "#contracts/evidence.ts";
import { passes } from "#contracts/measured-value.ts";
import { type Policy, parsePolicy } from "#contracts/policy.ts";
import { type ItemVerdict, type VerdictState, verdictStates } from "#contracts/verdict.ts";
import { buildEvidence, evidenceSchema } from "../test/golden/scoring/build-evidence.ts";
import { loadPolicy } from "./files/load-policy.ts";
import { judgeSite } from "./judge.ts";
import { encodeVerdicts } from "./verdict-bytes.ts";

const demo = loadPolicy("langfang-2023-demo");
const real = loadPolicy("langfang-2023");
const runs = { seed: 37393, numRuns: 150 };

/** The gates that documents alone can meet, and the two measured criteria, as one item that can be MET. */
const reachable: Policy = parsePolicy("reachable", {
  ...demo,
  // Clues come with the evidence here; what detectors make of facts has its own properties below.
  detectors: {},
  items: demo.items.slice(0, 2).map((item) => ({
    ...item,
    must: item.id === "G" ? ["G-01", "G-03"] : ["A1-04", "A1-05"],
  })),
});

const signed = [
  { criterion: "G-01", class: "D" },
  { criterion: "G-01", class: "V" },
  { criterion: "G-03", class: "V" },
] as const;

const window = { from: "2023-03-01T10:00:00+08:00", to: "2023-03-01T14:30:00+08:00" };
const share = fc.constantFrom(0, 0.05, 0.1, 0.5, 0.9, 0.95, 1);
const mostly = fc.constantFrom(1, 1, 1, 0.95, 0.9, 0.5, 0);

/** Lines of a few signals over four and a half hours, from perfect to silent. */
const anyEvidence: fc.Arbitrary<SiteEvidence> = fc
  .record({
    signals: fc.array(
      fc.record({
        class: fc.constantFrom("PV" as const, "CNT" as const, "PV" as const, "LAB" as const),
        required: fc.constantFrom(true, true, false),
        gateway: fc.constantFrom("gw-1", "gw-2"),
        intervalMs: fc.constantFrom(1000, 60_000, 300_000),
      }),
      { minLength: 1, maxLength: 4 },
    ),
    deliveries: fc.array(
      fc.record({
        signals: fc.constantFrom(["s0.1"], ["s1.1"], ["s0.1", "s1.1", "s2.1", "s3.1"]),
        from: fc.constantFrom("2023-03-01T10:00:00+08:00", "2023-03-01T12:00:00+08:00"),
        to: fc.constantFrom("2023-03-01T13:00:00+08:00", "2023-03-01T15:00:00+08:00"),
        minutes: fc.constantFrom([0, 60] as const, [0, 60] as const, [10, 40] as const),
        received: mostly,
        good: mostly,
        manual: share,
      }),
      { maxLength: 3 },
    ),
    dayShift: fc.boolean(),
    documents: fc.subarray([...signed], { minLength: 0 }),
    clues: fc.subarray([
      { detector: "D16", severity: 2 as const, criteria: ["A1-04"] },
      { detector: "D14", severity: 1 as const, criteria: ["A1-05"] },
    ]),
    verified: fc.constantFrom(true, true, true, false),
  })
  .map(({ signals, dayShift, verified, ...rest }) =>
    buildEvidence(
      evidenceSchema.parse({
        window,
        simulated: true,
        signals: signals.map((signal, i) => ({ id: `s${i}`, ...signal })),
        ...(dayShift
          ? { shifts: [{ start: "10:30", end: "18:00", weekdays: [1, 2, 3, 4, 5, 6, 7] }] }
          : {}),
        logs: ["gw-1", "gw-2"].map((gateway) => ({ gateway, verified })),
        ...rest,
      }),
    ),
  );

const perfect = buildEvidence(
  evidenceSchema.parse({
    window,
    simulated: true,
    signals: [{ id: "s0", count: 3 }],
    documents: [...signed],
  }),
);

/** Every state of items and criteria, by name. */
function statesOf(items: readonly ItemVerdict[]): ReadonlyMap<string, VerdictState> {
  return new Map(
    items.flatMap((item) => [
      [item.item, item.state] as const,
      ...item.criteria.map(({ criterion, state }) => [criterion, state] as const),
    ]),
  );
}

/** Towards "not known" or worse: less evidence never helps, though it may turn NOT_MET into INSUFFICIENT. */
function expectNoGain(policy: Policy, more: SiteEvidence, less: SiteEvidence): void {
  const before = statesOf(judgeSite(policy, () => more));
  const rank = (state: VerdictState) => verdictStates.indexOf(state);
  for (const [id, after] of statesOf(judgeSite(policy, () => less))) {
    const limit = Math.max(rank(before.get(id)!), rank("INSUFFICIENT"));
    expect(rank(after), `${id}: ${before.get(id)} became ${after}`).toBeLessThanOrEqual(limit);
  }
}

/** What remains of a list when every place whose mask is false goes. */
function thin<T>(list: readonly T[], mask: readonly boolean[]): T[] {
  return list.filter((_, i) => mask[i % mask.length]);
}

const mask = fc.array(fc.boolean(), { minLength: 1, maxLength: 12 });

describe("removing evidence", () => {
  test("fewer facts never improve a verdict", () => {
    fc.assert(
      fc.property(anyEvidence, mask, (evidence, keep) => {
        expectNoGain(reachable, evidence, { ...evidence, facts: thin(evidence.facts, keep) });
      }),
      runs,
    );
  });

  test("fewer logs never improve a verdict", () => {
    fc.assert(
      fc.property(anyEvidence, mask, (evidence, keep) => {
        expectNoGain(reachable, evidence, { ...evidence, logs: thin(evidence.logs, keep) });
      }),
      runs,
    );
  });

  test("fewer documents never improve a verdict", () => {
    fc.assert(
      fc.property(anyEvidence, mask, (evidence, keep) => {
        const documents = thin(evidence.documents, keep);
        expectNoGain(reachable, evidence, { ...evidence, documents });
      }),
      runs,
    );
  });

  test("without the logs that it cites no measured criterion stays MET", () => {
    fc.assert(
      fc.property(anyEvidence, (evidence) => {
        const items = judgeSite(reachable, () => evidence);
        for (const verdict of items.flatMap((item) => item.criteria)) {
          // G-03 may be met by an on-site check as well.
          if (verdict.state !== "MET" || verdict.value === null) continue;
          if (verdict.criterion === "G-03") continue;
          const cited = new Set(verdict.evidence.map(({ log }) => log));
          expect(cited.size).toBeGreaterThan(0);
          const logs = evidence.logs.filter(({ log }) => !cited.has(log));
          const after = statesOf(judgeSite(reachable, () => ({ ...evidence, logs })));
          expect(after.get(verdict.criterion)).toBe("INSUFFICIENT");
        }
      }),
      runs,
    );
  });

  test("every citation names a log of the evidence and lies in its range", () => {
    fc.assert(
      fc.property(anyEvidence, (evidence) => {
        const ranges = new Map(evidence.logs.map(({ log, windowRange }) => [log, windowRange]));
        const verdicts = judgeSite(reachable, () => evidence).flatMap((item) => item.criteria);
        for (const citation of verdicts.flatMap((verdict) => verdict.evidence)) {
          const range = ranges.get(citation.log);
          expect(range).not.toBeNull();
          expect(citation.from).toBeGreaterThanOrEqual(range!.from);
          expect(citation.to).toBeLessThanOrEqual(range!.to);
        }
      }),
      runs,
    );
  });
});

test("the generated evidence reaches every state, so the properties above say something", () => {
  const seen = new Set(
    fc
      .sample(anyEvidence, { seed: 37393, numRuns: 150 })
      .flatMap((evidence) => [...statesOf(judgeSite(reachable, () => evidence)).values()]),
  );
  expect([...seen].sort()).toEqual([...verdictStates].sort());
});

test("order of facts, logs, documents and clues does not change a byte", () => {
  fc.assert(
    fc.property(anyEvidence, fc.integer(), (evidence, salt) => {
      const shuffle = <T>(list: readonly T[]): T[] =>
        list
          .map((each, i) => ({ each, key: Math.imul(i + 1, salt | 1) >>> 0 }))
          .sort((a, b) => a.key - b.key)
          .map(({ each }) => each);
      const other = {
        ...evidence,
        facts: shuffle(evidence.facts),
        logs: [...evidence.logs].reverse(),
        documents: [...evidence.documents].reverse(),
        clues: [...evidence.clues].reverse(),
      };
      const bytes = (each: SiteEvidence) => toHex(encodeVerdicts(judgeSite(reachable, () => each)));
      expect(bytes(other)).toBe(bytes(evidence));
    }),
    runs,
  );
});

test("judging twice gives the same bytes and leaves the evidence as it was", () => {
  const before = JSON.stringify(perfect);
  expect(encodeVerdicts(judgeSite(demo, () => perfect))).toEqual(
    encodeVerdicts(judgeSite(demo, () => perfect)),
  );
  expect(JSON.stringify(perfect)).toBe(before);
});

test("empty evidence meets nothing", () => {
  const empty = { ...perfect, facts: [], logs: [], documents: [], clues: [] };
  for (const policy of [demo, real, reachable]) {
    const states = [...statesOf(judgeSite(policy, () => empty)).values()];
    expect(states.length).toBeGreaterThan(0);
    expect(states).not.toContain("MET");
  }
});

test("an item is met when all its must criteria and those of the gates are met", () => {
  const [gates, line] = judgeSite(reachable, () => perfect);
  expect(gates).toMatchObject({ item: "G", state: "MET", must: ["G-01", "G-03"] });
  expect(line).toMatchObject({
    item: "A1",
    state: "MET",
    must: ["G-01", "G-03", "A1-04", "A1-05"],
    counts: { NOT_MET: 0, SUSPECT: 0, INSUFFICIENT: 0, DOCUMENT_NEEDED: 0, MET: 4 },
  });
  const withoutVisit = { ...perfect, documents: perfect.documents.slice(0, 1) };
  expect(judgeSite(reachable, () => withoutVisit)[1]).toMatchObject({
    state: "DOCUMENT_NEEDED",
    counts: { DOCUMENT_NEEDED: 1, MET: 3 },
  });
});

test("an empty must list is never met, its own or that of a required item", () => {
  const without = (id: string): Policy => ({
    ...reachable,
    items: reachable.items.map((item) => (item.id === id ? { ...item, must: [] } : item)),
  });
  expect(judgeSite(without("G"), () => perfect).map(({ state }) => state)).toEqual([
    "INSUFFICIENT",
    "INSUFFICIENT",
  ]);
  expect(judgeSite(without("A1"), () => perfect).map(({ state }) => state)).toEqual([
    "MET",
    "INSUFFICIENT",
  ]);
});

test("real rules refuse a simulated plant, and one simulated log is enough", () => {
  const states = new Set(statesOf(judgeSite(real, () => perfect)).values());
  expect([...states]).toEqual(["INSUFFICIENT"]);
  const { site } = perfect.lineModel;
  const oneLog = {
    ...perfect,
    lineModel: { ...perfect.lineModel, site: { ...site, simulated: false } },
  };
  expect(new Set(statesOf(judgeSite(real, () => oneLog)).values())).toEqual(
    new Set(["INSUFFICIENT"]),
  );
});

test("a signature by nobody is none", () => {
  const documents = perfect.documents.map((document) => ({ ...document, signedBy: " " }));
  const states = statesOf(judgeSite(reachable, () => ({ ...perfect, documents })));
  expect(states.get("G-01")).toBe("DOCUMENT_NEEDED");
});

test("every verdict names the rules, the window and whether they were adopted", () => {
  const adopted = { ...demo, adoption: { document: "文号", effective: "2026-01-01" } };
  for (const [policy, isAdopted] of [
    [demo, false],
    [adopted, true],
  ] as const) {
    for (const verdict of judgeSite(policy, () => perfect).flatMap((item) => item.criteria)) {
      expect(verdict.rules).toEqual({ policy: demo.id, version: demo.version, adopted: isAdopted });
      expect(verdict.window).toEqual(perfect.window);
      expect(verdict.reason.zh).not.toBe("");
      expect(verdict.reason.en).not.toBe("");
    }
  }
});

test.each([
  [">=", 0.9, true],
  [">=", 0.899_999_999_999, false],
  [">", 0.9, false],
  [">", 0.91, true],
  ["<=", 0.9, true],
  ["<=", 0.91, false],
  ["<", 0.9, false],
  ["<", 0.89, true],
  ["=", 0.9, true],
  ["=", 0.91, false],
] as const)("threshold %s 0.9 and value %d: %s", (comparison, value, expected) => {
  expect(passes({ comparison, value: 0.9, unit: "ratio" }, value)).toBe(expected);
});
