// A run of the cell as its readers see it: scans of points at one interval, and the events. Checks of invariants judge
// this and nothing else, so that they can judge any recording of a cell with these points.

import type { Plant } from "../plant.ts";
import type { PlantEvent } from "../plant-events.ts";
import type { unitFlags } from "./unit-state.ts";

export type FurnitureRun = {
  readonly stepMs: number;
  readonly scans: number;
  /** Values by scan; booleans are 0 and 1. Throws RangeError for a point that was not scanned. */
  column(point: string): readonly number[];
  readonly events: readonly PlantEvent[];
};

/** The values of a point by scan; 0 outside the run. */
export function reader(run: FurnitureRun, point: string): (scan: number) => number {
  const values = run.column(point);
  return (scan) => values[scan] ?? 0;
}

export const woodworkingUnits = ["cnc-1", "saw-1", "drill-1", "sorter-1", "packer-1"] as const;
export const banders = ["edgebander-1", "edgebander-2"] as const;
export const runMeters = [
  "meter-main",
  "meter-cnc-1",
  "meter-saw-1",
  "meter-edgebander-1",
  "meter-dust-1",
  "meter-compressor-1",
] as const;

const stateFlags = [
  "MachineOn",
  "MachineInitialized",
  "EnergySaving",
  "Error",
  "Calibrated",
  "RecipeInRun",
  "DustChipSuction",
] as const satisfies readonly (typeof unitFlags)[number][];

const ofUnits = woodworkingUnits.flatMap((unit) => [
  `${unit}.state`,
  `${unit}.output.total`,
  `${unit}.pieces.in`,
  `${unit}.runs.good`,
  `${unit}.runs.aborted`,
  `${unit}.runs.total`,
  ...["machineOn", "standby", "ready", "working", "error"].map((time) => `${unit}.time.${time}`),
  ...stateFlags.map((flag) => `${unit}.flag.${flag}`),
]);
const ofCnc = [
  "output.good",
  "count.nest",
  "count.sheet",
  "duration.cycle",
  "depth.cut",
  "tool.number",
  "length.tool",
  "length.cut",
  "speed.feed",
  "speed.spindle",
  "load.spindle",
  "power.spindle",
  "pressure.vacuum",
  "axis.x.position",
  "axis.x.position.sp",
  "axis.z.position",
  "alarm.spindle.load",
].map((name) => `cnc-1.${name}`);
const ofBanders = banders.flatMap((bander) =>
  [
    "state",
    "output.total",
    "pieces.in",
    "speed.feed",
    "temperature.glue",
    "current.premill",
    "length.edge",
    "output.heating",
    "weight.glue.used",
    "pressure.press",
  ].map((name) => `${bander}.${name}`),
);
const ofMeters = runMeters.flatMap((meter) =>
  [
    "power.active",
    "power.reactive",
    "power.apparent",
    "power.factor",
    "power.active.l1",
    "power.active.l2",
    "power.active.l3",
    "voltage.l1",
    "current.l1",
    "power.apparent.l1",
    "energy.active.import",
  ].map((name) => `${meter}.${name}`),
);

/** Everything that the checks look at. */
const runPoints: readonly string[] = [
  ...ofUnits,
  ...ofCnc,
  ...ofBanders,
  ...ofMeters,
  "drill-1.output.rejected",
  "drill-1.current.spindle",
  "saw-1.current.blade",
  "dust-1.running",
  "dust-1.power.fan",
  "compressor-1.running",
  "compressor-1.pressure.air",
];

/** Takes a scan of `plant` at each call of `scan`. */
export class RunRecorder implements FurnitureRun {
  readonly stepMs: number;
  readonly events: PlantEvent[] = [];
  readonly #plant: Plant;
  readonly #columns: ReadonlyMap<string, number[]>;
  #scans = 0;

  constructor(plant: Plant, stepMs: number, points = runPoints) {
    this.#plant = plant;
    this.stepMs = stepMs;
    this.#columns = new Map(points.map((point) => [point, []]));
  }

  scan(): void {
    for (const [point, values] of this.#columns) values.push(Number(this.#plant.value(point)));
    this.events.push(...this.#plant.takeEvents());
    this.#scans += 1;
  }

  get scans(): number {
    return this.#scans;
  }

  column(point: string): readonly number[] {
    const values = this.#columns.get(point);
    if (values === undefined)
      throw new RangeError(`没有扫描测点 ${point} · ${point} was not scanned`);
    return values;
  }
}

/** The same run with other values of one point: what a cheat would show. */
export function doctored(
  run: FurnitureRun,
  point: string,
  change: (value: number, scan: number) => number,
): FurnitureRun {
  const values = run.column(point).map(change);
  return {
    stepMs: run.stepMs,
    scans: run.scans,
    events: run.events,
    column: (name) => (name === point ? values : run.column(name)),
  };
}
