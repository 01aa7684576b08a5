// The simulated lines by the name that a scenario gives them. A line is loaded when it is asked for, so
// that a process carries its own plant only.

import type { LineFactory } from "./line.ts";

export const lineKinds = ["panel-line", "furniture-cell", "rock-wool-line"] as const;
export type LineKind = (typeof lineKinds)[number];

export const lineRegistry: Readonly<Record<LineKind, () => Promise<LineFactory>>> = {
  "panel-line": async () => (await import("./panel-line.ts")).createPanelLine,
  "furniture-cell": async () => (await import("./furniture-cell.ts")).createFurnitureCell,
  "rock-wool-line": async () => (await import("./rock-wool-line.ts")).createRockWoolLine,
};
