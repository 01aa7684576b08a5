import fc from "fast-check";
import { expect, test } from "vitest";
import { status } from "#contracts/quality.ts";
import { datatypes } from "#contracts/sparkplug-datatype.ts";
import { checkDerivation } from "./declared-derivation.ts";
import { Running, startTime } from "./test-derivation.ts";

const sixteen = { kind: "counter", from: "raw", modulus: 65_536, maxPerSecond: 50 };
const doubted = { kind: "null", value: null, status: status.badWaitingForInitialData };

test("goes on over wraps, whatever the steps: the total is what was counted", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 65_535 }),
      fc.array(
        fc.record({
          seconds: fc.integer({ min: 1, max: 600 }),
          rate: fc.double({ min: 0, max: 50, noNaN: true }),
        }),
        { maxLength: 200 },
      ),
      (first, scans) => {
        const counter = new Running(sixteen);
        let truth = first;
        let at = 0;
        expect(counter.value(at, first)).toBe(first);
        for (const { seconds, rate } of scans) {
          at += seconds * 1000;
          truth += Math.floor(seconds * rate);
          expect(counter.value(at, truth % 65_536)).toBe(truth);
        }
        expect(counter.said).toEqual([]);
      },
    ),
    { seed: 20_261, numRuns: 50 },
  );
});

test("a meter that was replaced is no wrap: bad once, then the total begins anew and says so", () => {
  const counter = new Running({ ...sixteen, modulus: 1_000_000, maxPerSecond: 1 });
  expect(counter.value(0, 999_999)).toBe(999_999);
  expect(counter.value(10_000, 5)).toBe(1_000_005);
  expect(counter.value(20_000, 8.25)).toBe(1_000_008.25);
  expect(counter.at(30_000, 2)).toEqual(doubted);
  expect(counter.said).toEqual([]);
  expect(counter.value(40_000, 3)).toBe(3);
  expect(counter.said).toEqual([
    expect.stringMatching(/^m\/d: .*begins anew at 3 \(before: 1000008.25\)/),
  ]);
});

test("a new meter that shows more is no counting either", () => {
  const counter = new Running({ ...sixteen, maxPerSecond: 1 });
  counter.value(0, 100);
  expect(counter.at(10_000, 40_000)).toEqual(doubted);
  expect(counter.value(20_000, 40_001)).toBe(40_001);
  expect(counter.said).toHaveLength(1);
});

test("one misread register is passed over, and the wraps stay counted", () => {
  const counter = new Running(sixteen);
  counter.value(0, 65_500);
  expect(counter.value(1_000, 20)).toBe(65_556);
  expect(counter.at(2_000, 30_000)).toEqual(doubted);
  expect(counter.value(3_000, 25)).toBe(65_561);
  expect(counter.said).toEqual([]);
});

test("after a gap in which it may have gone round, it begins anew and says so", () => {
  const counter = new Running(sixteen);
  counter.value(0, 65_500);
  expect(counter.value(1_000, 20)).toBe(65_556);
  // 65 536 pulses at 50 a second are 21.8 minutes.
  expect(counter.value(1_400_000, 40)).toBe(40);
  expect(counter.said).toEqual([expect.stringMatching(/begins anew at 40 \(before: 65556\)/)]);
});

test("after a restart it goes on from the last recorded total", () => {
  const before = { value: 3 * 65_536 + 65_530, sourceTime: startTime - 60_000 };
  const wrapped = new Running(sixteen, before);
  expect(wrapped.value(0, 4)).toBe(4 * 65_536 + 4);
  expect(wrapped.said).toEqual([]);
  const counted = new Running(sixteen, before);
  expect(counted.value(0, 65_535)).toBe(3 * 65_536 + 65_535);
});

test.each([
  ["too long ago", startTime - 3_600_000],
  ["in the future: the clock went back", startTime + 1_000],
])("after a restart, a total from %s is not gone on from", (_, sourceTime) => {
  const counter = new Running(sixteen, { value: 3 * 65_536 + 65_530, sourceTime });
  expect(counter.value(0, 4)).toBe(4);
  expect(counter.said).toEqual([expect.stringMatching(/begins anew at 4 \(before: 262138\)/)]);
});

test("after a restart, a meter replaced in the meantime is noticed", () => {
  const counter = new Running(
    { ...sixteen, modulus: 1_000_000, maxPerSecond: 1 },
    { value: 1_500_000, sourceTime: startTime - 60_000 },
  );
  expect(counter.at(0, 12)).toEqual(doubted);
  expect(counter.value(10_000, 12)).toBe(12);
  expect(counter.said).toHaveLength(1);
});

test("decimals come without the noise of a sum", () => {
  const counter = new Running({ ...sixteen, modulus: 1_000_000, maxPerSecond: 5 });
  counter.value(0, 999_999.99);
  expect(counter.value(1_000, 0.1)).toBe(1_000_000.1);
});

test("a register beyond its modulus is bad, and said once", () => {
  const counter = new Running({ ...sixteen, modulus: 10_000 });
  for (let n = 0; n < 3; n += 1) {
    expect(counter.at(n * 1000, 12_000)).toMatchObject({
      value: null,
      status: status.badOutOfRange,
    });
  }
  expect(counter.said).toEqual([expect.stringMatching(/not within 0 and the modulus/)]);
});

test("scanning so rarely that it may go round between two scans is refused", () => {
  const checked = checkDerivation({ id: "d", ...sixteen }, () => undefined);
  const told: string[] = [];
  const tell = (keys: readonly PropertyKey[], message: string) => told.push(`${keys}: ${message}`);
  const input = { id: "raw", datatype: datatypes.UInt16 };
  checked?.checkInputs([input], 60_000, tell);
  expect(told).toEqual([]);
  checked?.checkInputs([input], 700_000, tell);
  checked?.checkInputs([{ ...input, datatype: datatypes.Boolean }], 1_000, tell);
  expect(told).toEqual([
    expect.stringMatching(/^maxPerSecond: .*go round between two scans/),
    expect.stringMatching(/^from: .*not a number/),
  ]);
});
