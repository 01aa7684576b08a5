import { expect, test } from "vitest";
import { PlatenZone } from "./platen-zone.ts";

const zone = (temperatureC: number): PlatenZone =>
  new PlatenZone({ heatCapacityJPerK: 400_000, lossWPerK: 40, heaterW: 18_000, temperatureC });

test("without heater and mats a hot platen cools, by at most 1.5 °C/min", () => {
  const hot = zone(230);
  hot.step(1_000, 0, 0, 24);
  const perMinute = (hot.temperatureC() - 230) * 60;
  expect(perMinute).toBeLessThan(-1);
  expect(perMinute).toBeGreaterThan(-1.5);
});

test("the holding output keeps the temperature", () => {
  const held = zone(230);
  const power = held.heaterPowerW(held.holdingOutput(230, 24), 230);
  for (let n = 0; n < 3_600; n += 1) held.step(1_000, power, 0, 24);
  expect(held.temperatureC()).toBeCloseTo(230, 6);
});

test("heater power follows the square of the voltage", () => {
  expect(zone(230).heaterPowerW(0.5, 230)).toBe(9_000);
  expect(zone(230).heaterPowerW(1, 207)).toBeCloseTo(18_000 * 0.81, 6);
});
