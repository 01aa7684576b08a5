// The Modbus devices of a line, opened from its exposure.

import type { ProductDevice } from "../devices/product.ts";
import { type ProductId, products } from "../devices/registry.ts";
import { SimulatorsError } from "../errors.ts";
import type { PointValue } from "../plant/plant.ts";
import type { RegisterDevice } from "../servers/register-device.ts";

/** One unit id and the product behind it. */
export type ModbusUnit = {
  readonly unit: number;
  readonly product: ProductId;
  /** Its points are called `<equipment>.<name>`. */
  readonly equipment: string;
  readonly serial?: string;
};

export interface OpenUnits {
  readonly devices: readonly RegisterDevice[];
  /** Writes what `read` says now into all registers. */
  publish(read: (point: string) => PointValue): void;
}

/** Points that a unit shows, with their equipment. */
export function unitPoints({ product, equipment }: ModbusUnit): readonly string[] {
  return products[product].points.map((name) => `${equipment}.${name}`);
}

/** @param points of the plant. Throws SIMULATORS_EXPOSURE_INVALID naming every point that is not there. */
export function openUnits(units: readonly ModbusUnit[], points: readonly string[]): OpenUnits {
  const known = new Set(points);
  const missing = units.flatMap(unitPoints).filter((point) => !known.has(point));
  if (missing.length > 0) {
    throw new SimulatorsError(
      "SIMULATORS_EXPOSURE_INVALID",
      `Modbus 设备要显示的测点不存在 · Modbus devices shall show points that are not there: ${missing.join(", ")}`,
      { points: missing.join(", ") },
    );
  }
  const opened = units.map(({ unit, product, equipment, serial }) => ({
    prefix: `${equipment}.`,
    made: products[product].create({ unit, ...(serial === undefined ? {} : { serial }) }),
  }));
  return {
    devices: opened.map(({ made }) => made.device),
    publish: (read) => {
      for (const { prefix, made } of opened) publish(made, prefix, read);
    },
  };
}

function publish(made: ProductDevice, prefix: string, read: (point: string) => PointValue): void {
  made.publish((name) => read(prefix + name));
}
