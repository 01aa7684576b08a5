// The Modbus instruments of a rock-wool line: energy meters, gas meter, the controllers of the oven's zones.

import type { ModbusUnit } from "../modbus-units.ts";

export interface WoolInstrumentSerials {
  /** First four digits of the meters'; an SDM630 keeps its number as one uint32. */
  readonly meters: string;
  readonly gas: string;
  /** Number of the first zone's controller. */
  readonly firstZone: number;
}

export function rockWoolUnits(serials: WoolInstrumentSerials): readonly ModbusUnit[] {
  const meter = (unit: number, equipment: string, n: number): ModbusUnit => ({
    unit,
    product: "sdm630",
    equipment,
    serial: `${serials.meters}000${n}`,
  });
  const zone = (n: number): ModbusUnit => ({
    unit: 10 + n,
    product: "e5cc",
    equipment: `oven-zone-${n}`,
    serial: `SIM-E5CC-${serials.firstZone + n - 1}`,
  });
  return [
    meter(1, "meter-main", 1),
    { unit: 2, product: "gas-flow-computer", equipment: "gas-meter", serial: serials.gas },
    meter(3, "meter-furnace", 2),
    meter(4, "meter-spinner", 3),
    meter(5, "meter-fans", 4),
    ...[1, 2, 3, 4, 5].map(zone),
  ];
}
