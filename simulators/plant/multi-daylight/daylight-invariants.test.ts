// The invariants of the domain reference hold on honest runs of the line with a multi-daylight press; its own (P7)
// and what reads differently for loads bite on what a cheat would show.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { crossInvariants } from "../panel-line/cross-invariants.ts";
import { doctored, type PanelRun } from "../panel-line/panel-run.ts";
import { daylightInvariants } from "./daylight-invariants.ts";
import { daylightRun } from "./daylight-run.ts";

const HOUR = 3_600;
const invariants = [...daylightInvariants, ...crossInvariants];
const problems = (run: PanelRun): readonly string[] =>
  invariants.flatMap(({ check }) => check(run) ?? []);

const honest = daylightRun({ seed: 1, seconds: 4 * HOUR });
const cold = daylightRun({ seed: 2, seconds: 4 * HOUR, start: "cold" });

test("they hold over five seeds", () => {
  fc.assert(
    fc.property(fc.integer({ min: 3, max: 9_000 }), (seed) => {
      expect(problems(daylightRun({ seed, seconds: 3 * HOUR }))).toEqual([]);
    }),
    { seed: 12, numRuns: 5, endOnFailure: true },
  );
});

test("they hold from cold: heating first, then load by load", () => {
  const run = cold;
  expect(problems(run)).toEqual([]);
  const [first] = run.at("press.output.total");
  const begun = run.at("press.output.total").findIndex((total) => total !== first);
  // 175 K at 2.2 K/min, then forming, a load and its cycle.
  expect(begun / 60).toBeGreaterThan(75);
  expect(begun / 60).toBeLessThan(120);
});

test("at steps of 100 ms as at steps of a second", () => {
  expect(problems(daylightRun({ seed: 5, seconds: 1_600, stepMs: 100 }))).toEqual([]);
});

test("18 mm boards come at the rate of the reference line", () => {
  const run = daylightRun({ seed: 3, seconds: 1_500 });
  expect(new Set(run.at("line.curve"))).toEqual(new Set([18]));
  const cycles = new Set([...run.at("press.time.cycle")].filter((seconds) => seconds > 0));
  for (const seconds of cycles) expect(Math.abs(seconds / 250 - 1)).toBeLessThan(0.08);
  expect(cycles.size).toBeGreaterThan(2);
});

describe("they bite", () => {
  const cases: readonly (readonly [string, string, string, (v: Float64Array) => Float64Array])[] = [
    [
      "P1",
      "cubic metres that are not the boards'",
      "line.output.volume",
      (v) => v.map((m3) => m3 + (m3 - (v[0] ?? 0)) * 0.05),
    ],
    ["P2", "an invented mat weight", "former.weight.area", (v) => v.map((kg) => kg * 1.06)],
    [
      "P7",
      "counts without pulses of pressure",
      "press.pressure.hydraulic",
      (v) => v.map((bar) => Math.min(bar, 90)),
    ],
    [
      "P7",
      "a wave too many",
      "press.pressure.hydraulic",
      (v) => v.map((bar, n) => (n % 250 < 20 ? 0 : bar)),
    ],
    [
      "P7",
      "eleven boards of twelve",
      "press.output.total",
      (v) => v.map((boards) => Math.floor((boards * 11) / 12)),
    ],
    [
      "P7",
      "a hold that cannot heat the core",
      "press.time.hold",
      (v) => v.map((seconds) => seconds / 2),
    ],
    [
      "P8",
      "counting while it stands open",
      "line.output.volume",
      (v) => v.map((m3, n) => m3 + n / 100),
    ],
  ];
  test.each(cases)("%s: %s", (id, _, point, change) => {
    const run = id === "P8" ? cold : honest;
    const invariant = daylightInvariants.find((each) => each.id === id);
    expect(invariant?.check(doctored(run, { [point]: change }))).toMatch(new RegExp(`^${id} `));
  });
});
