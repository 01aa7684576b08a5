// What a product on a Modbus line is: a register map as data, fed from the points of one equipment. It knows
// nothing of the plant, only names; faults and cheats may stand between.

import type { PointValue } from "../plant/plant.ts";
import type { RegisterDevice } from "../servers/register-device.ts";

/** The present value of a point of the equipment, by its name without the equipment: `power.active`. */
export type Shown = (name: string) => PointValue;

export interface ProductDevice {
  readonly device: RegisterDevice;
  /** Writes the present values into the registers. */
  publish(shown: Shown): void;
}

export interface ProductOptions {
  /** Unit id, 1..247. */
  readonly unit: number;
  /** Absent: the device does not tell it. */
  readonly serial?: string;
}

export interface Product {
  readonly maker: string;
  readonly model: string;
  readonly name: { readonly zh: string; readonly en: string };
  /** Points of its equipment that it shows; all must exist. */
  readonly points: readonly string[];
  /** Points that it shows as counters → value, in the unit of the point, at which the shown one is 0 again. */
  readonly rollovers: Readonly<Record<string, number>>;
  /** Throws SIMULATORS_VALUE_UNENCODABLE for a serial number that the product cannot show. */
  create(options: ProductOptions): ProductDevice;
}
