// The press hall as a Plant: meter and two zone controllers as points. A small plant for small tests.

import { controllerPoints } from "./controller-points.ts";
import type { GridState } from "./grid.ts";
import { meterPoints } from "./meter-points.ts";
import type { Plant, PlantSummary, PlantTruth } from "./plant.ts";
import { PointTable } from "./point-table.ts";
import { PressHall } from "./press-hall.ts";
import type { Random } from "./random.ts";
import type { WorkSchedule } from "./work-schedule.ts";

export type PressHallPlantOptions = {
  readonly random: Random;
  readonly grid: GridState;
  readonly now: () => number;
  readonly schedule: WorkSchedule;
  readonly start: "warm" | "cold";
};

const words = {
  heating: { zh: "升温", en: "heating" },
  running: { zh: "生产", en: "producing" },
  idle: { zh: "待机", en: "idle" },
} as const;

export function createPressHallPlant(options: PressHallPlantOptions): Plant {
  const hall = new PressHall(options);
  const table = new PointTable({
    "meter-main": meterPoints(() => hall.state().meter),
    "zone-1": controllerPoints(() => hall.state().zones[0]),
    "zone-2": controllerPoints(() => hall.state().zones[1]),
  });
  const truth = (): PlantTruth => ({
    ...hall.state(),
    work: options.schedule.at(options.now()).kind,
    order: null,
    product: null,
  });
  const summary = (): PlantSummary => {
    const { state, boards, meter } = hall.state();
    return {
      state: words[state],
      product: "board",
      output: { value: boards, unit: "C62" },
      powerKw: meter.activeW / 1000,
    };
  };
  return {
    points: table.names,
    step: (dtMs) => hall.step(dtMs),
    value: (point) => table.value(point),
    truth,
    summary,
    takeEvents: () => [],
    // A hall without a controller that keeps anything: its meter begins from the seed.
    retained: () => ({}),
    restore: () => undefined,
  };
}
