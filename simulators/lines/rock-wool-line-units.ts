// The Modbus instruments of a rock-wool line: energy meters, gas meter, the controllers of the oven's zones.

import type { ModbusUnit } from "../wire/modbus-units.ts";

export interface WoolInstrumentSerials {
  /** First four digits of the meters'; an SDM630 keeps its number as one uint32. */
  readonly meters: string;
  readonly gas: string;
  /** Number of the first zone's controller. */
  readonly firstZone: number;
}

export function rockWoolUnits(serials: WoolInstrumentSerials): readonly ModbusUnit[] {
  const meter = (
    unit: number,
    product: ModbusUnit["product"],
    equipment: string,
    n: number,
  ): ModbusUnit => ({
    unit,
    product,
    equipment,
    serial: `${serials.meters}000${n}`,
  });
  const zone = (n: number): ModbusUnit => ({
    unit: 10 + n,
    // The two zones that came later have controllers of another maker.
    product: n <= 3 ? "e5cc" : "yudian-ai",
    equipment: `oven-zone-${n}`,
    serial: `SIM-${n <= 3 ? "E5CC" : "AI"}-${serials.firstZone + n - 1}`,
  });
  return [
    meter(1, "sdm630", "meter-main", 1),
    { unit: 2, product: "gas-flow-computer", equipment: "gas-meter", serial: serials.gas },
    meter(3, "dtsu666", "meter-furnace", 2),
    meter(4, "iem3000", "meter-spinner", 3),
    meter(5, "pac2200", "meter-fans", 4),
    ...[1, 2, 3, 4, 5].map(zone),
  ];
}
