// Acrel ADW300 energy meter: FC 03. Addresses: domain reference E.1. Voltages uint16 in 0.1 V, currents uint16 in
// 0.01 A, powers int32 in W, energies int32 in 0.01 kWh; 32-bit values high word first.
// Energies roll over behind 99 999 999 counts, 999 999.99 kWh (domain reference X1).
// What the reference does not list (power factor, frequency) is not simulated. Serial number: invented place,
// see register-product.ts.

import {
  INVENTED_SERIAL,
  INVENTED_SERIAL_SPAN,
  type ProductRegister,
  registerProduct,
} from "./register-product.ts";

const energy = (address: number, point: string): ProductRegister => ({
  address,
  type: "int32",
  scale: 100,
  rollsOverAt: 100_000_000,
  point,
});

const power = (address: number, point: string): ProductRegister => ({
  address,
  type: "int32",
  point,
});

export const adw300 = registerProduct({
  maker: "Acrel",
  model: "ADW300",
  name: { zh: "物联网电力仪表", en: "three-phase energy meter" },
  productCode: "ADW300 (simulated, not Acrel)",
  revision: "1.0",
  holding: {
    spans: [{ first: 20, count: 46 }, INVENTED_SERIAL_SPAN],
    registers: {
      u1: { address: 20, type: "uint16", scale: 10, point: "voltage.l1" },
      u2: { address: 21, type: "uint16", scale: 10, point: "voltage.l2" },
      u3: { address: 22, type: "uint16", scale: 10, point: "voltage.l3" },
      i1: { address: 26, type: "uint16", scale: 100, point: "current.l1" },
      i2: { address: 27, type: "uint16", scale: 100, point: "current.l2" },
      i3: { address: 28, type: "uint16", scale: 100, point: "current.l3" },
      p1: power(30, "power.active.l1"),
      p2: power(32, "power.active.l2"),
      p3: power(34, "power.active.l3"),
      p: power(36, "power.active"),
      energyImport: energy(62, "energy.active.import"),
      energyExport: energy(64, "energy.active.export"),
      serial: INVENTED_SERIAL,
    },
  },
});
