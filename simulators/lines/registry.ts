// The simulated lines by the name that a scenario gives them. A line is loaded when it is asked for, so
// that a process carries its own plant only.

import type { LineFactory } from "./line.ts";

export const lineKinds = [
  "press-hall",
  "panel-line",
  "multi-daylight-line",
  "furniture-cell",
  "rock-wool-line",
  "electric-rock-wool-line",
  "item-load",
  "float-load",
] as const;
export type LineKind = (typeof lineKinds)[number];

export const lineRegistry: Readonly<Record<LineKind, () => Promise<LineFactory>>> = {
  "press-hall": async () => (await import("./press-hall.ts")).createPressHall,
  "panel-line": async () => (await import("./panel-line.ts")).createPanelLine,
  "multi-daylight-line": async () =>
    (await import("./multi-daylight-line.ts")).createMultiDaylightLine,
  "furniture-cell": async () => (await import("./furniture-cell.ts")).createFurnitureCell,
  "rock-wool-line": async () => (await import("./rock-wool-line.ts")).createRockWoolLine,
  "electric-rock-wool-line": async () =>
    (await import("./electric-rock-wool-line.ts")).createElectricRockWoolLine,
  "item-load": async () => (await import("./item-load.ts")).createItemLoad,
  "float-load": async () => (await import("./float-load.ts")).createFloatLoad,
};

/** What each is called. */
export const lineWords: Readonly<Record<LineKind, { readonly zh: string; readonly en: string }>> = {
  "press-hall": { zh: "压机车间(小型)", en: "press hall (small)" },
  "panel-line": { zh: "刨花板连续压机线", en: "continuous particleboard line" },
  "multi-daylight-line": { zh: "刨花板多层压机线", en: "multi-daylight particleboard line" },
  "furniture-cell": { zh: "定制家具加工单元", en: "custom-furniture cell" },
  "rock-wool-line": { zh: "岩棉线(冲天炉)", en: "rock-wool line with a cupola" },
  "electric-rock-wool-line": { zh: "岩棉线(电熔炉)", en: "rock-wool line, electric melting" },
  "item-load": { zh: "万点负载(OPC UA)", en: "load of 10 000 items (OPC UA)" },
  "float-load": { zh: "压力负载:1000 个浮点数(Modbus)", en: "load of 1000 floats (Modbus)" },
};
