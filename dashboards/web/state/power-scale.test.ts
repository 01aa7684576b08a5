import { expect, test } from "vitest";
import { powerForPeople } from "./power-scale.ts";

test("power is shown in kW, and in MW from ten thousand on", () => {
  expect(powerForPeople(812_400, "WTT")).toEqual({ value: 812.4, unit: "kW" });
  expect(powerForPeople(9999, "KWT")).toEqual({ value: 9999, unit: "kW" });
  expect(powerForPeople(12, "MAW")).toEqual({ value: 12, unit: "MW" });
});

test("what is no active power has no kW", () => {
  expect(powerForPeople(12, "CEL")).toBeNull();
  expect(powerForPeople(12, "D46")).toBeNull();
});
