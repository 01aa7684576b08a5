// No factory: four points that a person can foretell by a clock, shown by one Modbus device in every encoding
// (devices/type-sampler.ts), to try readers and templates with. With s the whole second since the epoch:
//   integer   s mod 10 000, 0 … 9999
//   negative  −integer
//   decimal   20 + 10·sin(2π·s / 600 s), rounded to six digits, which a float32 keeps (10 … 30)
//   on        in even seconds

import type { PointValue } from "../plant/plant.ts";
import { clockPlant } from "./clock-plant.ts";
import type { LineFactory } from "./line.ts";

const PERIOD_S = 600;

const integer = (second: number): number => second % 10_000;

const shown: Readonly<Record<string, (second: number) => PointValue>> = {
  "sampler.integer": integer,
  // Not −0.
  "sampler.negative": (second) => 0 - integer(second),
  "sampler.decimal": (second) =>
    Number((20 + 10 * Math.sin((2 * Math.PI * (second % PERIOD_S)) / PERIOD_S)).toPrecision(6)),
  "sampler.on": (second) => second % 2 === 0,
};

export const createTypeSampler: LineFactory = ({ now }) => ({
  plant: clockPlant(shown, now),
  exposure: {
    modbus: [{ unit: 1, product: "type-sampler", equipment: "sampler", serial: "SIM-TS-0001" }],
    opcua: null,
  },
});
