// Registers of the simulated products as their makers (or, for invented modules, the heads of their files) publish
// them, written out once more for the peers: nothing here comes from the code that serves them.

import type { ProductId } from "#simulators/devices/registry.ts";

/** Registers per number; bcd: one decimal digit in four bits. */
const KIND_WORDS = {
  u16: 1,
  i16: 1,
  bcd16: 1,
  u32: 2,
  i32: 2,
  bcd32: 2,
  f32: 2,
  u64: 4,
  i64: 4,
  f64: 4,
} as const;
const WIRE_ORDERS = ["cdab", "badc", "dcba"] as const;

type WireKind = keyof typeof KIND_WORDS;
type WireOrder = (typeof WIRE_ORDERS)[number];

/** High word and high byte first; `cdab` low word first, `badc` low byte first, `dcba` both. */
export type WireType = WireKind | `${WireKind} ${WireOrder}`;

export const WIRE_WORDS = Object.fromEntries(
  Object.entries(KIND_WORDS).flatMap(([kind, words]) =>
    ["", ...WIRE_ORDERS].map((order) => [`${kind} ${order}`.trimEnd(), words]),
  ),
) as Readonly<Record<WireType, number>>;

/** Point, function code, address, type, what the raw number is divided by, finest step of the value. */
export type PublishedRow = readonly [string, 3 | 4, number, WireType, number, number];

/** Float32 keeps 24 bits: the step is that of the value itself. */
const FINE = 0;

const rows = (
  functionCode: 3 | 4,
  type: WireType,
  divisor: number,
  step: number,
  addresses: Readonly<Record<string, number>>,
): PublishedRow[] =>
  Object.entries(addresses).map(([point, address]) => [
    point,
    functionCode,
    address,
    type,
    divisor,
    step,
  ]);

/** One block of the type sampler; exact to the last digit, so no step is allowed. */
function sampled(functionCode: 3 | 4, base: number, order?: WireOrder): PublishedRow[] {
  const row = (point: string, offset: number, kind: WireKind, divisor = 1): PublishedRow => {
    const type: WireType = order === undefined ? kind : `${kind} ${order}`;
    return [point, functionCode, base + offset, type, divisor, FINE];
  };
  return [
    row("integer", 0x00, "u16"),
    row("negative", 0x01, "i16"),
    row("integer", 0x02, "bcd16"),
    // In every order as it is.
    ["bits of the sampler", functionCode, base + 0x03, "u16", 1, FINE],
    row("integer", 0x04, "u32"),
    row("negative", 0x06, "i32"),
    row("integer", 0x08, "bcd32"),
    row("decimal", 0x0a, "f32"),
    row("integer", 0x0c, "u64"),
    row("negative", 0x10, "i64"),
    row("decimal", 0x14, "f64"),
    row("integer", 0x18, "u32", 1e5),
    row("negative", 0x1a, "i32", 1e5),
    row("integer", 0x1c, "bcd32", 1e4),
    row("integer", 0x20, "u64", 1e11),
    row("negative", 0x24, "i64", 1e11),
  ];
}

/** Sixteen characters, four at a time as the number that their codes make. */
function sampledText(address: number, text: string, order?: "badc"): PublishedRow[] {
  return [0, 4, 8, 12].map((at) => {
    const four = text.padEnd(16, "\0").slice(at, at + 4);
    return [`text ${four}`, 3, address + at / 2, order ? `u32 ${order}` : "u32", 1, FINE];
  });
}

export const publishedRegisters: Readonly<Record<ProductId, readonly PublishedRow[]>> = {
  sdm630: rows(4, "f32", 1, FINE, {
    "voltage.l1": 0x0000,
    "voltage.l2": 0x0002,
    "voltage.l3": 0x0004,
    "current.l1": 0x0006,
    "current.l2": 0x0008,
    "current.l3": 0x000a,
    "power.active.l1": 0x000c,
    "power.active.l2": 0x000e,
    "power.active.l3": 0x0010,
    "power.apparent.l1": 0x0012,
    "power.reactive.l1": 0x0018,
    "power.factor.l3": 0x0022,
    "power.active": 0x0034,
    "power.apparent": 0x0038,
    "power.reactive": 0x003c,
    "power.factor": 0x003e,
    frequency: 0x0046,
    "energy.active.import": 0x0048,
    "energy.active.export": 0x004a,
    "energy.reactive.import": 0x004c,
    "energy.active.import.l1": 0x015a,
  }),
  dtsu666: [
    ...rows(3, "f32", 10, 0.1, {
      "voltage.l1": 0x2006,
      "voltage.l2": 0x2008,
      "voltage.l3": 0x200a,
      "power.active": 0x2012,
      "power.active.l1": 0x2014,
      "power.active.l2": 0x2016,
      "power.active.l3": 0x2018,
      "power.reactive": 0x201a,
    }),
    ...rows(3, "f32", 1000, 0.001, {
      "current.l1": 0x200c,
      "current.l2": 0x200e,
      "current.l3": 0x2010,
      "power.factor": 0x202a,
    }),
    ...rows(3, "f32", 100, 0.01, { frequency: 0x2044 }),
    ...rows(3, "f32", 1, 0.01, { "energy.active.import": 0x101e, "energy.active.export": 0x1028 }),
  ],
  iem3000: [
    ...rows(3, "f32", 1, FINE, {
      "current.l1": 0x0bb7,
      "current.l2": 0x0bb9,
      "current.l3": 0x0bbb,
      "voltage.l1": 0x0bd3,
      "voltage.l2": 0x0bd5,
      "voltage.l3": 0x0bd7,
      frequency: 0x0c25,
    }),
    ...rows(3, "f32", 0.001, FINE, {
      "power.active.l1": 0x0bed,
      "power.active.l2": 0x0bef,
      "power.active.l3": 0x0bf1,
      "power.active": 0x0bf3,
      "power.reactive": 0x0bfb,
      "power.apparent": 0x0c03,
    }),
    ...rows(3, "i64", 1000, 0.001, {
      "energy.active.import": 0x0c83,
      "energy.active.export": 0x0c87,
    }),
  ],
  pac2200: [
    ...rows(4, "f32", 1, FINE, {
      "voltage.l1": 1,
      "voltage.l2": 3,
      "voltage.l3": 5,
      "current.l1": 13,
      "current.l2": 15,
      "current.l3": 17,
      "power.active.l1": 25,
      "power.active.l2": 27,
      "power.active.l3": 29,
      "power.factor.l1": 37,
      frequency: 46,
      "power.apparent": 63,
      "power.active": 65,
      "power.reactive": 67,
      "power.factor": 69,
    }),
    ...rows(3, "f64", 1000, 0.001, { "energy.active.import": 801, "energy.active.export": 809 }),
  ],
  adw300: [
    ...rows(3, "u16", 10, 0.1, { "voltage.l1": 20, "voltage.l2": 21, "voltage.l3": 22 }),
    ...rows(3, "u16", 100, 0.01, { "current.l1": 26, "current.l2": 27, "current.l3": 28 }),
    ...rows(3, "i32", 1, 1, {
      "power.active.l1": 30,
      "power.active.l2": 32,
      "power.active.l3": 34,
      "power.active": 36,
    }),
    ...rows(3, "i32", 100, 0.01, { "energy.active.import": 62, "energy.active.export": 64 }),
  ],
  e5cc: rows(3, "i16", 10, 0.1, {
    "temperature.pv": 0x2000,
    "temperature.sp": 0x2103,
    "current.heater": 0x2003,
    "output.heating": 0x2004,
    "alarm.1.limit": 0x2104,
  }),
  "yudian-ai": rows(3, "i16", 10, 0.1, {
    "temperature.sp": 0x00,
    "alarm.1.limit": 0x03,
    "temperature.pv": 0x4a,
  }),
  // dPt 129: by 10, and by 10 once more.
  "yudian-ai-dpt129": rows(3, "i16", 100, 0.01, { "temperature.sp": 0x4b, "temperature.pv": 0x4a }),
  "gas-flow-computer": [
    ...rows(4, "f32", 1, FINE, { "gas.flow": 0, "gas.pressure": 4, "gas.temperature": 6 }),
    ...rows(3, "u32", 100, 0.01, { "gas.total": 2 }),
  ],
  "edge-bander": [
    ...rows(3, "u16", 1, 1, { state: 0 }),
    ...rows(3, "f32 cdab", 1, FINE, {
      "speed.feed": 2,
      "current.premill": 6,
      "pressure.press": 8,
      "current.trim": 12,
    }),
    ...rows(3, "i16", 10, 0.1, {
      "temperature.glue": 4,
      "temperature.glue.sp": 5,
      "temperature.roller": 11,
    }),
    ...rows(3, "u16", 10, 0.1, { "output.heating": 10, "consumption.glue": 15 }),
    ...rows(3, "u16", 100, 0.01, { "weight.glue": 14 }),
    ...rows(3, "u32 cdab", 100, 0.01, { "weight.glue.used": 0x16 }),
    ...rows(3, "u32 cdab", 1, 1, { "output.total": 0x10, "pieces.in": 0x12 }),
    ...rows(3, "u32 cdab", 10, 0.1, { "length.edge": 0x14 }),
  ],
  "dust-system": [
    ...rows(3, "u16", 100, 0.01, { "power.fan": 1 }),
    ...rows(3, "u16", 1, 1, { "pressure.filter": 2 }),
    ...rows(3, "u32 cdab", 1, 1, { "count.pulse": 4 }),
  ],
  // Bits are read by FC 01 and 02; as a register they are this number.
  "digital-inputs": [["bits of the inputs", 3, 0, "u16", 1, 1]],
  "analog-inputs": [
    ...rows(4, "u16", 1000, 0.001, { "input.1": 0, "input.2": 1, "input.8": 7 }),
    // Counts: 27 648 are 16 mA, from 4 mA on.
    ["counts of input.2", 4, 0x21, "i16", 1, 1],
  ],
  "float-block": [
    ["value 0", 4, 0, "f32", 1, FINE],
    ["value 62", 4, 124, "f32", 1, FINE],
    ["value 999", 4, 1998, "f32", 1, FINE],
  ],
  "type-sampler": [
    ...([3, 4] as const).flatMap((functionCode) => [
      ...sampled(functionCode, 0x0000),
      ...sampled(functionCode, 0x0100, "cdab"),
      ...sampled(functionCode, 0x0200, "badc"),
      ...sampled(functionCode, 0x0300, "dcba"),
    ]),
    ...sampledText(0x0400, "26010001"),
    ...sampledText(0x0408, "26010001", "badc"),
    ...sampledText(0x0410, "SIM-TYPES"),
    ...sampledText(0x0418, "SIM-TYPES", "badc"),
  ],
};
