import { expect, test } from "vitest";
import { AttemptLimit } from "./attempt-limit.ts";

test("an address has its burst, then one for each refill; all together have theirs", () => {
  let now = 0;
  const clock = { monotonic: () => now };
  const limit = new AttemptLimit(clock, { burst: 2, refillMs: 100 }, { burst: 3, refillMs: 1_000 });
  expect([limit.allows("a"), limit.allows("a"), limit.allows("a")]).toEqual([true, true, false]);
  expect([limit.allows("b"), limit.allows("b")]).toEqual([true, false]);
  now = 1_000;
  expect([limit.allows("a"), limit.allows("a")]).toEqual([true, false]);
});

test("a flood of addresses is forgotten from its oldest, and does not lift the limit of all", () => {
  const clock = { monotonic: () => 0 };
  const limit = new AttemptLimit(
    clock,
    { burst: 1, refillMs: 1e9 },
    { burst: 2_000, refillMs: 1e9 },
  );
  expect(limit.allows("first")).toBe(true);
  for (let i = 0; i < 1_999; i += 1) limit.allows(`${i}`);
  expect(limit.allows("first")).toBe(false);
});
