// The custom-furniture cell of Bazhou: cutting → edge banding (long edges, then short ones) → drilling → sorting →
// packing, with conveyors between, a beam saw for stock beside it, central dust extraction and compressed air, all
// behind one meter. Pure: time comes as steps. Reference: domain reference A2, invariants F1 to F9, X1 and X4.

import type { GridState } from "../grid.ts";
import { MainSupply } from "../main-supply.ts";
import { EventBook } from "../plant-events.ts";
import type { Random } from "../random.ts";
import { ShiftOee } from "../shift-oee.ts";
import type { WorkSchedule } from "../work-schedule.ts";
import { type CellAlarms, cellAlarms } from "./cell-alarms.ts";
import { pastCounters, takeBack } from "./cell-counters.ts";
import { buildMachines, type CellMachinesOptions, type Machines } from "./cell-machines.ts";
import { CellMeters } from "./cell-meters.ts";
import { Compressor } from "./compressor.ts";
import { DustExtraction } from "./dust-extraction.ts";
import { FurnitureLab } from "./furniture-lab.ts";
import type { PartBuffer } from "./part-buffer.ts";
import { prefixed, unprefixed } from "./prefixed-counters.ts";
import { ShiftControl } from "./shift-control.ts";
import { StateWatch } from "./state-watch.ts";
import type { Surroundings } from "./surroundings.ts";
import { unitState } from "./unit-state.ts";
import type { Counters } from "./woodworking-unit.ts";

export type { Machines } from "./cell-machines.ts";

/** Parts an hour that the nesting centre makes without any loss; the line model declares the same. */
const IDEAL_PARTS_PER_HOUR = 200;

/** Behind this many parts a machine waits until there is room. */
const FULL = 45;
/** Largest step of the machines: bursts and moves last seconds. */
const INNER_STEP_MS = 100;
/** Less compressed air than this is none, bar. */
const LEAST_AIR_BAR = 5;

export type FurnitureCellOptions = {
  readonly random: Random;
  readonly grid: GridState;
  readonly ambientC: () => number;
  readonly now: () => number;
  readonly schedule: WorkSchedule;
  readonly start: "warm" | "cold";
};

export class FurnitureCell {
  readonly supply: MainSupply;
  readonly oee: ShiftOee;
  readonly dust: DustExtraction;
  readonly compressor: Compressor;
  readonly shift: ShiftControl;
  readonly meters: CellMeters;
  readonly events: EventBook;
  readonly around: Surroundings;
  readonly #options: FurnitureCellOptions;
  readonly #past: Counters;
  readonly #lab: FurnitureLab;
  readonly #on: boolean;
  #machines: Machines;
  #alarms: CellAlarms;
  #states: StateWatch;
  #begun = false;
  #powerCuts = 0;

  constructor(options: FurnitureCellOptions) {
    const { random, grid, now, schedule, start } = options;
    this.#options = options;
    this.events = new EventBook(now);
    const time = schedule.at(now());
    const { kind } = time;
    this.#on = start === "warm" && (kind === "work" || kind === "break");
    this.shift = new ShiftControl(random.fork("shift"), start === "warm");
    this.shift.step(0, time);
    this.dust = new DustExtraction(random.fork("dust"), this.#on);
    this.compressor = new Compressor(random.fork("air"), this.#on);
    this.around = {
      airBar: this.compressor.bar(),
      airPresent: this.#on,
      suctionPa: this.dust.suctionPa(3),
      suctionOn: this.#on,
      ambientC: this.#hallC(),
      work: this.shift.work,
      mains: this.shift.mains,
      now: now(),
    };
    this.supply = new MainSupply({
      random: random.fork("supply"),
      grid,
      supplyOhm: 0.012,
      baseKw: 6,
      historyKwh: [70_000, 150_000],
    });
    this.meters = new CellMeters(random.fork("meters"), this.supply.reading().importKwh);
    this.oee = new ShiftOee({
      idealPerHour: IDEAL_PARTS_PER_HOUR,
      now: now(),
      typical: { availability: 0.9, performance: 0.86, quality: 0.988 },
    });
    this.#lab = new FurnitureLab(random.fork("laboratory"), this.events, now);
    this.#past = pastCounters(random.fork("past"));
    this.#machines = this.#build({ random, counters: this.#past, on: this.#on });
    this.#alarms = cellAlarms(this, this.#machines, this.events);
    this.#states = new StateWatch(this, this.events);
  }

  machines(): Machines {
    return this.#machines;
  }

  alarms(): CellAlarms {
    return this.#alarms;
  }

  /** Suction gates that are open. */
  gates(): number {
    const { cnc, saw, long, short, drill } = this.#machines;
    return (
      Number(cnc.needsSuction()) +
      Number(saw.needsSuction()) +
      Number(long.needsSuction()) +
      Number(short.needsSuction()) +
      Number(drill.needsSuction())
    );
  }

  /** Any machine is switched on. */
  anyOn(): boolean {
    const { cnc, saw, long, short, drill, sorter, packer } = this.#machines;
    const units = [cnc, saw, drill, sorter, packer];
    return long.on || short.on || units.some(({ unit }) => unit.power.on);
  }

  /** At most MAX_STEP_MS. */
  step(dtMs: number): void {
    this.#begun = true;
    const { cnc } = this.#machines;
    const [parts, good] = [cnc.unit.piecesOut(), cnc.good];
    this.#attend(dtMs);
    const steps = Math.ceil(dtMs / INNER_STEP_MS);
    for (let n = 0; n < steps; n += 1) this.#innerStep(dtMs / steps);
    this.#drift(dtMs);
    const now = this.#options.now();
    this.oee.step(dtMs, now, {
      producing: cnc.unit.state() === unitState.working,
      pieces: cnc.unit.piecesOut() - parts,
      good: cnc.good - good,
    });
    for (const equipment in this.#alarms) this.#alarms[equipment]?.step(dtMs);
    this.#states.step();
    this.#lab.step(dtMs, this);
  }

  /** People come and go; air and suction are what the step before left. */
  #attend(dtMs: number): void {
    const { around, shift, compressor, dust } = this;
    const now = this.#options.now();
    const time = this.#options.schedule.at(now);
    const { kind, document } = time;
    if (kind !== shift.kind) {
      this.events.write({
        kind: "work",
        from: shift.kind,
        to: kind,
        ...(document === undefined ? {} : { document }),
      });
    }
    shift.step(dtMs, time);
    const suctionPa = dust.suctionPa(this.gates());
    around.airBar = compressor.bar();
    around.airPresent = around.airBar > LEAST_AIR_BAR;
    around.suctionPa = suctionPa;
    around.suctionOn = DustExtraction.enough(suctionPa);
    around.ambientC = this.#hallC();
    around.work = shift.work;
    around.mains = shift.mains;
    around.now = now;
  }

  #innerStep(dtMs: number): void {
    const { around, shift, meters } = this;
    const { buffers, cnc, saw, long, short, drill, sorter, packer } = this.#machines;
    const [toLong, toShort, toDrill, toSorter] = buffers;
    for (const buffer of buffers) buffer.step(dtMs);
    cnc.step(dtMs, around, shift.wanted("cnc-1"), full(toLong));
    saw.step(dtMs, around, shift.wanted("saw-1"));
    long.step(dtMs, around, shift.wanted("edgebander-1"), full(toShort));
    short.step(dtMs, around, shift.wanted("edgebander-2"), full(toDrill));
    drill.step(dtMs, around, shift.wanted("drill-1"), full(toSorter));
    sorter.step(dtMs, around, shift.wanted("sorter-1"));
    packer.step(dtMs, around, shift.wanted("packer-1"));
    meters.take(dtMs, this.#machines);
  }

  /** What changes over seconds, and the meters. */
  #drift(dtMs: number): void {
    const { around, shift, compressor, dust, meters } = this;
    const { cnc, saw, long, short, drill, sorter, packer } = this.#machines;
    for (const machine of [cnc, saw, long, short, drill, sorter, packer]) {
      machine.drift(dtMs, around);
    }
    const gates = this.gates();
    const on = this.anyOn();
    dust.step(dtMs, on, gates);
    // The compressor goes last: the machines need air until they are off.
    compressor.step(dtMs, shift.wanted("compressor-1") || on, on ? 1 + gates : 0);
    const drawn = { w: compressor.powerW(), var: compressor.reactiveVar() };
    meters.step(dtMs, this.supply.lineVoltageV(), dust.fanW(), drawn);
    this.supply.step(dtMs, meters.loads);
  }

  /** The hall is heated a little in winter. */
  #hallC(): number {
    return Math.max(this.#options.ambientC() + 3, 14);
  }

  retained(): Counters {
    const { book, cnc, saw, long, short, drill, sorter, packer } = this.#machines;
    return {
      ...cnc.retained(),
      ...saw.retained(),
      ...long.retained(),
      ...short.retained(),
      ...drill.retained(),
      ...sorter.retained(),
      ...packer.retained(),
      "cell.orders": book.lastOrder,
      ...prefixed("meter-main", this.supply.retained()),
      ...this.meters.retained(),
      ...prefixed("cnc-1.oee", this.oee.retained()),
    };
  }

  /**
   * The machines begin anew with these counters; what was on a chain or a table is finished first. Before the first
   * step that is a start, as the cell is told to start; later a power cut was there: everything is off, glue has
   * cooled as long as it was dark, and chance does not repeat itself.
   */
  restore(kept: Counters): void {
    const counters = takeBack(this.#past, kept);
    if (this.#begun) this.#machines = this.#afterPowerCut(counters);
    else {
      // Orders of machines that were never there.
      this.events.take();
      this.#machines = this.#build({
        random: this.#options.random,
        counters,
        on: this.#on,
      });
    }
    this.#alarms = cellAlarms(this, this.#machines, this.events);
    this.#states = new StateWatch(this, this.events, this.#begun ? this.#states : undefined);
    this.supply.restore(unprefixed("meter-main", kept));
    this.meters.restore(kept);
    this.oee.restore(unprefixed("cnc-1.oee", kept));
  }

  #afterPowerCut(counters: Counters): Machines {
    const { book, cnc, long, short } = this.#machines;
    book.close();
    const left = { long: long.left(), short: short.left(), cnc: cnc.lose() };
    for (const equipment in this.#alarms) this.#alarms[equipment]?.clear();
    this.#powerCuts += 1;
    return this.#build({
      random: this.#options.random.fork(`power-cut-${this.#powerCuts}`),
      counters: {
        ...counters,
        "cell.orders": Math.max(counters["cell.orders"] ?? 0, book.lastOrder),
      },
      on: false,
      left,
    });
  }

  #build(given: Pick<CellMachinesOptions, "random" | "counters" | "on" | "left">): Machines {
    return buildMachines({
      ...given,
      events: this.events,
      now: this.#options.now,
      ambientC: this.#hallC(),
    });
  }
}

function full(buffer: PartBuffer): boolean {
  return buffer.level() > FULL;
}
