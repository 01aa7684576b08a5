// A recording as a Modbus product, the same in input and holding registers, from address 0:
//   0-1      row number in the file, uint32, high word first
//   2+2k     value of column k, float32, high word first
// Beyond the last column: exception 02. While no row is valid: exception 06.

import {
  modbusException,
  type RegisterAnswer,
  type RegisterDevice,
} from "../servers/register-device.ts";
import type { Playback } from "./playback.ts";

/** Numbers by column; Booleans are 0 and 1. */
export interface RegisterRows {
  readonly columns: readonly string[];
  valuesOf(row: number): readonly number[];
}

export function countRegisters({ columns }: { readonly columns: ArrayLike<unknown> }): number {
  return 2 + 2 * columns.length;
}

export function createReplayDevice(
  unit: number,
  recorded: RegisterRows,
  playback: Playback,
): RegisterDevice {
  const registers = countRegisters(recorded);
  const read = (address: number, count: number): RegisterAnswer => {
    if (address + count > registers) return modbusException.illegalDataAddress;
    const { row } = playback.progress();
    if (row === undefined) return modbusException.serverDeviceBusy;
    const image = encodeRow(row, recorded.valuesOf(row));
    playback.noteRead(address, count);
    return image.slice(address, address + count);
  };
  return {
    unit,
    identification: {
      vendorName: "Lineproof simulator",
      productCode: "Replay of a recording",
      revision: "1.0",
    },
    readHolding: read,
    readInput: read,
  };
}

function encodeRow(row: number, values: readonly number[]): Uint16Array {
  const view = new DataView(new ArrayBuffer(4 + 4 * values.length));
  view.setUint32(0, row);
  values.forEach((value, column) => {
    view.setFloat32(4 + 4 * column, value);
  });
  return Uint16Array.from({ length: view.byteLength / 2 }, (_, at) => view.getUint16(2 * at));
}
