// A process picture as data: what is drawn, and where a live value stands in it. Units are those of the
// drawing; every drawing of a line has one height, one floor and one height of its belt, so that machines
// beside one another are one picture.
import type { Bilingual } from "../../ui/bilingual.ts";

export const drawingHeight = 190;
export const floorY = 177;
/** Where material lies. */
export const beltY = 114;
export const plateWidth = 60;
/** A plate grows to both sides where its unit is long. */
export const widestPlate = 76;
export const plateHeight = 21;

/**
 * body: filled by the machine's state. part: of the machine, lighter. line, thin: strokes. material: what is made.
 * flow: a way that material or air takes. light: an opening to look into.
 */
export type Look = "body" | "part" | "line" | "thin" | "material" | "flow" | "light" | "solid";

export type Shape =
  | {
      readonly kind: "rect";
      readonly x: number;
      readonly y: number;
      readonly w: number;
      readonly h: number;
      readonly look: Look;
      readonly r?: number;
    }
  | {
      readonly kind: "circle";
      readonly x: number;
      readonly y: number;
      readonly r: number;
      readonly look: Look;
    }
  | { readonly kind: "path"; readonly d: string; readonly look: Look };

/** A live value at its place on the machine. */
export type Slot = {
  /** The first purpose that the machine has; a machine without any of them has no plate here. */
  readonly purposes: readonly string[];
  /** Left upper corner of the plate. */
  readonly x: number;
  readonly y: number;
  /** Stands above the plate; without it the place alone says what it is. */
  readonly label?: Bilingual;
  /** The n-th auxiliary device of the stage instead of the machine itself, from 0. */
  readonly auxiliary?: number;
  /** Where a thin line from the plate ends. */
  readonly to?: readonly [x: number, y: number];
};

export type Drawing = {
  readonly width: number;
  readonly shapes: readonly Shape[];
  readonly slots: readonly Slot[];
};

/** Stage id → drawing of one machine of that stage. */
export type ProfilePicture = {
  readonly profile: string;
  readonly stages: { readonly [stage: string]: Drawing };
};

export function rect(x: number, y: number, w: number, h: number, look: Look, r = 0): Shape {
  return { kind: "rect", x, y, w, h, look, r };
}

export function circle(x: number, y: number, r: number, look: Look): Shape {
  return { kind: "circle", x, y, r, look };
}

export function path(d: string, look: Look): Shape {
  return { kind: "path", d, look };
}
