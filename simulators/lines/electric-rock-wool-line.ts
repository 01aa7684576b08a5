// The rock-wool line with an electric furnace instead of the cupola. The furnace's meter stands on its own
// incomer at 10 kV, beside the low-voltage main meter.

import { electricRockWoolSignals } from "../plant/rock-wool-line/electric-rock-wool-signals.ts";
import { RockWoolPlant } from "../plant/rock-wool-line/rock-wool-plant.ts";
import {
  electricRockWoolController,
  electricRockWoolSerials,
} from "./electric-rock-wool-line-variables.ts";
import type { LineFactory } from "./line.ts";
import { rockWoolUnits } from "./rock-wool-line-units.ts";
import { serialSignals } from "./serial-signals.ts";

export const createElectricRockWoolLine: LineFactory = (options) => ({
  plant: new RockWoolPlant(options, electricRockWoolSerials, "furnace"),
  signals: { ...electricRockWoolSignals, ...serialSignals(electricRockWoolSerials) },
  exposure: {
    modbus: rockWoolUnits({ meters: "2604", gas: "SIM-GAS-2604", firstZone: 2641 }),
    opcua: electricRockWoolController,
  },
});
