// The machining program of one nested sheet, as the operations that the machine carries out in order. A contour
// takes two passes: deep and fast, then through and slower; the second one frees the part (F2: a program that has
// run to its end has freed every part of its nest).

import type { Random } from "../random.ts";
import { contourTool, grooveTool, type MillingTool } from "./milling-tool.ts";
import type { Nest, Part } from "./part.ts";

export type Cut = {
  readonly kind: "cut";
  readonly tool: MillingTool;
  readonly pathM: number;
  readonly depthMm: number;
  /** Programmed, m/min. */
  readonly feed: number;
  /** Where along the path the tool must slow down to turn, m. */
  readonly cornersM: readonly number[];
  /** This cut opens a kerf through the sheet and frees the part. */
  readonly frees: Part | undefined;
};

export type Operation =
  | { readonly kind: "load" | "clamp" | "unload"; readonly ms: number }
  | { readonly kind: "rapid"; readonly ms: number; readonly feed: number }
  | { readonly kind: "tool-change"; readonly ms: number; readonly tool: MillingTool }
  | Cut;

export function sheetProgram(nest: Nest, random: Random): Operation[] {
  // One programmed feed a nest: it depends on décor and board.
  const deepFeed = random.between(17, 21);
  const throughFeed = deepFeed * 0.85;
  const rapid = (): Operation => ({
    kind: "rapid",
    ms: random.between(900, 2_100),
    feed: random.between(60, 78),
  });
  const change = (tool: MillingTool): Operation => ({
    kind: "tool-change",
    ms: random.between(6_200, 7_400),
    tool,
  });
  const grooved = nest.parts.filter(({ groove }) => groove);
  const grooves = grooved.flatMap((part): Operation[] => [rapid(), grooveCut(part)]);
  return [
    { kind: "load", ms: random.between(25_000, 33_000) },
    { kind: "clamp", ms: 3_500 },
    ...(grooves.length === 0 ? [] : [change(grooveTool), ...grooves, change(contourTool)]),
    ...nest.parts.flatMap((part) => [
      rapid(),
      contourCut(part, 12, deepFeed, false),
      contourCut(part, 6.5, throughFeed, true),
    ]),
    { kind: "unload", ms: random.between(20_000, 27_000) },
  ];
}

/** What is left of a sheet that lies grooved on the table: it is clamped again and its parts are cut. */
export function resumedProgram(nest: Nest, random: Random): Operation[] {
  const whole = sheetProgram({ ...nest, parts: nest.parts.map(ungrooved) }, random);
  return whole.filter(({ kind }) => kind !== "load");
}

function ungrooved(part: Part): Part {
  return { ...part, groove: false };
}

function grooveCut({ lengthM }: Part): Cut {
  return {
    kind: "cut",
    tool: grooveTool,
    pathM: lengthM,
    depthMm: 9,
    feed: 18,
    cornersM: [],
    frees: undefined,
  };
}

function contourCut(part: Part, depthMm: number, feed: number, frees: boolean): Cut {
  const { lengthM, widthM } = part;
  return {
    kind: "cut",
    tool: contourTool,
    pathM: 2 * (lengthM + widthM),
    depthMm,
    feed,
    cornersM: [lengthM, lengthM + widthM, 2 * lengthM + widthM],
    frees: frees ? part : undefined,
  };
}
