// The control box of the central dust extraction: the same kind of small PLC as the edge banders'. FC 03.
//
//   0x0000  status          bits     0 fan runs · 1 filter pressure high
//   0x0001  fan power       uint16   0.01 kW
//   0x0002  filter pressure uint16   Pa
//   0x0004  cleaning pulses uint32   CDAB, since power-on, rolls over at 2³²
//   0x0100  serial number   16 characters, BADC · 0x0108 model, 16

import { registerProduct } from "./register-product.ts";

const TEXT = { type: "text", order: "BADC", registers: 8 } as const;

/** Serial number: printable ASCII, at most 16 characters. */
export const dustSystem = registerProduct({
  maker: "Lineproof simulator",
  model: "SIM-DUST-55",
  name: { zh: "中央除尘控制箱", en: "control box of a dust extraction" },
  productCode: "SIM-DUST-55 dust extraction (simulated)",
  revision: "1.4",
  holding: {
    order: "CDAB",
    spans: [
      { first: 0x0000, count: 0x10 },
      { first: 0x0100, count: 0x10 },
    ],
    registers: {
      running: { address: 0x0000, type: "bits", bit: 0, point: "running" },
      filterAlarm: { address: 0x0000, type: "bits", bit: 1, point: "alarm.filter" },
      fanPower: { address: 0x0001, type: "uint16", scale: 100, point: "power.fan" },
      filterPressure: { address: 0x0002, type: "uint16", point: "pressure.filter" },
      pulses: { address: 0x0004, type: "uint32", rollsOverAt: 2 ** 32, point: "count.pulse" },
      serial: { address: 0x0100, ...TEXT, serial: true },
      model: { address: 0x0108, ...TEXT, constant: "SIM-DUST-55" },
    },
  },
});
