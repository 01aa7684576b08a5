// Random records of every kind, for property tests: any value, status, flag, order and time.
import fc from "fast-check";
import { flags } from "#contracts/quality.ts";
import { clockStates, type LogRecord, type Sample, type ScanRecord } from "#contracts/record.ts";
import { exactInteger, type Value, type ValueKind } from "#contracts/value.ts";

const id = fc.string({ unit: "grapheme", minLength: 1, maxLength: 12 });

const typedValue: fc.Arbitrary<{ kind: ValueKind; value: Value }> = fc.oneof(
  fc.constant({ kind: "null" as const, value: null }),
  fc.boolean().map((value) => ({ kind: "boolean" as const, value })),
  fc
    .bigInt(-(2n ** 63n), 2n ** 63n - 1n)
    .map((value) => ({ kind: "int" as const, value: exactInteger(value) })),
  fc
    .bigInt(0n, 2n ** 64n - 1n)
    .map((value) => ({ kind: "uint" as const, value: exactInteger(value) })),
  fc.float().map((value) => ({ kind: "float" as const, value })),
  fc.integer({ min: -9999, max: 9999 }).map((value) => ({
    kind: "float" as const,
    value: Math.fround(value / 10),
  })),
  fc.double().map((value) => ({ kind: "double" as const, value })),
  fc
    .string({ unit: "grapheme", maxLength: 20 })
    .map((value) => ({ kind: "string" as const, value })),
  fc.uint8Array({ maxLength: 20 }).map((value) => ({ kind: "bytes" as const, value })),
);

/** Times that stay within `hour` for `gatewayTime`; source times are anything. */
function sample(hour: number): fc.Arbitrary<Sample> {
  return fc
    .record({
      signal: fc.oneof(fc.constantFrom("a", "b", "c", "d"), id),
      sourceTime: fc.oneof(fc.integer({ min: hour, max: hour + 3_599_999 }), fc.maxSafeInteger()),
      typed: typedValue,
      status: fc.oneof(fc.constant(0), fc.nat(0xffffffff)),
      flag: fc.constantFrom(...flags),
    })
    .map(({ typed, ...rest }) => ({ ...rest, ...typed }));
}

export function scanArbitrary(hour: number): fc.Arbitrary<ScanRecord> {
  return fc.record({
    kind: fc.constant("scan" as const),
    gatewayTime: fc.integer({ min: hour, max: hour + 3_599_999 }),
    equipment: fc.oneof(fc.constantFrom("press", "'saw"), id),
    scanGroup: fc.oneof(fc.constant("fast"), id),
    samples: fc.array(sample(hour), { maxLength: 6 }),
  });
}

/** A record of any kind whose gateway time lies in the hour. */
export function recordArbitrary(hour: number): fc.Arbitrary<LogRecord> {
  const gatewayTime = fc.integer({ min: hour, max: hour + 3_599_999 });
  return fc.oneof(
    { weight: 6, arbitrary: scanArbitrary(hour) },
    fc.record({
      kind: fc.constant("gap" as const),
      gatewayTime,
      from: fc.nat(1000),
      to: fc.nat(1000),
      reason: fc.constantFrom("outbox-full" as const, "unreadable" as const),
      roots: fc.array(
        fc.record({
          level: fc.nat(60),
          index: fc.nat(),
          hash: fc.uint8Array({ minLength: 32, maxLength: 32 }),
        }),
        { maxLength: 3 },
      ),
    }),
    fc.record({
      kind: fc.constant("identity" as const),
      gatewayTime,
      properties: fc.constantFrom(
        [],
        [["model", "x"] as const],
        [["a", "1"] as const, ["b", "二"] as const],
      ),
    }),
    fc.record({
      kind: fc.constant("clock" as const),
      gatewayTime,
      state: fc.constantFrom(...clockStates),
      offsetMs: fc.integer(),
      reference: id,
    }),
    fc.record({ kind: fc.constant("end" as const), gatewayTime, reason: id }),
  );
}
