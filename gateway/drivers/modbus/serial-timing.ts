// How long things take on a serial line. Spec: Modbus over Serial Line V1.02 §2.5.1, §2.5.1.1.

export type SerialFormat = {
  readonly baudRate: number;
  readonly parity: "none" | "even" | "odd";
  readonly stopBits: 1 | 2;
};

/** Start bit, 8 data bits, parity, stop bits. */
export function byteMs({ baudRate, parity, stopBits }: SerialFormat): number {
  return ((1 + 8 + (parity === "none" ? 0 : 1) + stopBits) * 1000) / baudRate;
}

/** Between frames: 3.5 characters of 11 bits; above 19 200 baud fixed at 1.75 ms. */
export function silenceMs({ baudRate }: SerialFormat): number {
  return baudRate > 19_200 ? 1.75 : (3.5 * 11 * 1000) / baudRate;
}
