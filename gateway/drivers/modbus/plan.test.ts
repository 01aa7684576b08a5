import fc from "fast-check";
import { expect, test } from "vitest";
import { parseModbusAddress } from "./address.ts";
import { type Block, cutKey, planBlocks, splitBlock } from "./plan.ts";

const none = {
  maxGap: 16,
  maxBits: 2000,
  coilsFromZero: false,
  cuts: new Set<string>(),
  forbidden: [],
};

function items(addresses: readonly string[], shared = {}) {
  return addresses.map((text, index) => ({ index, address: parseModbusAddress(text, shared) }));
}

function shape(blocks: readonly Block[]) {
  return blocks.map(({ table, start, count }) => `${table}:${start}+${count}`);
}

test("neighbours and small gaps make one request, far ones two, tables never mix", () => {
  const plan = planBlocks(
    items([
      "input:0:float32",
      "input:2:float32",
      "input:20:int16",
      "input:38:int16",
      "holding:0:int16",
    ]),
    none,
  );
  expect(shape(plan)).toEqual(["holding:0+1", "input:0+21", "input:38+1"]);
});

test("no request asks for more than the unit takes, and no value is split", () => {
  const floats = Array.from({ length: 100 }, (_, i) => `input:${2 * i}:float32`);
  expect(shape(planBlocks(items(floats, { maxRegisters: 80 }), none))).toEqual([
    "input:0+80",
    "input:80+80",
    "input:160+40",
  ]);
  expect(shape(planBlocks(items(floats, { maxRegisters: 79 }), none))).toEqual([
    "input:0+78",
    "input:78+78",
    "input:156+44",
  ]);
});

test("the map of an SDM630 takes two requests", () => {
  const plan = planBlocks(
    items(["input:0:float32", "input:0x4e:float32", "input:0x156:float32"], { maxRegisters: 80 }),
    {
      ...none,
      maxGap: 80,
    },
  );
  expect(shape(plan)).toEqual(["input:0+80", "input:342+2"]);
});

test("bits are planned by two thousand", () => {
  const coils = ["coil:0:boolean", "coil:1999:boolean", "coil:2000:boolean"];
  expect(shape(planBlocks(items(coils), { ...none, maxGap: 2000 }))).toEqual([
    "coil:0+2000",
    "coil:2000+1",
  ]);
  expect(
    shape(planBlocks(items(coils.slice(0, 2)), { ...none, maxGap: 124, maxBits: 1999 })),
  ).toEqual(["coil:0+1", "coil:1999+1"]);
});

test("where bits are answered from 0 only, they make one request as long as it may be", () => {
  const limits = { ...none, coilsFromZero: true, maxBits: 600 };
  const wanted = items([
    "coil:20:boolean",
    "coil:500:boolean",
    "discrete:7:boolean",
    "input:9:int16",
  ]);
  expect(shape(planBlocks(wanted, limits))).toEqual(["coil:0+501", "discrete:0+8", "input:9+1"]);
  const [block] = planBlocks(wanted, limits);
  const split = splitBlock(block!, limits);
  expect(shape(split!.halves)).toEqual(["coil:0+21", "coil:0+501"]);
  const parted = planBlocks(wanted, { ...limits, cuts: new Set([split!.cut]) });
  expect(shape(parted)).toEqual(["coil:0+21", "coil:0+501", "discrete:0+8", "input:9+1"]);
});

test("no request crosses a cut or reads over a forbidden address", () => {
  const wanted = items(["input:0:int16", "input:1:int16", "input:2:int16", "input:9:int16"]);
  expect(shape(planBlocks(wanted, { ...none, cuts: new Set([cutKey("input", 1)]) }))).toEqual([
    "input:0+1",
    "input:1+9",
  ]);
  const forbidden = [parseModbusAddress("input:4:float32")];
  expect(shape(planBlocks(wanted, { ...none, forbidden }))).toEqual(["input:0+3", "input:9+1"]);
});

test("a refused block parts at its widest gap", () => {
  const [block] = planBlocks(
    items(["input:0:int16", "input:1:int16", "input:10:int16", "input:12:int16"]),
    none,
  );
  const split = splitBlock(block!, none);
  expect(shape(split!.halves)).toEqual(["input:0+2", "input:10+3"]);
  expect(split!.cut).toBe("input:10");
  expect(splitBlock(planBlocks(items(["input:0:int16"]), none)[0]!, none)).toBeUndefined();
});

test("every address is in exactly one block, wholly", () => {
  const address = fc.record({
    table: fc.constantFrom("input", "holding"),
    at: fc.integer({ min: 0, max: 600 }),
    type: fc.constantFrom("int16", "float32", "float64"),
  });
  fc.assert(
    fc.property(
      fc.array(address, { minLength: 1, maxLength: 60 }),
      fc.integer({ min: 4, max: 125 }),
      fc.integer({ min: 0, max: 20 }),
      (wanted, maxRegisters, maxGap) => {
        const planned = items(
          wanted.map(({ table, at, type }) => `${table}:${at}:${type}`),
          { maxRegisters },
        );
        const blocks = planBlocks(planned, { ...none, maxGap });
        const seen = blocks.flatMap((block) => block.items.map(({ index }) => index));
        expect([...seen].sort((a, b) => a - b)).toEqual(planned.map(({ index }) => index));
        for (const block of blocks) {
          expect(block.count).toBeLessThanOrEqual(maxRegisters);
          for (const { address } of block.items) {
            expect(address.table).toBe(block.table);
            expect(address.address).toBeGreaterThanOrEqual(block.start);
            expect(address.address + address.length).toBeLessThanOrEqual(block.start + block.count);
          }
        }
      },
    ),
    { seed: 20_261 },
  );
});
