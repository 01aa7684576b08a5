// What the controller of the rock-wool line shows on OPC UA: one data block per machine. States are Int,
// counters UDInt, measured values Real, as such a program has them. Oven zones, gas and electricity have
// instruments of their own.

import type { ControllerServer } from "../exposure.ts";
import { S7_NAMESPACE, type S7Tag, s7Variables } from "./s7-variables.ts";

export const rockWoolSerials = {
  cupola: "SIM-CUP-2601",
  spinner: "SIM-SPN-2601",
  collector: "SIM-COL-2601",
  "curing-oven": "SIM-OVN-2601",
  saw: "SIM-SAW-2611",
} as const;

/** Instruments on Modbus; the SDM630's as its register holds it. */
export const ROCK_WOOL_METER_SERIAL = "26020001";
export const GAS_METER_SERIAL = "SIM-GAS-2601";
export const ovenZoneSerials = ["SIM-E5CC-2611", "SIM-E5CC-2612", "SIM-E5CC-2613"] as const;

const plate: readonly S7Tag[] = [
  ["serial", "Ident.SerialNo", "String"],
  ["state", "Status.State", "Int16"],
  ["fault", "Status.Fault", "Boolean"],
  ["output.total", "Count.Total", "UInt32"],
];

const variables = [
  ...s7Variables("PLC_Melt", "cupola", "DB_Cupola", [
    ...plate,
    ["count.charge", "Count.Charges", "UInt32"],
    ["flow.blast", "Blast.Flow", "Float"],
    ["temperature.blast", "Blast.Temp", "Float"],
    ["temperature.melt", "Melt.Temp", "Float"],
    ["flow.melt", "Melt.Flow", "Float"],
    ["temperature.water.in", "Water.InTemp", "Float"],
    ["temperature.water.out", "Water.OutTemp", "Float"],
    ["temperature.topgas", "TopGas.Temp", "Float"],
  ]),
  ...s7Variables("PLC_Melt", "spinner", "DB_Spinner", [
    ...plate,
    ["speed.wheel.1", "Wheel[1].Speed", "Float"],
    ["speed.wheel.2", "Wheel[2].Speed", "Float"],
    ["speed.wheel.3", "Wheel[3].Speed", "Float"],
    ["speed.wheel.4", "Wheel[4].Speed", "Float"],
    ["current.wheel.1", "Wheel[1].Current", "Float"],
    ["current.wheel.2", "Wheel[2].Current", "Float"],
    ["current.wheel.3", "Wheel[3].Current", "Float"],
    ["current.wheel.4", "Wheel[4].Current", "Float"],
    ["vibration.1", "Bearing[1].Vibration", "Float"],
    ["vibration.2", "Bearing[2].Vibration", "Float"],
    ["flow.binder", "Binder.Flow", "Float"],
    ["alarm.vibration", "Alarm.Vibration", "Boolean"],
  ]),
  ...s7Variables("PLC_Melt", "collector", "DB_Collector", [
    ...plate,
    ["pressure.suction", "Chamber.Pressure", "Float"],
    ["weight.mat", "WeighBelt.Weight", "Float"],
    ["speed.pendulum", "Pendulum.Speed", "Float"],
  ]),
  ...s7Variables("PLC_Melt", "curing-oven", "DB_Oven", [
    ...plate,
    ["speed.chain", "Chain.Speed", "Float"],
    ["temperature.core.out", "Exit.CoreTemp", "Float"],
    ["temperature.exhaust", "Exhaust.Temp", "Float"],
  ]),
  ...s7Variables("PLC_Melt", "saw", "DB_Saw", [
    ...plate,
    ["output.good", "Count.Good", "UInt32"],
    ["output.rejected", "Count.Rejected", "UInt32"],
    ["oee", "Shift.OEE", "Float"],
    ["quality.density", "Quality.Density", "Float"],
    ["quality.thickness", "Quality.Thickness", "Float"],
  ]),
];

export const rockWoolController: ControllerServer = {
  kind: "controller",
  namespace: S7_NAMESPACE,
  variables,
  product: {
    maker: "Lineproof simulator",
    name: "CPU 1515-2 PN (simulated, not Siemens)",
    version: "V2.9.4",
  },
};
