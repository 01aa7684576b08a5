// The meters of a particleboard line on its Modbus line: the main meter is unit 1, the sub-meters follow.

import type { ModbusUnit } from "../modbus-units.ts";

const equipment = ["meter-main", "meter-dryer", "meter-press", "meter-sander", "meter-chipper"];

/** @param firstSerial of the main meter, digits; the others count on from it. */
export function panelMeterUnits(firstSerial: string): readonly ModbusUnit[] {
  return equipment.map((meter, n) => ({
    unit: n + 1,
    product: "sdm630",
    equipment: meter,
    serial: `${Number(firstSerial) + n}`,
  }));
}
