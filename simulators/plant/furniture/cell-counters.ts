// What the controllers of the cell count for ever, by name, and what they show when the simulation begins. Between
// two stations the counters differ by what waits there (F3), so the buffers follow from the counters.

import type { Random } from "../random.ts";
import { type Counters, WoodworkingUnit } from "./woodworking-unit.ts";

/** Parts on a conveyor never exceed this, whatever counters were brought back. */
const MOST_WAITING = 60;
/** A machine holds a sheet's parts at most; a book and a rack are larger. */
const MOST_INSIDE: Readonly<Record<string, number>> = { "saw-1": 144, "sorter-1": 240 };
const USUALLY_INSIDE = 25;
/** Parts of the sheet that lies on the table at the start. */
const PARTS_ON_TABLE = 12;

/** Counters of a cell of one to two years. */
export function pastCounters(random: Random): Counters {
  const total = Math.round(random.between(160_000, 320_000));
  const good = total - Math.round(total * random.between(0.011, 0.013));
  const first = good - Math.round(random.between(13, 17));
  const second = first - Math.round(random.between(12, 16));
  const drilled = second - Math.round(random.between(12, 16));
  const drillRejected = Math.round(drilled * 0.002);
  const sorted = drilled - drillRejected - Math.round(random.between(4, 7));
  const packed = sorted - Math.round(random.between(48, 60));
  const shelves = Math.round(random.between(90_000, 200_000));
  // The machines were bought together, but each was switched on at its own times.
  const past = (name: string, pieces: number, runs: number): Counters =>
    WoodworkingUnit.past(name, random.fork(name), {
      hours: (pieces / 150) * random.between(0.94, 1.06),
      pieces,
      runs: Math.round(runs),
    });
  return {
    ...past("cnc-1", total, total / 16),
    "cnc-1.pieces.in": total + PARTS_ON_TABLE,
    "cnc-1.good": good,
    "cnc-1.rejected": total - good,
    "cnc-1.cutting": total * 3.7,
    "cnc-1.tool.1": random.between(200, 1_600),
    "cnc-1.tool.2": random.between(100, 900),
    "edgebander-1.pieces.in": first,
    "edgebander-1.pieces.out": first,
    "edgebander-1.edge": Math.round(first * 1.26),
    "edgebander-2.pieces.in": second,
    "edgebander-2.pieces.out": second,
    "edgebander-2.edge": Math.round(second * 0.7),
    "edgebander-1.glue": first * 1.26 * 0.018 * 0.182,
    "edgebander-2.glue": second * 0.7 * 0.018 * 0.182,
    ...past("saw-1", shelves, shelves / 60),
    "saw-1.cuts": Math.round((shelves / 60) * 9),
    "saw-1.cutting": (shelves / 60) * 17.5,
    ...past("drill-1", drilled, drilled),
    "drill-1.holes": drilled * 19,
    "drill-1.rejected": drillRejected,
    ...past("sorter-1", packed, sorted),
    "sorter-1.pieces.in": sorted,
    "sorter-1.cycles": Math.round(sorted * 1.003),
    "sorter-1.missorted": Math.round(sorted * 0.003),
    "cell.orders": Math.round(total / 49),
    ...past("packer-1", packed, packed / 4.5),
  };
}

/**
 * Known counters replace those of the past where they are numbers from 0; the rest is ignored. No machine has fewer
 * pieces in than out, nor more inside than fit.
 */
export function takeBack(past: Counters, kept: Counters): Counters {
  const taken = Object.fromEntries(
    Object.entries(past).map(([name, value]) => {
      const own = kept[name];
      return [name, own !== undefined && Number.isFinite(own) && own >= 0 ? own : value];
    }),
  );
  const inside = Object.entries(taken).flatMap(([name, out]) => {
    if (!name.endsWith(".pieces.out")) return [];
    const key = name.replace(/out$/, "in");
    const most = MOST_INSIDE[name.slice(0, name.indexOf("."))] ?? USUALLY_INSIDE;
    return [[key, Math.min(Math.max(taken[key] ?? 0, out), out + most)] as const];
  });
  return { ...taken, ...Object.fromEntries(inside) };
}

/** Parts that have left one counter and not reached the other, but `most` at most. */
export function between(
  counters: Counters,
  before: string,
  after: string,
  most = MOST_WAITING,
): number {
  const waiting = (counters[before] ?? 0) - (counters[after] ?? 0);
  return Math.min(Math.max(Math.round(waiting), 0), most);
}
