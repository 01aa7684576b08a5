import { expect, test } from "vitest";
import { sdm630 } from "./sdm630.ts";
import { meterPoints, publishDevice } from "./test-device.ts";

// Addresses of the product's published map, written out here once more.
test("each quantity stands at the product's address", () => {
  const { input } = publishDevice(sdm630, meterPoints);
  const expected: Record<number, number> = {
    0: 230.04,
    2: 231.16,
    4: 229.38,
    8: 5000 / 231.16,
    12: 3000,
    14: 4000,
    16: 5000,
    20: 5000,
    26: 3000,
    32: 0.8,
    52: 12_000,
    56: Math.hypot(12_000, 4000),
    60: 4000,
    62: 12_000 / Math.hypot(12_000, 4000),
    66: (Math.atan2(4000, 12_000) * 180) / Math.PI,
    70: 50.01,
    72: 123_456.789,
    74: 0,
    76: 24_691.357,
    342: 123_456.789,
    346: 41_152.25,
  };
  for (const [address, value] of Object.entries(expected)) {
    expect(input(Number(address), 2).readFloatBE(), `at ${address}`).toBe(Math.fround(value));
  }
});

test("the meter answers FC 04 in its two spans only and at most 80 registers", () => {
  const { device } = publishDevice(sdm630, meterPoints);
  expect(device.maxRegisters).toBe(80);
  expect(device.readInput(0x0000, 80)).toHaveLength(80);
  expect(device.readInput(0x0050, 2)).toBe(2);
  expect(device.readInput(0x0160, 2)).toBe(2);
  expect(device.readHolding(0x0000, 2)).toBe(2);
});

test("the serial number stands in holding registers 0xFC00 and 0xFC01 where there is one", () => {
  const { device } = publishDevice(sdm630, meterPoints, { serial: "26010001" });
  expect(device.readHolding(0xfc00, 2)).toEqual(Uint16Array.of(0x018c, 0xe191));
  expect(device.readHolding(0xfc01, 2)).toBe(2);
  expect(publishDevice(sdm630, meterPoints).device.readHolding(0xfc00, 2)).toBe(2);
});

test.each(["SIM-1", "4294967296", ""])(
  "a serial number that is no plain number is refused: %s",
  (serial) => {
    expect(() => sdm630.create({ unit: 1, serial })).toThrow(
      expect.objectContaining({ code: "SIMULATORS_VALUE_UNENCODABLE" }),
    );
  },
);
