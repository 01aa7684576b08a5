// For tests of running plants: time that a test turns by hand, and a Modbus client of one request.

import { connect } from "node:net";
import { ManualClock } from "#contracts/time.ts";
import type { Every } from "./ticker.ts";

export interface HandTime {
  readonly clock: ManualClock;
  readonly every: Every;
  /** Lets time pass, then ticks once. */
  pass(ms: number): void;
  ticking(): boolean;
}

export function byHand(at: number): HandTime {
  const clock = new ManualClock(at);
  let action: (() => void) | undefined;
  return {
    clock,
    every: (_, work) => {
      action = work;
      return () => {
        action = undefined;
      };
    },
    pass: (ms) => {
      clock.advance(ms);
      action?.();
    },
    ticking: () => action !== undefined,
  };
}

/** Sends one request and returns the PDU of the answer, function code first. */
export async function askModbus(
  place: { readonly host: string; readonly port: number },
  unit: number,
  pdu: readonly number[],
): Promise<Buffer> {
  const socket = connect(place);
  try {
    return await new Promise<Buffer>((resolve, reject) => {
      let bytes = Buffer.alloc(0);
      socket.on("error", reject);
      socket.on("close", () => reject(new Error("closed without an answer")));
      socket.on("data", (chunk: Buffer) => {
        bytes = Buffer.concat([bytes, chunk]);
        if (bytes.length >= 6 && bytes.length >= 6 + bytes.readUInt16BE(4)) {
          resolve(bytes.subarray(7));
        }
      });
      socket.write(Buffer.from([0, 1, 0, 0, 0, pdu.length + 1, unit, ...pdu]));
    });
  } finally {
    socket.destroy();
  }
}
