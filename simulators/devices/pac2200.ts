// Siemens PAC2200 energy meter: FC 03 and 04, float32 high word first: V, A, W, var, VA, Hz.
// Addresses: domain reference E.1. Frequency stands at 46 and at 55, since the reference gives both. Energies are
// float64 in Wh: import at 801, export at 809; reactive import at 817 in varh [D: order of the maker's list].
// From the maker's manual (Equipment Manual L1V30415167, A.1): a read that begins in the second register of a
// value is an error (here exception 02), and I&M 0 stands from 64001 on: maker's id, order number (20
// characters), serial number (16). The maker's id is 0 here, not 42, for this is no Siemens meter.
// Energies roll over at 10¹² Wh, the range that the maker's lists give for them [R].

import { type ProductMap, type ProductRegister, registerProduct } from "./register-product.ts";

const shows = (address: number, point: string): ProductRegister => ({
  address,
  type: "float32",
  point,
});

const counts = (address: number, point: string): ProductRegister => ({
  address,
  type: "float64",
  scale: 1000,
  step: 1,
  rollsOverAt: 1e12,
  point,
});

const MAP: ProductMap = {
  wholeValues: true,
  spans: [
    { first: 1, count: 70 },
    { first: 801, count: 20 },
    { first: 64_001, count: 19 },
  ],
  registers: {
    u1: shows(1, "voltage.l1"),
    u2: shows(3, "voltage.l2"),
    u3: shows(5, "voltage.l3"),
    i1: shows(13, "current.l1"),
    i2: shows(15, "current.l2"),
    i3: shows(17, "current.l3"),
    s1: shows(19, "power.apparent.l1"),
    s2: shows(21, "power.apparent.l2"),
    s3: shows(23, "power.apparent.l3"),
    p1: shows(25, "power.active.l1"),
    p2: shows(27, "power.active.l2"),
    p3: shows(29, "power.active.l3"),
    q1: shows(31, "power.reactive.l1"),
    q2: shows(33, "power.reactive.l2"),
    q3: shows(35, "power.reactive.l3"),
    pf1: shows(37, "power.factor.l1"),
    pf2: shows(39, "power.factor.l2"),
    pf3: shows(41, "power.factor.l3"),
    frequency: shows(46, "frequency"),
    frequencyDocumented: shows(55, "frequency"),
    s: shows(63, "power.apparent"),
    p: shows(65, "power.active"),
    q: shows(67, "power.reactive"),
    pf: shows(69, "power.factor"),
    energyImport: counts(801, "energy.active.import"),
    energyExport: counts(809, "energy.active.export"),
    reactiveImport: counts(817, "energy.reactive.import"),
    makerId: { address: 64_001, type: "uint16", constant: 0 },
    orderNumber: { address: 64_002, type: "text", registers: 10, constant: "SIM-PAC2200" },
    serial: { address: 64_012, type: "text", registers: 8, serial: true },
  },
};

export const pac2200 = registerProduct({
  maker: "Siemens",
  model: "PAC2200",
  name: { zh: "三相电能表", en: "three-phase energy meter" },
  productCode: "PAC2200 (simulated, not Siemens)",
  revision: "1.0",
  holding: MAP,
  input: MAP,
});
