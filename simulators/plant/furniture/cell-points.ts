// The points of the cell by name: equipment id, a dot, and the signal's id as the line model has it. What each of
// them is stands in furniture-signals.ts.

import { meterPoints } from "../meter-points.ts";
import type { Points } from "../point-table.ts";
import { type AxisName, axisNames } from "./axis-motion.ts";
import type { BeamSaw } from "./beam-saw.ts";
import { meteredMachines } from "./cell-meters.ts";
import type { EdgeBander } from "./edge-bander.ts";
import type { FurnitureCell } from "./furniture-cell.ts";
import type { NestingCnc } from "./nesting-cnc.ts";
import { quantise } from "./sensor.ts";
import type { SixSideDrill } from "./six-side-drill.ts";
import { unitPoints } from "./unit-points.ts";
import { unitState } from "./unit-state.ts";

function axisPoints(cnc: () => NestingCnc): Points {
  const of = (axis: AxisName): Points => ({
    [`axis.${axis}.position`]: () =>
      cnc().milling.axes.positionMm(cnc().axes(), axis, cnc().milling.samples()),
    [`axis.${axis}.position.sp`]: () => cnc().milling.axes.setpointMm(cnc().axes(), axis),
    [`axis.${axis}.velocity`]: () =>
      cnc().milling.axes.velocityMPerMin(cnc().axes(), axis, cnc().milling.samples()),
    [`axis.${axis}.current`]: () =>
      cnc().unit.power.calibrated
        ? cnc().milling.axes.currentA(
            cnc().axes(),
            axis,
            cnc().milling.cutKw(),
            cnc().milling.samples(),
          )
        : 0,
  });
  return Object.assign({}, ...axisNames.map(of)) as Points;
}

function cncPoints(cnc: () => NestingCnc, oee: () => number): Points {
  const spindle = () => cnc().milling.spindle;
  return {
    ...unitPoints(() => cnc().unit),
    "output.good": () => cnc().good,
    "output.rejected": () => cnc().rejected,
    oee: () => quantise(oee(), 10_000),
    "program.name": () => cnc().sheets.program(),
    "order.id": () => cnc().sheets.order(),
    "sheet.id": () => cnc().sheets.sheet(),
    "speed.spindle": () => spindle().readings().speed,
    "speed.spindle.sp": () => spindle().wantedRpm(),
    "load.spindle": () => spindle().readings().load,
    "current.spindle": () => spindle().readings().current,
    "power.spindle": () => spindle().readings().power,
    "temperature.spindle": () => spindle().readings().temperature,
    "speed.feed": () => cnc().milling.readings().feed,
    "speed.feed.sp": () => quantise(cnc().programmedFeed(), 100),
    "override.feed": () => Math.round(100 * cnc().override()),
    "override.spindle": () => 100,
    "depth.cut": () => cnc().milling.depthMm(),
    ...axisPoints(cnc),
    "pressure.vacuum": () => cnc().milling.table.reading(),
    "pressure.dust": () => cnc().milling.readings().suctionPa,
    "count.sheet": () => cnc().unit.runsGood(),
    "count.nest": () => cnc().nest().parts.length,
    "duration.cycle": () => quantise(cnc().sheets.cycleS(), 10),
    "quality.yield": () => quantise(cnc().nest().yieldPercent, 100),
    "tool.number": () => cnc().tools.current().number,
    "length.tool": () => quantise(cnc().tools.metres(), 100),
    "length.cut": () => Math.floor(100 * cnc().tools.cuttingMetres()) / 100,
  };
}

/** Also as a machine tool shows itself (OPC 40501-1): channel, program, blade. */
function sawPoints(saw: () => BeamSaw): Points {
  const running = () => saw().unit.flags.RecipeInRun;
  return {
    ...unitPoints(() => saw().unit),
    // ChannelState: Active 0, Interrupted 1, Reset 2; program Running 1, Ended 2, Interrupted 3.
    "state.channel": () => (!running() ? 2 : saw().unit.state() === unitState.working ? 0 : 1),
    "state.program": () => (!running() ? 2 : saw().unit.state() === unitState.working ? 1 : 3),
    "mode.channel": () => 0,
    // MachineOperationMode: Manual 0, Automatic 1, Setup 2.
    "mode.tool": () => (saw().unit.mode === 4 ? 2 : saw().unit.power.calibrated ? 1 : 0),
    "program.name": () => saw().program(),
    "program.number": () => saw().unit.runsGood() % 10_000,
    "order.id": () => `STK-${`${saw().unit.runsGood() % 10_000}`.padStart(4, "0")}`,
    "speed.feed": () => saw().readings().feed,
    "speed.feed.sp": () => quantise(saw().programmedFeed(), 100),
    "override.feed": () => 100,
    "override.spindle": () => 100,
    "blade.rotating": () => saw().rotating(),
    "current.blade": () => saw().readings().bladeA,
    "height.book": () => saw().readings().heightMm,
    "count.cut": () => saw().cuts(),
    "length.blade": () => quantise(saw().bladeMetres(), 100),
    "duration.cycle": () => quantise(saw().cycleS(), 10),
    "time.on.hours": () => Math.floor(saw().unit.times().machineOn / 3_600_000),
    "lamp.red": () => saw().unit.flags.Error,
    "lamp.yellow": () => saw().unit.flags.ManualActivityRequired,
    "lamp.green": () => saw().unit.state() === unitState.working,
  };
}

function banderPoints(bander: () => EdgeBander): Points {
  return {
    state: () => bander().state(),
    fault: () => bander().fault(),
    "output.total": () => bander().piecesOut(),
    "pieces.in": () => bander().piecesIn(),
    "speed.feed": () => bander().drives.readings().feed,
    "temperature.glue": () => bander().pot.reading(),
    "temperature.glue.sp": () => bander().pot.setpointC,
    "temperature.roller": () => bander().pot.rollerReading(),
    "output.heating": () => quantise(100 * bander().pot.duty(), 10),
    "weight.glue": () => bander().glue.levelReading(),
    "weight.glue.used": () => Math.floor(1000 * bander().glue.usedKg()) / 1000,
    "consumption.glue": () => quantise(bander().glue.gPerM2(), 1),
    "length.edge": () => Math.floor(10 * bander().edgeMetres()) / 10,
    "current.premill": () => bander().drives.readings().premillA,
    "current.trim": () => bander().drives.readings().trimA,
    "pressure.press": () => bander().drives.readings().pressureBar,
  };
}

function drillPoints(drill: () => SixSideDrill): Points {
  return {
    ...unitPoints(() => drill().unit),
    "output.rejected": () => drill().rejected(),
    "program.name": () => drill().part()?.drilling ?? "",
    "part.id": () => drill().part()?.id ?? "",
    "speed.feed": () => drill().feed(),
    "current.spindle": () => drill().currentReading(),
    "count.hole": () => drill().holes(),
    "duration.cycle": () => quantise(drill().cycleS(), 100),
  };
}

export function cellPoints(cell: FurnitureCell): Readonly<Record<string, Points>> {
  const machines = () => cell.machines();
  const sorter = () => machines().sorter;
  const packer = () => machines().packer;
  const completeness = (): number => {
    const oldest = machines().book.open()[0];
    return oldest === undefined ? 100 : quantise((100 * oldest.sorted) / oldest.parts, 10);
  };
  const stations: Record<string, Points> = {
    "cnc-1": cncPoints(
      () => machines().cnc,
      () => cell.oee.value(),
    ),
    "saw-1": sawPoints(() => machines().saw),
    "edgebander-1": banderPoints(() => machines().long),
    "edgebander-2": banderPoints(() => machines().short),
    "drill-1": drillPoints(() => machines().drill),
    "sorter-1": {
      ...unitPoints(() => sorter().unit),
      "level.buffer": () => sorter().level(),
      "count.cabinet.open": () => sorter().cabinets(),
      "count.robot": () => sorter().robotCycles(),
      "count.missort": () => sorter().misSorted(),
      "duration.cycle": () => quantise(sorter().cycleS(), 100),
      "quality.completeness": completeness,
    },
    "packer-1": {
      ...unitPoints(() => packer().unit),
      "speed.feed": () => packer().feed(),
      "count.carton": () => packer().unit.runsGood(),
      "carton.id": () => packer().carton(),
      "order.id": () => packer().order(),
      "duration.cycle": () => quantise(packer().cycleS(), 10),
    },
    "dust-1": {
      running: () => cell.dust.on,
      "count.pulse": () => cell.dust.pulses(),
      "power.fan": () => cell.dust.readings().fanKw,
      "pressure.filter": () => cell.dust.readings().filterPa,
    },
    "compressor-1": {
      state: () => cell.compressor.state(),
      running: () => cell.compressor.running(),
      "pressure.air": () => cell.compressor.readings().bar,
      "power.motor": () => cell.compressor.readings().kw,
      "count.load": () => cell.compressor.loadCycles(),
      "state.item": () => (cell.compressor.on ? (cell.compressor.running() ? 3 : 2) : 0),
      "mode.operation": () => (cell.compressor.on ? 3 : 0),
    },
    "meter-main": meterPoints(() => cell.supply.reading()),
  };
  for (const name of meteredMachines) {
    stations[`meter-${name}`] = meterPoints(() =>
      cell.meters.meters[name].reading(cell.supply.reading()),
    );
  }
  // Machines are built anew when counters come back, and their alarms with them.
  for (const [equipment, board] of Object.entries(cell.alarms())) {
    const alarms = board
      .names()
      .map((name) => [name, () => cell.alarms()[equipment]?.is(name) ?? false] as const);
    stations[equipment] = { ...stations[equipment], ...Object.fromEntries(alarms) };
  }
  return stations;
}
