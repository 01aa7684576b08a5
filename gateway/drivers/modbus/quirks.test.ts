import { expect, test } from "vitest";
import { parseQuirks, strictest } from "./quirks.ts";

test("what is not written is ordinary; unknown keys and wrong values are told", () => {
  expect(parseQuirks(undefined)).toMatchObject({ maxBits: 2000, coilsFromZero: false });
  expect(parseQuirks({ coilsFromZero: true })).toMatchObject({
    maxBits: 2000,
    coilsFromZero: true,
  });
  for (const wrong of [{ maxBit: 1 }, { maxBits: 0 }, { pauseBetweenRequestsMs: -1 }, 7]) {
    expect(() => parseQuirks(wrong)).toThrow(
      expect.objectContaining({ code: "GATEWAY_ADDRESS_INVALID" }),
    );
  }
});

test("several equipment on one unit: the strictest counts", () => {
  const all = strictest([
    parseQuirks({ maxBits: 100, pauseBetweenRequestsMs: 5 }),
    parseQuirks({ maxGap: 3, pauseBetweenRequestsMs: 50 }),
    parseQuirks({ coilsFromZero: true, maxGap: 9 }),
  ]);
  expect(all).toEqual({
    maxBits: 100,
    maxGap: 3,
    coilsFromZero: true,
    pauseAfterConnectMs: 0,
    pauseBetweenRequestsMs: 50,
  });
});
