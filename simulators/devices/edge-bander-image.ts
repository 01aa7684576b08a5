// Registers as a small PLC of the Inovance kind lays them out: 16-bit words as usual, 32-bit values with the low word
// first (CDAB), texts with the first character in the low byte (BADC). Built on the plain image, which checks spans
// and overlaps.

import type { RegisterAnswer } from "../servers/register-device.ts";
import { type RegisterField, RegisterImage } from "../servers/register-image.ts";

export type PlcField = {
  /** First register, PDU address (0-based). */
  readonly address: number;
  readonly type: "uint16" | "int16" | "uint32" | "float32";
  /** Raw number = value × scale, rounded; integers only. Default 1. */
  readonly scale?: number;
};

export type PlcText = {
  readonly address: number;
  /** Two characters each; what is left of them is NUL. */
  readonly registers: number;
  /** Printable ASCII. */
  readonly text: string;
};

export type PlcMap<Name extends string> = {
  readonly spans: readonly { readonly first: number; readonly count: number }[];
  readonly fields: Readonly<Record<Name, PlcField>>;
  readonly texts: readonly PlcText[];
};

const UINT32_MAX = 0xffff_ffff;

export class PlcImage<Name extends string> {
  readonly #fields: Readonly<Record<Name, PlcField>>;
  readonly #image: RegisterImage<string>;
  readonly #scratch = new DataView(new ArrayBuffer(4));

  /** Throws SIMULATORS_REGISTER_MAP_INVALID when a field lies in no span or overlaps another. */
  constructor({ spans, fields, texts }: PlcMap<Name>) {
    this.#fields = fields;
    const words: Record<string, RegisterField> = {};
    for (const [name, { address, type, scale = 1 }] of Object.entries<PlcField>(fields)) {
      if (type === "uint16" || type === "int16") words[name] = { address, type, scale };
      else {
        words[`${name}.low`] = { address, type: "uint16" };
        words[`${name}.high`] = { address: address + 1, type: "uint16" };
      }
    }
    for (const { address, registers } of texts) {
      for (let n = 0; n < registers; n += 1) {
        words[`text.${address + n}`] = { address: address + n, type: "uint16" };
      }
    }
    this.#image = new RegisterImage({ spans, fields: words });
    for (const { address, registers, text } of texts) {
      for (let n = 0; n < registers; n += 1) {
        const [first, second] = [text.charCodeAt(2 * n), text.charCodeAt(2 * n + 1)];
        // A code that does not exist is NaN, which is 0 here.
        this.#image.set(`text.${address + n}`, (first & 0xff) | ((second & 0xff) << 8));
      }
    }
  }

  /** Integers outside their type's range stand at its limit. */
  set(name: Name, value: number): void {
    const { type, scale = 1 } = this.#fields[name];
    if (type === "uint16" || type === "int16") {
      this.#image.set(name, value);
      return;
    }
    if (type === "float32") this.#scratch.setFloat32(0, value);
    else this.#scratch.setUint32(0, Math.min(Math.max(Math.round(value * scale), 0), UINT32_MAX));
    this.#image.set(`${name}.high`, this.#scratch.getUint16(0));
    this.#image.set(`${name}.low`, this.#scratch.getUint16(2));
  }

  read(address: number, count: number): RegisterAnswer {
    return this.#image.read(address, count);
  }
}
