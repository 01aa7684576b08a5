// Serial numbers of the plants of one scenario: those of a line are data, so the second plant of the same line
// would tell the same ones, and a detector of cloned devices would accuse both. From the second on every number is
// moved; the first keeps those of the line's data, which line models name.

import type { Line } from "../lines/line.ts";
import type { Plant, PointValue } from "../plant/plant.ts";
import type { CompanionServer, Exposure, OpcUaExposure } from "../wire/exposure.ts";

/** Between two plants: more than any line has of one kind. */
const STRIDE = 100;

/** @param place among the scenario's plants of the same line, from 0. */
export function withOwnSerials(line: Line, place: number): Line {
  if (place === 0) return line;
  return {
    ...line,
    plant: movedPlant(line.plant, place),
    exposure: movedExposure(line.exposure, place),
  };
}

/** The number at the end grows, its width stays: `SIM-ADW-2410` → `SIM-ADW-2510`; beyond its width it goes on from 0. */
export function movedSerial(serial: string, place: number): string {
  return serial.replace(/\d+$/, (digits) => {
    const moved = (Number(digits) + place * STRIDE) % 10 ** digits.length;
    return String(moved).padStart(digits.length, "0");
  });
}

function movedPlant(plant: Plant, place: number): Plant {
  return {
    points: plant.points,
    step: (dtMs) => plant.step(dtMs),
    value: (point): PointValue => {
      const value = plant.value(point);
      return typeof value === "string" && point.endsWith(".serial")
        ? movedSerial(value, place)
        : value;
    },
    truth: () => plant.truth(),
    summary: () => plant.summary(),
    takeEvents: () => plant.takeEvents(),
    retained: () => plant.retained(),
    restore: (counters) => plant.restore(counters),
  };
}

function movedExposure({ modbus, opcua }: Exposure, place: number): Exposure {
  return {
    modbus: modbus.map((unit) =>
      unit.serial === undefined ? unit : { ...unit, serial: movedSerial(unit.serial, place) },
    ),
    opcua: opcua === null ? null : movedServer(opcua, place),
  };
}

/** A controller shows its machines' numbers as points. */
function movedServer(server: OpcUaExposure, place: number): OpcUaExposure {
  if (server.kind === "controller") return server;
  const machines = server.machines.map((machine): CompanionServer["machines"][number] => {
    const { serialNumber, productInstanceUri } = machine.identification;
    const moved = movedSerial(serialNumber, place);
    return {
      ...machine,
      identification: {
        ...machine.identification,
        serialNumber: moved,
        productInstanceUri: productInstanceUri.replace(serialNumber, moved),
      },
    };
  });
  return { ...server, machines };
}
