// No factory: one Modbus device of 1000 float32 values, all of which change every second, to load gateways with.
// Every value says which second it belongs to (devices/float-block.ts).

import { clockPlant } from "./clock-plant.ts";
import type { LineFactory } from "./line.ts";

export const createFloatLoad: LineFactory = ({ now }) => ({
  plant: clockPlant({ "block.clock.second": (second) => second }, now),
  exposure: {
    modbus: [{ unit: 1, product: "float-block", equipment: "block" }],
    opcua: null,
  },
});
