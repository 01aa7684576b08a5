import { expect, test } from "vitest";
import { CodedError, errorCode } from "./errors.ts";
import { ManualClock } from "./time.ts";

test("a wall clock may jump, the monotonic one only advances", () => {
  const clock = new ManualClock(1000);
  clock.advance(5);
  clock.jump(-500);
  expect([clock.now(), clock.monotonic()]).toEqual([505, 5]);
});

test("only coded errors have a code", () => {
  const cause = new Error("inner");
  const error = new CodedError("CONTRACTS_X", "outer", { at: 3 }, { cause });
  expect([errorCode(error), error.detail, error.cause]).toEqual(["CONTRACTS_X", { at: 3 }, cause]);
  expect([errorCode(cause), errorCode("CONTRACTS_X"), errorCode(undefined)]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
});
