import fc from "fast-check";
import { expect, test } from "vitest";
import { decodeFrame, encodeFrame } from "./modbus-frame.ts";

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(" ", ""), "hex");

// Messaging on TCP/IP Implementation Guide V1.0b, example of a read request.
const GUIDE_REQUEST = "15 01 00 00 00 06 FF 03 00 04 00 01";

test("the guide's request decodes into transaction, unit and PDU", () => {
  expect(decodeFrame(hex(GUIDE_REQUEST), 0)).toEqual({
    kind: "frame",
    frame: { transaction: 0x1501, unit: 0xff, pdu: hex("03 00 04 00 01") },
    end: 12,
  });
});

test("the guide's answer encodes to its bytes", () => {
  const frame = { transaction: 0x1501, unit: 0xff, pdu: hex("03 02 00 05") };
  expect(encodeFrame(frame)).toEqual(hex("15 01 00 00 00 05 FF 03 02 00 05"));
});

test("every shorter prefix of a frame is incomplete", () => {
  const bytes = hex(GUIDE_REQUEST);
  for (let length = 0; length < bytes.length; length += 1) {
    expect(decodeFrame(bytes.subarray(0, length), 0)).toEqual({ kind: "incomplete" });
  }
});

test.each([
  ["15 01 00 01 00 06", "protocol-id"],
  ["15 01 00 00 00 01", "length"],
  ["15 01 00 00 00 FF", "length"],
  ["15 01 00 00 FF FF", "length"],
])("the header %s is refused by its six bytes alone: %s", (bytes, reason) => {
  expect(decodeFrame(hex(bytes), 0)).toEqual({ kind: "refused", reason });
});

test("the longest PDU of 253 bytes is a frame", () => {
  const frame = { transaction: 7, unit: 1, pdu: Buffer.alloc(253, 0x5a) };
  const bytes = encodeFrame(frame);
  expect(bytes.length).toBe(260);
  expect(decodeFrame(bytes, 0)).toEqual({ kind: "frame", frame, end: 260 });
});

test("frames behind one another come back as they were", () => {
  const frame = fc.record({
    transaction: fc.nat(0xffff),
    unit: fc.nat(0xff),
    pdu: fc.uint8Array({ minLength: 1, maxLength: 253 }).map((bytes) => Buffer.from(bytes)),
  });
  fc.assert(
    fc.property(fc.array(frame, { maxLength: 5 }), (frames) => {
      const bytes = Buffer.concat(frames.map(encodeFrame));
      let offset = 0;
      for (const expected of frames) {
        const step = decodeFrame(bytes, offset);
        expect(step).toMatchObject({ kind: "frame", frame: expected });
        if (step.kind === "frame") offset = step.end;
      }
      expect(offset).toBe(bytes.length);
    }),
    { seed: 1 },
  );
});
