// A slice of test/long/modbus-fuzz.test.ts.
import { expect, test } from "vitest";
import { fuzzPort } from "./port-test-fuzz.ts";

test.each(["tcp", "rtu"] as const)(
  "fuzzed frames, %s: no wrong value, no crash, no hang",
  async (framing) => {
    const counts = await fuzzPort(framing, 1_000, 20_261_122);
    expect(counts.wrong).toEqual([]);
    expect(counts.taken).toBeGreaterThan(200);
    expect(counts.silent).toBeGreaterThan(50);
  },
);
