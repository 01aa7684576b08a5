// Eastron SDM630 energy meter: FC 04, float32 high word first, two registers each.
// Addresses: domain reference E.1. W, var, VA, V, A, Hz; energies in kWh and kvarh.
// The serial number stands in holding registers 0xFC00 and 0xFC01 (FC 03), uint32, as the product's map has
// it; the other holding registers are its settings, which are not simulated.

import { modbusException } from "../servers/register-device.ts";
import { type RegisterField, RegisterImage } from "../servers/register-image.ts";
import { numberOf, type Product } from "./product.ts";

/** Name → address of a float32. */
const ADDRESSES = {
  u1: 0x0000,
  u2: 0x0002,
  u3: 0x0004,
  i1: 0x0006,
  i2: 0x0008,
  i3: 0x000a,
  p1: 0x000c,
  p2: 0x000e,
  p3: 0x0010,
  s1: 0x0012,
  s2: 0x0014,
  s3: 0x0016,
  q1: 0x0018,
  q2: 0x001a,
  q3: 0x001c,
  pf1: 0x001e,
  pf2: 0x0020,
  pf3: 0x0022,
  p: 0x0034,
  s: 0x0038,
  q: 0x003c,
  pf: 0x003e,
  angle: 0x0042,
  frequency: 0x0046,
  energyImport: 0x0048,
  energyExport: 0x004a,
  reactiveImport: 0x004c,
  reactiveExport: 0x004e,
  energySum: 0x0156,
  energyImport1: 0x015a,
  energyImport2: 0x015c,
  energyImport3: 0x015e,
} as const;

type Sdm630Register = keyof typeof ADDRESSES;

/** What each register shows; the others stay 0, the phase angle follows from the powers. */
const POINTS = {
  u1: "voltage.l1",
  u2: "voltage.l2",
  u3: "voltage.l3",
  i1: "current.l1",
  i2: "current.l2",
  i3: "current.l3",
  p1: "power.active.l1",
  p2: "power.active.l2",
  p3: "power.active.l3",
  s1: "power.apparent.l1",
  s2: "power.apparent.l2",
  s3: "power.apparent.l3",
  q1: "power.reactive.l1",
  q2: "power.reactive.l2",
  q3: "power.reactive.l3",
  pf1: "power.factor.l1",
  pf2: "power.factor.l2",
  pf3: "power.factor.l3",
  p: "power.active",
  s: "power.apparent",
  q: "power.reactive",
  pf: "power.factor",
  frequency: "frequency",
  energyImport: "energy.active.import",
  energyExport: "energy.active.export",
  reactiveImport: "energy.reactive.import",
  energySum: "energy.active.import",
  energyImport1: "energy.active.import.l1",
  energyImport2: "energy.active.import.l2",
  energyImport3: "energy.active.import.l3",
} as const satisfies Partial<Record<Sdm630Register, string>>;

const shownRegisters = Object.entries(POINTS) as readonly [keyof typeof POINTS, string][];

const FIELDS = Object.fromEntries(
  Object.entries(ADDRESSES).map(([name, address]) => [name, { address, type: "float32" }]),
) as Record<Sdm630Register, RegisterField>;

const SPANS = [
  { first: 0x0000, count: 0x50 },
  { first: 0x0156, count: 0x0a },
] as const;

const PLATE = {
  spans: [{ first: 0xfc00, count: 2 }],
  fields: { serial: { address: 0xfc00, type: "uint32" } },
} as const;

export const sdm630: Product = {
  maker: "Eastron",
  model: "SDM630",
  name: { zh: "三相电能表", en: "three-phase energy meter" },
  points: [...new Set(Object.values(POINTS))],
  create: ({ unit, serial }) => {
    const image = new RegisterImage<Sdm630Register>({ spans: SPANS, fields: FIELDS });
    const plate = serial === undefined ? undefined : new RegisterImage(PLATE);
    if (serial !== undefined) plate?.set("serial", plateNumber(serial));
    return {
      device: {
        unit,
        maxRegisters: 80,
        identification: {
          vendorName: "Lineproof simulator",
          productCode: "SDM630 (simulated, not Eastron)",
          revision: "1.0",
        },
        readInput: (address, count) => image.read(address, count),
        readHolding: (address, count) =>
          plate?.read(address, count) ?? modbusException.illegalDataAddress,
      },
      publish: (shown) => {
        for (const [register, point] of shownRegisters) image.set(register, numberOf(shown, point));
        const [p, q] = [numberOf(shown, "power.active"), numberOf(shown, "power.reactive")];
        image.set("angle", (Math.atan2(q, p) * 180) / Math.PI);
      },
    };
  },
};

/** The product's serial number is a plain number. Throws RangeError for any other. */
function plateNumber(serial: string): number {
  const number = Number(serial);
  if (!/^\d+$/.test(serial) || number > 0xffff_ffff) {
    throw new RangeError(
      `序列号须为 0 至 2³²−1 的整数 · serial must be a number of 32 bits: ${serial}`,
    );
  }
  return number;
}
