// RTU frames in a stream of bytes. A frame has no length: it is what its function code makes it, and its CRC says
// so. Silences cannot be relied on: converters, drivers and radio swallow them.
// Layout: unit u8 | PDU 1..253 | CRC-16 u16, low byte first. Spec: Modbus over Serial Line V1.02 §2.5.1, §6.2.2.
import { crc16 } from "./crc16.ts";
import { identificationLength } from "./pdu.ts";

/** Unit, PDU of at most 253 bytes, CRC. */
export const maxFrameBytes = 256;
const minFrameBytes = 4;
/** §2.2: addresses of slaves end here; 0 is a broadcast. */
const maxUnit = 247;

export function encodeRtu(unit: number, pdu: Uint8Array): Buffer {
  const frame = Buffer.alloc(pdu.length + 3);
  frame.writeUInt8(unit, 0);
  frame.set(pdu, 1);
  frame.writeUInt16LE(crc16(frame.subarray(0, -2)), pdu.length + 1);
  return frame;
}

/** Whether `length` bytes from `from` are there and end with their CRC. */
export function isRtuFrame(bytes: Buffer, from: number, length: number): boolean {
  const end = from + length;
  if (length < minFrameBytes || length > maxFrameBytes || end > bytes.length) return false;
  return crc16(bytes.subarray(from, end - 2)) === bytes.readUInt16LE(end - 2);
}

export type HeardFrame = {
  readonly unit: number;
  readonly functionCode: number;
  /** Who said it. An answer of 3 bytes of bits has the form of a request: then `asks`. */
  readonly role: "asks" | "answers";
  readonly at: number;
  readonly bytes: Buffer;
};

type Form = { readonly role: HeardFrame["role"]; readonly length: number };

/** Every frame that is whole among the bytes, whoever said it; what lies between them is noise. */
export function heardFrames(bytes: Buffer): readonly HeardFrame[] {
  const frames: HeardFrame[] = [];
  for (let at = 0; at + minFrameBytes <= bytes.length; ) {
    const frame = frameAt(bytes, at);
    if (frame !== undefined) frames.push(frame);
    at += frame?.bytes.length ?? 1;
  }
  return frames;
}

function frameAt(bytes: Buffer, at: number): HeardFrame | undefined {
  const unit = bytes.readUInt8(at);
  if (unit > maxUnit) return undefined;
  const form = formsOf(bytes, at).find(({ length }) => isRtuFrame(bytes, at, length));
  if (form === undefined) return undefined;
  return {
    unit,
    functionCode: bytes.readUInt8(at + 1) & 0x7f,
    role: form.role,
    at,
    bytes: bytes.subarray(at, at + form.length),
  };
}

/** What a frame with this beginning can be, unit and CRC included (Application Protocol V1.1b3 §6, §7). */
function formsOf(bytes: Buffer, at: number): readonly Form[] {
  const code = bytes[at + 1] ?? 0;
  const asks = (length: number): Form => ({ role: "asks", length });
  const answers = (length: number): Form => ({ role: "answers", length });
  const counted = (offset: number) => bytes[at + offset] ?? 0;
  if (code > 0x80) return code <= 0xab ? [answers(5)] : [];
  switch (code) {
    case 1:
    case 2:
    case 3:
    case 4:
      return [asks(8), answers(5 + counted(2))];
    case 5:
    case 6:
    case 8:
      return [asks(8)];
    case 15:
    case 16:
      return [asks(9 + counted(6)), answers(8)];
    case 22:
      return [asks(10)];
    case 23:
      return [asks(13 + counted(10)), answers(5 + counted(2))];
    case 43: {
      const length = identificationLength(bytes, at + 1);
      return length === undefined ? [asks(7)] : [asks(7), answers(length + 3)];
    }
    default:
      return [];
  }
}
