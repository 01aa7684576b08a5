import { expect, test } from "vitest";
import { EnergyMeter } from "../plant/meter-reading.ts";
import { createSdm630 } from "./sdm630.ts";

/** Decodes by hand, away from the image that encodes. */
function float(device: ReturnType<typeof createSdm630>["device"], address: number): number {
  const words = device.readInput(address, 2);
  if (typeof words === "number") throw new Error(`exception ${words} at ${address}`);
  const bytes = Buffer.from([...words].flatMap((word) => [word >> 8, word & 0xff]));
  return bytes.readFloatBE(0);
}

function metered() {
  const meter = new EnergyMeter(1234.5678);
  const load = { activeW: 3000, reactiveVar: 400 };
  meter.step(
    1000,
    [load, { activeW: 4000, reactiveVar: 3000 }, { activeW: 5000, reactiveVar: 600 }],
    [230, 231, 229],
    50.0149,
  );
  const sdm630 = createSdm630(1);
  sdm630.publish(meter.reading());
  return { device: sdm630.device, reading: meter.reading() };
}

// Addresses of the product's published map, written out here once more.
test("each quantity stands at the product's address", () => {
  const { device, reading } = metered();
  const expected: Record<number, number> = {
    0: 230,
    2: 231,
    4: 229,
    8: 5000 / 231,
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
    72: Math.floor(reading.importKwh * 1000) / 1000,
    74: 0,
    76: Math.floor(reading.importKvarh * 1000) / 1000,
    342: Math.floor(reading.importKwh * 1000) / 1000,
    346: Math.floor(reading.phases[0].importKwh * 1000) / 1000,
  };
  for (const [address, value] of Object.entries(expected)) {
    expect(float(device, Number(address)), `0x${Number(address).toString(16)}`).toBeCloseTo(
      value,
      2,
    );
  }
});

test("the meter answers FC 04 in its two spans only and at most 80 registers", () => {
  const { device } = metered();
  expect(device.maxRegisters).toBe(80);
  expect(device.readInput(0x0000, 80)).toHaveLength(80);
  expect(device.readInput(0x0050, 2)).toBe(2);
  expect(device.readInput(0x0160, 2)).toBe(2);
  expect(device.readHolding(0x0000, 2)).toBe(2);
});

test("the product says that it is simulated", () => {
  expect(createSdm630(1).device.identification?.vendorName).toBe("Lineproof simulator");
});

test("the serial number stands in holding registers 0xFC00 and 0xFC01 where there is one", () => {
  const { device } = createSdm630(1, { serial: 26_010_001 });
  expect(device.readHolding(0xfc00, 2)).toEqual(Uint16Array.of(0x018c, 0xe191));
  expect(device.readHolding(0xfc01, 2)).toBe(2);
  expect(createSdm630(1).device.readHolding(0xfc00, 2)).toBe(2);
});
