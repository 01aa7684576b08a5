// The rock-wool line as its site shows it: furnace, spinner, collector, oven and saw on one S7 controller by
// OPC UA; the oven's zone controllers, the gas meter and the main energy meter by Modbus.

import { createE5cc } from "../devices/e5cc.ts";
import { createGasMeter } from "../devices/gas-meter.ts";
import { createSdm630 } from "../devices/sdm630.ts";
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
/** Behind the regulator of the gas train, absolute. */
const GAS_KPA = 121;

export const createRockWoolLine: LineFactory = (options) => {
  const plant = new RockWoolPlant(options, rockWoolSerials);
  const meter = createSdm630(UNITS.meter, { serial: ROCK_WOOL_METER_SERIAL });
  const gas = createGasMeter(UNITS.gas, GAS_METER_SERIAL);
  const zones = ovenZoneSerials.map((serial, n) => createE5cc(UNITS.firstZone + n, { serial }));
  return {
    plant,
    exposure: {
      modbus: {
        devices: [meter.device, gas.device, ...zones.map(({ device }) => device)],
        publish: () => {
          meter.publish(plant.meter());
          gas.publish({
            ...plant.gas(),
            pressureKpa: GAS_KPA,
            temperatureC: options.ambientC(),
          });
          plant.ovenZones().forEach((state, n) => {
            zones[n]?.publish(state);
          });
        },
      },
      opcua: rockWoolController,
    },
  };
};
