// The simulated lines by the name that a scenario gives them; one file and one entry each. A line is loaded when
// it is asked for, so that a process carries its own plants only.

import type { LineFactory } from "./line.ts";

interface LineEntry {
  /** What it is called. */
  readonly words: { readonly zh: string; readonly en: string };
  load(): Promise<LineFactory>;
}

export const lineRegistry = {
  "press-hall": {
    words: { zh: "压机车间(小型)", en: "press hall (small)" },
    load: async () => (await import("./press-hall.ts")).createPressHall,
  },
  "panel-line": {
    words: { zh: "刨花板连续压机线", en: "continuous particleboard line" },
    load: async () => (await import("./panel-line.ts")).createPanelLine,
  },
  "multi-daylight-line": {
    words: { zh: "刨花板多层压机线", en: "multi-daylight particleboard line" },
    load: async () => (await import("./multi-daylight-line.ts")).createMultiDaylightLine,
  },
  "furniture-cell": {
    words: { zh: "定制家具加工单元", en: "custom-furniture cell" },
    load: async () => (await import("./furniture-cell.ts")).createFurnitureCell,
  },
  "rock-wool-line": {
    words: { zh: "岩棉线(冲天炉)", en: "rock-wool line with a cupola" },
    load: async () => (await import("./rock-wool-line.ts")).createRockWoolLine,
  },
  "electric-rock-wool-line": {
    words: { zh: "岩棉线(电熔炉)", en: "rock-wool line with an electric furnace" },
    load: async () => (await import("./electric-rock-wool-line.ts")).createElectricRockWoolLine,
  },
  "item-load": {
    words: { zh: "压力负载:10 000 个变量(OPC UA)", en: "load of 10 000 items (OPC UA)" },
    load: async () => (await import("./item-load.ts")).createItemLoad,
  },
  "float-load": {
    words: { zh: "压力负载:1000 个浮点数(Modbus)", en: "load of 1000 floats (Modbus)" },
    load: async () => (await import("./float-load.ts")).createFloatLoad,
  },
  "type-sampler": {
    words: { zh: "类型样例(Modbus 各种编码)", en: "sampler of Modbus types" },
    load: async () => (await import("./type-sampler.ts")).createTypeSampler,
  },
} as const satisfies Readonly<Record<string, LineEntry>>;

export type LineKind = keyof typeof lineRegistry;

export const lineKinds = Object.keys(lineRegistry) as readonly LineKind[];
