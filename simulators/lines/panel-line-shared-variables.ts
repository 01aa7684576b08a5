// What the controller of a particleboard line shows on OPC UA whatever its press: one data block per machine.
// States are Int, counters UDInt, measured values Real, cumulative volume LReal, as such a program has them.

import type { OpcUaVariable } from "../wire/exposure.ts";
import { type S7Tag, s7Variables } from "./s7-variables.ts";

const PLC = "PLC_1";

const status: readonly S7Tag[] = [
  ["serial", "Ident.SerialNo", "String"],
  ["state", "Status.State", "Int16"],
  ["fault", "Status.Fault", "Boolean"],
];

/** Of a machine that counts what it makes. */
export const plate: readonly S7Tag[] = [...status, ["output.total", "Count.Total", "UInt32"]];

const front: readonly OpcUaVariable[] = [
  ...s7Variables(PLC, "chipper", "DB_Chipper", [
    ...plate,
    ["current.motor", "Motor.Current", "Float"],
  ]),
  ...s7Variables(PLC, "dryer", "DB_Dryer", [
    ...plate,
    ["temperature.inlet", "Gas.InletTemp", "Float"],
    ["temperature.outlet", "Gas.OutletTemp", "Float"],
    ["temperature.outlet.sp", "Gas.OutletTempSP", "Float"],
    ["moisture.in", "Chips.MoistureIn", "Float"],
    ["moisture.out.surface", "Chips.MoistureSL", "Float"],
    ["moisture.out.core", "Chips.MoistureCL", "Float"],
    ["current.fan", "Fan.Current", "Float"],
    ["count.spark", "Count.Spark", "UInt32"],
    ["alarm.spark", "Alarm.Spark", "Boolean"],
    ["alarm.outlet-high", "Alarm.OutletHigh", "Boolean"],
  ]),
  ...s7Variables(PLC, "blender", "DB_Blender", [
    ...plate,
    ["flow.chip.surface", "Layer[1].ChipFlow", "Float"],
    ["flow.chip.core", "Layer[2].ChipFlow", "Float"],
    ["flow.glue.surface", "Layer[1].GlueFlow", "Float"],
    ["flow.glue.core", "Layer[2].GlueFlow", "Float"],
    ["ratio.glue.surface", "Layer[1].GlueRatio", "Float"],
    ["ratio.glue.core", "Layer[2].GlueRatio", "Float"],
    ["ratio.glue.surface.sp", "Layer[1].GlueRatioSP", "Float"],
    ["ratio.glue.core.sp", "Layer[2].GlueRatioSP", "Float"],
    ["flow.hardener", "Hardener.Flow", "Float"],
    ["flow.wax", "Wax.Flow", "Float"],
    ["current.motor", "Motor.Current", "Float"],
    ["alarm.glue-deviation", "Alarm.GlueDeviation", "Boolean"],
  ]),
  ...s7Variables(PLC, "glue", "DB_Glue", [
    ["level.tank", "Tank.Level", "Float"],
    ["temperature", "Tank.Temp", "Float"],
    ["filling", "Tank.Filling", "Boolean"],
    ["alarm.tank-low", "Alarm.TankLow", "Boolean"],
  ]),
  ...s7Variables(PLC, "former", "DB_Former", [
    ...plate,
    ["weight.area", "Gauge.AreaWeight", "Float"],
    ["weight.area.sp", "Gauge.AreaWeightSP", "Float"],
    ["moisture.mat.surface", "Gauge.MoistureSL", "Float"],
    ["moisture.mat.core", "Gauge.MoistureCL", "Float"],
    ["speed.belt", "Belt.Speed", "Float"],
    ["alarm.metal", "Alarm.Metal", "Boolean"],
    ["alarm.moisture-high", "Alarm.MoistureHigh", "Boolean"],
  ]),
  ...s7Variables(PLC, "prepress", "DB_PrePress", [["pressure", "Cylinder.Pressure", "Float"]]),
];

const finish: readonly OpcUaVariable[] = [
  ...s7Variables(PLC, "thickness-gauge", "DB_Thickness", [
    ...[1, 2, 3, 4, 5].map((n): S7Tag => [`thickness.${n}`, `Track[${n}].Thickness`, "Float"]),
    ["alarm.tolerance", "Alarm.Tolerance", "Boolean"],
  ]),
  ...s7Variables(
    PLC,
    "blow-detector",
    "DB_Blow",
    [1, 2, 3, 4, 5, 6, 7, 8].map((n): S7Tag => [`damping.${n}`, `Track[${n}].Damping`, "Float"]),
  ),
  ...s7Variables(PLC, "board-scale", "DB_Scale", [
    ["weight", "Board.Weight", "Float"],
    ["density", "Board.Density", "Float"],
    ["alarm.calibration", "Alarm.Calibration", "Boolean"],
  ]),
  ...s7Variables(PLC, "sander", "DB_Sander", [
    ...plate,
    ["thickness.in", "Gauge.ThicknessIn", "Float"],
    ["thickness.out", "Gauge.Thickness", "Float"],
    ["removal", "Gauge.Removal", "Float"],
    ["speed.feed", "Feed.Speed", "Float"],
    ["current.motor", "Head[1].Current", "Float"],
    ["current.motor.2", "Head[2].Current", "Float"],
    ["life.belt", "Belt.Life", "Float"],
    ["alarm.belt-life", "Alarm.BeltLife", "Boolean"],
  ]),
  ...s7Variables(PLC, "saw", "DB_Saw", [
    ...plate,
    ["output.grade.a", "Count.GradeA", "UInt32"],
    ["output.grade.b", "Count.GradeB", "UInt32"],
    ["output.reject", "Count.Reject", "UInt32"],
    ["quality.density", "Quality.Density", "Float"],
    ["quality.thickness", "Quality.Thickness", "Float"],
  ]),
];

const side: readonly OpcUaVariable[] = [
  ...s7Variables(PLC, "heat-centre", "DB_Heat", [
    ...status,
    ["flow.fuel", "Fuel.Rate", "Float"],
    ["flow.oil", "Oil.Flow", "Float"],
    ["alarm.oil-high", "Alarm.OilHigh", "Boolean"],
  ]),
  ...s7Variables(PLC, "dust", "DB_Dust", [
    ...status,
    ["pressure.filter", "Filter.DP", "Float"],
    ["current.fan", "Fan.Current", "Float"],
    ["alarm.filter-high", "Alarm.FilterHigh", "Boolean"],
  ]),
  ...s7Variables(PLC, "air", "DB_Air", [["pressure", "Net.Pressure", "Float"]]),
  ...s7Variables(PLC, "line", "DB_Line", [
    ["order", "Order.Number", "String"],
    ["product", "Order.Product", "String"],
    ["curve", "Order.PressCurve", "Int16"],
    ["output.volume", "Output.Volume", "Double"],
  ]),
];

/** Of any hot press; its serial number, state and counters come with `plate`. */
export const pressTags: readonly S7Tag[] = [
  ["output.good", "Count.Good", "UInt32"],
  ["output.rejected", "Count.Rejected", "UInt32"],
  ["oee", "Shift.OEE", "Float"],
  ...[1, 2, 3, 4, 5].flatMap((n): S7Tag[] => [
    [`temperature.zone.${n}`, `Zone[${n}].Temp`, "Float"],
    [`temperature.zone.${n}.sp`, `Zone[${n}].TempSP`, "Float"],
  ]),
  ["temperature.oil.in", "Oil.SupplyTemp", "Float"],
  ["temperature.oil.out", "Oil.ReturnTemp", "Float"],
  ["alarm.blow", "Alarm.Blow", "Boolean"],
  ["alarm.pressure-low", "Alarm.PressureLow", "Boolean"],
  ["alarm.emergency-stop", "Alarm.EmergencyStop", "Boolean"],
  ["alarm.oil-low", "Alarm.OilLow", "Boolean"],
];

/** Everything but the press. */
export const sharedPanelVariables: readonly OpcUaVariable[] = [...front, ...finish, ...side];

/** Serial numbers of a line whose machines end in `suffix`. */
export function panelSerialsOf(suffix: string) {
  return {
    chipper: `SIM-CHP-${suffix}`,
    dryer: `SIM-DRY-${suffix}`,
    blender: `SIM-BLD-${suffix}`,
    former: `SIM-FRM-${suffix}`,
    press: `SIM-PRS-${suffix}`,
    sander: `SIM-SND-${suffix}`,
    saw: `SIM-SAW-${suffix}`,
    "heat-centre": `SIM-HTC-${suffix}`,
    dust: `SIM-DST-${suffix}`,
  } as const;
}
