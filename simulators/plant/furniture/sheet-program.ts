// The machining program of one nested sheet, as the operations that the machine carries out in order. A contour
// takes two passes: deep and fast, then through and slower; the second one frees the part (F2: a program that has
// run to its end has freed every part of its nest).

import type { Random } from "../random.ts";
import { contourTool, grooveTool, type MillingTool } from "./milling-tool.ts";
import { BOARD_MM, type Nest, type Part } from "./part.ts";
import { layOut, type Spot } from "./sheet-layout.ts";

/** A closed or open rectangle: from its corner along x, then y, and back. */
export type Cut = {
  readonly kind: "cut";
  readonly tool: MillingTool;
  readonly from: Spot;
  readonly alongXM: number;
  readonly alongYM: number;
  readonly pathM: number;
  /** Of wood that is in the way of the tool. */
  readonly depthMm: number;
  /** Of the tip of the tool, from the top of the sheet; below it is negative. */
  readonly zMm: number;
  /** Programmed, m/min. */
  readonly feed: number;
  /** This cut opens a kerf through the sheet and frees the part. */
  readonly frees: Part | undefined;
};

/** Through the air: up, across, and down to `toZMm`. */
export type Rapid = {
  readonly kind: "rapid";
  readonly from: Spot;
  readonly to: Spot;
  readonly fromZMm: number;
  readonly toZMm: number;
  readonly distanceM: number;
  /** m/min */
  readonly feed: number;
};

export type Operation =
  | { readonly kind: "load" | "clamp" | "unload"; readonly ms: number }
  | { readonly kind: "tool-change"; readonly ms: number; readonly tool: MillingTool }
  | Rapid
  | Cut;

/** Where the gantry waits, and the height over the sheet. */
export const PARKED: Spot = { xMm: -180, yMm: 1_400 };
export const PARKED_Z_MM = 120;
const DEEP_MM = 12;
/** Into the spoil board. */
const THROUGH_MM = 0.5;
const GROOVE_MM = 9;

export function sheetProgram(nest: Nest, random: Random): Operation[] {
  // One programmed feed a nest: it depends on décor and board.
  const deepFeed = random.between(17, 21);
  const throughFeed = deepFeed * 0.85;
  const way = new Way(random.between(62, 76));
  const spots = layOut(nest.parts);
  const placed = nest.parts.map((part, n) => ({ part, spot: spots[n] ?? PARKED }));
  const grooved = placed.filter(({ part }) => part.groove);
  const change = (tool: MillingTool): Operation => ({
    kind: "tool-change",
    ms: random.between(6_200, 7_400),
    tool,
  });
  const program: Operation[] = [
    { kind: "load", ms: random.between(25_000, 33_000) },
    { kind: "clamp", ms: 3_500 },
  ];
  if (grooved.length > 0) program.push(change(grooveTool));
  for (const { part, spot } of grooved) program.push(...way.cut(groove(part, spot)));
  if (grooved.length > 0) program.push(way.park(), change(contourTool));
  for (const { part, spot } of placed) {
    program.push(...way.cut(contour(part, spot, DEEP_MM, -DEEP_MM, deepFeed, false)));
    const throughMm = BOARD_MM + THROUGH_MM;
    // The second pass goes on where the first one ended.
    program.push(contour(part, spot, throughMm - DEEP_MM, -throughMm, throughFeed, true));
    way.dive(-throughMm);
  }
  program.push(way.park(), { kind: "unload", ms: random.between(20_000, 27_000) });
  return program;
}

/** What is left of a sheet that lies grooved on the table: it is clamped again and its parts are cut. */
export function resumedProgram(nest: Nest, random: Random): Operation[] {
  const whole = sheetProgram({ ...nest, parts: nest.parts.map(ungrooved) }, random);
  return whole.filter(({ kind }) => kind !== "load");
}

/** Metres that the tools travel in wood. */
export function cutMetres(program: readonly Operation[]): number {
  return program.reduce((sum, each) => sum + (each.kind === "cut" ? each.pathM : 0), 0);
}

/** Where the tool is while a program is written, and the rapid moves between. */
class Way {
  readonly #feed: number;
  #at: Spot = PARKED;
  #zMm = PARKED_Z_MM;

  constructor(feed: number) {
    this.#feed = feed;
  }

  cut(cut: Cut): Operation[] {
    const move = this.#move(cut.from, cut.zMm);
    // A groove ends at its far end, a contour where it began.
    const end = cut.alongYM === 0 ? cut.from.xMm + 1000 * cut.alongXM : cut.from.xMm;
    this.#at = { xMm: end, yMm: cut.from.yMm };
    return [move, cut];
  }

  /** The tool goes deeper where it is. */
  dive(zMm: number): void {
    this.#zMm = zMm;
  }

  park(): Operation {
    return this.#move(PARKED, PARKED_Z_MM);
  }

  #move(to: Spot, toZMm: number): Rapid {
    const [from, fromZMm] = [this.#at, this.#zMm];
    const distanceM = Math.hypot(to.xMm - from.xMm, to.yMm - from.yMm) / 1000;
    this.#at = to;
    this.#zMm = toZMm;
    return { kind: "rapid", from, to, fromZMm, toZMm, distanceM, feed: this.#feed };
  }
}

function ungrooved(part: Part): Part {
  return { ...part, groove: false };
}

function groove({ lengthM }: Part, from: Spot): Cut {
  return {
    kind: "cut",
    tool: grooveTool,
    from,
    alongXM: lengthM,
    alongYM: 0,
    pathM: lengthM,
    depthMm: GROOVE_MM,
    zMm: -GROOVE_MM,
    feed: 18,
    frees: undefined,
  };
}

function contour(
  part: Part,
  from: Spot,
  depthMm: number,
  zMm: number,
  feed: number,
  frees: boolean,
): Cut {
  const { lengthM, widthM } = part;
  return {
    kind: "cut",
    tool: contourTool,
    from,
    alongXM: lengthM,
    alongYM: widthM,
    pathM: 2 * (lengthM + widthM),
    depthMm,
    zMm,
    feed,
    frees: frees ? part : undefined,
  };
}
