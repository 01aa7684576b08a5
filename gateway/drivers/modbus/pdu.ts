// Questions and answers, without their wire. Reads only: function codes 01 to 04 and 43/14, nothing else can be
// asked. Spec: Modbus Application Protocol V1.1b3 §6.1 to 6.4, §6.21, exceptions §7.
import type { ModbusTable } from "./address.ts";

export type Question = {
  readonly unit: number;
  /** Function code first. */
  readonly pdu: Uint8Array;
  /** Data bytes of a right answer; undefined where only the answer tells (function code 43). */
  readonly bytes: number | undefined;
};

export type Answer =
  | { readonly kind: "data"; readonly bytes: Uint8Array }
  | { readonly kind: "exception"; readonly exception: number }
  | { readonly kind: "malformed"; readonly reason: string };

const functionCodes = { coil: 1, discrete: 2, holding: 3, input: 4 } as const;

/** Encapsulated interface transport, MEI type 14: read device identification. */
const identification = { functionCode: 43, type: 14, basic: 1 } as const;

/** @param count registers, or bits in coil and discrete. */
export function readQuestion(
  unit: number,
  table: ModbusTable,
  start: number,
  count: number,
): Question {
  const code = functionCodes[table];
  const pdu = Uint8Array.of(code, start >>> 8, start & 0xff, count >>> 8, count & 0xff);
  return { unit, pdu, bytes: code <= 2 ? Math.ceil(count / 8) : count * 2 };
}

/** Basic identification from an object on, §6.21. */
export function identificationQuestion(unit: number, object: number): Question {
  const { functionCode, type, basic } = identification;
  return { unit, pdu: Uint8Array.of(functionCode, type, basic, object), bytes: undefined };
}

/** What the PDU that came back says. `bytes`: the registers or bits, or a whole identification PDU. */
export function answerOf(question: Question, pdu: Uint8Array): Answer {
  const asked = question.pdu[0] ?? 0;
  const said = pdu[0];
  if (said === (asked | 0x80) && pdu.length === 2) {
    return { kind: "exception", exception: pdu[1] ?? 0 };
  }
  if (said !== asked) {
    return { kind: "malformed", reason: `function ${said} instead of ${asked}` };
  }
  const { bytes } = question;
  if (bytes === undefined) return { kind: "data", bytes: pdu };
  if (pdu[1] !== bytes || pdu.length !== bytes + 2) {
    return { kind: "malformed", reason: `${pdu.length - 2} bytes instead of ${bytes}` };
  }
  return { kind: "data", bytes: pdu.subarray(2) };
}

/** Objects of an identification answer by id, as far as they are whole. */
export function identificationObjects(pdu: Uint8Array): ReadonlyMap<number, string> {
  const objects = new Map<number, string>();
  for (let at = 7; at + 1 < pdu.length; ) {
    const end = at + 2 + (pdu[at + 1] ?? 0);
    if (end > pdu.length) break;
    objects.set(pdu[at] ?? 0, Buffer.from(pdu.subarray(at + 2, end)).toString("latin1"));
    at = end;
  }
  return objects;
}

/**
 * Bytes of an identification PDU that begins at `from`, by its own lengths; undefined while it is not whole.
 */
export function identificationLength(bytes: Uint8Array, from: number): number | undefined {
  let at = from + 7;
  if (at > bytes.length) return undefined;
  for (let left = bytes[from + 6] ?? 0; left > 0; left -= 1) {
    const length = bytes[at + 1];
    if (length === undefined) return undefined;
    at += 2 + length;
  }
  return at > bytes.length ? undefined : at - from;
}

/**
 * The same place asked for another amount, so that its answer cannot be mistaken for one to `question`;
 * undefined where answers tell themselves apart.
 */
export function unlike({ unit, pdu, bytes }: Question): Question | undefined {
  if (bytes === undefined) return undefined;
  const [code = 0, high = 0, low = 0] = pdu;
  const bits = code <= 2;
  const count = bytes > (bits ? 1 : 2) ? 1 : bits ? 9 : 2;
  const last = (high << 8) + low + count - 1;
  // At the end of the address space it begins earlier.
  const start = last > 0xffff ? 0x10000 - count : (high << 8) + low;
  return {
    unit,
    pdu: Uint8Array.of(code, start >>> 8, start & 0xff, 0, count),
    bytes: bits ? Math.ceil(count / 8) : count * 2,
  };
}
