// The invariants of every line over fifty seeds, more and longer runs than `npm test` takes. A test of the test
// stands beside each line: every invariant also bites on a doctored run. The table goes into docs/results.
import { afterAll, describe, expect, test } from "vitest";
import { violated } from "#simulators/plant/furniture/furniture-invariants.ts";
import { RunRecorder } from "#simulators/plant/furniture/furniture-run.ts";
import { testCell } from "#simulators/plant/furniture/test-cell.ts";
import { daylightInvariants } from "#simulators/plant/multi-daylight/daylight-invariants.ts";
import { daylightRun } from "#simulators/plant/multi-daylight/daylight-run.ts";
import { continuousRun } from "#simulators/plant/panel-line/continuous-run.ts";
import { crossInvariants } from "#simulators/plant/panel-line/cross-invariants.ts";
import { continuousInvariants } from "#simulators/plant/panel-line/panel-invariants.ts";
import { invariantsOn, runFor } from "#simulators/plant/rock-wool-line/rock-wool-invariants.ts";
import { recordWoolRun } from "#simulators/plant/rock-wool-line/wool-run.ts";
import { writeResults } from "../kit/results-table.ts";

const seeds = Array.from({ length: 50 }, (_, n) => 1_001 + 37 * n);
const HOUR = 3_600;
const panelHours = 5;
const furnitureHours = 3;

type Found = readonly { readonly id: string; readonly problem: string }[];

type Sweep = {
  readonly line: string;
  /** What one seed runs. */
  readonly runs: string;
  readonly invariants: string;
  problems(seed: number): Found;
};

function checked<Run>(
  run: Run,
  invariants: readonly { readonly id: string; check(run: Run): string | undefined }[],
): Found {
  return invariants.flatMap(({ id, check }) => {
    const problem = check(run);
    return problem === undefined ? [] : [{ id, problem }];
  });
}

function ids(invariants: readonly { readonly id: string }[]): string {
  return [...new Set(invariants.map(({ id }) => id))].join(" ");
}

const woolShapes = ["seconds", "day", "start"] as const;

function wool(furnace: "cupola" | "furnace"): Sweep {
  return {
    line: furnace === "cupola" ? "rock-wool-line" : "electric-rock-wool-line",
    runs: woolShapes.join(", "),
    invariants: ids(woolShapes.flatMap((shape) => invariantsOn(shape, furnace))),
    problems: (seed) =>
      woolShapes.flatMap((shape) =>
        checked(recordWoolRun(runFor(shape, furnace, seed)), invariantsOn(shape, furnace)),
      ),
  };
}

const continuous = [...continuousInvariants, ...crossInvariants];
const daylight = [...daylightInvariants, ...crossInvariants];

const sweeps: readonly Sweep[] = [
  {
    line: "panel-line",
    runs: `${panelHours} h`,
    invariants: ids(continuous),
    problems: (seed) => checked(continuousRun({ seed, seconds: panelHours * HOUR }), continuous),
  },
  {
    line: "multi-daylight-line",
    runs: `${panelHours} h`,
    invariants: ids(daylight),
    problems: (seed) => checked(daylightRun({ seed, seconds: panelHours * HOUR }), daylight),
  },
  {
    line: "furniture-cell",
    runs: `${furnitureHours} h`,
    invariants: "F1 F2 F3 F4 F5 F6 F7 F8 F9 X1 X4 X5",
    problems: (seed) => {
      const cell = testCell(seed);
      const run = new RunRecorder(cell.plant, 1_000);
      cell.run(furnitureHours * HOUR * 1_000, () => run.scan(), 1_000);
      return Object.entries(violated(run)).map(([id, problem]) => ({ id, problem }));
    },
  },
  wool("cupola"),
  wool("furnace"),
];

const rows: (string | number)[][] = [];

describe.each(sweeps)("$line", ({ line, runs, invariants, problems }) => {
  test("every invariant holds for fifty seeds", () => {
    const found = seeds.flatMap((seed) => problems(seed).map((each) => ({ seed, ...each })));
    rows.push([line, seeds.length, runs, invariants, found.length]);
    expect(found).toEqual([]);
  });
});

afterAll(() => {
  if (rows.length < sweeps.length) return;
  writeResults(
    "plant-invariants",
    "Invariants of the simulated lines",
    ["line", "seeds", "run of each seed", "invariants", "violations"],
    rows,
  );
});
