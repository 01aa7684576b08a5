// The cell as a Plant: points by name, true values for the truth file, counters that outlive a restart.

import type { Plant, PlantSummary, PlantTruth } from "../plant.ts";
import { EventBook } from "../plant-events.ts";
import { PointTable } from "../point-table.ts";
import { checkStep } from "../step-limit.ts";
import { cellPoints } from "./cell-points.ts";
import { FurnitureCell, type FurnitureCellOptions } from "./furniture-cell.ts";
import { unitState } from "./unit-state.ts";

export type FurniturePlant = { readonly plant: Plant; readonly cell: FurnitureCell };

export function createFurniturePlant(options: FurnitureCellOptions): FurniturePlant {
  const cell = new FurnitureCell(options);
  const events = new EventBook(options.now);
  const table = new PointTable(cellPoints(cell));
  const plant: Plant = {
    points: table.names,
    step: (dtMs) => {
      checkStep(dtMs);
      cell.step(dtMs);
    },
    value: (point) => table.value(point),
    truth: () => truthOf(cell, options),
    summary: () => summaryOf(cell),
    takeEvents: () => events.take(),
    retained: () => cell.retained(),
    restore: (counters) => cell.restore(counters),
  };
  return { plant, cell };
}

function summaryOf(cell: FurnitureCell): PlantSummary {
  const { cnc, packer } = cell.machines();
  const working = cnc.unit.state() === unitState.working;
  return {
    state: working ? { zh: "加工", en: "working" } : { zh: "未加工", en: "not working" },
    product: "",
    output: { value: packer.unit.piecesOut(), unit: "C62" },
    powerKw: cell.supply.reading().activeW / 1000,
  };
}

function truthOf(cell: FurnitureCell, { schedule, now }: FurnitureCellOptions): PlantTruth {
  const { buffers, cnc, long, short, drill, packer } = cell.machines();
  return {
    state: cnc.unit.state() === unitState.working ? "working" : "not working",
    work: schedule.at(now()).kind,
    order: null,
    product: null,
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
