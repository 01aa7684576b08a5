import { expect, test } from "vitest";
import { parseModbusAddress } from "./address.ts";
import { decodingsOf } from "./decodings.ts";
import { askFromZero, inspectAddress } from "./inspect.ts";
import type { Answer } from "./link.ts";

/** Registers from 0, as hexadecimal words. */
const words = (text: string) => Uint8Array.from(Buffer.from(text.replaceAll(" ", ""), "hex"));

const decodingAs = (address: string, window: string, as: string) =>
  decodingsOf(parseModbusAddress(address), [{ start: 0, bytes: words(window) }]).find(
    (each) => each.as === as,
  );

// 229.9 is 4365E666 as IEEE 754 binary32.
test("the words of a float read in every order, at the address and beside it", () => {
  expect(
    decodingAs("holding:1:float32", "0000 E666 4365 0000", "holding:1:float32,unit=1,order=CDAB"),
  ).toMatchObject({ value: Math.fround(229.9), changes: { type: false, order: true, shift: 0 } });
  expect(
    decodingAs("holding:1:float32", "4365 E666 0000", "holding:0:float32,unit=1"),
  ).toMatchObject({
    value: Math.fround(229.9),
    changes: { type: false, order: false, shift: -1 },
  });
  expect(
    decodingAs("holding:0:uint32", "6543 66E6", "holding:0:float32,unit=1,order=BADC"),
  ).toMatchObject({ value: Math.fround(229.9), changes: { type: true, order: true, shift: 0 } });
});

test("what does not lie in the window has no decoding; bits and texts have none at all", () => {
  const all = decodingsOf(parseModbusAddress("holding:0:int16"), [
    { start: 0, bytes: words("0001") },
  ]);
  expect(all.map(({ as }) => as)).toEqual([
    "holding:0:int16,unit=1",
    "holding:0:int16,unit=1,order=BADC",
    "holding:0:uint16,unit=1",
    "holding:0:uint16,unit=1,order=BADC",
    "holding:0:bcd16,unit=1",
    "holding:0:bcd16,unit=1,order=BADC",
  ]);
  for (const address of [
    "coil:0:boolean",
    "holding:0:string,length=1",
    "holding:0:boolean,bit=1",
  ]) {
    expect(decodingsOf(parseModbusAddress(address), [{ start: 0, bytes: words("0001") }])).toEqual(
      [],
    );
  }
});

test("every decoding can be pasted, and reads what it shows", () => {
  const bytes = words("0102 0304 0506 0708 0910");
  for (const { as, value } of decodingsOf(parseModbusAddress("holding:1:int16,unit=7"), [
    { start: 0, bytes },
  ])) {
    const address = parseModbusAddress(as);
    expect(address.unit).toBe(7);
    const again = decodingsOf(address, [{ start: 0, bytes }]).find((each) => each.as === as);
    expect(again).toMatchObject({ value, changes: { type: false, order: false, shift: 0 } });
  }
});

test("a unit that ends at the address still shows what lies before it", async () => {
  const asked: string[] = [];
  const ask = async (
    _unit: number,
    _table: string,
    start: number,
    count: number,
  ): Promise<Answer> => {
    asked.push(`${start}×${count}`);
    if (start + count > 2) return { kind: "exception", exception: 2, tookMs: 1 };
    return {
      kind: "data",
      bytes: words("08FB 0001").subarray(start * 2, (start + count) * 2),
      tookMs: 1,
    };
  };
  const address = parseModbusAddress("holding:1:int16");
  const alone = await inspectAddress(address, false, ask, () => 5);
  expect(asked).toEqual(["1×1"]);
  expect(alone).toMatchObject({ request: "FC03 0x0001 ×1", reading: { value: 1, sourceTime: 5 } });
  const around = await inspectAddress(address, true, ask, () => 5);
  expect(asked.slice(1)).toEqual(["1×1", "0×6", "0×2", "1×2"]);
  expect(around.decodings).toContainEqual({
    as: "holding:0:int16,unit=1",
    value: 2299,
    changes: { type: false, order: false, shift: -1 },
  });
});

test("a refusal is a reading with its reason, and nothing to decode", async () => {
  const ask = async (): Promise<Answer> => ({ kind: "exception", exception: 2, tookMs: 1 });
  const told = await inspectAddress(parseModbusAddress("input:9:float32"), true, ask, () => 5);
  expect(told).toMatchObject({ reading: { status: 0x80890002, value: null }, decodings: [] });
  expect(told.raw).toBeUndefined();
});

test("a unit that answers bits from 0 only is asked from 0, and the bit cut out", async () => {
  const asked: string[] = [];
  const ask = async (
    _unit: number,
    table: string,
    start: number,
    count: number,
  ): Promise<Answer> => {
    asked.push(`${table} ${start}×${count}`);
    return { kind: "data", bytes: Uint8Array.of(0b0000_0000, 0b0000_0010), tookMs: 1 };
  };
  const told = await inspectAddress(
    parseModbusAddress("coil:9:boolean"),
    false,
    askFromZero(ask),
    () => 5,
  );
  expect(asked).toEqual(["coil 0×10"]);
  expect(told.reading.value).toBe(true);
});
