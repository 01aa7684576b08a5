// The cell as a Plant: points by name, true values for the truth file, counters that outlive a restart.

import type { Plant } from "../plant.ts";
import { PointTable } from "../point-table.ts";
import { checkStep } from "../step-limit.ts";
import { cellPoints } from "./cell-points.ts";
import { FurnitureCell, type FurnitureCellOptions } from "./furniture-cell.ts";
import { summaryOf, truthOf } from "./furniture-truth.ts";

export type FurniturePlant = { readonly plant: Plant; readonly cell: FurnitureCell };

export function createFurniturePlant(options: FurnitureCellOptions): FurniturePlant {
  const cell = new FurnitureCell(options);
  const table = new PointTable(cellPoints(cell));
  const plant: Plant = {
    points: table.names,
    step: (dtMs) => {
      checkStep(dtMs);
      cell.step(dtMs);
    },
    value: (point) => table.value(point),
    truth: () => truthOf(cell, options.schedule.at(options.now()).kind),
    summary: () => summaryOf(cell),
    takeEvents: () => cell.events.take(),
    retained: () => cell.retained(),
    restore: (counters) => cell.restore(counters),
  };
  return { plant, cell };
}
