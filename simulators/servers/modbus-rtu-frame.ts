// Modbus RTU framing, pure. Layout of a frame:
//   unit u8 | PDU 1..253 bytes | CRC-16 u16, low byte first
// Frames have no length: on the line a silence of 3.5 characters ends them (modbus-rtu-receiver.ts).
// Reference: MODBUS over Serial Line V1.02 §2.5.1, CRC §6.2.2.

const MIN_BYTES = 4;
const MAX_BYTES = 256;
/** Start bit, eight data bits, parity or a second stop bit, stop bit (§2.5.1). */
const BITS_PER_CHARACTER = 11;

export interface RtuFrame {
  readonly unit: number;
  readonly pdu: Uint8Array;
}

/** CRC-16 with the polynomial A001 (bits reversed), beginning at FFFF. Check: "123456789" → 4B37. */
const TABLE = Uint16Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >> 1) ^ 0xa001 : crc >> 1;
  return crc;
});

export function crc16(bytes: Uint8Array): number {
  let crc = 0xffff;
  for (const byte of bytes) crc = (crc >> 8) ^ (TABLE[(crc ^ byte) & 0xff] ?? 0);
  return crc;
}

export function encodeRtu({ unit, pdu }: RtuFrame): Buffer {
  const bytes = Buffer.allocUnsafe(pdu.length + 3);
  bytes.writeUInt8(unit, 0);
  bytes.set(pdu, 1);
  bytes.writeUInt16LE(crc16(bytes.subarray(0, -2)), pdu.length + 1);
  return bytes;
}

/** The frame that the bytes are, no more and no less; undefined when length or CRC is wrong. */
export function decodeRtu(bytes: Buffer): RtuFrame | undefined {
  if (bytes.length < MIN_BYTES || bytes.length > MAX_BYTES) return undefined;
  const end = bytes.length - 2;
  if (crc16(bytes.subarray(0, end)) !== bytes.readUInt16LE(end)) return undefined;
  return { unit: bytes.readUInt8(0), pdu: bytes.subarray(1, end) };
}

/**
 * What a burst between two silences holds: one frame, as the specification has it; or, since streams (TCP, pseudo
 * terminals) swallow silences, several behind one another whose lengths follow from their function codes.
 * `rest` is what is no frame.
 */
export function splitBurst(burst: Buffer): { readonly frames: RtuFrame[]; readonly rest: Buffer } {
  const frames: RtuFrame[] = [];
  let rest = burst;
  while (rest.length > 0) {
    const found = firstFrame(rest);
    if (found === undefined) break;
    frames.push(found.frame);
    rest = rest.subarray(found.length);
  }
  return { frames, rest };
}

function firstFrame(bytes: Buffer): { frame: RtuFrame; length: number } | undefined {
  for (const length of [bytes.length, ...possibleLengths(bytes)]) {
    if (length > bytes.length) continue;
    const frame = decodeRtu(bytes.subarray(0, length));
    if (frame !== undefined) return { frame, length };
  }
  return undefined;
}

/** Of a request or an answer with this beginning, unit and CRC included (Application Protocol V1.1b3 §6). */
function possibleLengths(bytes: Buffer): readonly number[] {
  const functionCode = bytes[1] ?? 0;
  const counted = (at: number): number => bytes[at] ?? 0;
  if (functionCode >= 0x80) return [5];
  switch (functionCode) {
    case 0x01:
    case 0x02:
    case 0x03:
    case 0x04:
      return [8, 5 + counted(2)];
    case 0x05:
    case 0x06:
    case 0x08:
      return [8];
    case 0x0f:
    case 0x10:
      return [9 + counted(6), 8];
    case 0x16:
      return [10];
    case 0x17:
      return [13 + counted(10), 5 + counted(2)];
    case 0x2b:
      return [7];
    default:
      return [4];
  }
}

/** How long so many bytes take on the line. */
export function lineMs(bytes: number, baud: number): number {
  return (bytes * BITS_PER_CHARACTER * 1000) / baud;
}

/** 3.5 characters; above 19 200 baud fixed at 1.75 ms (§2.5.1.1). */
export function silenceMs(baud: number): number {
  return baud > 19_200 ? 1.75 : lineMs(3.5, baud);
}
