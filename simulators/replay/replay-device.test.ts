import { expect, test } from "vitest";
import type { Playback } from "./playback.ts";
import { createReplayDevice } from "./replay-device.ts";

const recorded = {
  columns: ["a", "b"],
  valuesOf: (row: number) => [230.20001220703125, -row],
};

function fixture(row: number | undefined) {
  const reads: [number, number][] = [];
  const playback: Playback = {
    progress: () => ({ row, first: 0, end: 1, done: false }),
    noteRead: (address, count) => {
      reads.push([address, count]);
    },
  };
  return { device: createReplayDevice(1, recorded, playback), reads };
}

test("row number as uint32, then one float32 per column, the same in both register spaces", () => {
  const { device, reads } = fixture(65_538);
  // 43 66 33 34 is 230.2 in a meter's manual; -65538 is C7 80 01 00.
  const expected = Uint16Array.of(0x0001, 0x0002, 0x4366, 0x3334, 0xc780, 0x0100);
  expect(device.readInput(0, 6)).toEqual(expected);
  expect(device.readHolding(0, 6)).toEqual(expected);
  expect(device.readHolding(3, 2)).toEqual(expected.slice(3, 5));
  expect(reads).toEqual([
    [0, 6],
    [0, 6],
    [3, 2],
  ]);
});

test("beyond the last column is exception 02 and counts as no read", () => {
  const { device, reads } = fixture(0);
  expect(device.readInput(0, 7)).toBe(2);
  expect(device.readInput(6, 1)).toBe(2);
  expect(reads).toEqual([]);
});

test("while no row stands the device is busy, exception 06, and no old row is served", () => {
  const { device, reads } = fixture(undefined);
  expect(device.readInput(0, 6)).toBe(6);
  expect(device.readHolding(0, 7)).toBe(2);
  expect(reads).toEqual([]);
});

test("the device says that it is a replay by the simulator", () => {
  expect(fixture(0).device.identification).toMatchObject({
    vendorName: "Lineproof simulator",
    productCode: "Replay of a recording",
  });
});
