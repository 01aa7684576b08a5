import { expect, test } from "vitest";
import { status } from "#contracts/quality.ts";
import { datatypes } from "#contracts/sparkplug-datatype.ts";
import { checkDerivation } from "./declared-derivation.ts";
import { problemsOf, Running } from "./test-derivation.ts";

const unlisted = { kind: "null", value: null, status: status.badConfiguration };

test("enumeration: numbers, booleans and texts; what is not listed is bad, each said once", () => {
  const state = new Running({
    kind: "enumeration",
    from: "raw",
    states: [
      { raw: 0, state: 1 },
      { raw: true, state: 2 },
      { raw: "Execute", state: 3 },
    ],
  });
  expect([0, true, "Execute"].map((raw) => state.value(0, raw))).toEqual([1, 2, 3]);
  for (const raw of [1, 1, false, "execute", 1]) expect(state.at(0, raw)).toEqual(unlisted);
  expect(state.said.map((text) => /raw value (\S+) is/.exec(text)?.[1])).toEqual([
    "1",
    "false",
    "execute",
  ]);
});

test("enumeration: a raw value stands for one state only", () => {
  const states = [
    { raw: 1, state: 1 },
    { raw: 1, state: 2 },
  ];
  expect(problemsOf({ kind: "enumeration", from: "raw", states })).toEqual([
    expect.stringMatching(/^states\.1\.raw: .*duplicate/),
  ]);
});

test("said once, but never without end", () => {
  const state = new Running({ kind: "enumeration", from: "raw", states: [{ raw: 0, state: 1 }] });
  for (let raw = 1; raw < 1_000; raw += 1) state.at(0, raw);
  expect(state.said).toHaveLength(16);
});

const yudian = { kind: "decimal-point", from: "a", decimals: "b", more: { at: 128, decimals: 1 } };

test.each([
  [0, 2284],
  [1, 228.4],
  [2, 22.84],
  // Yudian: 128 and more divides by ten once more.
  [128, 228.4],
  [129, 22.84],
  [130, 2.284],
])("decimal-point: register %s", (register, value) => {
  expect(new Running(yudian).value(0, 2284, register)).toBe(value);
});

test("decimal-point: a change while it runs makes one reading bad, and is said", () => {
  const point = new Running(yudian);
  expect(point.value(0, 2284, 1)).toBe(228.4);
  expect(point.at(1, 2284, 0)).toMatchObject({ status: status.badWaitingForInitialData });
  expect(point.value(2, 228, 0)).toBe(228);
  expect(point.said).toEqual([expect.stringMatching(/decimals changed from 1 to 0/)]);
});

test("decimal-point: decimals that cannot be are bad, and said once", () => {
  const point = new Running(yudian);
  for (const register of [7, -1, 7, 140]) expect(point.at(0, 2284, register)).toEqual(unlisted);
  expect(point.said).toHaveLength(3);
  expect(point.value(0, 2284, 1)).toBe(228.4);
});

test("pulse: counted pulses times their constant, as decimals", () => {
  const gas = new Running({ kind: "pulse", from: "n", perPulse: 0.1 });
  expect([0, 3, 12_345].map((count) => gas.value(0, count))).toEqual([0, 0.3, 1234.5]);
});

test("pulse: rising edges of a contact, from the last recorded quantity on", () => {
  const edges = { kind: "pulse", from: "k", perPulse: 0.01, edges: { shortestMs: 100 } };
  const meter = new Running(edges, { value: 41.37, sourceTime: 0 });
  const seen = [true, true, false, true, false, false, true].map((k) => meter.value(0, k));
  // The first look at a closed contact is no edge.
  expect(seen).toEqual([41.37, 41.37, 41.37, 41.38, 41.38, 41.38, 41.39]);
});

test("pulse: edges that cannot be gone on with are counted from 0, and that is said", () => {
  const edges = { kind: "pulse", from: "k", perPulse: 0.01, edges: { shortestMs: 100 } };
  const meter = new Running(edges);
  expect([false, true, false].map((k) => meter.value(0, k))).toEqual([0, 0.01, 0.01]);
  expect(meter.said).toEqual([expect.stringMatching(/^m\/d: .*counting begins at 0/)]);
});

test("pulse: a contact is scanned twice as fast as it may change, and is a contact", () => {
  const edges = { id: "d", kind: "pulse", from: "k", perPulse: 1, edges: { shortestMs: 200 } };
  const told: string[] = [];
  const tell = (keys: readonly PropertyKey[], message: string) => told.push(`${keys}: ${message}`);
  const checked = checkDerivation(edges, tell);
  checked?.checkInputs([{ id: "k", datatype: datatypes.Boolean }], 100, tell);
  expect(told).toEqual([]);
  checked?.checkInputs([{ id: "k", datatype: datatypes.UInt16 }], 250, tell);
  expect(told).toEqual([
    expect.stringMatching(/^from: .*not a boolean/),
    expect.stringMatching(/^edges,shortestMs: .*at most 100 ms/),
  ]);
});
