// Composition: which windows are gathered, and that identities, screens and detectors reach the judge.
import { expect, test } from "vitest";
import { errorCode } from "#contracts/errors.ts";
import type { Policy } from "#contracts/policy.ts";
import { ManualClock } from "#contracts/time.ts";
import { loadPolicy } from "#scoring/files/load-policy.ts";
import { buildEvidence, evidenceSchema } from "../test/golden/scoring/build-evidence.ts";
import { createSiteJudge, type SiteJudgeOptions } from "./site-judge.ts";

const evidence = buildEvidence(
  evidenceSchema.parse({
    window: { from: "2023-03-01T10:00:00+08:00", to: "2023-03-01T12:00:00+08:00" },
    simulated: true,
    equipment: [{ id: "press" }, { id: "saw" }],
    deliveries: [{ signals: ["press/temperature"], constant: [0, 60] }],
    display: [
      { kind: "state", buckets: [[1023, 9]] },
      { kind: "energy", buckets: [[1023, 9]] },
    ],
  }),
);
const { from, to } = evidence.window;
/** As ingest tells them: roots in hex. */
const logs = evidence.logs.map((log) => ({
  ...log,
  verified: log.verified && { ...log.verified, root: "ab".repeat(32) },
}));
const demo = loadPolicy("langfang-2023-demo");
/** As the demo, but the demonstration looks back further than the pilot. */
const twoWindows: Policy = {
  ...demo,
  id: "two-windows",
  windows: {
    ...demo.windows,
    demonstration: { ...demo.windows.demonstration!, lengthMs: 7_200_000 },
  },
};

function judgeWith(more: Partial<SiteJudgeOptions> = {}) {
  const asked: string[] = [];
  const identitiesSince: number[] = [];
  const cuts: (number | undefined)[] = [];
  const note = (what: string, since: number) => asked.push(`${what} ${(to - since) / 60_000}`);
  const judge = createSiteJudge({
    models: new Map([["site-1", evidence.lineModel]]),
    policies: new Map([demo, twoWindows].map((policy) => [policy.id, policy])),
    history: {
      facts: async (_, since, __, cut) => {
        cuts.push(cut);
        note("facts", since);
        return evidence.facts;
      },
      logs: async (_, since) => {
        note("logs", since);
        return logs;
      },
      identities: async (_, since) => {
        identitiesSince.push(since);
        return evidence.identities;
      },
    },
    observedSince: async () => from,
    // Two seconds are left to records on their way.
    clock: new ManualClock(to + 2000),
    ...more,
  });
  return { judge, asked, identitiesSince, cuts };
}

const display = async () => evidence.display;

test("windows that begin alike are gathered once", async () => {
  const { judge, asked, identitiesSince } = judgeWith();
  const { items } = await judge("site-1", "langfang-2023-demo");
  // What a device said at its connect stands, also when that was before the window.
  expect(identitiesSince).toEqual([from]);
  expect(asked).toEqual(["facts 60", "logs 60"]);
  expect(items.map(({ item }) => item)).toEqual(["G", "A1", "B1"]);
});

test("each item has its own window, facts are read once for the longest", async () => {
  const { judge, asked } = judgeWith();
  const { items } = await judge("site-1", "two-windows");
  expect(asked).toEqual(["facts 120", "logs 60", "logs 120"]);
  const windows = items.map(({ item, criteria }) => [
    item,
    criteria[0]!.window.to - criteria[0]!.window.from,
  ]);
  expect(windows).toEqual([
    ["G", 3_600_000],
    ["A1", 3_600_000],
    ["B1", 7_200_000],
  ]);
});

test("identities, screens and clues reach the judge", async () => {
  const { items } = await judgeWith({ display }).judge("site-1", "langfang-2023-demo");
  const find = (id: string) =>
    items.flatMap(({ criteria }) => criteria).find(({ criterion }) => criterion === id)!;
  expect(find("G-03").value).toBe(1);
  expect(find("B1-03").value).toBe(1.023);
  expect(find("A1-05").state).toBe("SUSPECT");
  expect(find("A1-05").reason.zh).toContain("D01 press·温度");
});

test("without a source of display times no screen reported anything", async () => {
  const { items } = await judgeWith().judge("site-1", "langfang-2023-demo");
  const latency = items
    .flatMap(({ criteria }) => criteria)
    .find(({ criterion }) => criterion === "B1-03");
  expect(latency?.state).toBe("INSUFFICIENT");
  expect(latency?.reason.zh).toContain("没有屏幕报告");
});

test("an unknown site or policy is an error", async () => {
  const { judge } = judgeWith();
  for (const [site, policy] of [
    ["nowhere", "langfang-2023-demo"],
    ["site-1", "langfang-2099"],
  ] as const) {
    const error: unknown = await judge(site, policy).catch((caught: unknown) => caught);
    expect(errorCode(error)).toBe("BIN_UNKNOWN");
    expect(error).toMatchObject({ detail: { site, policy } });
  }
});

test("demo rules observe from the first record of this demo, others from the first of all", async () => {
  const began = from + 3_000_000;
  const real: Policy = { ...twoWindows, id: "real", simulated: "refuse" };
  const policies = new Map([twoWindows, real].map((policy) => [policy.id, policy]));
  const { judge, cuts } = judgeWith({
    policies,
    demoSince: began,
    observedSince: async (_, after) => (after === undefined ? from : after + 600_000),
  });
  const windowOf = async (policy: string) =>
    (await judge("site-1", policy)).items.find(({ item }) => item === "B1")?.criteria[0]?.window;
  expect(await windowOf("two-windows")).toEqual({ from: began + 600_000, to });
  expect(await windowOf("real")).toEqual({ from, to });
  expect(cuts).toEqual([began, undefined]);
});
