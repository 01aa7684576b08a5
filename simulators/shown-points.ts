// Which points of a plant go out on its wires.

import type { Exposure, OpcUaExposure } from "./exposure.ts";
import { unitPoints } from "./modbus-units.ts";

export function shownPoints({ modbus, opcua }: Exposure): ReadonlySet<string> {
  return new Set([...modbus.flatMap(unitPoints), ...(opcua === null ? [] : opcUaPoints(opcua))]);
}

function opcUaPoints(exposure: OpcUaExposure): readonly string[] {
  if (exposure.kind === "controller") return exposure.variables.map(({ point }) => point);
  return exposure.machines.flatMap(({ overview, flags, values, specific }) => [
    overview.currentState,
    overview.currentMode,
    ...Object.values(flags),
    ...Object.values(values),
    ...specific.map(({ point }) => point),
  ]);
}
