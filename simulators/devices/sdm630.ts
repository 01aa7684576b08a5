// Eastron SDM630 energy meter: FC 04, float32 high word first, two registers each.
// Addresses: domain reference E.1. W, var, VA, V, A, Hz; energies in kWh and kvarh.
// Energies roll over at 10⁷ kWh or kvarh: eight digits with one decimal on the display [R]. Being float32 they
// lose the watt-hours much earlier: from 131 072 kWh on a step is 16 Wh, from 1 048 576 kWh on 125 Wh.
// The serial number stands in holding registers 0xFC00 and 0xFC01 (FC 03), uint32, as the product's map has
// it; the other holding registers are its settings, which are not simulated.

import { type ProductRegister, registerProduct } from "./register-product.ts";

const ENERGY_ROLLOVER = 10_000_000;

const shows = (address: number, point: string): ProductRegister => ({
  address,
  type: "float32",
  point,
});
const counts = (address: number, point: string): ProductRegister => ({
  address,
  type: "float32",
  point,
  rollsOverAt: ENERGY_ROLLOVER,
});

export const sdm630 = registerProduct({
  maker: "Eastron",
  model: "SDM630",
  name: { zh: "三相电能表", en: "three-phase energy meter" },
  productCode: "SDM630 (simulated, not Eastron)",
  revision: "1.0",
  maxRegisters: 80,
  holding: {
    spans: [{ first: 0xfc00, count: 2 }],
    registers: { serial: { address: 0xfc00, type: "uint32", serial: true } },
  },
  input: {
    spans: [
      { first: 0x0000, count: 0x50 },
      { first: 0x0156, count: 0x0a },
    ],
    registers: {
      u1: shows(0x0000, "voltage.l1"),
      u2: shows(0x0002, "voltage.l2"),
      u3: shows(0x0004, "voltage.l3"),
      i1: shows(0x0006, "current.l1"),
      i2: shows(0x0008, "current.l2"),
      i3: shows(0x000a, "current.l3"),
      p1: shows(0x000c, "power.active.l1"),
      p2: shows(0x000e, "power.active.l2"),
      p3: shows(0x0010, "power.active.l3"),
      s1: shows(0x0012, "power.apparent.l1"),
      s2: shows(0x0014, "power.apparent.l2"),
      s3: shows(0x0016, "power.apparent.l3"),
      q1: shows(0x0018, "power.reactive.l1"),
      q2: shows(0x001a, "power.reactive.l2"),
      q3: shows(0x001c, "power.reactive.l3"),
      pf1: shows(0x001e, "power.factor.l1"),
      pf2: shows(0x0020, "power.factor.l2"),
      pf3: shows(0x0022, "power.factor.l3"),
      p: shows(0x0034, "power.active"),
      s: shows(0x0038, "power.apparent"),
      q: shows(0x003c, "power.reactive"),
      pf: shows(0x003e, "power.factor"),
      /** Degrees, of the total. */
      angle: {
        address: 0x0042,
        type: "float32",
        from: ["power.reactive", "power.active"],
        value: (q = 0, p = 0) => (Math.atan2(q, p) * 180) / Math.PI,
      },
      frequency: shows(0x0046, "frequency"),
      energyImport: counts(0x0048, "energy.active.import"),
      energyExport: counts(0x004a, "energy.active.export"),
      reactiveImport: counts(0x004c, "energy.reactive.import"),
      reactiveExport: { address: 0x004e, type: "float32", constant: 0 },
      energySum: counts(0x0156, "energy.active.import"),
      energyImport1: counts(0x015a, "energy.active.import.l1"),
      energyImport2: counts(0x015c, "energy.active.import.l2"),
      energyImport3: counts(0x015e, "energy.active.import.l3"),
    },
  },
});
