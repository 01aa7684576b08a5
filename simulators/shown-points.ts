// Which points of a plant its OPC UA server shows.

import type { OpcUaExposure } from "./exposure.ts";

export function shownPoints(exposure: OpcUaExposure | null): ReadonlySet<string> {
  if (exposure === null) return new Set();
  if (exposure.kind === "controller") return new Set(exposure.variables.map(({ point }) => point));
  return new Set(
    exposure.machines.flatMap(({ overview, flags, values, specific }) => [
      overview.currentState,
      overview.currentMode,
      ...Object.values(flags),
      ...Object.values(values),
      ...specific.map(({ point }) => point),
    ]),
  );
}
