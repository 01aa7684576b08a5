// What is wrong with the faults of a scenario beyond their text: points that no wire shows or whose type makes
// no sense, units and listeners that are not there. All at once, each with its path.

import type { PointValue } from "../plant/plant.ts";
import type { FaultNeed, FaultPlan, Listener, PointType } from "./fault.ts";

export interface FaultSurroundings {
  /** Points that go out on a wire. */
  readonly points: ReadonlySet<string>;
  /** Unit ids of the Modbus devices. */
  readonly units: ReadonlySet<number>;
  readonly listeners: ReadonlySet<Listener>;
  /** The plant's points, for their types. Absent: types are not checked. */
  readonly value?: (point: string) => PointValue;
}

/** `faults[2].point: 中文 · English`, in the order of the plans; empty: all can act. */
export function checkFaults(
  plans: readonly FaultPlan[],
  surroundings: FaultSurroundings,
): readonly string[] {
  return plans.flatMap(({ needs }, index) =>
    needs.flatMap((need) => {
      const problem = problemOf(need, surroundings);
      return problem === undefined ? [] : [`faults[${index}].${need.key}: ${problem}`];
    }),
  );
}

function problemOf(need: FaultNeed, there: FaultSurroundings): string | undefined {
  switch (need.kind) {
    case "point":
      return pointProblem(need.point, need.types, there);
    case "unit":
      return there.units.has(need.unit)
        ? undefined
        : `没有单元号 ${need.unit} 的设备 · there is no device with unit id ${need.unit}`;
    case "foreign-unit":
      return there.units.has(need.unit)
        ? `单元号 ${need.unit} 是本产线的设备,请用别的号 · unit id ${need.unit} is a device of this line, choose another`
        : undefined;
    case "listener":
      return need.anyOf.some((listener) => there.listeners.has(listener))
        ? undefined
        : `需要监听 ${need.anyOf.join(" / ")} · needs listen: ${need.anyOf.join(" or ")}`;
  }
}

const TYPE_WORDS = {
  number: "数值 number",
  boolean: "布尔 Boolean",
  string: "文本 text",
} as const satisfies Record<PointType, string>;

function pointProblem(
  point: string,
  types: readonly PointType[],
  { points, value }: FaultSurroundings,
): string | undefined {
  if (!points.has(point)) {
    return `${point} 不是线上可见的测点 · is no point that goes out on a wire`;
  }
  const type = value === undefined ? undefined : typeOf(value(point));
  if (type === undefined || types.includes(type)) return undefined;
  const wanted = types.map((one) => TYPE_WORDS[one]).join(" / ");
  return `${point} 是${TYPE_WORDS[type]},此故障只能用于 · this fault acts only on: ${wanted}`;
}

function typeOf(value: PointValue): PointType {
  if (typeof value === "number") return "number";
  return typeof value === "boolean" ? "boolean" : "string";
}
