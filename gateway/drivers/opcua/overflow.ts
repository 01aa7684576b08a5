// Queues of a server that were too short: of the values between two publishings some are lost. The server says so
// at the value next to those it dropped (Part 4 §5.13.1.5, §7.39.1: InfoType DataValue with the Overflow bit).
import type { Reading } from "../../driver.ts";

const infoMask = 0x0c80;
const overflow = 0x0480;

export function tellsOfOverflow(status: number): boolean {
  return (status & infoMask) === overflow;
}

/** The newest value of a queue carries the mark too: it is the one that is kept. */
export function markedAsOverflowed(reading: Reading): Reading {
  return { ...reading, status: ((reading.status & ~infoMask) | overflow) >>> 0 };
}
