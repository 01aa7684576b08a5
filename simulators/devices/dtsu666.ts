// Chint DTSU666 energy meter: FC 03, float32 high word first. Addresses and divisors: domain reference E.1; line
// voltages before the phase voltages: the maker's manual.
// The floats are scaled: 2302.0 is 230.2 V. Raw values are whole numbers, so the steps on the wire are 0.1 V,
// 0.001 A, 0.1 W, 0.1 var, 0.001, 0.01 Hz. Energies alone are unscaled, kWh in steps of 0.01.
// Energies roll over at 10⁶ kWh: eight digits, two of them decimals, on the display [R].
// Serial number: invented place, see register-product.ts. Reactive energy is not on the map.

import {
  INVENTED_SERIAL,
  INVENTED_SERIAL_SPAN,
  type ProductRegister,
  registerProduct,
} from "./register-product.ts";

const scaled = (address: number, scale: number, point: string): ProductRegister => ({
  address,
  type: "float32",
  scale,
  step: 1,
  point,
});

const energy = (address: number, point: string): ProductRegister => ({
  address,
  type: "float32",
  step: 0.01,
  rollsOverAt: 1_000_000,
  point,
});

/** Between two phases that are 120° apart. */
const line = (address: number, from: readonly [string, string]): ProductRegister => ({
  address,
  type: "float32",
  scale: 10,
  step: 1,
  from,
  value: (a = 0, b = 0) => Math.sqrt(a * a + b * b + a * b),
});

export const dtsu666 = registerProduct({
  maker: "Chint",
  model: "DTSU666",
  name: { zh: "三相电能表", en: "three-phase energy meter" },
  productCode: "DTSU666 (simulated, not Chint)",
  revision: "1.0",
  holding: {
    spans: [
      { first: 0x101e, count: 2 },
      { first: 0x1028, count: 2 },
      { first: 0x2000, count: 0x32 },
      { first: 0x2044, count: 2 },
      INVENTED_SERIAL_SPAN,
    ],
    registers: {
      energyImport: energy(0x101e, "energy.active.import"),
      energyExport: energy(0x1028, "energy.active.export"),
      u12: line(0x2000, ["voltage.l1", "voltage.l2"]),
      u23: line(0x2002, ["voltage.l2", "voltage.l3"]),
      u31: line(0x2004, ["voltage.l3", "voltage.l1"]),
      u1: scaled(0x2006, 10, "voltage.l1"),
      u2: scaled(0x2008, 10, "voltage.l2"),
      u3: scaled(0x200a, 10, "voltage.l3"),
      i1: scaled(0x200c, 1000, "current.l1"),
      i2: scaled(0x200e, 1000, "current.l2"),
      i3: scaled(0x2010, 1000, "current.l3"),
      p: scaled(0x2012, 10, "power.active"),
      p1: scaled(0x2014, 10, "power.active.l1"),
      p2: scaled(0x2016, 10, "power.active.l2"),
      p3: scaled(0x2018, 10, "power.active.l3"),
      q: scaled(0x201a, 10, "power.reactive"),
      q1: scaled(0x201c, 10, "power.reactive.l1"),
      q2: scaled(0x201e, 10, "power.reactive.l2"),
      q3: scaled(0x2020, 10, "power.reactive.l3"),
      pf: scaled(0x202a, 1000, "power.factor"),
      pf1: scaled(0x202c, 1000, "power.factor.l1"),
      pf2: scaled(0x202e, 1000, "power.factor.l2"),
      pf3: scaled(0x2030, 1000, "power.factor.l3"),
      frequency: scaled(0x2044, 100, "frequency"),
      serial: INVENTED_SERIAL,
    },
  },
});
