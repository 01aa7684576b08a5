import { expect, test } from "vitest";
import { status } from "#contracts/quality.ts";
import type { Reading } from "../driver.ts";
import { identityOf } from "./value.ts";

function reading(value: Reading["value"], code: number = status.good): Reading {
  return { kind: "string", value, status: code, sourceTime: 1, asked: true };
}

test("texts are trimmed, numbers written out; what is bad or says nothing is left out", () => {
  const sources = (["serial", "firmware", "maker", "model", "product"] as const).map((key) => ({
    key,
    address: key,
  }));
  const readings = [
    reading("  SIM-07\u0000\n"),
    reading(2n ** 60n),
    reading(" \t"),
    reading("E5CC", status.badTimeout),
    reading("x".repeat(1_000)),
  ];
  expect(identityOf(sources, readings)).toEqual([
    ["serial", "SIM-07"],
    ["firmware", "1152921504606846976"],
    ["product", "x".repeat(256)],
  ]);
});
