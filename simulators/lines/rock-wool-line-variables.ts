// What the controller of the rock-wool line shows on OPC UA: one data block per machine, as such a program has
// them. Oven zones, gas and electricity have instruments of their own.

import { rockWoolSignals } from "../plant/rock-wool-line/rock-wool-signals.ts";
import type { ControllerServer, OpcUaVariable } from "../wire/exposure.ts";
import {
  batchingTags,
  blockVariables,
  furnaceTags,
  sharedVariables,
} from "./rock-wool-line-blocks.ts";
import { S7_NAMESPACE } from "./s7-variables.ts";

export const rockWoolSerials = {
  cupola: "SIM-CUP-2601",
  spinner: "SIM-SPN-2601",
  collector: "SIM-COL-2601",
  crimper: "SIM-CRP-2601",
  "curing-oven": "SIM-OVN-2601",
  saw: "SIM-SAW-2611",
  stacker: "SIM-STK-2601",
  batching: "SIM-BAT-2601",
  "flue-gas": "SIM-CEM-2601",
} as const;

const variables = [
  ...blockVariables(
    rockWoolSignals,
    "batching",
    "DB_Batching",
    [...batchingTags, ["weight.coke", "Charge.Coke"]],
    true,
  ),
  ...blockVariables(
    rockWoolSignals,
    "cupola",
    "DB_Cupola",
    [
      ...furnaceTags,
      ["level", "Shaft.Level"],
      ["flow.blast", "Blast.Flow"],
      ["temperature.blast", "Blast.Temp"],
      ["pressure.blast", "Blast.Pressure"],
      ["flow.oxygen", "Blast.Oxygen"],
      ["temperature.topgas", "TopGas.Temp"],
      ["concentration.co", "TopGas.CO"],
      ["alarm.co", "Alarm.CO"],
    ],
    true,
  ),
  ...sharedVariables(rockWoolSignals, rockWoolSerials),
];

/** The controller of a line whose blocks are `shown`. */
export function rockWoolControllerOf(shown: readonly OpcUaVariable[]): ControllerServer {
  return {
    kind: "controller",
    namespace: S7_NAMESPACE,
    variables: shown,
    product: {
      maker: "Lineproof simulator",
      name: "CPU 1515-2 PN (simulated, not Siemens)",
      version: "V2.9.4",
    },
  };
}

export const rockWoolController = rockWoolControllerOf(variables);
