import { expect, test } from "vitest";
import { powerForPeople, unitText } from "./unit-text.ts";

test("a piece is a word in both languages, a symbol is the same in both", () => {
  expect([unitText("H87", "zh"), unitText("H87", "en")]).toEqual(["件", "pcs"]);
  expect([unitText("CEL", "zh"), unitText("28", "en")]).toEqual(["°C", "kg/m²"]);
});

test("an unknown code stands as it is", () => {
  expect(unitText("ZZZ", "zh")).toBe("ZZZ");
});

test("power is shown in kW, and in MW from ten thousand on", () => {
  expect(powerForPeople(812_400, "WTT")).toEqual({ value: 812.4, unit: "kW" });
  expect(powerForPeople(12, "MAW")).toEqual({ value: 12, unit: "MW" });
  expect(powerForPeople(12, "CEL")).toBeNull();
});
