import fc from "fast-check";
import { expect, test } from "vitest";
import { crc16, decodeRtu, encodeRtu, lineMs, silenceMs, splitBurst } from "./modbus-rtu-frame.ts";

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(" ", ""), "hex");

// 4B37: catalogue check value of CRC-16/MODBUS. 1241: MODBUS over Serial Line V1.02, appendix B, frame 02 07.
test.each([
  [Buffer.from("123456789"), 0x4b37],
  [hex("02 07"), 0x1241],
  [Buffer.alloc(0), 0xffff],
])("the CRC of %s", (bytes, crc) => {
  expect(crc16(bytes)).toBe(crc);
});

// Frames from manuals: SDM630 protocol manual (volts of phase 1: 230.2), E5CC communications manual, and a read
// request that every Modbus introduction shows.
test.each([
  ["01 04 00 00 00 02 71 CB", 1, "04 00 00 00 02"],
  ["01 04 04 43 66 33 34 1B 38", 1, "04 04 43 66 33 34"],
  ["01 03 00 00 00 0A C5 CD", 1, "03 00 00 00 0A"],
  ["02 07 41 12", 2, "07"],
])("%s is a frame", (bytes, unit, pdu) => {
  expect(decodeRtu(hex(bytes))).toEqual({ unit, pdu: hex(pdu) });
  expect(encodeRtu({ unit, pdu: hex(pdu) })).toEqual(hex(bytes));
});

test("a wrong CRC, too few and too many bytes are no frame", () => {
  expect(decodeRtu(hex("01 03 00 00 00 0A C5 CC"))).toBeUndefined();
  expect(decodeRtu(hex("01 03 00 00 00 0A C5"))).toBeUndefined();
  expect(decodeRtu(hex("FF FF FF"))).toBeUndefined();
  expect(decodeRtu(encodeRtu({ unit: 1, pdu: Buffer.alloc(253) }))).toBeDefined();
  expect(decodeRtu(encodeRtu({ unit: 1, pdu: Buffer.alloc(254) }))).toBeUndefined();
});

test("any single wrong bit is found", () => {
  const frame = hex("01 04 04 43 66 33 34 1B 38");
  for (let bit = 0; bit < frame.length * 8; bit += 1) {
    const wrong = Buffer.from(frame);
    wrong.writeUInt8((wrong[bit >> 3] ?? 0) ^ (1 << (bit & 7)), bit >> 3);
    expect(decodeRtu(wrong)).toBeUndefined();
  }
});

test.each([1, 2, 3, 4, 5])("frames whose silences were lost come apart again, seed %i", (seed) => {
  const u16 = fc.integer({ min: 0, max: 0xffff });
  const unit = fc.integer({ min: 0, max: 247 });
  const request = fc
    .tuple(fc.constantFrom(1, 2, 3, 4, 5, 6), u16, u16)
    .map(([f, a, n]) => Buffer.of(f, a >> 8, a & 0xff, n >> 8, n & 0xff));
  const answer = fc
    .tuple(fc.constantFrom(1, 2, 3, 4), fc.uint8Array({ minLength: 1, maxLength: 250 }))
    .map(([f, data]) => Buffer.concat([Buffer.of(f, data.length), data]));
  const exception = fc.constantFrom(Buffer.of(0x83, 2), Buffer.of(0xab, 1));
  const others = fc.constantFrom(
    Buffer.of(0x2b, 0x0e, 1, 0),
    Buffer.of(0x10, 0, 1, 0, 2, 4, 0, 10, 1, 2),
    Buffer.of(0x17, 0, 3, 0, 6, 0, 14, 0, 1, 2, 0, 255),
    Buffer.of(0x16, 0, 4, 0, 242, 0, 37),
  );
  const frame = fc.record({ unit, pdu: fc.oneof(request, answer, exception, others) });
  fc.assert(
    fc.property(fc.array(frame, { minLength: 1, maxLength: 4 }), (frames) => {
      const { frames: found, rest } = splitBurst(Buffer.concat(frames.map(encodeRtu)));
      expect(found.map((one) => ({ ...one, pdu: Buffer.from(one.pdu) }))).toEqual(frames);
      expect(rest).toHaveLength(0);
    }),
    { seed, numRuns: 60 },
  );
});

test("what is no frame is left over, behind those that are", () => {
  const good = hex("01 03 00 00 00 0A C5 CD");
  const { frames, rest } = splitBurst(Buffer.concat([good, hex("01 03 FF")]));
  expect(frames).toHaveLength(1);
  expect(rest).toEqual(hex("01 03 FF"));
});

test("characters have 11 bits; the silence is 3.5 of them, above 19 200 baud 1.75 ms", () => {
  expect(lineMs(8, 9600)).toBeCloseTo(9.17, 2);
  expect(silenceMs(9600)).toBeCloseTo(4.01, 2);
  expect(silenceMs(19_200)).toBeCloseTo(2.01, 2);
  expect(silenceMs(115_200)).toBe(1.75);
});
