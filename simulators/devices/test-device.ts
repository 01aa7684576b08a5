// For tests: a product with given points, and its registers as bytes, away from the image that encodes them.

import type { PointValue } from "../plant/plant.ts";
import type { RegisterAnswer } from "../servers/register-device.ts";
import type { Product, ProductOptions } from "./product.ts";

export type Points = Readonly<Record<string, PointValue>>;

export function publishDevice(
  product: Product,
  points: Points,
  options: Partial<ProductOptions> = {},
) {
  const { device, publish } = product.create({ unit: 1, ...options });
  const show = (values: Points): void =>
    publish((name) => {
      const value = values[name];
      if (value === undefined) throw new Error(`not a point of the test: ${name}`);
      return value;
    });
  show(points);
  return {
    device,
    show,
    holding: (address: number, count: number) => toBytes(device.readHolding(address, count)),
    input: (address: number, count: number) => toBytes(device.readInput(address, count)),
  };
}

export function toBytes(answer: RegisterAnswer): Buffer {
  if (typeof answer === "number") throw new Error(`exception ${answer}`);
  return Buffer.from([...answer].flatMap((word) => [word >> 8, word & 0xff]));
}

/** A meter under an uneven inductive load, identities included (P = S·PF, I = S/U). */
export const meterPoints: Points = (() => {
  const loads = [
    [230.04, 3000, 400],
    [231.16, 4000, 3000],
    [229.38, 5000, 600],
  ] as const;
  const phases = loads.flatMap(([u, p, q], n): [string, number][] => {
    const s = Math.hypot(p, q);
    const l = `l${n + 1}`;
    return [
      [`voltage.${l}`, u],
      [`current.${l}`, s / u],
      [`power.active.${l}`, p],
      [`power.apparent.${l}`, s],
      [`power.reactive.${l}`, q],
      [`power.factor.${l}`, p / s],
      [`energy.active.import.${l}`, 41_152.25],
    ];
  });
  return {
    ...Object.fromEntries(phases),
    "power.active": 12_000,
    "power.apparent": Math.hypot(12_000, 4000),
    "power.reactive": 4000,
    "power.factor": 12_000 / Math.hypot(12_000, 4000),
    frequency: 50.01,
    "energy.active.import": 123_456.789,
    "energy.active.export": 0,
    "energy.reactive.import": 24_691.357,
  };
})();

export const controllerPoints: Points = {
  "temperature.pv": 228.74,
  "temperature.sp": 230,
  "output.heating": 45.67,
  "current.heater": 11.86,
  "alarm.1": false,
  "alarm.1.limit": 10,
};
