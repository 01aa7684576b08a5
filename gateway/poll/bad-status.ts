// What a bad status says about a device, for its state and in words. OPC UA Part 6 Annex A.2; a Modbus exception
// stands in the low byte (contracts/quality.ts).
import { status } from "#contracts/quality.ts";
import { statusWords } from "../status-words.ts";

/** The device said nothing at all about the address. */
const silence: ReadonlySet<number> = new Set([
  status.badTimeout,
  status.badNotConnected,
  status.badCommunication,
  // What an OPC UA server says of machines that it has no line to: BadServerNotConnected, BadNoCommunication.
  0x800d_0000,
  0x8031_0000,
]);

/** The device answered that there is no such address, or not for us. */
const refusal: ReadonlySet<number> = new Set([
  status.badNotSupported,
  status.badConfiguration,
  // BadUserAccessDenied, BadNodeIdInvalid, BadNodeIdUnknown, BadAttributeIdInvalid, BadNotReadable, BadNoMatch
  0x801f_0000,
  0x8033_0000,
  0x8034_0000,
  0x8035_0000,
  0x803a_0000,
  0x806f_0000,
]);

const mainPart = (code: number): number => (code & 0xffff_0000) >>> 0;

export function isSilence(code: number): boolean {
  return silence.has(mainPart(code));
}

export function isRefusal(code: number): boolean {
  return refusal.has(mainPart(code));
}

/** zh · en, with the number of a Modbus exception. */
export function badStatusWords(code: number): string {
  const { said } = statusWords(code);
  // OPC UA leaves the low bytes 0 where InfoType is 0 (Part 4 §7.39), so that they may carry the exception.
  const exception = code & 0xffff;
  if (exception === 0 || exception > 0xff) return said;
  const number = exception.toString(16).toUpperCase().padStart(2, "0");
  return `异常码 ${number} · exception ${number}: ${said}`;
}
