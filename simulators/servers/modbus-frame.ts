// Modbus TCP framing, pure. Layout of a frame (MBAP header, all big-endian):
//   transaction u16 | protocol u16 = 0 | length u16 = bytes after it | unit u8 | PDU 1..253 bytes
// The peer is not trusted: a header that cannot be right is refused as soon as its six bytes are there,
// so an unfinished frame never holds more than 259 bytes.
// Reference: MODBUS Messaging on TCP/IP Implementation Guide V1.0b §3.1.3.

const HEADER_BYTES = 7;
/** Unit id and at least a function code. */
const MIN_LENGTH = 2;
/** Unit id and the largest PDU. */
const MAX_LENGTH = 254;

export interface ModbusFrame {
  readonly transaction: number;
  readonly unit: number;
  readonly pdu: Uint8Array;
}

export type FrameStep =
  | { readonly kind: "frame"; readonly frame: ModbusFrame; readonly end: number }
  | { readonly kind: "incomplete" }
  | { readonly kind: "refused"; readonly reason: "protocol-id" | "length" };

/** The frame that begins at `offset`; `end` is the offset behind it. The PDU is a view, not a copy. */
export function decodeFrame(bytes: Buffer, offset: number): FrameStep {
  const available = bytes.length - offset;
  if (available < 6) return { kind: "incomplete" };
  // Beyond a wrong protocol id or length nothing tells where the next frame begins.
  if (bytes.readUInt16BE(offset + 2) !== 0) return { kind: "refused", reason: "protocol-id" };
  const length = bytes.readUInt16BE(offset + 4);
  if (length < MIN_LENGTH || length > MAX_LENGTH) return { kind: "refused", reason: "length" };
  if (available < 6 + length) return { kind: "incomplete" };
  const end = offset + 6 + length;
  return {
    kind: "frame",
    frame: {
      transaction: bytes.readUInt16BE(offset),
      unit: bytes.readUInt8(offset + 6),
      pdu: bytes.subarray(offset + HEADER_BYTES, end),
    },
    end,
  };
}

export function encodeFrame(frame: ModbusFrame): Buffer {
  const bytes = Buffer.allocUnsafe(HEADER_BYTES + frame.pdu.length);
  bytes.writeUInt16BE(frame.transaction, 0);
  bytes.writeUInt16BE(0, 2);
  bytes.writeUInt16BE(frame.pdu.length + 1, 4);
  bytes.writeUInt8(frame.unit, 6);
  bytes.set(frame.pdu, HEADER_BYTES);
  return bytes;
}
