// What the controller of the particleboard line with a continuous press shows on OPC UA.

import type { ControllerServer } from "../wire/exposure.ts";
import {
  panelSerialsOf,
  plate,
  pressTags,
  sharedPanelVariables,
} from "./panel-line-shared-variables.ts";
import { S7_NAMESPACE, type S7Tag, s7Variables } from "./s7-variables.ts";

export const panelSerials = panelSerialsOf("2601");

/** Of the main meter, as its register holds it; the sub-meters follow. */
export const PANEL_METER_SERIAL = "26010001";

const frames = [1, 2, 3].flatMap((n): S7Tag[] => [
  [`pressure.specific.${n}`, `Frame[${n}].Pressure`, "Float"],
  [`position.gap.${n}.left`, `Frame[${n}].GapLeft`, "Float"],
  [`position.gap.${n}.right`, `Frame[${n}].GapRight`, "Float"],
]);

const variables = [
  ...sharedPanelVariables,
  ...s7Variables("PLC_1", "press", "DB_Press", [
    ...plate,
    ...pressTags,
    ["speed.line", "Drive.Speed", "Float"],
    ["speed.line.sp", "Drive.SpeedSP", "Float"],
    ...frames,
    ["position.gap", "Frame[3].Gap", "Float"],
    ["thickness.raw", "Gauge.Thickness", "Float"],
    ["alarm.belt-tracking", "Alarm.BeltTracking", "Boolean"],
  ]),
];

export const panelController: ControllerServer = {
  kind: "controller",
  namespace: S7_NAMESPACE,
  variables,
  product: {
    maker: "Lineproof simulator",
    name: "CPU 1516-3 PN/DP (simulated, not Siemens)",
    version: "V2.9.4",
  },
};
