// The continuous particleboard line as its site shows it: every machine on one S7 controller by OPC UA,
// the main energy meter by Modbus.

import { PanelLinePlant } from "../plant/panel-line/panel-line-plant.ts";
import type { LineFactory } from "./line.ts";
import { PANEL_METER_SERIAL, panelController, panelSerials } from "./panel-line-variables.ts";

export const createPanelLine: LineFactory = (options) => ({
  plant: new PanelLinePlant(options, panelSerials),
  exposure: {
    modbus: [{ unit: 1, product: "sdm630", equipment: "meter-main", serial: PANEL_METER_SERIAL }],
    opcua: panelController,
  },
});
