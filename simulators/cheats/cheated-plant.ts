// A plant as the servers see it when cheats stand between: values go through the cheats, truth does not.

import { SimulatorsError } from "../errors.ts";
import type { Plant, PointValue } from "../plant/plant.ts";
import type { Cheat, CheatAct, CheatPlan } from "./cheat.ts";

export type CheatedPlant = Plant & {
  /** What the cheats do now. */
  acts(): readonly CheatAct[];
};

/**
 * @param shown points that go out through `value`; a cheat on any other would change nothing.
 * Throws SIMULATORS_CHEAT_INVALID naming every cheat whose point is not among them.
 */
export function cheatPlant(
  plant: Plant,
  plans: readonly CheatPlan[],
  shown: ReadonlySet<string>,
): CheatedPlant {
  refuseUnknownPoints(plans, shown);
  const cheats = plans.map((plan) => plan.create());
  const honest = (point: string): PointValue => plant.value(point);
  return {
    points: plant.points,
    step: (dtMs) => {
      plant.step(dtMs);
      for (const cheat of cheats) cheat.step(dtMs, honest);
    },
    value: (point) =>
      cheats
        .filter((cheat) => cheat.concerns(point))
        .reduce((value: PointValue, cheat: Cheat) => cheat.shown(point, value), honest(point)),
    truth: () => plant.truth(),
    retained: () => plant.retained(),
    restore: (counters) => plant.restore(counters),
    acts: () => cheats.map((cheat) => cheat.acting()).filter((act) => act !== undefined),
  };
}

function refuseUnknownPoints(plans: readonly CheatPlan[], shown: ReadonlySet<string>): void {
  const problems = plans.flatMap((plan, index) =>
    plan.points
      .filter((point) => !shown.has(point))
      .map(
        (point) =>
          `cheats[${index}].point: ${point} 不是 OPC UA 上的测点 · is no point that OPC UA shows`,
      ),
  );
  if (problems.length === 0) return;
  throw new SimulatorsError(
    "SIMULATORS_CHEAT_INVALID",
    `场景中的作弊项有 ${problems.length} 处错误 · the scenario's cheats have ${problems.length} problem(s):\n` +
      problems.map((problem) => `  ${problem}`).join("\n"),
    { problems: problems.join("\n") },
  );
}
