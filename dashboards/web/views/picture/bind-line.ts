// Puts a line's machines and signals into the picture of its profile: stages by id, places by purpose. What has no
// place in the drawing stands below it. Flags and counters that the line does not require are left to the table.
import type { Equipment, Line, Signal } from "#contracts/line-model.ts";
import { familyOf } from "#contracts/signal-family.ts";
import { plainMachine } from "./plain.ts";
import { pictures } from "./registry.ts";
import type { Drawing, Slot } from "./shape.ts";

export type PlacedSignal = {
  readonly equipment: Equipment;
  readonly signal: Signal;
};
export type BoundSlot = PlacedSignal & { readonly slot: Slot };

export type BoundMachine = {
  readonly equipment: Equipment;
  readonly drawing: Drawing;
  readonly slots: readonly BoundSlot[];
  /** Values below the drawing. */
  readonly values: readonly Signal[];
  /** Purpose of a value → its setpoint, shown beside it. */
  readonly setpoints: ReadonlyMap<string, Signal>;
  readonly alarms: readonly Signal[];
};

export type BoundStage = {
  readonly stage: Line["stages"][number];
  readonly machines: readonly BoundMachine[];
  /** Of all its drawings together. */
  readonly width: number;
};

/** Meters and auxiliary devices, each with the few values that people look for. */
export type Utility = { readonly equipment: Equipment; readonly signals: readonly Signal[] };

export type BoundLine = {
  readonly stages: readonly BoundStage[];
  readonly utilities: readonly Utility[];
};

/** Shown in the line's own row above the picture, or under the machine's name. */
const elsewhere = new Set(["state", "output.good", "output.rejected", "oee"]);
const widthWithoutMachine = 120;

function isProduction({ role }: Equipment): boolean {
  return role === undefined || role === "production";
}

function isAlarm(signal: Signal): boolean {
  return signal.class === "BOOL" && familyOf(signal.purpose) === "alarm";
}

/** Switches and optional counters (hours in each state, say) would drown the values that people look for. */
function isDetail({ class: kind, required }: Signal): boolean {
  return kind === "BOOL" || (kind === "CNT" && !required);
}

function slotsOf(
  drawing: Drawing,
  machine: Equipment,
  auxiliaries: readonly Equipment[],
): readonly BoundSlot[] {
  return drawing.slots.flatMap((slot) => {
    const equipment = slot.auxiliary === undefined ? machine : auxiliaries[slot.auxiliary];
    for (const purpose of slot.purposes) {
      const signal = equipment?.signals.find((each) => each.purpose === purpose);
      if (equipment !== undefined && signal !== undefined) return [{ slot, equipment, signal }];
    }
    return [];
  });
}

function setpointsOf({ signals }: Equipment): ReadonlyMap<string, Signal> {
  return new Map(
    signals
      .filter(({ purpose }) => purpose.endsWith(".sp"))
      .map((signal) => [signal.purpose.slice(0, -3), signal]),
  );
}

function bindMachine(
  equipment: Equipment,
  drawing: Drawing,
  auxiliaries: readonly Equipment[],
): BoundMachine {
  const slots = slotsOf(drawing, equipment, auxiliaries);
  const placed = new Set(slots.map(({ signal }) => signal));
  const setpoints = setpointsOf(equipment);
  const folded = (signal: Signal): boolean =>
    signal.purpose.endsWith(".sp") &&
    equipment.signals.some(({ purpose }) => purpose === signal.purpose.slice(0, -3));
  const values = equipment.signals.filter(
    (signal) =>
      !elsewhere.has(signal.purpose) && !placed.has(signal) && !isDetail(signal) && !folded(signal),
  );
  const alarms = equipment.signals.filter(isAlarm);
  return { equipment, drawing, slots, values, setpoints, alarms };
}

const soughtOfUtility = [
  "power.active",
  "power.factor",
  "frequency",
  "energy.active.import",
  "gas.flow",
  "gas.total",
  "temperature.sp",
  "output.heating",
  "current.heater",
];
const mostOfUtility = 4;

function utilityOf(equipment: Equipment, shown: ReadonlySet<Signal>): Utility {
  const sought = soughtOfUtility.flatMap(
    (purpose) => equipment.signals.find((signal) => signal.purpose === purpose) ?? [],
  );
  const others = equipment.signals
    .filter((signal) => !shown.has(signal) && !isDetail(signal) && signal.class !== "ST")
    .toSorted((a, b) => Number(b.required) - Number(a.required));
  const signals = sought.length >= 2 ? sought : others;
  return { equipment, signals: signals.slice(0, mostOfUtility) };
}

export function bindLine(line: Line): BoundLine {
  const picture = pictures.find(({ profile }) => profile === line.profile);
  const production = line.equipment.filter(isProduction);
  const rest = line.equipment.filter((equipment) => !isProduction(equipment));
  const stages = line.stages.map((stage): BoundStage => {
    const drawing = picture?.stages[stage.id] ?? plainMachine;
    const auxiliaries = rest.filter((each) => each.role === "auxiliary" && each.stage === stage.id);
    const machines = production
      .filter((equipment) => equipment.stage === stage.id)
      .map((equipment) => bindMachine(equipment, drawing, auxiliaries));
    const width =
      machines.length === 0
        ? widthWithoutMachine
        : machines.reduce((sum, machine) => sum + machine.drawing.width, 0);
    return { stage, machines, width };
  });
  const shown = new Set(
    stages.flatMap(({ machines }) => machines.flatMap((m) => m.slots.map((s) => s.signal))),
  );
  return { stages, utilities: rest.map((equipment) => utilityOf(equipment, shown)) };
}
