// The meters other than the SDM630: addresses of the published maps (domain reference E.1), written out once more.

import { expect, test } from "vitest";
import { adw300 } from "./adw300.ts";
import { dtsu666 } from "./dtsu666.ts";
import { iem3000 } from "./iem3000.ts";
import { pac2200 } from "./pac2200.ts";
import { meterPoints, publishDevice } from "./test-device.ts";

test("DTSU666: scaled floats of whole numbers, energies in kWh", () => {
  const { holding, device } = publishDevice(dtsu666, meterPoints);
  const raw: Record<number, number> = {
    8198: 2300, // 230.04 V
    8200: 2312, // 231.16 V
    8202: 2294, // 229.38 V
    8204: 13_157, // 3026.55 VA / 230.04 V = 13.1566 A
    8210: 120_000,
    8212: 30_000,
    8218: 40_000,
    8234: 949, // 0.94868
    8260: 5001,
    4136: 0,
  };
  for (const [address, value] of Object.entries(raw)) {
    expect(holding(Number(address), 2).readFloatBE(), address).toBe(value);
  }
  expect(holding(0x101e, 2).readFloatBE()).toBe(Math.fround(123_456.78));
  // Between L1 and L2: √(230.04² + 231.16² + 230.04·231.16) = 399.411 V.
  expect(holding(0x2000, 2).readFloatBE()).toBe(3994);
  expect(device.readInput(0x2006, 2)).toBe(1);
});

test("iEM3000: kW as float32, Wh as int64, who it is at 29, 49, 69 and 129", () => {
  const { holding } = publishDevice(iem3000, meterPoints, { serial: "26010007" });
  expect(holding(0x0bb7, 2).readFloatBE()).toBeCloseTo(13.1566, 4);
  expect(holding(0x0bd7, 2).readFloatBE()).toBe(Math.fround(229.38));
  expect(holding(0x0bdb, 2).readFloatBE()).toBeCloseTo((230.04 + 231.16 + 229.38) / 3, 4);
  expect(holding(0x0bed, 2).readFloatBE()).toBe(3);
  expect(holding(0x0bf3, 2).readFloatBE()).toBe(12);
  expect(holding(0x0bfb, 2).readFloatBE()).toBe(4);
  expect(holding(0x0c25, 2).readFloatBE()).toBe(Math.fround(50.01));
  expect(holding(0x0c83, 4).readBigInt64BE()).toBe(123_456_789n);
  expect(holding(0x0c87, 4).readBigInt64BE()).toBe(0n);
  expect(holding(29, 20).toString("latin1")).toBe("SIM-iEM3155".padEnd(40, "\0"));
  expect(holding(69, 20).toString("latin1")).toBe("Lineproof simulator".padEnd(40, "\0"));
  expect(holding(129, 2).readUInt32BE()).toBe(26_010_007);
});

test("PAC2200: Wh as float64, I&M at 64001, and no read that begins inside a value", () => {
  const { holding, input, device } = publishDevice(pac2200, meterPoints, { serial: "SIM-PAC-1" });
  for (const read of [holding, input]) {
    expect(read(1, 2).readFloatBE()).toBe(Math.fround(230.04));
    expect(read(15, 2).readFloatBE()).toBe(Math.fround(5000 / 231.16));
    expect(read(29, 2).readFloatBE()).toBe(5000);
    expect(read(46, 2).readFloatBE()).toBe(Math.fround(50.01));
    expect(read(55, 2).readFloatBE()).toBe(Math.fround(50.01));
    expect(read(65, 2).readFloatBE()).toBe(12_000);
    expect(read(801, 4).readDoubleBE()).toBe(123_456_789);
    expect(read(809, 4).readDoubleBE()).toBe(0);
    expect(read(64_012, 8).toString("latin1")).toBe("SIM-PAC-1".padEnd(16, "\0"));
  }
  expect(device.readInput(2, 2)).toBe(2);
  expect(device.readInput(803, 2)).toBe(2);
});

test("ADW300: words of 0.1 V and 0.01 A, double words of W and 0.01 kWh", () => {
  const { holding, show } = publishDevice(adw300, meterPoints);
  const words = holding(20, 9);
  expect([0, 2, 4, 12, 14, 16].map((at) => words.readUInt16BE(at))).toEqual([
    2300, 2312, 2294, 1316, 2163, 2195,
  ]);
  const powers = holding(30, 8);
  expect([0, 4, 8, 12].map((at) => powers.readInt32BE(at))).toEqual([3000, 4000, 5000, 12_000]);
  expect(holding(62, 2).readInt32BE()).toBe(12_345_678);
  show({ ...meterPoints, "power.active": -250 });
  expect(holding(36, 2).readInt32BE()).toBe(-250);
});

test.each([
  [
    "ADW300, behind 99 999 999 counts",
    adw300,
    1_000_000,
    62,
    2,
    (bytes: Buffer) => bytes.readInt32BE(),
  ],
  ["DTSU666", dtsu666, 1_000_000, 0x101e, 2, (bytes: Buffer) => bytes.readFloatBE()],
  ["iEM3000", iem3000, 100_000_000, 0x0c83, 4, (bytes: Buffer) => Number(bytes.readBigInt64BE())],
  ["PAC2200", pac2200, 1e9, 801, 4, (bytes: Buffer) => bytes.readDoubleBE()],
] as const)("%s: the energy rolls over", (_, product, atKwh, address, registers, decode) => {
  expect(product.rollovers["energy.active.import"]).toBe(atKwh);
  const { holding, show } = publishDevice(product, meterPoints);
  const shown = (kwh: number) => {
    show({ ...meterPoints, "energy.active.import": kwh });
    return decode(holding(address, registers));
  };
  expect(shown(atKwh)).toBe(0);
  expect(shown(atKwh + 2)).toBe(shown(2));
  expect(shown(atKwh - 1)).toBeGreaterThan(shown(atKwh / 2));
});
