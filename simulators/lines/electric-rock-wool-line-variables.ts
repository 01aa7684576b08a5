// What the controller of the rock-wool line with electric melting shows on OPC UA: its own batching and furnace,
// and the machines behind as the other rock-wool line has them.

import { electricRockWoolSignals } from "../plant/rock-wool-line/electric-rock-wool-signals.ts";
import {
  batchingTags,
  blockVariables,
  furnaceTags,
  numbered,
  sharedVariables,
} from "./rock-wool-line-blocks.ts";
import { rockWoolControllerOf } from "./rock-wool-line-variables.ts";

export const electricRockWoolSerials = {
  furnace: "SIM-EAF-2604",
  spinner: "SIM-SPN-2604",
  collector: "SIM-COL-2604",
  crimper: "SIM-CRP-2604",
  "curing-oven": "SIM-OVN-2604",
  saw: "SIM-SAW-2641",
  stacker: "SIM-STK-2604",
  batching: "SIM-BAT-2604",
  "flue-gas": "SIM-CEM-2604",
} as const;

export const electricRockWoolController = rockWoolControllerOf([
  ...blockVariables(electricRockWoolSignals, "batching", "DB_Batching", batchingTags, true),
  ...blockVariables(
    electricRockWoolSignals,
    "furnace",
    "DB_Furnace",
    [
      ...furnaceTags,
      ...numbered(3, "current.electrode", "Electrode", "Current"),
      ...numbered(3, "voltage.electrode", "Electrode", "Voltage"),
      ["power.furnace", "Power.Active"],
      ["tap", "Transformer.Tap"],
      ["temperature.bath", "Bath.Temp"],
      ["temperature.roof", "Roof.Temp"],
      ...numbered(4, "temperature.shell", "Shell", "Temp"),
      ["alarm.shell", "Alarm.Shell"],
    ],
    true,
  ),
  ...sharedVariables(electricRockWoolSignals, electricRockWoolSerials),
]);
