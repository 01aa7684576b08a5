import { expect, test } from "vitest";
import { errorCode } from "#contracts/errors.ts";
import { loadPolicy } from "./files/load-policy.ts";
import { observationWindow } from "./observation-window.ts";

const policy = loadPolicy("langfang-2023-demo");
const at = Date.parse("2023-03-01T10:25:30Z");

test("a window begins on a whole hour, so that no hour is cut at its start", () => {
  expect(observationWindow(policy, "pilot", at, 0)).toEqual({
    from: Date.parse("2023-03-01T10:00:00Z"),
    to: at,
  });
});

test("it does not begin before the site was observed, nor after its end", () => {
  const since = Date.parse("2023-03-01T10:20:00Z");
  expect(observationWindow(policy, "pilot", at, since)).toEqual({ from: since, to: at });
  expect(observationWindow(policy, "pilot", at, at + 1)).toEqual({ from: at, to: at });
});

test("an unknown window names policy and window", () => {
  let caught: unknown;
  try {
    observationWindow(policy, "platform", at, 0);
  } catch (error) {
    caught = error;
  }
  expect(errorCode(caught)).toBe("SCORING_WINDOW_UNKNOWN");
  expect(caught).toMatchObject({
    detail: { policy: "langfang-2023-demo", window: "platform" },
  });
});
