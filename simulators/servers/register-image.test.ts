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
      detail: { register: "status", value: "NaN" },
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

test("bits share a register and leave each other alone; a value too wide stands at the limit", () => {
  const image = new RegisterImage({
    spans: [{ first: 0, count: 1 }],
    fields: {
      low: { address: 0, type: "bits", bit: 0, width: 8 },
      alarm: { address: 0, type: "bits", bit: 10 },
    },
  });
  image.set("low", 45.7);
  image.set("alarm", true);
  expect(image.read(0, 1)).toEqual(Uint16Array.of(0x042e));
  image.set("low", 300);
  image.set("alarm", false);
  expect(image.read(0, 1)).toEqual(Uint16Array.of(0x00ff));
});

// "AB" is 41 42 in ASCII.
test.each([
  ["ABCD", [0x4142, 0x4300, 0]],
  ["BADC", [0x4241, 0x0043, 0]],
] as const)(
  "text in order %s is filled up with NUL, and a shorter one leaves nothing behind",
  (order, words) => {
    const image = new RegisterImage({
      spans: [{ first: 0, count: 3 }],
      fields: { plate: { address: 0, type: "text", registers: 3, order } },
    });
    image.set("plate", "SIM-01");
    image.set("plate", "ABC");
    expect([...(image.read(0, 3) as Uint16Array)]).toEqual(words);
  },
);

test.each([
  ["text too long", "plate", "SIM-0001"],
  ["text that is not ASCII", "plate", "仪表"],
  ["a number in a text", "plate", 5],
  ["a text in a number", "count", "5"],
  ["NaN in BCD", "digits", Number.NaN],
  ["NaN in a bit", "alarm", Number.NaN],
  ["an infinite counter", "count", Number.POSITIVE_INFINITY],
] as const)("%s is refused", (_, register, value) => {
  const image = new RegisterImage({
    spans: [{ first: 0, count: 8 }],
    fields: {
      plate: { address: 0, type: "text", registers: 3 },
      count: { address: 3, type: "uint32", rollsOverAt: 2 ** 32 },
      digits: { address: 5, type: "bcd32" },
      alarm: { address: 7, type: "bits", bit: 3 },
    },
  });
  expect(() => image.set(register, value)).toThrow(
    expect.objectContaining({
      code: "SIMULATORS_VALUE_UNENCODABLE",
      detail: { register, value: String(value) },
    }),
  );
});

test("the order of the map holds for numbers that do not name their own", () => {
  const image = new RegisterImage({
    order: "CDAB",
    spans: [{ first: 0, count: 4 }],
    fields: {
      swapped: { address: 0, type: "uint32" },
      plain: { address: 2, type: "uint32", order: "ABCD" },
    },
  });
  image.set("swapped", 0x1122_3344);
  image.set("plain", 0x1122_3344);
  expect(image.read(0, 4)).toEqual(Uint16Array.of(0x3344, 0x1122, 0x1122, 0x3344));
});

test("a counter shows whole steps that are complete and begins again at 0", () => {
  const image = new RegisterImage({
    spans: [{ first: 0, count: 4 }],
    fields: {
      energy: { address: 0, type: "uint32", scale: 100, rollsOverAt: 100_000_000 },
      scaled: { address: 2, type: "float32", step: 0.5, rollsOverAt: 1000 },
    },
  });
  const shown = (value: number) => {
    image.set("energy", value);
    image.set("scaled", value);
    const [high = 0, low = 0, ...float] = image.read(0, 4) as Uint16Array;
    const bytes = Buffer.from(float.flatMap((word) => [word >> 8, word & 0xff]));
    return [high * 0x1_0000 + low, bytes.readFloatBE()];
  };
  expect(shown(999_999.999)).toEqual([99_999_999, 999.5]);
  expect(shown(1_000_000)).toEqual([0, 0]);
  expect(shown(1_000_001.15)).toEqual([115, 1]);
});

test("floats of a product that counts in steps lie on its lattice", () => {
  const image = new RegisterImage({
    spans: [{ first: 0, count: 2 }],
    fields: { voltage: { address: 0, type: "float32", scale: 10, step: 1 } },
  });
  image.set("voltage", 230.16);
  // 2302.0 by struct.pack(">f", 2302).
  expect(image.read(0, 2)).toEqual(Uint16Array.of(0x450f, 0xe000));
});

test("where only whole values are read, none begins inside one", () => {
  const image = new RegisterImage({
    wholeValues: true,
    spans: [{ first: 1, count: 6 }],
    fields: { a: { address: 1, type: "float32" }, b: { address: 3, type: "float64" } },
  });
  expect(image.read(1, 6)).toHaveLength(6);
  expect(image.read(1, 1)).toHaveLength(1);
  expect([2, 4, 5, 6].map((address) => image.read(address, 1))).toEqual([2, 2, 2, 2]);
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

test.each([
  [
    "overlapping spans",
    [
      { first: 0, count: 4 },
      { first: 3, count: 2 },
    ],
    3,
  ],
  ["an empty span", [{ first: 7, count: 0 }], 7],
  ["a span past FFFF", [{ first: 0xffff, count: 2 }], 0xffff],
])("%s are refused", (_, spans, address) => {
  expect(() => new RegisterImage({ spans, fields: {} })).toThrow(
    expect.objectContaining({
      code: "SIMULATORS_REGISTER_MAP_INVALID",
      detail: { register: "spans", address },
    }),
  );
});

test("bits that overlap or leave their register are refused", () => {
  const span = { spans: [{ first: 0, count: 1 }] };
  const bits = (bit: number, width: number) => ({ address: 0, type: "bits", bit, width }) as const;
  const build = (fields: Record<string, ReturnType<typeof bits>>) =>
    new RegisterImage({ ...span, fields });
  expect(() => build({ a: bits(0, 8), b: bits(7, 1) })).toThrow(
    expect.objectContaining({ detail: { register: "b", address: 0, other: "a" } }),
  );
  expect(() => build({ a: bits(9, 8) })).toThrow(
    expect.objectContaining({ detail: { register: "a", address: 0 } }),
  );
});
