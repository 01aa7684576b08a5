// The furniture cell as its site shows it: three woodworking machines on one OPC UA server (OPC 40550-1), two edge
// banders, the dust extraction and the main meter by Modbus.

import { createFurniturePlant } from "../plant/furniture/furniture-plant.ts";
import { furnitureWoodworking } from "./furniture-cell-woodworking.ts";
import type { LineFactory } from "./line.ts";

export const createFurnitureCell: LineFactory = (options) => ({
  plant: createFurniturePlant(options).plant,
  exposure: {
    modbus: [
      { unit: 1, product: "sdm630", equipment: "meter-main", serial: "24110002" },
      { unit: 21, product: "edge-bander", equipment: "edgebander-1", serial: "SIM-EB-2401" },
      { unit: 22, product: "edge-bander", equipment: "edgebander-2", serial: "SIM-EB-2402" },
      { unit: 31, product: "dust-system", equipment: "dust-1", serial: "SIM-DUST-2401" },
    ],
    opcua: furnitureWoodworking,
  },
});
