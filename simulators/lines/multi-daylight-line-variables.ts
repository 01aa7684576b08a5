// What the controller of the particleboard line with a multi-daylight press shows on OPC UA.

import type { ControllerServer } from "../wire/exposure.ts";
import {
  panelSerialsOf,
  plate,
  pressTags,
  sharedPanelVariables,
} from "./panel-line-shared-variables.ts";
import { S7_NAMESPACE, s7Variables } from "./s7-variables.ts";

export const daylightSerials = panelSerialsOf("2604");

/** Of the main meter, as its register holds it; the sub-meters follow. */
export const DAYLIGHT_METER_SERIAL = "26040001";

const variables = [
  ...sharedPanelVariables,
  ...s7Variables("PLC_1", "press", "DB_Press", [
    ...plate,
    ...pressTags,
    ["output.loads", "Count.Loads", "UInt32"],
    ["state.daylight", "Cycle.State", "Int16"],
    ["time.cycle", "Cycle.Time", "Float"],
    ["time.close", "Cycle.CloseTime", "Float"],
    ["time.hold", "Cycle.HoldTime", "Float"],
    ["pressure.hydraulic", "Hydraulics.Pressure", "Float"],
  ]),
];

export const daylightController: ControllerServer = {
  kind: "controller",
  namespace: S7_NAMESPACE,
  variables,
  product: {
    maker: "Lineproof simulator",
    name: "CPU 1215C DC/DC/DC (simulated, not Siemens)",
    version: "V4.5.2",
  },
};
