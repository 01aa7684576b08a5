import { expect, test } from "vitest";
import { e5cc } from "./e5cc.ts";
import { controllerPoints, publishDevice } from "./test-device.ts";

test("values stand at the product's addresses as int16 with one decimal", () => {
  const { device } = publishDevice(e5cc, controllerPoints);
  expect(device.readHolding(0x2000, 6)).toEqual(Uint16Array.of(2287, 0x0100, 2300, 119, 457, 0));
  expect(device.readHolding(0x2103, 2)).toEqual(Uint16Array.of(2300, 100));
  expect(device.readHolding(0x2402, 1)).toEqual(Uint16Array.of(2287));
  expect(device.readHolding(0x2406, 1)).toEqual(Uint16Array.of(0x0100));
});

test("temperatures below zero are negative, and the status carries alarm 1 in bit 12", () => {
  const { device } = publishDevice(e5cc, {
    ...controllerPoints,
    "temperature.pv": -3.2,
    "output.heating": 0,
    "alarm.1": true,
  });
  expect(device.readHolding(0x2000, 2)).toEqual(Uint16Array.of(0xffe0, 0x1000));
});

test("the product knows FC 03 only and no other address", () => {
  const { device } = publishDevice(e5cc, controllerPoints);
  expect(device.readInput(0x2000, 1)).toBe(1);
  expect(device.readHolding(0x2000, 7)).toBe(2);
  expect(device.readHolding(0x2006, 1)).toBe(2);
  expect(device.readHolding(0, 1)).toBe(2);
});

test("a given serial number is text from 0x2600 on; without one there is nothing", () => {
  const { device } = publishDevice(e5cc, controllerPoints, { serial: "SIM-E5CC-2611" });
  const words = device.readHolding(0x2600, 8);
  expect(typeof words === "number" ? words : [...words]).toEqual([
    0x5349, 0x4d2d, 0x4535, 0x4343, 0x2d32, 0x3631, 0x3100, 0,
  ]);
  expect(publishDevice(e5cc, controllerPoints).device.readHolding(0x2600, 8)).toBe(2);
});
