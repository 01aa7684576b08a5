import { expect, test } from "vitest";
import { status } from "#contracts/quality.ts";
import { KeptReadings } from "./kept-readings.ts";

test("a place reads as what was last filled in, whatever its kind, and its neighbours do not", () => {
  const kept = new KeptReadings(2);
  const neighbour = kept.fill(1, { kind: "string", value: "E-7", status: status.good }, 5);
  const reading = kept.fill(0, { kind: "float", value: -0, status: status.good }, 7);
  const { kind, value, status: code, sourceTime, asked } = reading;
  expect({ kind, value, code, sourceTime, asked }).toEqual({
    kind: "float",
    value: -0,
    code: status.good,
    sourceTime: 7,
    asked: true,
  });
  const again = kept.fill(0, { kind: "null", value: null, status: status.badDecoding }, 8);
  expect(again).toBe(reading);
  expect([again.kind, again.value, again.status, again.sourceTime]).toEqual([
    "null",
    null,
    status.badDecoding,
    8,
  ]);
  expect([neighbour.kind, neighbour.value, neighbour.sourceTime]).toEqual(["string", "E-7", 5]);
  expect(() => kept.fill(2, { kind: "null", value: null, status: 0 }, 0)).toThrow(RangeError);
});
