// The continuous particleboard line as its site shows it: every machine on one S7 controller by OPC UA,
// the energy meters by Modbus.

import { continuousLineSignals } from "../plant/panel-line/continuous-press-signals.ts";
import { PanelLinePlant } from "../plant/panel-line/panel-line-plant.ts";
import type { LineFactory } from "./line.ts";
import { panelMeterUnits } from "./panel-line-meters.ts";
import { PANEL_METER_SERIAL, panelController, panelSerials } from "./panel-line-variables.ts";

export const createPanelLine: LineFactory = (options) => ({
  plant: new PanelLinePlant(options, panelSerials),
  signals: continuousLineSignals,
  exposure: { modbus: panelMeterUnits(PANEL_METER_SERIAL), opcua: panelController },
});
