import { expect, test } from "vitest";
import { publishDevice } from "./test-device.ts";
import { typeSampler } from "./type-sampler.ts";

const points = { integer: 4827, negative: -3517, decimal: 19.8765, on: true };

/** Registers of a block in hex, holes included, and that both tables show the same. */
function block(base: number, values: typeof points = points): string {
  const { holding, input } = publishDevice(typeSampler, values);
  const bytes = holding(base, 0x28);
  expect(input(base, 0x28).equals(bytes)).toBe(true);
  return bytes.toString("hex").replace(/.{4}(?=.)/g, "$& ");
}

// Bytes by CPython's struct.pack(">H"), (">h") and so on, BCD by its definition; the other orders by hand from these.
test("ABCD: high word first, high byte first", () => {
  expect(block(0x0000)).toBe(
    [
      "12db f243 4827 0071",
      "0000 12db ffff f243 0000 4827 419f 0312",
      "0000 0000 0000 12db ffff ffff ffff f243 4033 e062 4dd2 f1aa",
      "1cc5 6ae0 eb09 7be0 4827 0000 0000 0000",
      "0001 b703 5a08 7800 fffe c021 766e b800",
    ].join(" "),
  );
});

test("CDAB: low word first, high byte first", () => {
  expect(block(0x0100)).toBe(
    [
      "12db f243 4827 0071",
      "12db 0000 f243 ffff 4827 0000 0312 419f",
      "12db 0000 0000 0000 f243 ffff ffff ffff f1aa 4dd2 e062 4033",
      "6ae0 1cc5 7be0 eb09 0000 4827 0000 0000",
      "7800 5a08 b703 0001 b800 766e c021 fffe",
    ].join(" "),
  );
});

test("BADC: high word first, low byte first; bits stay as they are", () => {
  expect(block(0x0200)).toBe(
    [
      "db12 43f2 2748 0071",
      "0000 db12 ffff 43f2 0000 2748 9f41 1203",
      "0000 0000 0000 db12 ffff ffff ffff 43f2 3340 62e0 d24d aaf1",
      "c51c e06a 09eb e07b 2748 0000 0000 0000",
      "0100 03b7 085a 0078 feff 21c0 6e76 00b8",
    ].join(" "),
  );
});

test("DCBA: low word first, low byte first; bits stay as they are", () => {
  expect(block(0x0300)).toBe(
    [
      "db12 43f2 2748 0071",
      "db12 0000 43f2 ffff 2748 0000 1203 9f41",
      "db12 0000 0000 0000 43f2 ffff ffff ffff aaf1 d24d 62e0 3340",
      "e06a c51c e07b 09eb 0000 2748 0000 0000",
      "0078 085a 03b7 0100 00b8 6e76 21c0 feff",
    ].join(" "),
  );
});

test("the ends of the points fit every type of every block", () => {
  const ends = { integer: 9999, negative: -9999, decimal: 0, on: false };
  // 9999 is 270F, −9999 D8F1; not on: bit 15, and the digit 9.
  expect(block(0x0000, ends)).toMatch(/^270f d8f1 9999 8090 /);
  // 999 900 000, −999 900 000, 99 990 000; ±999 900 000 000 000.
  expect(block(0x0000, ends).slice(5 * 0x18)).toBe(
    "3b99 4360 c466 bca0 9999 0000 0000 0000 0003 8d67 5c4f 9800 fffc 7298 a3b0 6800",
  );
});

test("texts in both byte orders, NUL behind an odd one", () => {
  const { holding } = publishDevice(typeSampler, points, { serial: "SIM-TS-0001" });
  const texts = holding(0x0400, 0x20).toString("latin1").replaceAll("\0", "·");
  expect(texts).toBe(
    ["SIM-TS-0001·····", "IS-MST0-00·1····", "SIM-TYPES·······", "IS-MYTEP·S······"].join(""),
  );
});

test("beyond a block and between the blocks there is nothing", () => {
  const { device } = publishDevice(typeSampler, points);
  for (const address of [0x0028, 0x00ff, 0x0128, 0x0228, 0x0328, 0x0420]) {
    expect([device.readHolding(address, 1), device.readInput(address, 1)]).toEqual([2, 2]);
  }
});
