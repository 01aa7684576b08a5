// One row of the fault matrix: a fault of the simulators' catalogue, the machine it befalls, and what somebody who
// looks at the gateway must be told of it.
import type { DeviceState } from "#gateway/status.ts";
import type { faultKinds } from "#simulators/faults/registry.ts";
import type { CaseEvidence } from "./fault-matrix-evidence.ts";

export type FaultKindName = (typeof faultKinds)[number]["kind"];

export type MatrixWire = "tcp" | "rtu" | "opcua" | "opcua-secure";

/** Which machine of the hall is read: meter or zone by Modbus, both by OPC UA. */
export type MatrixMachine = "meter" | "zone" | "controller";

/** Shown by the state of the equipment, and by its reason. */
export type SeenByState = {
  readonly state: DeviceState;
  /** What the reason must say, zh and en. */
  readonly words: RegExp;
  /** Signals that turn bad; absent: all. */
  readonly bad?: readonly string[];
  /** The gateway mends it while the fault still acts. */
  readonly mended?: true;
};

/** For the table; `at` is ms UTC, by the gateway. */
export type WhatWasSeen = { readonly words: string; readonly at: number };

/** Shown by values, times or counters, while every signal stays good; undefined: it is not. */
export type SeenByValue = (evidence: CaseEvidence) => WhatWasSeen | undefined;

export type MatrixCase = {
  /** Plant, connection and equipment. */
  readonly id: string;
  readonly wire: MatrixWire;
  readonly machine: MatrixMachine;
  readonly intervalMs: number;
  /** Reads another unit of the same plant over the same connection too. */
  readonly beside: boolean;
  /** Absent: the neighbour to whom nothing happens. */
  readonly fault?: MatrixFault;
};

export type MatrixFault = {
  readonly kind: FaultKindName;
  /** Entry of a scenario; its times are those of the run. */
  readonly entry: string;
  readonly lastsMs: number;
  readonly seen: SeenByState | SeenByValue;
};
