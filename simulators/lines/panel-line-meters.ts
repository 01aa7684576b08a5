// The meters of a particleboard line on its Modbus line: the main meter is unit 1, the sub-meters follow. As in many
// plants they were bought at different times from different makers.

import type { ModbusUnit } from "../wire/modbus-units.ts";

const meters = [
  ["meter-main", "sdm630"],
  ["meter-dryer", "dtsu666"],
  ["meter-press", "pac2200"],
  ["meter-sander", "dtsu666"],
  ["meter-chipper", "iem3000"],
] as const satisfies readonly (readonly [string, ModbusUnit["product"]])[];

/** @param firstSerial of the main meter, digits; the others count on from it. */
export function panelMeterUnits(firstSerial: string): readonly ModbusUnit[] {
  return meters.map(([equipment, product], n) => ({
    unit: n + 1,
    product,
    equipment,
    serial: `${Number(firstSerial) + n}`,
  }));
}
