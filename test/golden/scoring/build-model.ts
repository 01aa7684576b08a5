// The line model of a sketch. `signals` are those of one machine, press-1; `equipment` adds machines by name, each with
// counter, state, fault and a temperature unless told otherwise.
import { z } from "zod";
import {
  type LineModel,
  parseLineModel,
  signalClasses,
  stateCategories,
} from "#contracts/line-model.ts";

const words = z.strictObject({ zh: z.string(), en: z.string() });

export const signalGroup = z.strictObject({
  /** Signals are `<id>.1` … `<id>.<count>`; of equipment with count 1 just `<id>`. */
  id: z.string(),
  count: z.number().int().positive().default(1),
  class: z.enum(signalClasses).default("PV"),
  required: z.boolean().default(true),
  /** The firm says where it is read. */
  source: z.boolean().default(true),
  intervalMs: z.number().int().positive().default(60_000),
  gateway: z.string().default("gw-1"),
  name: words.optional(),
  purpose: z.string().optional(),
  unit: z.string().default("C62"),
  range: z.tuple([z.number(), z.number()]).optional(),
  resolution: z.number().optional(),
  /** Class ST: value i is the i-th category, from 1. */
  states: z.boolean().default(true),
});

export type SignalGroup = z.output<typeof signalGroup>;

export const machineSketch = z.strictObject({
  id: z.string(),
  name: words.optional(),
  role: z.enum(["production", "metering", "auxiliary"]).default("production"),
  line: z.string().default("line-1"),
  serial: z.string().optional(),
  digital: z.boolean().default(true),
  gateway: z.string().default("gw-1"),
  intervalMs: z.number().int().positive().default(1000),
  /** Of the usual four signals: which are not there. */
  without: z.array(z.enum(["state", "fault", "output.total", "temperature"])).default([]),
  signals: z.array(signalGroup).default([]),
});

export type MachineSketch = z.output<typeof machineSketch>;

const usual = [
  { id: "state", class: "ST", name: { zh: "状态", en: "State" } },
  { id: "fault", class: "BOOL", name: { zh: "故障", en: "Fault" } },
  { id: "output.total", class: "CNT", name: { zh: "总产量", en: "Total output" } },
  {
    id: "temperature",
    class: "PV",
    name: { zh: "温度", en: "Temperature" },
    range: [0, 400],
    resolution: 0.1,
  },
] as const;

const anonymous = { zh: "甲", en: "A" };

type Signals = { readonly groups: readonly SignalGroup[]; readonly numbered: boolean };

/** Value i is the i-th category, from 1. */
const stateTable = stateCategories.map((category, i) => ({
  value: i + 1,
  name: { zh: category, en: category },
  category,
}));

function optionalOf({ range, resolution, class: signalClass, states }: SignalGroup) {
  return {
    ...(range === undefined ? {} : { range }),
    ...(resolution === undefined ? {} : { resolution }),
    ...(signalClass === "ST" && states ? { states: stateTable } : {}),
  };
}

function signalsOf({ groups, numbered }: Signals, groupId: (group: SignalGroup) => string) {
  return groups.flatMap((group) => {
    const isNumbered = numbered || group.count > 1;
    const name = group.name ?? (numbered ? anonymous : { zh: group.id, en: group.id });
    return Array.from({ length: group.count }, (_, i) => ({
      id: isNumbered ? `${group.id}.${i + 1}` : group.id,
      name,
      unit: group.unit,
      class: group.class,
      required: group.required,
      scanGroup: groupId(group),
      purpose: group.purpose ?? group.id,
      ...optionalOf(group),
      ...(group.source ? { source: `register ${i}` } : {}),
      gateway: group.gateway,
    }));
  });
}

/** A scan group is read by one gateway. */
function equipmentOf(
  more: {
    id: string;
    name: { zh: string; en: string };
    role?: string;
    serial: string;
    digital: boolean;
  },
  signals: Signals,
) {
  const groupId = ({ intervalMs, gateway }: SignalGroup) => `${gateway}-${intervalMs}`;
  const groups = new Map(
    signals.groups.map((group) => [
      groupId(group),
      { id: groupId(group), intervalMs: group.intervalMs },
    ]),
  );
  return {
    ...more,
    stage: "press",
    maker: "M",
    model: "P",
    scanGroups: [...groups.values()],
    signals: signalsOf(signals, groupId),
  };
}

function machineOf(machine: MachineSketch) {
  const { id, gateway, intervalMs } = machine;
  const own = usual
    .filter((one) => !machine.without.some((name) => name === one.id))
    .map((one) => signalGroup.parse({ ...one, gateway, intervalMs }));
  return equipmentOf(
    {
      id,
      name: machine.name ?? { zh: id, en: id },
      role: machine.role,
      serial: machine.serial ?? `S-${id}`,
      digital: machine.digital,
    },
    { groups: [...own, ...machine.signals], numbered: false },
  );
}

export type ModelSketch = {
  readonly simulated: boolean;
  readonly shifts: readonly {
    readonly start: string;
    readonly end: string;
    readonly weekdays: readonly number[];
  }[];
  readonly signals: readonly SignalGroup[];
  readonly equipment: readonly MachineSketch[];
  readonly idealRates: readonly number[];
};

export function modelOf(sketch: ModelSketch): LineModel {
  const press = equipmentOf(
    { id: "press-1", name: anonymous, serial: "1", digital: true },
    { groups: sketch.signals, numbered: true },
  );
  const lines = [...new Set(["line-1", ...sketch.equipment.map(({ line }) => line)])].sort();
  return parseLineModel("sketch", {
    format: "lineproof/line-model/1",
    site: {
      id: "site-1",
      name: anonymous,
      cluster: "wenan-panel",
      timeZone: "Asia/Shanghai",
      productionDayStart: "08:00",
      simulated: sketch.simulated,
    },
    firm: { name: anonymous, creditCode: "91131000MA00000000" },
    calendar: {
      shifts: sketch.shifts.map((shift, i) => ({
        id: `shift-${i + 1}`,
        name: anonymous,
        ...shift,
      })),
    },
    lines: lines.map((id) => ({
      id,
      name: anonymous,
      profile: "wood-panel",
      stages: [{ id: "press", name: anonymous, key: true }],
      idealRates: sketch.idealRates.map((perHour, i) => ({
        product: `product-${i + 1}`,
        perHour,
        unit: "C62",
      })),
      equipment: [
        ...(id === "line-1" && sketch.signals.length > 0 ? [press] : []),
        ...sketch.equipment.filter(({ line }) => line === id).map(machineOf),
      ],
    })),
  });
}
