// The contract that every kind of derived signal keeps; a kind without an example here fails.
import { describe, expect, test } from "vitest";
import { status } from "#contracts/quality.ts";
import { kindOfDatatype } from "#contracts/sparkplug-datatype.ts";
import { ManualClock } from "#contracts/time.ts";
import type { Value } from "#contracts/value.ts";
import type { Reading } from "../driver.ts";
import { checkDerivation, inputsOf } from "./declared-derivation.ts";
import { DerivedReadings } from "./derived-readings.ts";
import { derivationKinds } from "./registry.ts";
import { problemsOf, reading, startTime } from "./test-derivation.ts";

type Example = {
  readonly written: Readonly<Record<string, unknown>>;
  /** Good inputs, in order. */
  readonly inputs: readonly Value[];
  readonly yields: Value;
};

const examples: Readonly<Record<string, Example>> = {
  enumeration: {
    written: { from: "a", states: [{ raw: 7, state: 3, name: { zh: "运行", en: "Run" } }] },
    inputs: [7],
    yields: 3,
  },
  "truth-table": {
    written: { from: ["a", "b"], rows: [{ when: { a: true }, state: 4 }] },
    inputs: [true, false],
    yields: 4,
  },
  "decimal-point": { written: { from: "a", decimals: "b" }, inputs: [1875, 1], yields: 187.5 },
  counter: { written: { from: "a", modulus: 1000, maxPerSecond: 5 }, inputs: [17], yields: 17 },
  pulse: { written: { from: "a", perPulse: 0.01 }, inputs: [123], yields: 1.23 },
};

const uncertain = status.uncertainLastUsable;

describe.each(derivationKinds)("$kind", ({ kind }) => {
  const example = examples[kind];
  if (example === undefined) throw new Error(`no example of ${kind}`);
  const { written, inputs, yields } = example;
  const ids = ["a", "b"].slice(0, inputs.length);

  async function derived(...read: readonly Reading[]): Promise<Reading | undefined> {
    const checked = checkDerivation({ id: "d", kind, ...written }, () => undefined);
    if (checked === undefined) throw new Error("refused");
    const signals = [...ids.map((id) => ({ id })), { id: "d", derived: checked }];
    const context = { name: "m/d", log: () => undefined, recall: () => undefined };
    const readings = new DerivedReadings(signals, () => context, new ManualClock(startTime));
    return (await readings.after({ read: async () => read }).read()).at(-1);
  }
  const good = inputs.map((value) => reading(value));
  const with0 = (more: Partial<Reading>) =>
    good.map((one, i): Reading => (i === 0 ? { ...one, ...more } : one));

  test("good inputs: its value, of its datatype, at the time of the oldest input", async () => {
    const checked = checkDerivation({ id: "d", kind, ...written }, () => undefined);
    expect(await derived(...with0({ sourceTime: startTime - 5_000 }))).toEqual({
      kind: kindOfDatatype(checked?.datatype ?? 0),
      value: yields,
      status: status.good,
      sourceTime: startTime - 5_000,
      asked: true,
    });
  });

  test("a bad input: bad in the same way and no value", async () => {
    const bad = with0({ kind: "null", value: null, status: status.badTimeout });
    expect(await derived(...bad)).toEqual({
      kind: "null",
      value: null,
      status: status.badTimeout,
      sourceTime: startTime,
      asked: true,
    });
  });

  test("an uncertain input: its value, uncertain", async () => {
    expect(await derived(...with0({ status: uncertain }))).toMatchObject({
      value: yields,
      status: uncertain,
    });
  });

  test("nothing was asked: nothing claims to have been", async () => {
    const silent = { kind: "null", value: null, status: status.badTimeout, asked: false } as const;
    const all = good.map((one): Reading => ({ ...one, ...silent }));
    expect((await derived(...all))?.asked).toBe(false);
  });

  test("unknown keys and a missing input are told with their places", () => {
    expect(problemsOf({ kind, ...written, colour: 1 })).toEqual([
      expect.stringMatching(/^colour: /),
    ]);
    const checked = checkDerivation({ id: "d", kind, ...written }, () => undefined);
    if (checked === undefined) throw new Error("refused");
    const told: string[] = [];
    const known = new Map(ids.slice(1).map((id) => [id, { id, datatype: 3 }]));
    expect(inputsOf(checked, known, (keys, message) => told.push(`${keys}: ${message}`))).toBe(
      undefined,
    );
    expect(told).toEqual([expect.stringMatching(/^from: .*no signal a above/)]);
  });

  test("a declaration without its own keys is refused", () => {
    expect(problemsOf({ kind }).length).toBeGreaterThan(0);
  });
});

test("a kind that there is not is refused with those that there are", () => {
  expect(problemsOf({ kind: "dice" })).toEqual([
    expect.stringMatching(/^kind: .*enumeration \| truth-table \| decimal-point/),
  ]);
});

test("one is computed from another above it, in the same scan", async () => {
  const check = (written: Record<string, unknown> & { id: string }) => {
    const checked = checkDerivation(written, () => undefined);
    if (checked === undefined) throw new Error("refused");
    return { id: written.id, derived: checked };
  };
  const signals = [
    { id: "raw" },
    check({ id: "count", kind: "counter", from: "raw", modulus: 100, maxPerSecond: 20 }),
    check({ id: "energy", kind: "pulse", from: "count", perPulse: 0.1 }),
  ];
  const clock = new ManualClock(startTime);
  const context = { name: "m/d", log: () => undefined, recall: () => undefined };
  const derived = new DerivedReadings(signals, () => context, clock);
  let raw = 95;
  const plan = derived.after({ read: async () => [reading(raw)] });
  expect((await plan.read()).map(({ value }) => value)).toEqual([95, 95, 9.5]);
  raw = 3;
  clock.advance(1_000);
  expect((await plan.read()).map(({ value }) => value)).toEqual([3, 103, 10.3]);
});
