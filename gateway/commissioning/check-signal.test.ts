import { expect, test } from "vitest";
import { status } from "#contracts/quality.ts";
import type { Inspection, Reading } from "../driver.ts";
import { statusWords } from "../status-words.ts";
import { judgeSignal } from "./check-signal.ts";
import type { Expectation } from "./expectation.ts";

const now = 1_000_000_000;
const ranged: Expectation = { name: "", unit: "CEL", range: [0, 300], usual: [] };
const unknown: Expectation = { name: "", usual: [] };

function judged(value: Reading["value"], expectation = ranged, more: Partial<Reading> = {}) {
  const reading: Reading = {
    kind: "float",
    value,
    status: status.good,
    sourceTime: now,
    asked: true,
    ...more,
  };
  const inspection: Inspection = { request: "", reading, decodings: [] };
  const signal = { equipment: "e", signal: "s", intervalMs: 1000, expectation };
  const check = judgeSignal(signal, inspection, false, now);
  return [check.verdict, check.findings.map(({ kind }) => kind)];
}

test("verdicts of values", () => {
  expect(judged(229.9)).toEqual(["in-range", []]);
  expect(judged(301)).toEqual(["out-of-range", ["out-of-range"]]);
  expect(judged(0)).toEqual(["in-range", ["zero"]]);
  // A denormal and a 1e38: integers read as floats, whatever the range.
  for (const value of [3.2e-42, 1.7e38, Number.NaN, Number.NEGATIVE_INFINITY]) {
    expect(judged(value, unknown)).toEqual(["implausible", ["implausible"]]);
  }
  expect(judged(55, unknown)).toEqual(["unknown", []]);
  expect(judged(-3_346_650, unknown)).toEqual(["unknown", ["unlikely"]]);
  expect(judged(true)).toEqual(["no-number", []]);
  expect(judged("A-1")).toEqual(["no-number", []]);
});

test("a bad reading says why and what to do, and has no verdict of its value", () => {
  expect(judged(null, ranged, { status: 0x80890002 })).toEqual(["bad", ["bad"]]);
  expect(statusWords(0x80890002).mend).toContain("take 1 off");
  // A code that nobody listed still has its number.
  expect(statusWords(0x80ff0000).said).toContain("0x80FF0000");
  expect(statusWords(0x40900000).said).toContain("uncertain");
  // The low half may carry more than is known of it.
  expect(statusWords(0x800a0017).said).toContain("没有应答");
});

test("the age of a value: a clock that is ahead is a problem, an old value a thing to look at", () => {
  expect(judged(20, ranged, { sourceTime: now + 10_000 })).toEqual([
    "in-range",
    ["source-time-ahead"],
  ]);
  expect(judged(20, ranged, { sourceTime: now - 3_600_000 })).toEqual([
    "in-range",
    ["source-time-old"],
  ]);
  expect(judged(20, ranged, { sourceTime: now - 30_000 })).toEqual(["in-range", []]);
});

test("what JSON has no form for goes as text", () => {
  const text = (value: Reading["value"]) => {
    const reading: Reading = { kind: "uint", value, status: 0, sourceTime: now, asked: true };
    const signal = { equipment: "e", signal: "s", intervalMs: 1000, expectation: unknown };
    return judgeSignal(signal, { request: "", reading, decodings: [] }, false, now).value;
  };
  expect(text(2n ** 63n)).toBe("9223372036854775808");
  expect(text(Number.NaN)).toBe("NaN");
  expect(text(Uint8Array.of(1, 0xab))).toBe("01AB");
});
