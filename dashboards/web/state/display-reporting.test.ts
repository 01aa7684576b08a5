import { expect, test } from "vitest";
import { displayKindOf } from "./display-reporting.ts";

test.each([
  ["state", "state"],
  ["mode", "state"],
  ["energy.active.import", "energy"],
  ["power.active", "energy"],
  ["gas.flow", "energy"],
  ["temperature.zone.1", "process"],
  ["output.total", "process"],
  ["oee", "process"],
] as const)("%s is shown as %s", (purpose, kind) => {
  expect(displayKindOf(purpose)).toBe(kind);
});
