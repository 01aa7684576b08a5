import { expect, test } from "vitest";
import { analogInputs } from "./analog-inputs.ts";
import { digitalInputs } from "./digital-inputs.ts";
import { publishDevice } from "./test-device.ts";

const inputs = <Value>(count: number, value: (n: number) => Value) =>
  Object.fromEntries(Array.from({ length: count }, (_, n) => [`input.${n + 1}`, value(n + 1)]));

test("digital inputs are discrete inputs, coils and the bits of one register", () => {
  const on = [1, 3, 16];
  const { device, holding } = publishDevice(
    digitalInputs,
    inputs(16, (n) => on.includes(n)),
  );
  expect(holding(0, 1).readUInt16BE()).toBe(0b1000_0000_0000_0101);
  for (const read of [device.readDiscrete, device.readCoils]) {
    expect(read?.(0, 3)).toEqual([true, false, true]);
    expect(read?.(14, 2)).toEqual([false, true]);
    expect(read?.(15, 2)).toBe(2);
    expect(read?.(16, 1)).toBe(2);
  }
  expect(device.readInput(0, 1)).toBe(1);
});

// 4 mA and 20 mA are 0 and 27648; 22.81 mA and 1.185 mA are the ends of over- and underrange.
test.each([
  [4, 4000, 0],
  [20, 20_000, 27_648],
  [12, 12_000, 13_824],
  [10.0003, 10_000, 10_369],
  [22.81, 22_810, 32_504],
  [23, 23_000, 32_767],
  [1.19, 1190, -4856],
  [0, 0, -32_768],
])("%f mA is %i µA and %i counts", (milliamperes, micro, counts) => {
  const { input, holding } = publishDevice(
    analogInputs,
    inputs(8, (n) => (n === 8 ? milliamperes : 4)),
  );
  for (const read of [input, holding]) {
    expect(read(7, 1).readUInt16BE()).toBe(micro);
    expect(read(0x27, 1).readInt16BE()).toBe(counts);
    expect(read(0, 1).readUInt16BE()).toBe(4000);
  }
});
