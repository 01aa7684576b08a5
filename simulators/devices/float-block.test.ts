import { expect, onTestFinished, test, vi } from "vitest";
import { RegisterImage } from "../servers/register-image.ts";
import { floatBlock } from "./float-block.ts";
import { publishDevice, toBytes } from "./test-device.ts";

test("values follow from unit, place and second, high word first", () => {
  const block = publishDevice(floatBlock(1000), { "clock.second": 1_700_000_000 }, { unit: 7 });
  // (7·1 700 000 000 + 13·n + 707) mod 1000: n = 0 → 707, n = 999 → 694.
  expect(block.input(0, 2).readFloatBE()).toBe(Math.fround(270.7));
  expect(block.input(1998, 2).readFloatBE()).toBe(Math.fround(269.4));
  expect(block.holding(1998, 2).readFloatBE()).toBe(Math.fround(269.4));
  expect(block.device.readInput(1999, 2)).toBe(2);
});

test("every value changes every second, and no two units show the same block", () => {
  const unit = (number: number, second: number) =>
    publishDevice(floatBlock(100), { "clock.second": second }, { unit: number }).input(0, 200);
  const before = unit(1, 10);
  const after = unit(1, 11);
  for (let n = 0; n < 100; n += 1) {
    expect(after.readFloatBE(4 * n)).not.toBe(before.readFloatBE(4 * n));
  }
  expect(unit(2, 10).equals(before)).toBe(false);
});

test("while the second stands, publishing writes nothing", () => {
  const { device, show } = publishDevice(floatBlock(3), { "clock.second": 5 });
  const set = vi.spyOn(RegisterImage.prototype, "set");
  onTestFinished(() => set.mockRestore());
  for (let n = 0; n < 9; n += 1) show({ "clock.second": 5 });
  expect(set).not.toHaveBeenCalled();
  const before = toBytes(device.readInput(0, 6));
  show({ "clock.second": 6 });
  expect(set).toHaveBeenCalledTimes(3);
  expect(toBytes(device.readInput(0, 6)).equals(before)).toBe(false);
});
