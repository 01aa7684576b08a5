import fc from "fast-check";
import { expect, test } from "vitest";
import type { Value } from "#contracts/value.ts";
import { ValueColumn } from "./value-column.ts";

const size = 4;
const value: fc.Arbitrary<Value> = fc.oneof(
  fc.double(),
  fc.integer(),
  fc.constantFrom<Value>(null, true, false, -0, Number.NaN),
  fc.bigInt(),
  fc.string(),
  fc.uint8Array({ maxLength: 4 }),
);
const step = fc.oneof(
  { weight: 12, arbitrary: fc.tuple(fc.nat(size - 1), value) },
  { weight: 1, arbitrary: fc.constant("clear" as const) },
);

test("it gives what an array of values would give, whatever was in the place before", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const column = new ValueColumn(size);
      const plain: Value[] = new Array<Value>(size).fill(null);
      for (const one of steps) {
        if (one === "clear") {
          column.clear();
          plain.fill(null);
        } else {
          column.set(...one);
          plain[one[0]] = one[1];
        }
        for (let i = 0; i < size; i += 1) expect(Object.is(column.get(i), plain[i])).toBe(true);
      }
      expect(column.get(size)).toBeNull();
    }),
    { seed: 5, numRuns: 200 },
  );
});
