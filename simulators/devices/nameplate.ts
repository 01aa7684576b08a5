// A serial number as text in registers: two ASCII characters each, the first in the high byte, the rest 0.

import { modbusException, type RegisterAnswer } from "../servers/register-device.ts";

export interface Nameplate {
  /** Whether the address lies on the plate. */
  covers(address: number): boolean;
  read(address: number, count: number): RegisterAnswer;
}

/** Throws RangeError for text that is not ASCII or does not fit. */
export function createNameplate(first: number, registers: number, text: string): Nameplate {
  if (!/^[\x20-\x7e]*$/.test(text) || text.length > 2 * registers) {
    throw new RangeError(`铭牌文字不合适 · text does not fit the nameplate: ${text}`);
  }
  const code = (index: number): number => (index < text.length ? text.charCodeAt(index) : 0);
  const words = Uint16Array.from(
    { length: registers },
    (_, n) => (code(2 * n) << 8) | code(2 * n + 1),
  );
  return {
    covers: (address) => address >= first && address < first + registers,
    read: (address, count) =>
      address < first || address + count > first + registers
        ? modbusException.illegalDataAddress
        : words.slice(address - first, address - first + count),
  };
}
