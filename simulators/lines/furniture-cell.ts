// The furniture cell as its site shows it: machines on one OPC UA server (OPC 40550-1, 40501-1, 40001-1), two edge
// banders, the dust extraction and the energy meters by Modbus.

import { meteredMachines } from "../plant/furniture/cell-meters.ts";
import { createFurniturePlant } from "../plant/furniture/furniture-plant.ts";
import { furnitureSignals } from "../plant/furniture/furniture-signals.ts";
import type { CompanionServer } from "../wire/exposure.ts";
import type { ModbusUnit } from "../wire/modbus-units.ts";
import { otherMachines } from "./furniture-cell-machinery.ts";
import { FURNITURE_NAMESPACE, woodworkingMachines } from "./furniture-cell-woodworking.ts";
import type { LineFactory } from "./line.ts";

const furnitureServer: CompanionServer = {
  kind: "companion",
  namespace: FURNITURE_NAMESPACE,
  machines: [...woodworkingMachines, ...otherMachines],
};

/** One small meter a machine, on the units after the main meter's. */
const machineMeters = meteredMachines.map(
  (name, n): ModbusUnit => ({
    unit: 2 + n,
    product: "adw300",
    equipment: `meter-${name}`,
    serial: `SIM-ADW-24${10 + n}`,
  }),
);

export const createFurnitureCell: LineFactory = (options) => ({
  plant: createFurniturePlant(options).plant,
  signals: furnitureSignals,
  exposure: {
    modbus: [
      { unit: 1, product: "sdm630", equipment: "meter-main", serial: "24110002" },
      ...machineMeters,
      { unit: 21, product: "edge-bander", equipment: "edgebander-1", serial: "SIM-EB-2401" },
      { unit: 22, product: "edge-bander", equipment: "edgebander-2", serial: "SIM-EB-2402" },
      { unit: 31, product: "dust-system", equipment: "dust-1", serial: "SIM-DUST-2401" },
    ],
    opcua: furnitureServer,
  },
});
