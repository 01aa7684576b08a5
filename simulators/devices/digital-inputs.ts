// Module of 16 digital inputs on RS-485. Layout as the usual Chinese modules have it (Juying DAM, Zhonglian and
// their like: inputs are discrete inputs from 0) [R]; what goes beyond is invented, no maker's map is copied:
//   FC 02  0x0000-0x000F  inputs 1 to 16
//   FC 01  0x0000-0x000F  the same (invented: for masters that read coils only)
//   FC 03  0x0000         the same as bits, input 1 the lowest (invented)
//   FC 03  0x2600         serial number, see register-product.ts

import {
  type BitAnswer,
  modbusException,
  type RegisterDevice,
} from "../servers/register-device.ts";
import type { Product } from "./product.ts";
import {
  INVENTED_SERIAL,
  INVENTED_SERIAL_SPAN,
  type ProductRegister,
  registerProduct,
} from "./register-product.ts";

const INPUTS = 16;

const registers = registerProduct({
  maker: "Lineproof simulator",
  model: "SIM-DI-16",
  name: { zh: "16 路开关量输入模块", en: "module of 16 digital inputs" },
  productCode: "SIM-DI-16 digital inputs (simulated)",
  revision: "1.0",
  holding: {
    spans: [{ first: 0x0000, count: 1 }, INVENTED_SERIAL_SPAN],
    registers: {
      ...Object.fromEntries(
        Array.from({ length: INPUTS }, (_, bit): [string, ProductRegister] => [
          `input${bit + 1}`,
          { address: 0x0000, type: "bits", bit, point: `input.${bit + 1}` },
        ]),
      ),
      serial: INVENTED_SERIAL,
    },
  },
});

export const digitalInputs: Product = {
  ...registers,
  create: (options) => {
    const { device, publish } = registers.create(options);
    const readBits = bitReader(device);
    return { device: { ...device, readCoils: readBits, readDiscrete: readBits }, publish };
  },
};

function bitReader(device: RegisterDevice): (address: number, count: number) => BitAnswer {
  return (address, count) => {
    const word = device.readHolding(0x0000, 1);
    if (typeof word === "number") return word;
    if (address + count > INPUTS) return modbusException.illegalDataAddress;
    const bits = word[0] ?? 0;
    return Array.from({ length: count }, (_, n) => ((bits >> (address + n)) & 1) === 1);
  };
}
