// Which points of a plant go out on its wires.

import type { CompanionMachine, Exposure, MachineryBlocks, OpcUaExposure } from "./exposure.ts";
import { unitPoints } from "./modbus-units.ts";

export function shownPoints({ modbus, opcua }: Exposure): ReadonlySet<string> {
  return new Set([...modbus.flatMap(unitPoints), ...(opcua === null ? [] : opcUaPoints(opcua))]);
}

function opcUaPoints(exposure: OpcUaExposure): readonly string[] {
  if (exposure.kind === "controller") return exposure.variables.map(({ point }) => point);
  return exposure.machines.flatMap((machine) => [
    ...kindPoints(machine),
    ...blockPoints(machine.machinery ?? {}),
    ...machine.specific.map(({ point }) => point),
  ]);
}

function kindPoints(machine: CompanionMachine): readonly string[] {
  if (machine.kind === "woodworking") {
    const { overview, flags, values } = machine;
    return [...Object.values({ ...overview }), ...Object.values(flags), ...Object.values(values)];
  }
  if (machine.kind === "machinery") {
    return [...machine.process, ...machine.consumption].map(({ point }) => point);
  }
  const { monitoring, channels, spindles, stacklight, activeProgram, partsProduced, tools } =
    machine;
  return [
    ...Object.values(monitoring),
    ...[...channels, ...spindles].flatMap(({ members }) => Object.values(members)),
    ...(stacklight ?? []).map(({ point }) => point),
    ...Object.values({ ...activeProgram }),
    ...(partsProduced === undefined ? [] : [partsProduced]),
    ...(tools ?? []).flatMap(({ browseName: _, ...points }) => Object.values(points)),
  ];
}

function blockPoints({ itemState, operationMode, counters }: MachineryBlocks): readonly string[] {
  const states = [itemState, operationMode].filter((point) => point !== undefined);
  return [...states, ...Object.values(counters ?? {})];
}
