// Data blocks of the machines behind the furnace of a rock-wool line, one per machine: signal and tag. Types follow
// from the signal's class: states Int, counters UDInt, bits Bool, texts String, everything measured Real; output
// in tonnes and cubic metres LReal, because a Real would lose its last kilograms within a year.

import type { WoolSignal, WoolSignals } from "../plant/rock-wool-line/wool-signal.ts";
import type { OpcUaType, OpcUaVariable } from "../wire/exposure.ts";
import { type S7Tag, s7Variables } from "./s7-variables.ts";

const ROCK_WOOL_PLC = "PLC_Melt";

/** Signal of the machine and its tag within the block. */
export type BlockTag = readonly [signal: string, tag: string];

const plateTags: readonly BlockTag[] = [
  ["state", "Status.State"],
  ["fault", "Status.Fault"],
];
const countTag: BlockTag = ["output.total", "Count.Total"];

/** Furnaces have these, whichever they are. */
export const furnaceTags: readonly BlockTag[] = [
  ...plateTags,
  countTag,
  ["count.charge", "Count.Charges"],
  ["campaign", "Campaign.Number"],
  ["campaign.hours", "Campaign.Hours"],
  ["temperature.melt", "Melt.Temp"],
  ["flow.melt", "Melt.Flow"],
  ["temperature.water.in", "Water.InTemp"],
  ["temperature.water.out", "Water.OutTemp"],
  ["flow.water", "Water.Flow"],
  ["alarm.water.rise", "Alarm.WaterRise"],
  ["alarm.water.flow", "Alarm.WaterFlow"],
  ["alarm.stream", "Alarm.Stream"],
];

export const batchingTags: readonly BlockTag[] = [
  ...plateTags,
  ["weight.basalt", "Charge.Basalt"],
  ["weight.dolomite", "Charge.Dolomite"],
  ["weight.slag", "Charge.Slag"],
  ["weight.briquette", "Charge.Briquette"],
  ["recipe", "Recipe.Id"],
  ["acidity.target", "Recipe.Acidity"],
];

/** `name.1` … `name.<n>` as elements of an array. */
export function numbered(count: number, signal: string, array: string, member: string): BlockTag[] {
  return Array.from({ length: count }, (_, n) => [
    `${signal}.${n + 1}`,
    `${array}[${n + 1}].${member}`,
  ]);
}

const sharedBlocks: readonly (readonly [equipment: string, block: string, readonly BlockTag[]])[] =
  [
    [
      "spinner",
      "DB_Spinner",
      [
        ...plateTags,
        countTag,
        ...numbered(4, "speed.wheel", "Wheel", "Speed"),
        ...numbered(4, "current.wheel", "Wheel", "Current"),
        ...numbered(4, "vibration", "Bearing", "Vibration"),
        ...numbered(4, "temperature.bearing", "Bearing", "Temp"),
        ["pressure.air", "Air.Pressure"],
        ["flow.air", "Air.Flow"],
        ["flow.water.wheels", "Water.Flow"],
        ["flow.binder", "Binder.Flow"],
        ["concentration.binder", "Binder.Concentration"],
        ["loi.target", "Binder.LoiTarget"],
        ["lot.binder", "Binder.Lot"],
        ["flow.oil", "Oil.Flow"],
        ["flow.repellent", "Repellent.Flow"],
        ["alarm.vibration", "Alarm.Vibration"],
        ["alarm.water.wheels", "Alarm.WheelWater"],
        ["alarm.binder", "Alarm.Binder"],
      ],
    ],
    [
      "collector",
      "DB_Collector",
      [
        ...plateTags,
        countTag,
        ["pressure.suction", "Chamber.Pressure"],
        ["current.fan", "Fan.Current"],
        ["speed.fan", "Fan.Speed"],
        ["weight.primary", "Primary.Weight"],
        ["weight.mat", "WeighBelt.Weight"],
        ["speed.pendulum", "Pendulum.Speed"],
        ["speed.pendulum.belt", "Pendulum.BeltSpeed"],
        ["alarm.suction", "Alarm.Suction"],
      ],
    ],
    [
      "crimper",
      "DB_Crimper",
      [
        ...plateTags,
        ["ratio.sp", "Ratio.Set"],
        ["ratio", "Ratio.Actual"],
        ["height", "Exit.Height"],
      ],
    ],
    [
      "curing-oven",
      "DB_Oven",
      [
        ...plateTags,
        countTag,
        ["speed.chain", "Chain.Speed"],
        ["height.chain", "Chain.Height"],
        ["current.chain", "Chain.Current"],
        ...numbered(5, "speed.fan", "Fan", "Speed"),
        ["pressure.difference", "Air.PressureDiff"],
        ["temperature.core.out", "Exit.CoreTemp"],
        ["temperature.cool.out", "Cooling.OutTemp"],
        ["temperature.exhaust", "Exhaust.Temp"],
        ["concentration.gas", "GasDetector.Lel"],
        ["alarm.temperature", "Alarm.OverTemp"],
        ["alarm.chain", "Alarm.Chain"],
        ["alarm.gas", "Alarm.GasLeak"],
      ],
    ],
    [
      "saw",
      "DB_Saw",
      [
        ...plateTags,
        countTag,
        ["output.good", "Count.Good"],
        ["output.rejected", "Count.Rejected"],
        ["count.cut", "Count.Cuts"],
        ["waste.trim.total", "Count.TrimWaste"],
        ["waste.trim", "Trim.Rate"],
        ["current.motor", "Motor.Current"],
        ["oee", "Shift.OEE"],
        ["quality.density", "Quality.Density"],
        ["quality.thickness", "Quality.Thickness"],
      ],
    ],
    ["stacker", "DB_Stacker", [...plateTags, countTag, ["pack.number", "Pack.Number"]]],
    [
      "line",
      "DB_Line",
      [
        ["state", "Status.State"],
        ["output.mass", "Output.Mass"],
        ["output.volume", "Output.Volume"],
        ["output.packs", "Output.Packs"],
        ["order", "Order.Number"],
        ["product", "Order.Product"],
        ["shift", "Order.Shift"],
      ],
    ],
    [
      "flue-gas",
      "DB_Flue",
      [
        ["concentration.so2", "Cems.SO2"],
        ["concentration.nox", "Cems.NOx"],
        ["concentration.pm", "Cems.PM"],
        ["alarm.limit", "Alarm.Limit"],
      ],
    ],
  ];

/**
 * Variables of one machine. @param signals of the whole line, by point. Throws RangeError for what is not in it.
 * @param numberedPlate whether it tells its serial number.
 */
export function blockVariables(
  signals: WoolSignals,
  equipment: string,
  block: string,
  tags: readonly BlockTag[],
  numberedPlate: boolean,
): readonly OpcUaVariable[] {
  const plate: readonly S7Tag[] = numberedPlate ? [["serial", "Ident.SerialNo", "String"]] : [];
  const typed = tags.map(([signal, tag]): S7Tag => {
    const point = `${equipment}.${signal}`;
    const known = signals[point];
    if (known === undefined) throw new RangeError(`信号表没有 ${point} · no signal ${point}`);
    return [signal, tag, typeOf(known)];
  });
  return s7Variables(ROCK_WOOL_PLC, equipment, block, [...plate, ...typed]);
}

/** Everything behind the furnace. @param serials of the machines that have one. */
export function sharedVariables(
  signals: WoolSignals,
  serials: Readonly<Record<string, string>>,
): readonly OpcUaVariable[] {
  return sharedBlocks.flatMap(([equipment, block, tags]) =>
    blockVariables(signals, equipment, block, tags, serials[equipment] !== undefined),
  );
}

function typeOf({ class: kind, unit }: WoolSignal): OpcUaType {
  switch (kind) {
    case "ST":
      return "Int16";
    case "BOOL":
      return "Boolean";
    case "TEXT":
      return "String";
    case "CNT":
      return unit === "TNE" || unit === "MTQ" ? "Double" : "UInt32";
    default:
      return "Float";
  }
}
