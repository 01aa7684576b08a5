import { expect, test } from "vitest";
import { familyOf } from "./signal-family.ts";

test.each([
  ["state", "state"],
  ["output.total", "output"],
  ["output.rejected", "output"],
  ["output.heating", "parameter"],
  ["output.heating.on", "parameter"],
  ["quality.density", "quality"],
  ["fault", "alarm"],
  ["alarm.spark", "alarm"],
  ["oee", "oee"],
  ["energy.active.import", "energy"],
  ["power.active", "energy"],
  ["gas.flow", "energy"],
  ["temperature.zone.1", "parameter"],
  ["constructor", "parameter"],
])("%s is of family %s", (purpose, family) => {
  expect(familyOf(purpose)).toBe(family);
});
