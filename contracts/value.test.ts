import { expect, test } from "vitest";
import { exactInteger, toPlainNumber } from "./value.ts";

test("an integer is a number exactly where a number is exact", () => {
  for (const value of [0n, -1n, 9007199254740991n, -9007199254740991n]) {
    expect(exactInteger(value)).toBe(Number(value));
  }
  for (const value of [9007199254740992n, -9007199254740992n, 2n ** 63n]) {
    expect(exactInteger(value)).toBe(value);
  }
});

test("plain numbers for charts and sums; null where there is none", () => {
  expect([true, false, 1.5, 2n ** 60n].map(toPlainNumber)).toEqual([1, 0, 1.5, 2 ** 60]);
  expect([null, "5", Uint8Array.of(5)].map(toPlainNumber)).toEqual([null, null, null]);
});
