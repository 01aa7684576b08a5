// The particleboard line with a multi-daylight press as its site shows it: every machine on one S7 controller
// by OPC UA, the energy meters by Modbus.

import { MultiDaylightPlant } from "../plant/multi-daylight/multi-daylight-plant.ts";
import { multiDaylightSignals } from "../plant/multi-daylight/multi-daylight-signals.ts";
import type { LineFactory } from "./line.ts";
import {
  DAYLIGHT_METER_SERIAL,
  daylightController,
  daylightSerials,
} from "./multi-daylight-line-variables.ts";
import { panelMeterUnits } from "./panel-line-meters.ts";

export const createMultiDaylightLine: LineFactory = (options) => ({
  plant: new MultiDaylightPlant(options, daylightSerials),
  signals: multiDaylightSignals,
  exposure: { modbus: panelMeterUnits(DAYLIGHT_METER_SERIAL), opcua: daylightController },
});
