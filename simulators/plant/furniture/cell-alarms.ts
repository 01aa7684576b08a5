// The alarm list of the cell (domain reference A2, "Alarms"), machine by machine. What a machine that is off would
// say is nobody's business: its conditions include that it is on.

import type { EventBook } from "../plant-events.ts";
import { AlarmBoard, type AlarmPlan, type AlarmPlans } from "./alarm-board.ts";
import type { EdgeBander } from "./edge-bander.ts";
import type { FurnitureCell, Machines } from "./furniture-cell.ts";

const high = (read: AlarmPlan["read"], delayMs = 0): AlarmPlan => ({
  priority: "high",
  read,
  delayMs,
});
const medium = (read: AlarmPlan["read"], delayMs = 0): AlarmPlan => ({
  priority: "medium",
  read,
  delayMs,
});
/** Suction may take this long to build up before anybody is told, ms. */
const SUCTION_DELAY_MS = 3_000;

export type CellAlarms = Readonly<Record<string, AlarmBoard>>;

function plansOf(cell: FurnitureCell, { cnc, drill, saw, sorter, packer }: Machines) {
  const { around } = cell;
  const noSuction = (on: () => boolean): AlarmPlan =>
    high(() => on() && !around.suctionOn, SUCTION_DELAY_MS);
  const noAir = (on: () => boolean): AlarmPlan => medium(() => on() && !around.airPresent, 2_000);
  const cncOn = () => cnc.unit.power.on;
  const drillOn = () => drill.unit.power.on;
  const sawOn = () => saw.unit.power.on;
  return {
    "cnc-1": {
      "alarm.spindle.load": {
        priority: "medium",
        read: () => cnc.milling.spindle.loadPercent(),
        limit: { when: "above", at: 70, deadband: 15 },
        // One alarm for the cuts of a blunt tool, not one each.
        offDelayMs: 30_000,
      },
      "alarm.spindle.temperature": {
        priority: "medium",
        read: () => cnc.milling.spindle.temperatureC(),
        limit: { when: "above", at: 68, deadband: 4 },
      },
      "alarm.vacuum": high(() => cnc.faults.vacuumLost),
      "alarm.air": noAir(cncOn),
      "alarm.tool.break": high(() => cncOn() && cnc.faults.toolBreak),
      "alarm.suction": noSuction(cncOn),
      "alarm.curtain": medium(() => cncOn() && cnc.faults.is("curtain")),
      "alarm.emergency": high(() => cncOn() && cnc.faults.is("emergency")),
      "alarm.servo": high(() => cncOn() && cnc.faults.is("servo")),
    },
    "saw-1": {
      "alarm.air": noAir(sawOn),
      "alarm.suction": noSuction(sawOn),
      "alarm.curtain": medium(() => sawOn() && saw.faults.is("curtain")),
      "alarm.clamp": medium(() => sawOn() && saw.faults.is("clamp")),
      "alarm.emergency": high(() => sawOn() && saw.faults.is("emergency")),
    },
    "drill-1": {
      "alarm.air": noAir(drillOn),
      "alarm.suction": noSuction(drillOn),
      "alarm.seat": medium(() => drillOn() && drill.faults.is("seat")),
      "alarm.oversize": medium(() => drillOn() && drill.oversize()),
      "alarm.curtain": medium(() => drillOn() && drill.faults.is("curtain")),
      "alarm.servo": high(() => drillOn() && drill.faults.is("servo")),
      "alarm.emergency": high(() => drillOn() && drill.faults.is("emergency")),
    },
    "sorter-1": {
      "alarm.curtain": medium(() => sorter.unit.power.on && sorter.faults.is("curtain")),
      "alarm.gripper": medium(() => sorter.unit.power.on && sorter.faults.is("gripper")),
    },
    "packer-1": {
      "alarm.jam": medium(() => packer.unit.power.on && packer.faults.is("jam")),
      "alarm.emergency": high(() => packer.unit.power.on && packer.faults.is("emergency")),
    },
    "compressor-1": {
      "alarm.air": {
        priority: "high",
        read: () => (cell.compressor.on ? cell.compressor.bar() : 99),
        limit: { when: "below", at: 5.5, deadband: 0.4 },
      },
      "alarm.trip": high(() => cell.compressor.on && cell.compressor.tripped()),
    },
    "dust-1": {
      "alarm.filter": {
        priority: "medium",
        read: () => cell.dust.filterPa(),
        limit: { when: "above", at: 1_500, deadband: 80 },
      },
    },
  } satisfies Readonly<Record<string, AlarmPlans>>;
}

/** `alarm.glue` stands below the limit until the glue is warm again: the pot has that deadband itself. */
function banderPlans(cell: FurnitureCell, bander: EdgeBander): AlarmPlans {
  return {
    "alarm.suction": high(() => bander.on && !cell.around.suctionOn, SUCTION_DELAY_MS),
    "alarm.glue": high(() => bander.is("glue")),
    "alarm.tape": medium(() => bander.is("tape")),
    "alarm.air": medium(() => bander.is("air"), 2_000),
  };
}

export function cellAlarms(cell: FurnitureCell, machines: Machines, events: EventBook): CellAlarms {
  const plans: Readonly<Record<string, AlarmPlans>> = {
    ...plansOf(cell, machines),
    "edgebander-1": banderPlans(cell, machines.long),
    "edgebander-2": banderPlans(cell, machines.short),
  };
  return Object.fromEntries(
    Object.entries(plans).map(([equipment, own]) => [
      equipment,
      new AlarmBoard(equipment, events, own),
    ]),
  );
}
