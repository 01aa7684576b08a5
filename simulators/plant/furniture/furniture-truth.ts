// What is really going on in the cell, for the truth file, and the one line of it for a screen.

import type { PlantSummary, PlantTruth } from "../plant.ts";
import type { WorkKind } from "../work-schedule.ts";
import { banderState } from "./edge-bander.ts";
import type { FurnitureCell } from "./furniture-cell.ts";
import { unitState } from "./unit-state.ts";

const words = {
  producing: { zh: "生产中", en: "producing" },
  stopped: { zh: "短停", en: "short stop" },
  waiting: { zh: "待料", en: "waiting" },
  setup: { zh: "换刀调整", en: "tool service" },
  starting: { zh: "开机准备", en: "starting up" },
  break: { zh: "休息", en: "break" },
  handover: { zh: "交接班", en: "shift handover" },
  off: { zh: "停机", en: "off" },
  stopping: { zh: "收尾", en: "running out" },
} as const;
export type CellState = keyof typeof words;

/** By the pace machine, and by the banders while they heat. */
function stateOfCell(cell: FurnitureCell): CellState {
  const { cnc, long, short } = cell.machines();
  const { work, kind, handover } = cell.shift;
  if (!cell.anyOn()) return "off";
  const state = cnc.unit.state();
  if (!work && kind !== "break" && !handover) return "stopping";
  if (state === unitState.working) return "producing";
  if (state === unitState.error) return "stopped";
  if (kind === "break") return "break";
  if (handover) return "handover";
  const heating = [long, short].some((bander) => bander.state() === banderState.heating);
  if (heating || !cnc.unit.power.able) return "starting";
  return cnc.waiting === "service" ? "setup" : "waiting";
}

export function summaryOf(cell: FurnitureCell): PlantSummary {
  const { cnc, packer } = cell.machines();
  const order = cnc.nest().parts[0]?.order;
  return {
    state: words[stateOfCell(cell)],
    product: order === undefined ? "" : `${order.id} ${order.decor}`,
    output: { value: packer.unit.piecesOut(), unit: "C62" },
    powerKw: cell.supply.reading().activeW / 1000,
  };
}

export function truthOf(cell: FurnitureCell, work: WorkKind): PlantTruth {
  const { book, buffers, cnc, saw, long, short, drill, sorter, packer } = cell.machines();
  const running = cnc.operation() !== "none";
  const order = cnc.nest().parts[0]?.order;
  return {
    state: stateOfCell(cell),
    work,
    order: running ? (order?.id ?? null) : null,
    product: running ? (order?.decor ?? null) : null,
    orders: book.open().map(({ id, parts, cut, sorted, packed }) => ({
      id,
      parts,
      cut,
      sorted,
      packed,
    })),
    cnc: {
      state: cnc.unit.state(),
      operation: cnc.operation(),
      waiting: cnc.waiting,
      sheet: cnc.sheets.sheet(),
      feedMPerMin: cnc.feed(),
      depthMm: cnc.milling.depthMm(),
      chipFlowCm3PerS: cnc.milling.chipFlowCm3PerS(),
      spindleRpm: cnc.milling.spindle.rpm(),
      spindleW: cnc.milling.spindle.powerW(),
      spindleC: cnc.milling.spindle.temperatureC(),
      vacuumKpa: cnc.milling.table.pressureKpa(),
      tool: cnc.tools.current().number,
      toolMetres: cnc.tools.metres(),
      parts: cnc.unit.piecesOut(),
      good: cnc.good,
    },
    saw: {
      state: saw.unit.state(),
      feedMPerMin: saw.feed(),
      bladeW: saw.bladeW(),
      heightMm: saw.book()?.heightMm ?? 0,
      panels: saw.unit.piecesOut(),
    },
    edgebanders: [long, short].map((bander) => ({
      state: bander.state(),
      feedMPerMin: bander.drives.feedMPerMin(),
      milling: bander.milling(),
      glueC: bander.pot.temperatureC(),
      rollerC: bander.pot.rollerC(),
      heaterW: bander.pot.heaterW(),
      glueGPerM2: bander.glue.gPerM2(),
      panels: bander.piecesOut(),
      edgeM: bander.edgeMetres(),
    })),
    drill: {
      state: drill.unit.state(),
      part: drill.part()?.id ?? null,
      parts: drill.unit.piecesOut(),
      holes: drill.holes(),
    },
    sorter: {
      state: sorter.unit.state(),
      level: sorter.level(),
      cabinets: sorter.cabinets(),
      parts: sorter.unit.piecesIn(),
    },
    packer: { state: packer.unit.state(), parts: packer.unit.piecesOut() },
    buffers: buffers.map((buffer) => buffer.level()),
    dust: {
      on: cell.dust.on,
      fanW: cell.dust.fanW(),
      filterPa: cell.dust.filterPa(),
      suctionPa: cell.around.suctionPa,
      gates: cell.gates(),
    },
    air: { state: cell.compressor.state(), bar: cell.compressor.bar() },
    alarms: Object.entries(cell.alarms()).flatMap(([equipment, board]) =>
      board.standing().map((name) => `${equipment}.${name}`),
    ),
    meter: cell.supply.reading(),
    oee: cell.oee.value(),
  };
}
