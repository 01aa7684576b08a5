// The cell as a Plant: points by name, true values for the truth file, counters that outlive a restart.

import type { Plant } from "../plant.ts";
import { PointTable } from "../point-table.ts";
import { checkStep } from "../step-limit.ts";
import { cellPoints } from "./cell-points.ts";
import { FurnitureCell, type FurnitureCellOptions } from "./furniture-cell.ts";

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
    truth: () => truthOf(cell),
    retained: () => cell.retained(),
    restore: (counters) => cell.restore(counters),
  };
  return { plant, cell };
}

function truthOf(cell: FurnitureCell): object {
  const { buffers, cnc, long, short, drill, packer } = cell.machines();
  return {
    cnc: {
      state: cnc.unit.state(),
      operation: cnc.operation(),
      feedMPerMin: cnc.feed(),
      chipFlowCm3PerS: cnc.chipFlowCm3PerS(),
      spindleRpm: cnc.spindle().rpm(),
      spindleW: cnc.spindle().powerW(),
      vacuumKpa: cnc.table().pressureKpa(),
      tool: cnc.tools.current().number,
      toolMetres: cnc.tools.metres(),
      parts: cnc.unit.piecesOut(),
      good: cnc.good(),
    },
    edgebanders: [long, short].map((bander) => ({
      state: bander.state(),
      feedMPerMin: bander.feed(),
      milling: bander.milling(),
      glueC: bander.pot.temperatureC(),
      heaterW: bander.pot.heaterW(),
      panels: bander.piecesOut(),
      edgeM: bander.edgeMetres(),
    })),
    drill: { state: drill.unit.state(), parts: drill.unit.piecesOut(), holes: drill.holes() },
    packer: { state: packer.unit.state(), parts: packer.unit.piecesOut() },
    buffers: buffers.map((buffer) => buffer.level()),
    dust: { fanW: cell.dust.fanW(), filterPa: cell.dust.filterPa(), gates: cell.gates() },
    airBar: cell.compressor.bar(),
    meter: cell.supply.reading(),
    oee: cell.oee.value(),
  };
}
