// Module of eight 4-20 mA inputs on RS-485. Points are currents in mA. Layout as the usual Chinese modules have it
// (Juying DAM, Zhonglian and their like: microamperes from 0, FC 04 or 03) [R]; the counts are invented here, after
// the analog modules of Siemens; no maker's map is copied:
//   0x0000-0x0007  uint16  µA; below 0 it stands at 0
//   0x0020-0x0027  int16   counts: 0 is 4 mA, 27 648 is 20 mA, so one count is 0.58 µA. Underrange to -4864 (1.185 mA),
//                          overrange to 32 511 (22.81 mA); beyond: -32 768 and 32 767
//   0x2600         serial number, see register-product.ts

import {
  INVENTED_SERIAL,
  INVENTED_SERIAL_SPAN,
  type ProductMap,
  type ProductRegister,
  registerProduct,
} from "./register-product.ts";

const INPUTS = 8;
const NOMINAL_COUNTS = 27_648;
const LOWEST_COUNT = -4864;
const HIGHEST_COUNT = 32_511;

function toCounts(milliamperes = 0): number {
  const counts = Math.round(((milliamperes - 4) / 16) * NOMINAL_COUNTS);
  if (counts > HIGHEST_COUNT) return 0x7fff;
  return counts < LOWEST_COUNT ? -0x8000 : counts;
}

const MAP: ProductMap = {
  spans: [{ first: 0x0000, count: INPUTS }, { first: 0x0020, count: INPUTS }, INVENTED_SERIAL_SPAN],
  registers: {
    ...Object.fromEntries(
      Array.from({ length: INPUTS }, (_, n): [string, ProductRegister][] => [
        [`current${n + 1}`, { address: n, type: "uint16", scale: 1000, point: `input.${n + 1}` }],
        [
          `counts${n + 1}`,
          { address: 0x0020 + n, type: "int16", from: [`input.${n + 1}`], value: toCounts },
        ],
      ]).flat(),
    ),
    serial: INVENTED_SERIAL,
  },
};

export const analogInputs = registerProduct({
  maker: "Lineproof simulator",
  model: "SIM-AI-8",
  name: { zh: "8 路 4-20 mA 输入模块", en: "module of eight 4-20 mA inputs" },
  productCode: "SIM-AI-8 analog inputs (simulated)",
  revision: "1.0",
  holding: MAP,
  input: MAP,
});
