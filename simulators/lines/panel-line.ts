// The continuous particleboard line as its site shows it: every machine on one S7 controller by OPC UA,
// the main energy meter by Modbus.

import { createSdm630 } from "../devices/sdm630.ts";
import { PanelLinePlant } from "../plant/panel-line/panel-line-plant.ts";
import type { LineFactory } from "./line.ts";
import { PANEL_METER_SERIAL, panelController, panelSerials } from "./panel-line-variables.ts";

export const createPanelLine: LineFactory = (options) => {
  const plant = new PanelLinePlant(options, panelSerials);
  const meter = createSdm630(1, { serial: PANEL_METER_SERIAL });
  return {
    plant,
    exposure: {
      modbus: { devices: [meter.device], publish: () => meter.publish(plant.meter()) },
      opcua: panelController,
    },
  };
};
