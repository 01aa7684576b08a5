// What the controller of the particleboard line shows on OPC UA: one data block per machine. States are
// Int, counters UDInt, measured values Real, as such a program has them.

import type { ControllerServer } from "../exposure.ts";
import { S7_NAMESPACE, type S7Tag, s7Variables } from "./s7-variables.ts";

export const panelSerials = {
  dryer: "SIM-DRY-2601",
  blender: "SIM-BLD-2601",
  former: "SIM-FRM-2601",
  press: "SIM-PRS-2601",
  sander: "SIM-SND-2601",
  saw: "SIM-SAW-2601",
} as const;

/** Of the SDM630, as its register holds it. */
export const PANEL_METER_SERIAL = "26010001";

const plate: readonly S7Tag[] = [
  ["serial", "Ident.SerialNo", "String"],
  ["state", "Status.State", "Int16"],
  ["fault", "Status.Fault", "Boolean"],
  ["output.total", "Count.Total", "UInt32"],
];

const variables = [
  ...s7Variables("PLC_1", "dryer", "DB_Dryer", [
    ...plate,
    ["temperature.inlet", "Gas.InletTemp", "Float"],
    ["temperature.outlet", "Gas.OutletTemp", "Float"],
    ["moisture.out.surface", "Chips.MoistureSL", "Float"],
    ["moisture.out.core", "Chips.MoistureCL", "Float"],
    ["current.fan", "Fan.Current", "Float"],
    ["alarm.spark", "Alarm.Spark", "Boolean"],
  ]),
  ...s7Variables("PLC_1", "blender", "DB_Blender", [
    ...plate,
    ["flow.chip.surface", "Layer[1].ChipFlow", "Float"],
    ["flow.chip.core", "Layer[2].ChipFlow", "Float"],
    ["flow.glue.surface", "Layer[1].GlueFlow", "Float"],
    ["flow.glue.core", "Layer[2].GlueFlow", "Float"],
    ["ratio.glue.surface", "Layer[1].GlueRatio", "Float"],
    ["ratio.glue.core", "Layer[2].GlueRatio", "Float"],
  ]),
  ...s7Variables("PLC_1", "former", "DB_Former", [
    ...plate,
    ["weight.area", "Gauge.AreaWeight", "Float"],
    ["moisture.mat.surface", "Gauge.MoistureSL", "Float"],
    ["moisture.mat.core", "Gauge.MoistureCL", "Float"],
    ["speed.belt", "Belt.Speed", "Float"],
  ]),
  ...s7Variables("PLC_1", "press", "DB_Press", [
    ...plate,
    ["output.good", "Count.Good", "UInt32"],
    ["output.rejected", "Count.Rejected", "UInt32"],
    ["oee", "Shift.OEE", "Float"],
    ["speed.line", "Drive.Speed", "Float"],
    ["temperature.zone.1", "Zone[1].Temp", "Float"],
    ["temperature.zone.2", "Zone[2].Temp", "Float"],
    ["temperature.zone.3", "Zone[3].Temp", "Float"],
    ["temperature.zone.4", "Zone[4].Temp", "Float"],
    ["temperature.zone.5", "Zone[5].Temp", "Float"],
    ["temperature.oil.in", "Oil.SupplyTemp", "Float"],
    ["temperature.oil.out", "Oil.ReturnTemp", "Float"],
    ["pressure.specific.1", "Frame[1].Pressure", "Float"],
    ["pressure.specific.2", "Frame[2].Pressure", "Float"],
    ["pressure.specific.3", "Frame[3].Pressure", "Float"],
    ["position.gap", "Frame[3].Gap", "Float"],
    ["thickness.raw", "Gauge.Thickness", "Float"],
    ["alarm.blow", "Alarm.Blow", "Boolean"],
  ]),
  ...s7Variables("PLC_1", "sander", "DB_Sander", [
    ...plate,
    ["thickness.out", "Gauge.Thickness", "Float"],
    ["current.motor", "Head[1].Current", "Float"],
  ]),
  ...s7Variables("PLC_1", "saw", "DB_Saw", [
    ...plate,
    ["quality.density", "Quality.Density", "Float"],
    ["quality.thickness", "Quality.Thickness", "Float"],
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
