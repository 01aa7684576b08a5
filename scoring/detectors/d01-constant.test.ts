// D01 at its edges. Whole cases, raised and not raised, are golden (g-05-…).
import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import type { SiteEvidence } from "#contracts/evidence.ts";
import type { Fact } from "#contracts/fact.ts";
import type { Policy } from "#contracts/policy.ts";
import { buildEvidence, evidenceSchema } from "../../test/golden/scoring/build-evidence.ts";
import { loadPolicy } from "../files/load-policy.ts";
import { runDetectors } from "./run-detectors.ts";

const sha256 = (data: Uint8Array) => new Uint8Array(createHash("sha256").update(data).digest());
const policy = loadPolicy("langfang-2023");

function evidenceWith(more: object): SiteEvidence {
  return buildEvidence(
    evidenceSchema.parse({
      window: { from: "2023-03-01T10:00:00+08:00", to: "2023-03-01T13:00:00+08:00" },
      equipment: [{ id: "press", name: { zh: "热压机", en: "press" } }],
      ...more,
    }),
  );
}

const standing = evidenceWith({
  deliveries: [{ signals: ["temperature"], constant: [10, 50], value: 180.5 }],
});

const cluesOf = (evidence: SiteEvidence, rules: Policy = policy) =>
  runDetectors(rules, evidence, sha256);

/** The same facts, those of the temperature changed. */
function withTemperature(evidence: SiteEvidence, change: (fact: Fact) => Fact): SiteEvidence {
  const facts = evidence.facts.map((fact) => (fact.signal === "temperature" ? change(fact) : fact));
  return { ...evidence, facts };
}

test("one clue a signal, with what was seen, what could explain it and what it touches", () => {
  const [clue, ...others] = cluesOf(standing);
  expect(others).toEqual([]);
  expect(clue).toMatchObject({
    detector: "D01",
    severity: 2,
    criteria: ["G-05", "A1-03", "A1-05", "B1-01", "B1-05"],
    about: { equipment: "press", signal: "temperature" },
    reason: {
      zh: "热压机生产时,温度停在 180.5 达 2400 秒,共 3 个小时如此,而读取一直正常",
      en: "while press was producing, Temperature stood at 180.5 for 2400 s, in 3 hours, read all the time",
    },
  });
  expect(clue!.innocent.length).toBeGreaterThan(0);
  expect(clue!.id).toMatch(/^[0-9a-f]{32}$/);
});

test("its id is that of the evidence: the same again, another for another hour", () => {
  const [clue] = cluesOf(standing);
  expect(cluesOf({ ...standing, facts: standing.facts.toReversed() })[0]?.id).toBe(clue!.id);
  const later = {
    ...standing,
    window: { ...standing.window, from: standing.window.from + 3_600_000 },
  };
  const [other] = cluesOf(later);
  expect(other?.id).toMatch(/^[0-9a-f]{32}$/);
  expect(other?.id).not.toBe(clue!.id);
});

test("equal values that were hardly ever read are no run", () => {
  const dead = withTemperature(standing, (fact) => ({
    ...fact,
    longestEqualRun: 32,
    good: 40,
    received: 40,
  }));
  expect(cluesOf(dead)).toEqual([]);
});

test("a run that the fact cannot place is not raised", () => {
  const noMinutes = new Array<null>(60).fill(null);
  const lost = withTemperature(standing, (fact) => ({
    ...fact,
    minuteMin: noMinutes,
    minuteMax: noMinutes,
  }));
  expect(cluesOf(lost)).toEqual([]);
});

test.each([0, 400])("a reading clamped at %d is asked after by other detectors", (value) => {
  const clamped = evidenceWith({
    deliveries: [{ signals: ["temperature"], constant: [10, 50], value }],
  });
  expect(cluesOf(clamped)).toEqual([]);
});

test("of two places where the run can have been the less grave one counts", () => {
  // 30 minutes while producing, and 30 while stopped: the run of 30 may have been in either.
  const two = withTemperature(
    evidenceWith({
      window: { from: "2023-03-01T10:00:00+08:00", to: "2023-03-01T11:00:00+08:00" },
      states: [
        {
          equipment: "press",
          from: "2023-03-01T10:30:00+08:00",
          to: "2023-03-01T11:00:00+08:00",
          category: "stopped",
        },
      ],
    }),
    (fact) => {
      const values = Array.from({ length: 60 }, (_, minute) => (minute < 30 ? 1 : 2));
      return { ...fact, longestEqualRun: 1800, minuteMin: values, minuteMax: values };
    },
  );
  expect(cluesOf(two)).toEqual([]);
});

test("across the edge of an hour 20 and 20 minutes are not put together", () => {
  const edge = evidenceWith({
    deliveries: [
      {
        signals: ["temperature"],
        from: "2023-03-01T10:00:00+08:00",
        to: "2023-03-01T11:00:00+08:00",
        constant: [40, 60],
      },
      {
        signals: ["temperature"],
        from: "2023-03-01T11:00:00+08:00",
        to: "2023-03-01T12:00:00+08:00",
        constant: [0, 20],
      },
    ],
  });
  expect(cluesOf(edge)).toEqual([]);
});

test("the demo asks after twenty seconds, and an honest noisy sensor is left in peace", () => {
  const demo = loadPolicy("langfang-2023-demo");
  const window = { from: "2023-03-01T10:00:00+08:00", to: "2023-03-01T10:03:00+08:00" };
  const short = (constant: readonly [number, number]) =>
    evidenceWith({
      window,
      deliveries: [{ minutes: [0, 3] }, { signals: ["temperature"], minutes: [0, 3], constant }],
    });
  expect(cluesOf(short([1, 3]), demo).map(({ about }) => about.signal)).toEqual(["temperature"]);
  expect(cluesOf(evidenceWith({ window, deliveries: [{ minutes: [0, 3] }] }), demo)).toEqual([]);
});

test("the policy's severity never goes above the detector's own", () => {
  const grave = {
    ...policy,
    detectors: { D01: { ...policy.detectors.D01!, severity: 3 as const } },
  };
  expect(cluesOf(standing, grave).map(({ severity }) => severity)).toEqual([2]);
  const asking = {
    ...policy,
    detectors: { D01: { ...policy.detectors.D01!, severity: 1 as const } },
  };
  expect(cluesOf(standing, asking).map(({ severity }) => severity)).toEqual([1]);
});

test("a policy without detectors raises nothing", () => {
  expect(cluesOf(standing, { ...policy, detectors: {} })).toEqual([]);
});

test("a value that is sent several times a scan is no way out, and no accusation", () => {
  // Forty minutes constant, two samples a scan: the run seems to last longer than any stretch of minutes.
  const doubled = withTemperature(standing, (fact) => ({
    ...fact,
    longestEqualRun: 2 * fact.longestEqualRun,
  }));
  expect(cluesOf(doubled)).toMatchObject([
    { about: { signal: "temperature" }, reason: { zh: expect.stringContaining("2400 秒") } },
  ]);
  const short = evidenceWith({
    deliveries: [{ signals: ["temperature"], constant: [10, 30], value: 180.5 }],
  });
  const fourfold = withTemperature(short, (fact) => ({ ...fact, longestEqualRun: 4800 }));
  expect(cluesOf(fourfold)).toEqual([]);
  const clamped = evidenceWith({
    deliveries: [{ signals: ["temperature"], constant: [10, 50], value: 0 }],
  });
  const atZero = withTemperature(clamped, (fact) => ({ ...fact, longestEqualRun: 4800 }));
  expect(cluesOf(atZero)).toEqual([]);
});

test("a few scans of the running minute are not where a short run of an idle time was", () => {
  const demo = loadPolicy("langfang-2023-demo");
  const until = { from: "2023-03-01T10:00:00+08:00", to: "2023-03-01T10:30:02+08:00" };
  const running = (states: object[]) => {
    const evidence = evidenceWith({ window: until, states, deliveries: [{ minutes: [0, 31] }] });
    // Two equal scans so far in minute 30; somewhere in the half hour 55 scans were equal.
    return withTemperature(evidence, (fact) => ({
      ...fact,
      longestEqualRun: 55,
      minuteMin: fact.minuteMin.map((low, minute) => (minute === 30 ? 101.5 : low)),
      minuteMax: fact.minuteMax.map((high, minute) => (minute === 30 ? 101.5 : high)),
    }));
  };
  const idle = { equipment: "press", category: "idle" };
  const minute = { from: "2023-03-01T10:10:00+08:00", to: "2023-03-01T10:11:00+08:00" };
  expect(cluesOf(running([{ ...idle, ...minute }]), demo)).toEqual([]);
  // Where it produced all the time it was producing during the run as well.
  expect(cluesOf(running([]), demo)).toHaveLength(1);
});
