// Schneider iEM3000 series energy meter (an iEM3155): FC 03. Addresses: domain reference E.1, PDU, one less than
// the maker's register numbers. float32, high word first: V, A, kW, kvar, kVA, Hz. Energies are int64, highest
// word first, in Wh: import at 0x0C83, export at 0x0C87; reactive import at 0x0C93 in varh [R].
// The identity block stands at 29 (name), 49 (model), 69 (maker), each of 20 registers, ASCII, and 129 (serial
// number, uint32). A meter that is simulated says so in the first three; its serial number is a plain number.
// Energies roll over at 10⁸ kWh, 10¹¹ Wh: the eight digits of the display (domain reference X1) [D]; the int64
// alone would last for ever. Registers of the block that are not simulated read 0.

import { type ProductRegister, registerProduct } from "./register-product.ts";

const shows = (address: number, point: string, scale = 1): ProductRegister => ({
  address,
  type: "float32",
  scale,
  point,
});

const mean = (address: number, from: readonly string[]): ProductRegister => ({
  address,
  type: "float32",
  from,
  value: (a = 0, b = 0, c = 0) => (a + b + c) / 3,
});

const counts = (address: number, point: string): ProductRegister => ({
  address,
  type: "int64",
  scale: 1000,
  rollsOverAt: 1e11,
  point,
});

const text = (address: number, constant: string): ProductRegister => ({
  address,
  type: "text",
  registers: 20,
  constant,
});

/** Watts, vars, volt-amperes to thousands of them. */
const KILO = 0.001;

export const iem3000 = registerProduct({
  maker: "Schneider",
  model: "iEM3155",
  name: { zh: "三相电能表", en: "three-phase energy meter" },
  productCode: "iEM3155 (simulated, not Schneider)",
  revision: "1.0",
  holding: {
    spans: [
      { first: 29, count: 60 },
      { first: 129, count: 2 },
      { first: 0x0bb7, count: 0x70 },
      { first: 0x0c83, count: 0x14 },
    ],
    registers: {
      name: text(29, "SIM-iEM3155"),
      model: text(49, "iEM3155 (simulated)"),
      maker: text(69, "Lineproof simulator"),
      serial: { address: 129, type: "uint32", serial: true },
      i1: shows(0x0bb7, "current.l1"),
      i2: shows(0x0bb9, "current.l2"),
      i3: shows(0x0bbb, "current.l3"),
      iMean: mean(0x0bc1, ["current.l1", "current.l2", "current.l3"]),
      u1: shows(0x0bd3, "voltage.l1"),
      u2: shows(0x0bd5, "voltage.l2"),
      u3: shows(0x0bd7, "voltage.l3"),
      uMean: mean(0x0bdb, ["voltage.l1", "voltage.l2", "voltage.l3"]),
      p1: shows(0x0bed, "power.active.l1", KILO),
      p2: shows(0x0bef, "power.active.l2", KILO),
      p3: shows(0x0bf1, "power.active.l3", KILO),
      p: shows(0x0bf3, "power.active", KILO),
      q: shows(0x0bfb, "power.reactive", KILO),
      s: shows(0x0c03, "power.apparent", KILO),
      frequency: shows(0x0c25, "frequency"),
      energyImport: counts(0x0c83, "energy.active.import"),
      energyExport: counts(0x0c87, "energy.active.export"),
      reactiveImport: counts(0x0c93, "energy.reactive.import"),
    },
  },
});
