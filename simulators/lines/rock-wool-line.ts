// The rock-wool line as its site shows it: batching, cupola, spinner, collector, crimper, oven, saw and stacker on
// one S7 controller by OPC UA; the oven's zone controllers, the gas meter and the energy meters by Modbus.

import { RockWoolPlant } from "../plant/rock-wool-line/rock-wool-plant.ts";
import { rockWoolSignals } from "../plant/rock-wool-line/rock-wool-signals.ts";
import type { LineFactory } from "./line.ts";
import { rockWoolUnits } from "./rock-wool-line-units.ts";
import { rockWoolController, rockWoolSerials } from "./rock-wool-line-variables.ts";
import { serialSignals } from "./serial-signals.ts";

export const createRockWoolLine: LineFactory = (options) => ({
  plant: new RockWoolPlant(options, rockWoolSerials),
  signals: { ...rockWoolSignals, ...serialSignals(rockWoolSerials) },
  exposure: {
    modbus: rockWoolUnits({ meters: "2602", gas: "SIM-GAS-2601", firstZone: 2611 }),
    opcua: rockWoolController,
  },
});
