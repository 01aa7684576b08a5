import fc from "fast-check";
import { expect, test } from "vitest";
import { RegisterImage } from "./register-image.ts";

const MAP = {
  spans: [
    { first: 0x10, count: 10 },
    { first: 0x40, count: 1 },
  ],
  fields: {
    voltage: { address: 0x10, type: "float32" },
    total: { address: 0x12, type: "uint32" },
    balance: { address: 0x14, type: "int32" },
    temperature: { address: 0x16, type: "int16", scale: 10 },
    status: { address: 0x40, type: "uint16" },
  },
} as const;

const create = () => new RegisterImage<keyof typeof MAP.fields>(MAP);

test("float32 stands high word first: 43 66 33 34 is the meter manual's 230.2 V", () => {
  const image = create();
  image.set("voltage", 230.20001220703125);
  expect(image.read(0x10, 2)).toEqual(Uint16Array.of(0x4366, 0x3334));
});

test("integers stand in two's complement, high word first, rounded after scaling", () => {
  const image = create();
  image.set("total", 0x0001_0203);
  image.set("balance", -2);
  image.set("temperature", -12.34);
  expect(image.read(0x12, 5)).toEqual(Uint16Array.of(0x0001, 0x0203, 0xffff, 0xfffe, 0xff85));
});

test("integers beyond their range stand at its limit", () => {
  const image = create();
  image.set("total", 1e12);
  image.set("balance", -1e12);
  image.set("temperature", 1e6);
  image.set("status", -1);
  expect(image.read(0x12, 5)).toEqual(Uint16Array.of(0xffff, 0xffff, 0x8000, 0x0000, 0x7fff));
  expect(image.read(0x40, 1)).toEqual(Uint16Array.of(0));
});

test("an integer cannot hold NaN; a float32 can", () => {
  const image = create();
  expect(() => image.set("status", Number.NaN)).toThrow(
    expect.objectContaining({
      code: "SIMULATORS_VALUE_UNENCODABLE",
      detail: { register: "status" },
    }),
  );
  image.set("voltage", Number.NaN);
  const [high] = image.read(0x10, 1) as Uint16Array;
  expect((high ?? 0) & 0x7f80).toBe(0x7f80);
});

test("holes inside a span read 0; across or outside spans is exception 02", () => {
  const image = create();
  expect(image.read(0x17, 3)).toEqual(Uint16Array.of(0, 0, 0));
  for (const [address, count] of [
    [0x0f, 1],
    [0x0f, 2],
    [0x19, 2],
    [0x40, 2],
    [0x41, 1],
  ] as const) {
    expect(image.read(address, count)).toBe(2);
  }
});

test("what was read does not change when a value is set later", () => {
  const image = create();
  image.set("status", 1);
  const before = image.read(0x40, 1);
  image.set("status", 2);
  expect(before).toEqual(Uint16Array.of(1));
});

test("every float32 comes back from its two registers", () => {
  fc.assert(
    fc.property(fc.float({ noNaN: true }), (value) => {
      const image = create();
      image.set("voltage", value);
      const [high = 0, low = 0] = image.read(0x10, 2) as Uint16Array;
      const bytes = Buffer.alloc(4);
      bytes.writeUInt16BE(high, 0);
      bytes.writeUInt16BE(low, 2);
      expect(bytes.readFloatBE(0)).toBe(value);
    }),
    { seed: 3 },
  );
});

test("a map whose fields overlap or lie outside is refused by name and address", () => {
  const span = { spans: [{ first: 0, count: 4 }] };
  expect(
    () =>
      new RegisterImage({
        ...span,
        fields: { a: { address: 0, type: "float32" }, b: { address: 1, type: "int16" } },
      }),
  ).toThrow(
    expect.objectContaining({
      code: "SIMULATORS_REGISTER_MAP_INVALID",
      detail: { register: "b", address: 1, other: "a" },
    }),
  );
  expect(
    () => new RegisterImage({ ...span, fields: { c: { address: 3, type: "uint32" } } }),
  ).toThrow(
    expect.objectContaining({
      code: "SIMULATORS_REGISTER_MAP_INVALID",
      detail: { register: "c", address: 3 },
    }),
  );
});
