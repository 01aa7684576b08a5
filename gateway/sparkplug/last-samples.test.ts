import fc from "fast-check";
import { expect, test } from "vitest";
import { flags } from "#contracts/quality.ts";
import type { Sample } from "#contracts/record.ts";
import { valueKinds } from "#contracts/value.ts";
import { LastSamples } from "./last-samples.ts";

const sample: fc.Arbitrary<Sample> = fc.record({
  signal: fc.constant("a"),
  sourceTime: fc.integer({ min: -(2 ** 53) + 1, max: 2 ** 53 - 1 }),
  kind: fc.constantFrom(...valueKinds),
  value: fc.oneof(fc.double(), fc.constant(null), fc.boolean(), fc.bigInt(), fc.string()),
  status: fc.nat(0xffff_ffff),
  flag: fc.constantFrom(...flags),
});

test("the sample comes back as it was, and what was not set is unknown", () => {
  fc.assert(
    fc.property(fc.array(sample, { minLength: 1, maxLength: 5 }), (samples) => {
      const last = new LastSamples(2);
      expect(last.has(1)).toBe(false);
      expect(last.get(1, "a")).toBeUndefined();
      for (const one of samples) last.set(1, one);
      expect(last.get(1, "a")).toEqual(samples.at(-1));
      expect(last.complete).toBe(false);
      for (const one of samples) last.set(0, one);
      expect(last.complete).toBe(true);
    }),
    { seed: 5, numRuns: 200 },
  );
});
