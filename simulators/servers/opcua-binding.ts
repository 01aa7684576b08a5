// Ties variables of an address space to points of a plant. A variable is read when a client reads or
// samples it; its source time is that of the plant's last step, which is when the value was computed.

import { DataValue, StatusCodes, type UAVariable } from "node-opcua";
import { SimulatorsError } from "../errors.ts";
import type { OpcUaType } from "../exposure.ts";
import type { PointValue } from "../plant/plant.ts";
import { encodeOpcUaValue } from "./opcua-value.ts";

/** Fastest sampling, ms: the plant computes no faster, and an S7-1500 samples no faster. */
const MINIMUM_SAMPLING_MS = 100;

export type OpcUaBinding = {
  readonly point: string;
  readonly type: OpcUaType;
  readonly variable: UAVariable;
};

export type PlantReader = {
  read(point: string): PointValue;
  /** When the plant last computed its values, ms since the epoch. */
  sourceTime(): number;
};

/** Throws SIMULATORS_EXPOSURE_INVALID naming every point that does not exist or does not fit its type. */
export function bindPoints(bindings: readonly OpcUaBinding[], reader: PlantReader): void {
  refuseProblems(bindings.flatMap((binding) => problemOf(binding, reader)));
  for (const { point, type, variable } of bindings) {
    variable.minimumSamplingInterval = MINIMUM_SAMPLING_MS;
    variable.bindVariable({ timestamped_get: () => present(point, type, reader) }, true);
  }
}

/** Throws SIMULATORS_EXPOSURE_INVALID unless there are none. */
export function refuseProblems(problems: readonly string[]): void {
  if (problems.length === 0) return;
  throw new SimulatorsError(
    "SIMULATORS_EXPOSURE_INVALID",
    `OPC UA 地址空间有 ${problems.length} 处错误 · the OPC UA address space has ${problems.length} problem(s):\n` +
      problems.map((problem) => `  ${problem}`).join("\n"),
    { problems: problems.join("\n") },
  );
}

function present(point: string, type: OpcUaType, reader: PlantReader): DataValue {
  const wire = encodeOpcUaValue(type, reader.read(point));
  const sourceTimestamp = new Date(reader.sourceTime());
  return wire === undefined
    ? new DataValue({ statusCode: StatusCodes.BadNoData, sourceTimestamp })
    : new DataValue({ value: wire, statusCode: StatusCodes.Good, sourceTimestamp });
}

function problemOf({ point, type, variable }: OpcUaBinding, reader: PlantReader): string[] {
  const place = variable.nodeId.toString();
  try {
    const value = reader.read(point);
    return encodeOpcUaValue(type, value) === undefined
      ? [`${place}: ${point} = ${value}, 不能表示为 · does not fit ${type}`]
      : [];
  } catch (error) {
    if (error instanceof RangeError) return [`${place}: 没有测点 · no point ${point}`];
    throw error;
  }
}
