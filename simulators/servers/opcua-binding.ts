// Ties variables of an address space to points of a plant. A variable is read when a client reads or
// samples it; its source time is that of the plant's last step, which is when the value was computed.

import { DataValue, type StatusCode, StatusCodes, type UAVariable } from "node-opcua";
import { SimulatorsError } from "../errors.ts";
import type { PointValue } from "../plant/plant.ts";
import type { OpcUaType } from "../wire/exposure.ts";
import { encodeOpcUaValue, type Unencodable, type WireValue } from "./opcua-value.ts";

/** Fastest sampling, ms: the plant computes no faster, and an S7-1500 samples no faster. */
const MINIMUM_SAMPLING_MS = 100;

export type OpcUaBinding = {
  readonly point: string;
  readonly variable: UAVariable;
  /** What the variable holds, for messages. */
  readonly holds: string;
  encode(value: PointValue): WireValue | Unencodable;
};

export type PlantReader = {
  read(point: string): PointValue;
  /** When the plant last computed its values, ms since the epoch. */
  sourceTime(): number;
};

/** A variable of a built-in type. */
export function bindType(variable: UAVariable, type: OpcUaType, point: string): OpcUaBinding {
  return { point, variable, holds: type, encode: (value) => encodeOpcUaValue(type, value) };
}

/** Throws SIMULATORS_EXPOSURE_INVALID naming every point that does not exist or is of another kind. */
export function bindPoints(bindings: readonly OpcUaBinding[], reader: PlantReader): void {
  refuseProblems(bindings.flatMap((binding) => problemOf(binding, reader)));
  for (const binding of bindings) {
    const { variable } = binding;
    variable.minimumSamplingInterval = MINIMUM_SAMPLING_MS;
    variable.bindVariable({ timestamped_get: () => present(binding, reader) }, true);
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

/** A value of another kind is none; both have no value that could be said. */
const STATUS: Readonly<Record<Unencodable, StatusCode>> = {
  "wrong-type": StatusCodes.BadNoData,
  "no-value": StatusCodes.BadNoData,
  "out-of-range": StatusCodes.BadOutOfRange,
};

function present({ point, encode }: OpcUaBinding, reader: PlantReader): DataValue {
  const wire = encode(reader.read(point));
  const sourceTimestamp = new Date(reader.sourceTime());
  return typeof wire === "string"
    ? new DataValue({ statusCode: STATUS[wire], sourceTimestamp })
    : new DataValue({ value: wire, statusCode: StatusCodes.Good, sourceTimestamp });
}

/** NaN and what is out of range may come and go; a point of another kind never fits. */
function problemOf(
  { point, variable, holds, encode }: OpcUaBinding,
  reader: PlantReader,
): string[] {
  const place = variable.nodeId.toString();
  try {
    const value = reader.read(point);
    return encode(value) === "wrong-type"
      ? [`${place}: ${point} = ${value}, 不能表示为 · does not fit ${holds}`]
      : [];
  } catch (error) {
    if (error instanceof RangeError) return [`${place}: 没有测点 · no point ${point}`];
    throw error;
  }
}
