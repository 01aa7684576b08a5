// How far a sample may be trusted: the raw 32-bit OPC UA status code and the HJ 212-2017 flag.
// OPC UA Part 4 §7.39: the two top bits are the severity. Uncertain is not good.

/** HJ 212-2017: normal · stopped · maintenance · manual · fault · calibration · over range · communication. */
export const flags = ["N", "F", "M", "S", "D", "C", "T", "B"] as const;
export type Flag = (typeof flags)[number];

export type Quality = "good" | "uncertain" | "bad";

/** OPC UA Part 6 Annex A.2, the codes that Lineproof itself sets. */
export const status = {
  good: 0x00000000,
  uncertainLastUsable: 0x40900000,
  bad: 0x80000000,
  badCommunication: 0x80050000,
  badTimeout: 0x800a0000,
  badWaitingForInitialData: 0x80320000,
  badOutOfRange: 0x803c0000,
  badNotSupported: 0x803d0000,
  badConfiguration: 0x80890000,
  badNotConnected: 0x808a0000,
  badDecoding: 0x80070000,
  badDeviceFailure: 0x808b0000,
  badSensorFailure: 0x808c0000,
  badResourceUnavailable: 0x80040000,
} as const;

export function qualityOf(code: number): Quality {
  const severity = (code >>> 30) & 0b11;
  if (severity === 0) return "good";
  return severity === 1 ? "uncertain" : "bad";
}

export function isGood(code: number): boolean {
  return code >>> 30 === 0;
}

/**
 * Status of a Modbus exception response (Application Protocol V1.1b3 §7).
 * The exception number stands in the low byte; OPC UA ignores it because InfoType is 0.
 */
export function statusOfModbusException(exception: number): number {
  const low = exception & 0xff;
  if (exception === 1) return (status.badNotSupported | low) >>> 0;
  if (exception === 2 || exception === 3) return (status.badConfiguration | low) >>> 0;
  if (exception === 5 || exception === 6) return (status.badResourceUnavailable | low) >>> 0;
  if (exception === 10 || exception === 11) return (status.badNotConnected | low) >>> 0;
  return (status.badDeviceFailure | low) >>> 0;
}

/** The flag that a status alone implies; F, M, S and C come from states and named people's marks. */
export function flagOfStatus(code: number): Flag {
  if (qualityOf(code) !== "bad") return "N";
  const main = (code & 0xffff0000) >>> 0;
  if (main === status.badOutOfRange) return "T";
  if (main === status.badDeviceFailure || main === status.badSensorFailure) return "D";
  return "B";
}

/** Sparkplug 3.0 §6.4.15: property `Quality` is 0 BAD, 192 GOOD or 500 STALE. */
export const sparkplugQuality = { bad: 0, good: 192, stale: 500 } as const;
