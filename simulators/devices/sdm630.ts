// Eastron SDM630 energy meter: FC 04, float32 high word first, two registers each.
// Addresses: domain reference E.1. W, var, VA, V, A, Hz; energies in kWh and kvarh.
// The serial number stands in holding registers 0xFC00 and 0xFC01 (FC 03), uint32, as the product's map has
// it; the other holding registers are its settings, which are not simulated.
// Frequency stands in steps of 0.01 Hz and energy in steps of 0.001 kWh, as the meter counts them.

import type { MeterReading } from "../plant/meter-reading.ts";
import { modbusException, type RegisterDevice } from "../servers/register-device.ts";
import { type RegisterField, RegisterImage } from "../servers/register-image.ts";

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

export interface Sdm630 {
  readonly device: RegisterDevice;
  publish(reading: MeterReading): void;
}

export interface Sdm630Options {
  /** 0 … 2³² − 1; absent: the meter does not tell it. */
  readonly serial?: number;
}

export function createSdm630(unit: number, { serial }: Sdm630Options = {}): Sdm630 {
  const image = new RegisterImage<Sdm630Register>({ spans: SPANS, fields: FIELDS });
  const plate = serial === undefined ? undefined : new RegisterImage(PLATE);
  if (serial !== undefined) plate?.set("serial", serial);
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
    publish: (reading) => publish(image, reading),
  };
}

function publish(image: RegisterImage<Sdm630Register>, reading: MeterReading): void {
  for (const n of [1, 2, 3] as const) {
    const phase = reading.phases[(n - 1) as 0 | 1 | 2];
    image.set(`u${n}`, phase.voltageV);
    image.set(`i${n}`, phase.currentA);
    image.set(`p${n}`, phase.activeW);
    image.set(`s${n}`, phase.apparentVa);
    image.set(`q${n}`, phase.reactiveVar);
    image.set(`pf${n}`, phase.powerFactor);
    image.set(`energyImport${n}`, count(phase.importKwh));
  }
  image.set("p", reading.activeW);
  image.set("s", reading.apparentVa);
  image.set("q", reading.reactiveVar);
  image.set("pf", reading.powerFactor);
  image.set("angle", (Math.acos(reading.powerFactor) * 180) / Math.PI);
  image.set("frequency", Math.round(reading.frequencyHz * 100) / 100);
  image.set("energyImport", count(reading.importKwh));
  image.set("reactiveImport", count(reading.importKvarh));
  image.set("energySum", count(reading.importKwh));
}

/** A counter shows whole steps that are complete, so it never runs ahead and never falls. */
function count(energy: number): number {
  return Math.floor(energy * 1000) / 1000;
}
