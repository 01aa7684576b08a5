import { expect, test } from "vitest";
import { status } from "#contracts/quality.ts";
import { foldedSamples } from "./folded-samples.ts";

function samples(...states: number[]) {
  return states.map((each, i) => ({
    signal: `s${i}`,
    sourceTime: 0,
    value: i,
    status: each,
    flag: "N" as const,
  }));
}

function folded(...states: number[]): string[] {
  return [...foldedSamples(samples(...states))].map(({ signal }) => signal);
}

test("good samples beyond the third stand back", () => {
  expect(folded(0, 0, 0, 0, 0)).toEqual(["s3", "s4"]);
});

test("one sample more than that is not worth a button", () => {
  expect(folded(0, 0, 0, 0)).toEqual([]);
});

test("what is bad or uncertain is never folded, wherever it stands", () => {
  expect(folded(0, 0, 0, 0, status.badTimeout, 0, 0x40000000)).toEqual(["s3", "s5"]);
  const bad = status.badTimeout;
  expect(folded(bad, bad, bad, bad, bad)).toEqual([]);
});
