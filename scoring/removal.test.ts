// Less evidence never helps, for the whole policy and with the detectors at work: whatever is taken away, facts of a bad
// signal, a clone's identity, an hour of slow screens, no verdict comes nearer to MET. It may become INSUFFICIENT.
import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { toHex } from "#contracts/bytes.ts";
import type { SiteEvidence } from "#contracts/evidence.ts";
import type { Fact } from "#contracts/fact.ts";
import { type Policy, parsePolicy } from "#contracts/policy.ts";
import { type VerdictState, verdictStates } from "#contracts/verdict.ts";
import { buildEvidence, evidenceSchema } from "../test/golden/scoring/build-evidence.ts";
import { runDetectors } from "./detectors/run-detectors.ts";
import { loadPolicy } from "./files/load-policy.ts";
import { judgeSite } from "./judge.ts";
import { encodeVerdicts } from "./verdict-bytes.ts";

const runs = { seed: 37393, numRuns: 60 };
const sha256 = (data: Uint8Array) => new Uint8Array(createHash("sha256").update(data).digest());

/** The demo with days short enough for four hours, and a constant of ten minutes. */
const policy: Policy = (() => {
  const demo = structuredClone(loadPolicy("langfang-2023-demo"));
  for (const criterion of demo.items.flatMap((item) => item.criteria)) {
    if (criterion.id === "A1-14") criterion.threshold!.value = 0.1;
    if (criterion.parameters.minProductionDays !== undefined) {
      criterion.parameters.minProductionDays = 1;
    }
    if (criterion.parameters.minWindowDays !== undefined) criterion.parameters.minWindowDays = 0.1;
  }
  demo.detectors.D01!.parameters.minConstantSeconds = 600;
  return parsePolicy("test", demo);
})();

const window = { from: "2023-03-01T10:00:00+08:00", to: "2023-03-01T14:00:00+08:00" };
const hours = [10, 11, 12, 13, 14].map((hour) => `2023-03-01T${hour}:00:00+08:00`);
const names = ["m1", "m2", "m3", "m4"];

/** Hours [from, to). */
const span = fc
  .tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 1, max: 4 }))
  .map(([from, length]) => ({ from: hours[from]!, to: hours[Math.min(4, from + length)]! }));

const target = fc.constantFrom(
  ["m1"],
  ["m2"],
  ["m3"],
  ["m1/temperature"],
  ["m2/temperature"],
  ["m2/state"],
  ["m1/fault"],
  ["oee"],
  ["output.good"],
  ["quality"],
);

const fault = fc.oneof(
  fc.constant({ received: 0 }),
  fc.constant({ received: 0.85 }),
  fc.constant({ good: 0.5 }),
  fc.constant({ manual: 0.5 }),
  fc.constant({ flagged: 0.9 }),
  fc.constant({ constant: [10, 50] as const }),
  fc.constant({ minutes: [0, 40] as const }),
  fc.constant({ fresh: [0, 50] as const }),
  fc.constant({ value: 0.5 }),
  fc.constant({ perHour: 50 }),
  fc.constant({ absent: true }),
);

const mostly = <T>(usual: T, ...others: T[]) =>
  fc.oneof({ weight: 4, arbitrary: fc.constant(usual) }, ...others.map((one) => fc.constant(one)));

const log = (gateway: string) =>
  fc.record({
    gateway: fc.constant(gateway),
    verified: mostly(true, false),
    forks: mostly(0, 1),
    gapRecords: mostly(0, 3),
    witnessedMinutesAgo: mostly(10, 90),
    clockOffsetMs: mostly<number | null>(100, 31_000, null),
    clockDriftPerMille: mostly<number | null>(0.1, 0.7, null),
  });

const anyEvidence: fc.Arbitrary<SiteEvidence> = fc
  .record({
    machines: fc.integer({ min: 1, max: 4 }),
    secondLine: fc.boolean(),
    lame: fc.subarray(names, { maxLength: 1 }),
    deliveries: fc.array(
      fc.tuple(target, span, fault).map(([signals, time, how]) => ({ signals, ...time, ...how })),
      { maxLength: 3 },
    ),
    states: fc.array(
      fc.record({
        equipment: fc.constantFrom(...names),
        time: span,
        category: fc.constantFrom("idle", "stopped", "fault", "maintenance"),
      }),
      { maxLength: 2 },
    ),
    identities: fc.array(
      fc.record({
        equipment: fc.constantFrom(...names),
        serial: fc.constantFrom("S-m1", "S-m2", "X", null),
      }),
      { maxLength: 2 },
    ),
    slow: fc.array(span, { maxLength: 1 }),
    noScreen: fc.array(span, { maxLength: 1 }),
    logs: fc.tuple(log("gw-1"), log("gw-2")),
    documents: fc.subarray([
      { criterion: "A1-01", class: "V" },
      { criterion: "G-01", class: "D" },
      { criterion: "G-01", class: "V" },
      { criterion: "G-03", class: "V" },
    ]),
  })
  .map(({ machines, secondLine, lame, states, slow, noScreen, ...rest }) =>
    buildEvidence(
      evidenceSchema.parse({
        window,
        simulated: true,
        shifts: [
          { start: "10:00", end: "12:00", weekdays: [1, 2, 3, 4, 5, 6, 7] },
          { start: "12:00", end: "14:00", weekdays: [1, 2, 3, 4, 5, 6, 7] },
        ],
        idealRates: [100],
        equipment: names.slice(0, machines).map((id, i) => ({
          id,
          gateway: i === 2 ? "gw-2" : "gw-1",
          intervalMs: i === 1 ? 60_000 : 5000,
          line: secondLine && i > 0 ? "line-2" : "line-1",
          without: lame.includes(id) ? ["fault"] : [],
          signals: [
            { id: "output.good", class: "CNT" },
            { id: "oee", class: "CALC" },
            { id: "quality" },
            { id: "power" },
          ],
        })),
        states: states.map(({ equipment, time, category }) => ({ equipment, ...time, category })),
        display: (["state", "energy"] as const).flatMap((kind) => [
          { kind, buckets: [[1023, 90]] },
          ...slow.map((time) => ({
            kind,
            ...time,
            buckets: [
              [1023, 10],
              [65_535, 200],
            ],
          })),
          ...noScreen.map((time) => ({ kind, ...time, buckets: [] })),
        ]),
        ...rest,
      }),
    ),
  );

function judge(evidence: SiteEvidence) {
  const clues = runDetectors(policy, evidence, sha256);
  return judgeSite(policy, () => ({ ...evidence, clues }));
}

/** Every state of items and criteria, by name and subject. */
function statesOf(evidence: SiteEvidence): ReadonlyMap<string, VerdictState> {
  return new Map(
    judge(evidence).flatMap((item) => {
      const subject = JSON.stringify(item.subject);
      return [
        [`${item.item} ${subject}`, item.state] as const,
        ...item.criteria.map(({ criterion, state }) => [`${criterion} ${subject}`, state] as const),
      ];
    }),
  );
}

const rank = (state: VerdictState) => verdictStates.indexOf(state);

function expectNoGain(more: SiteEvidence, less: SiteEvidence): void {
  const before = statesOf(more);
  for (const [id, after] of statesOf(less)) {
    const limit = Math.max(rank(before.get(id)!), rank("INSUFFICIENT"));
    expect(rank(after), `${id}: ${before.get(id)} became ${after}`).toBeLessThanOrEqual(limit);
  }
}

/** Takes one away, or every one of a residue: single losses are the sharpest. */
const loss = fc.record({ at: fc.nat(), every: fc.constantFrom(1, 2, 3, 7, 1_000_000) });

function lose<T>(list: readonly T[], { at, every }: { at: number; every: number }): T[] {
  if (list.length === 0) return [];
  return list.filter((_, i) => (i - (at % list.length)) % every !== 0);
}

describe("with detectors at work, taking away", () => {
  test.each(["facts", "logs", "identities", "display", "documents"] as const)(
    "%s never helps",
    (kind) => {
      fc.assert(
        fc.property(anyEvidence, loss, (evidence, away) => {
          expectNoGain(evidence, { ...evidence, [kind]: lose<unknown>(evidence[kind], away) });
        }),
        runs,
      );
    },
  );

  test("all facts of one signal never helps", () => {
    fc.assert(
      fc.property(anyEvidence, fc.nat(), (evidence, at) => {
        const keys = [...new Set(evidence.facts.map((fact) => `${fact.equipment}/${fact.signal}`))];
        const gone = keys[at % Math.max(1, keys.length)];
        const facts = evidence.facts.filter((fact) => `${fact.equipment}/${fact.signal}` !== gone);
        expectNoGain(evidence, { ...evidence, facts });
      }),
      runs,
    );
  });
});

/** Twelve hours in which only one thing is wrong, in one hour. */
function twelveHours(more: object): SiteEvidence {
  return buildEvidence(
    evidenceSchema.parse({
      window: { from: "2023-03-01T00:00:00+08:00", to: "2023-03-01T12:00:00+08:00" },
      simulated: true,
      equipment: ["m1", "m2", "m3"].map((id) => ({ id, intervalMs: 5000 })),
      ...more,
    }),
  );
}

test("the facts of the hour in which a sensor stood still cannot be left out", () => {
  const one = { from: "2023-03-01T03:00:00+08:00", to: "2023-03-01T04:00:00+08:00" };
  const evidence = twelveHours({
    deliveries: [{ signals: ["m1/temperature"], ...one, constant: [10, 50] }],
  });
  const line = JSON.stringify({ kind: "line", site: "site-1", line: "line-1" });
  expect(statesOf(evidence).get(`A1-05 ${line}`)).toBe("SUSPECT");
  const hour = Date.parse(one.from);
  // The sensor's own, and those of the state without which nothing can be asked.
  for (const signal of ["temperature", "state"]) {
    const facts = evidence.facts.filter(
      (fact) => !(fact.hour === hour && fact.equipment === "m1" && fact.signal === signal),
    );
    expect(facts).toHaveLength(evidence.facts.length - 1);
    const less = { ...evidence, facts };
    expect(statesOf(less).get(`A1-05 ${line}`)).toBe("INSUFFICIENT");
    expectNoGain(evidence, less);
  }
});

test("the hour in which screens were slow cannot be left out", () => {
  const slow = { from: "2023-03-01T03:00:00+08:00", to: "2023-03-01T04:00:00+08:00" };
  const evidence = twelveHours({
    display: [
      { kind: "state", buckets: [[1023, 90]] },
      { kind: "state", ...slow, buckets: [[9215, 200]] },
      { kind: "energy", buckets: [[1023, 90]] },
    ],
  });
  const site = JSON.stringify({ kind: "site", site: "site-1" });
  expect(statesOf(evidence).get(`B1-03 ${site}`)).toBe("NOT_MET");
  const display = evidence.display.filter(
    ({ hour, kind }) => !(kind === "state" && hour === Date.parse(slow.from)),
  );
  expect(display).toHaveLength(evidence.display.length - 1);
  expect(statesOf({ ...evidence, display }).get(`B1-03 ${site}`)).toBe("INSUFFICIENT");
});

test("what is none of its facts changes nothing: other sites, unknown machines, old revisions, copies", () => {
  const foreign = fc.constantFrom(
    (fact: Fact): Fact => ({ ...fact, site: "site-2" }),
    (fact: Fact): Fact => ({ ...fact, equipment: "m9" }),
    (fact: Fact): Fact => ({ ...fact, signal: "invented" }),
    (fact: Fact): Fact => ({ ...fact, revision: fact.revision - 1, good: 720, received: 720 }),
    (fact: Fact): Fact => ({ ...fact, hour: fact.hour - 86_400_000 }),
    (fact: Fact): Fact => ({ ...fact }),
  );
  fc.assert(
    fc.property(anyEvidence, foreign, fc.boolean(), (evidence, change, isFirst) => {
      const more = evidence.facts.map(change);
      const facts = isFirst ? [...more, ...evidence.facts] : [...evidence.facts, ...more];
      const other = { ...evidence, facts };
      expect(toHex(encodeVerdicts(judge(other)))).toBe(toHex(encodeVerdicts(judge(evidence))));
    }),
    runs,
  );
});

test("order of facts, logs, identities, display and clues does not change a byte", () => {
  fc.assert(
    fc.property(anyEvidence, fc.integer(), (evidence, salt) => {
      const shuffle = <T>(list: readonly T[]): T[] =>
        list
          .map((each, i) => ({ each, key: Math.imul(i + 1, salt | 1) >>> 0 }))
          .sort((a, b) => a.key - b.key)
          .map(({ each }) => each);
      const other: SiteEvidence = {
        ...evidence,
        facts: shuffle(evidence.facts),
        logs: [...evidence.logs].reverse(),
        identities: shuffle(evidence.identities),
        display: shuffle(evidence.display),
        documents: [...evidence.documents].reverse(),
      };
      expect(toHex(encodeVerdicts(judge(other)))).toBe(toHex(encodeVerdicts(judge(evidence))));
      expect(runDetectors(policy, other, sha256)).toEqual(runDetectors(policy, evidence, sha256));
    }),
    runs,
  );
});

test("the generated evidence lets every measured criterion pass and fail, so the properties say something", () => {
  const seen = new Map<string, Set<VerdictState>>();
  for (const evidence of fc.sample(anyEvidence, { seed: 37393, numRuns: 300 })) {
    for (const { criterion, state } of judge(evidence).flatMap((item) => item.criteria)) {
      seen.set(criterion, (seen.get(criterion) ?? new Set()).add(state));
    }
  }
  const measured = policy.items
    .flatMap((item) => item.criteria)
    .filter(({ measure, classes }) => measure !== null && classes.includes("T"));
  expect(measured.length).toBeGreaterThan(15);
  for (const { id } of measured) {
    expect(seen.get(id)?.has("MET"), `${id} is met by none`).toBe(true);
    const worse = [...(seen.get(id) ?? [])].filter((state) => state !== "MET");
    expect(worse.length, `${id} is met by all`).toBeGreaterThan(0);
  }
  for (const id of ["A1-03", "A1-05", "B1-01"]) expect(seen.get(id)).toContain("SUSPECT");
});
