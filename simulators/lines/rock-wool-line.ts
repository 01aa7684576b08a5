// The rock-wool line as its site shows it: furnace, spinner, collector, oven and saw on one S7 controller by
// OPC UA; the oven's zone controllers, the gas meter and the main energy meter by Modbus.

import { RockWoolPlant } from "../plant/rock-wool-line/rock-wool-plant.ts";
import type { LineFactory } from "./line.ts";
import {
  GAS_METER_SERIAL,
  ovenZoneSerials,
  ROCK_WOOL_METER_SERIAL,
  rockWoolController,
  rockWoolSerials,
} from "./rock-wool-line-variables.ts";

const UNITS = { meter: 1, gas: 2, firstZone: 11 } as const;

export const createRockWoolLine: LineFactory = (options) => ({
  plant: new RockWoolPlant(options, rockWoolSerials),
  exposure: {
    modbus: [
      {
        unit: UNITS.meter,
        product: "sdm630",
        equipment: "meter-main",
        serial: ROCK_WOOL_METER_SERIAL,
      },
      {
        unit: UNITS.gas,
        product: "gas-flow-computer",
        equipment: "gas-meter",
        serial: GAS_METER_SERIAL,
      },
      ...ovenZoneSerials.map((serial, n) => ({
        unit: UNITS.firstZone + n,
        product: "e5cc" as const,
        equipment: `oven-zone-${n + 1}`,
        serial,
      })),
    ],
    opcua: rockWoolController,
  },
});
