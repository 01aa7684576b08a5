// The machines of the cell with the conveyors between them, built from counters: what waits between two stations is
// the difference of their counters, and stands there as parts of orders that were begun before.

import type { EventBook } from "../plant-events.ts";
import type { Random } from "../random.ts";
import { BeamSaw } from "./beam-saw.ts";
import { between } from "./cell-counters.ts";
import { EdgeBander, type GlueLeft } from "./edge-bander.ts";
import { NestingCnc } from "./nesting-cnc.ts";
import { OrderBook } from "./order-book.ts";
import { Packer } from "./packer.ts";
import { backdate, createPart, type Part } from "./part.ts";
import { PartBuffer } from "./part-buffer.ts";
import type { SawBook } from "./saw-program.ts";
import type { Finished } from "./sheet-log.ts";
import { SixSideDrill } from "./six-side-drill.ts";
import { RACK_PLACES, Sorter } from "./sorter.ts";
import type { Counters } from "./woodworking-unit.ts";

export type Machines = {
  readonly book: OrderBook;
  readonly buffers: readonly [PartBuffer, PartBuffer, PartBuffer, PartBuffer];
  readonly cnc: NestingCnc;
  readonly saw: BeamSaw;
  readonly long: EdgeBander;
  readonly short: EdgeBander;
  readonly drill: SixSideDrill;
  readonly sorter: Sorter;
  readonly packer: Packer;
};

export type CellMachinesOptions = {
  readonly random: Random;
  readonly counters: Counters;
  readonly events: EventBook;
  readonly now: () => number;
  /** They have been running for long. */
  readonly on: boolean;
  /** In the hall, °C. */
  readonly ambientC: number;
  /** What a power cut leaves: glue of the two banders, heat of the spindle. */
  readonly left?: {
    readonly long: GlueLeft;
    readonly short: GlueLeft;
    readonly cnc: { readonly spindleC: number };
  };
};

const CARTON_MOST = 25;

export function buildMachines(options: CellMachinesOptions): Machines {
  const { random, counters, events, now, on, ambientC, left } = options;
  const lastOrder = counters["cell.orders"] ?? 0;
  const book = new OrderBook({ random: random.fork("orders"), events, now, lastOrder });
  const stock = random.fork("stock");
  const parts = (count: number, stages: number): Part[] =>
    book.stock(count).map((identity) => backdate(createPart(stock, identity), stages, now()));
  const inside = (name: string, stages: number, most?: number): Part[] =>
    parts(between(counters, `${name}.pieces.in`, `${name}.pieces.out`, most), stages);
  const waiting = (before: string, after: string, stages: number): Part[] =>
    parts(between(counters, before, `${after}.pieces.in`), stages);
  // From the end of the cell to its beginning: what was cut first is furthest.
  const inPacker = inside("packer-1", 4, CARTON_MOST);
  const inSorter = inside("sorter-1", 4, RACK_PLACES);
  const drilled = (counters["drill-1.pieces.out"] ?? 0) - (counters["drill-1.rejected"] ?? 0);
  const toSorter = parts(
    between({ ...counters, "drill-1.good": drilled }, "drill-1.good", "sorter-1.pieces.in"),
    3,
  );
  const inDrill = inside("drill-1", 2);
  const toDrill = waiting("edgebander-2.pieces.out", "drill-1", 2);
  const inShort = inside("edgebander-2", 1);
  const toShort = waiting("edgebander-1.pieces.out", "edgebander-2", 1);
  const inLong = inside("edgebander-1", 1);
  const toLong = waiting("cnc-1.good", "edgebander-1", 1);
  for (const { cabinet, order } of inPacker) {
    cabinet.arrived += 1;
    order.sorted += 1;
  }
  const buffers = [
    new PartBuffer(20_000, toLong),
    new PartBuffer(10_000, toShort),
    new PartBuffer(15_000, toDrill),
    new PartBuffer(15_000, toSorter),
  ] as const;
  const bander = (
    name: "edgebander-1" | "edgebander-2",
    side: "lengthM" | "widthM",
    source: PartBuffer,
    deliver: (part: Part) => void,
    own: readonly Part[],
    glue: GlueLeft | undefined,
  ): EdgeBander =>
    new EdgeBander({
      name,
      side,
      random: random.fork(name),
      counters,
      on,
      ambientC,
      source,
      deliver,
      inside: own,
      ...(glue === undefined ? {} : { left: glue }),
    });
  const sorter = new Sorter({
    random: random.fork("sorter-1"),
    counters,
    on,
    source: buffers[3],
    inside: inSorter,
    now,
  });
  return {
    book,
    buffers,
    sorter,
    cnc: new NestingCnc({
      random: random.fork("cnc-1"),
      counters,
      on,
      ambientC,
      ...left?.cnc,
      book,
      deliver: (part) => buffers[0].put(part),
      now,
      finished: (sheet) => writeSheet(events, sheet),
      changeover: (from, to, begins) =>
        events.write({ kind: begins ? "changeover-start" : "changeover-end", from, to }),
    }),
    saw: new BeamSaw({
      random: random.fork("saw-1"),
      counters,
      on,
      finished: (done, program) => writeBook(events, done, program),
    }),
    long: bander(
      "edgebander-1",
      "lengthM",
      buffers[0],
      (part) => buffers[1].put(part),
      inLong,
      left?.long,
    ),
    short: bander(
      "edgebander-2",
      "widthM",
      buffers[1],
      (part) => {
        part.at.edge = now();
        buffers[2].put(part);
      },
      inShort,
      left?.short,
    ),
    drill: new SixSideDrill({
      random: random.fork("drill-1"),
      counters,
      on,
      source: buffers[2],
      deliver: (part) => {
        part.at.drill = now();
        buffers[3].put(part);
      },
      reject: (part) => book.again(part),
      inside: inDrill[0],
    }),
    packer: new Packer({
      random: random.fork("packer-1"),
      counters,
      on,
      source: sorter,
      inside: inPacker,
      now,
      packed: (carton, own) => {
        writeCarton(events, carton, own);
        for (const part of own) book.packed(part);
      },
    }),
  };
}

function writeSheet(events: EventBook, { sheet, order, completed, ...of }: Finished): void {
  events.write({
    kind: "batch",
    equipment: "cnc-1",
    batch: sheet,
    order,
    of: { ...of, completed: completed ? 1 : 0 },
  });
}

function writeBook(events: EventBook, book: SawBook, program: string): void {
  const { sheets, heightMm, panels } = book;
  events.write({
    kind: "batch",
    equipment: "saw-1",
    batch: program,
    order: null,
    of: { sheets, heightMm, panels },
  });
}

/** The times of its parts stand in the order of `partIds`, separated by blanks: ms since the epoch. */
function writeCarton(events: EventBook, carton: string, parts: readonly Part[]): void {
  const first = parts[0];
  if (first === undefined) return;
  const times = (stage: keyof Part["at"]): string => parts.map(({ at }) => at[stage]).join(" ");
  events.write({
    kind: "batch",
    equipment: "packer-1",
    batch: carton,
    order: first.order.id,
    of: {
      cabinet: first.cabinet.id,
      parts: parts.length,
      partIds: parts.map(({ id }) => id).join(" "),
      drillings: parts.map(({ drilling }) => drilling).join(" "),
      sizesMm: parts.map(({ lengthM, widthM }) => `${mm(lengthM)}x${mm(widthM)}x18`).join(" "),
      edges: parts.map(({ edges }) => edges.join("/")).join(" "),
      cutAt: times("cut"),
      edgeAt: times("edge"),
      drillAt: times("drill"),
      sortAt: times("sort"),
      packAt: times("pack"),
    },
  });
}

function mm(metres: number): string {
  return `${Math.round(metres * 1000)}`;
}
