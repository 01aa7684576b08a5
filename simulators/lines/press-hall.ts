// The press hall as its site shows it: one energy meter and two temperature controllers on Modbus.

import { createPressHallPlant } from "../plant/press-hall-plant.ts";
import type { LineFactory } from "./line.ts";

export const createPressHall: LineFactory = (options) => ({
  plant: createPressHallPlant(options),
  exposure: {
    modbus: [
      { unit: 1, product: "sdm630", equipment: "meter-main" },
      { unit: 11, product: "e5cc", equipment: "zone-1" },
      { unit: 12, product: "e5cc", equipment: "zone-2" },
    ],
    opcua: null,
  },
});
