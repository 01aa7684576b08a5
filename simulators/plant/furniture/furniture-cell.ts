// The custom-furniture cell of Bazhou: cutting → edge banding (long edges, then short ones) → drilling → packing, with
// conveyors between, central dust extraction and compressed air, all behind one meter. Pure: time comes as steps.
// Reference: domain reference A2, invariants F1 to F9 and X1.

import type { GridState } from "../grid.ts";
import { MainSupply } from "../main-supply.ts";
import type { Consumption } from "../motor.ts";
import type { Random } from "../random.ts";
import { ShiftOee } from "../shift-oee.ts";
import type { WorkSchedule } from "../work-schedule.ts";
import { between, pastCounters, takeBack } from "./cell-counters.ts";
import { Compressor } from "./compressor.ts";
import { DustExtraction } from "./dust-extraction.ts";
import { EdgeBander } from "./edge-bander.ts";
import { NestingCnc } from "./nesting-cnc.ts";
import { Packer } from "./packer.ts";
import { createPart, type Part } from "./part.ts";
import { PartBuffer } from "./part-buffer.ts";
import { SixSideDrill } from "./six-side-drill.ts";
import { unitState } from "./unit-state.ts";
import type { Counters } from "./woodworking-unit.ts";

/** Parts an hour that the nesting centre makes without any loss; the line model declares the same. */
export const IDEAL_PARTS_PER_HOUR = 200;

/** Behind this many parts a machine waits until there is room. */
const FULL = 45;
/** Largest step of the machines: bursts and moves last seconds. */
const INNER_STEP_MS = 100;
/** Reactive per active power: drives and motors. */
const KVAR_PER_KW = 0.42;
const STATIONS = ["cnc-1", "edgebander-1", "edgebander-2", "drill-1", "packer-1"] as const;

export type FurnitureCellOptions = {
  readonly random: Random;
  readonly grid: GridState;
  readonly ambientC: () => number;
  readonly now: () => number;
  readonly schedule: WorkSchedule;
  readonly start: "warm" | "cold";
};

type Machines = {
  readonly buffers: readonly [PartBuffer, PartBuffer, PartBuffer, PartBuffer];
  readonly cnc: NestingCnc;
  readonly long: EdgeBander;
  readonly short: EdgeBander;
  readonly drill: SixSideDrill;
  readonly packer: Packer;
};

export class FurnitureCell {
  readonly supply: MainSupply;
  readonly oee: ShiftOee;
  readonly dust: DustExtraction;
  readonly compressor: Compressor;
  readonly #options: FurnitureCellOptions;
  readonly #past: Counters;
  #machines: Machines;

  constructor(options: FurnitureCellOptions) {
    const { random, grid, now } = options;
    this.#options = options;
    this.#past = pastCounters(random.fork("past"));
    this.#machines = this.#build(this.#past);
    this.dust = new DustExtraction(random.fork("dust"));
    this.compressor = new Compressor(random.fork("air"));
    this.supply = new MainSupply({
      random: random.fork("supply"),
      grid,
      supplyOhm: 0.012,
      baseKw: 6,
      historyKwh: [70_000, 150_000],
    });
    this.oee = new ShiftOee({
      idealPerHour: IDEAL_PARTS_PER_HOUR,
      now: now(),
      typical: { availability: 0.9, performance: 0.86, quality: 0.988 },
    });
  }

  machines(): Machines {
    return this.#machines;
  }

  /** Suction gates that are open. */
  gates(): number {
    const { cnc, long, short, drill } = this.#machines;
    return [cnc, long, short, drill].filter((machine) => machine.needsSuction()).length;
  }

  /** At most MAX_STEP_MS. */
  step(dtMs: number): void {
    const steps = Math.ceil(dtMs / INNER_STEP_MS);
    for (let n = 0; n < steps; n += 1) this.#innerStep(dtMs / steps);
  }

  #innerStep(dtMs: number): void {
    const { buffers, cnc, long, short, drill, packer } = this.#machines;
    const [toLong, toShort, toDrill, toPacker] = buffers;
    const gates = this.gates();
    const airBar = this.compressor.bar();
    const airPresent = airBar > 5;
    const suctionPa = this.dust.suctionPa(gates);
    // The hall is heated a little in winter.
    const ambientC = Math.max(this.#options.ambientC() + 3, 14);
    const full = (buffer: PartBuffer): boolean => buffer.level() > FULL;
    const [parts, good] = [cnc.unit.piecesOut(), cnc.good()];

    for (const buffer of buffers) buffer.step(dtMs);
    cnc.step(dtMs, { suctionPa, airPresent, blocked: full(toLong) });
    long.step(dtMs, { ambientC, airBar, blocked: full(toShort) });
    short.step(dtMs, { ambientC, airBar, blocked: full(toDrill) });
    drill.step(dtMs, { suctionPa, airPresent, blocked: full(toPacker) });
    packer.step(dtMs, airPresent);
    this.dust.step(dtMs, gates);
    this.compressor.step(dtMs, 1 + gates);
    this.supply.step(dtMs, this.#loads());
    this.oee.step(dtMs, this.#options.now(), {
      producing: cnc.unit.state() === unitState.working,
      pieces: cnc.unit.piecesOut() - parts,
      good: cnc.good() - good,
    });
  }

  #loads(): readonly Consumption[] {
    const { cnc, long, short, drill, packer } = this.#machines;
    const motors = [
      cnc.powerW(),
      long.motorW(),
      short.motorW(),
      drill.powerW(),
      packer.powerW(),
      this.dust.fanW(),
      this.compressor.powerW(),
    ].map((watts) => ({ kw: watts / 1000, kvar: (KVAR_PER_KW * watts) / 1000 }));
    const heaters = [long, short].map(({ pot }) => ({ kw: pot.heaterW() / 1000, kvar: 0 }));
    return [...motors, ...heaters];
  }

  retained(): Counters {
    const { cnc, long, short, drill, packer } = this.#machines;
    return {
      ...cnc.retained(),
      ...long.retained(),
      ...short.retained(),
      ...drill.retained(),
      ...packer.retained(),
      ...prefixed("meter-main", this.supply.retained()),
      ...prefixed("cnc-1.oee", this.oee.retained()),
    };
  }

  /** The machines begin anew with these counters; what was on a chain or a table is finished first. */
  restore(kept: Counters): void {
    this.#machines = this.#build(takeBack(this.#past, kept));
    this.supply.restore(unprefixed("meter-main", kept));
    this.oee.restore(unprefixed("cnc-1.oee", kept));
  }

  #build(counters: Counters): Machines {
    const { random } = this.#options;
    const stock = random.fork("stock");
    const parts = (count: number): Part[] => Array.from({ length: count }, () => createPart(stock));
    const inside = (name: (typeof STATIONS)[number]): Part[] =>
      parts(between(counters, `${name}.pieces.in`, `${name}.pieces.out`));
    const waiting = (before: string, after: string): Part[] =>
      parts(between(counters, before, `${after}.pieces.in`));
    const buffers = [
      new PartBuffer(20_000, waiting("cnc-1.good", "edgebander-1")),
      new PartBuffer(10_000, waiting("edgebander-1.pieces.out", "edgebander-2")),
      new PartBuffer(15_000, waiting("edgebander-2.pieces.out", "drill-1")),
      new PartBuffer(15_000, waiting("drill-1.pieces.out", "packer-1")),
    ] as const;
    const [toLong, toShort, toDrill, toPacker] = buffers;
    const bander = (
      name: "edgebander-1" | "edgebander-2",
      side: "lengthM" | "widthM",
      source: PartBuffer,
      behind: PartBuffer,
    ): EdgeBander =>
      new EdgeBander({
        name,
        side,
        random: random.fork(name),
        counters,
        ambientC: this.#options.ambientC(),
        source,
        deliver: (part) => behind.put(part),
        inside: inside(name),
      });
    return {
      buffers,
      cnc: new NestingCnc(random.fork("cnc-1"), counters, (part) => toLong.put(part)),
      long: bander("edgebander-1", "lengthM", toLong, toShort),
      short: bander("edgebander-2", "widthM", toShort, toDrill),
      drill: new SixSideDrill(random.fork("drill-1"), counters, {
        source: toDrill,
        deliver: (part) => toPacker.put(part),
        inside: inside("drill-1")[0],
      }),
      packer: new Packer(random.fork("packer-1"), counters, toPacker),
    };
  }
}

function prefixed(prefix: string, counters: Counters): Counters {
  return Object.fromEntries(
    Object.entries(counters).map(([name, value]) => [`${prefix}/${name}`, value]),
  );
}

function unprefixed(prefix: string, counters: Counters): Counters {
  return Object.fromEntries(
    Object.entries(counters).flatMap(([name, value]) =>
      name.startsWith(`${prefix}/`) && Number.isFinite(value)
        ? [[name.slice(prefix.length + 1), value] as const]
        : [],
    ),
  );
}
