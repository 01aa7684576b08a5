// The invariants of both rock-wool lines on honest runs of several seeds.
import { describe, expect, test } from "vitest";
import { invariantsOn, runFor } from "./rock-wool-invariants.ts";
import { recordWoolRun } from "./wool-run.ts";

const seeds = [3, 14, 159, 265, 358];

describe.each(["cupola", "furnace"] as const)("%s, honest", (furnace) => {
  test.each(seeds)(
    "seed %d keeps every invariant",
    (seed) => {
      for (const shape of ["seconds", "day", "start"] as const) {
        const checks = invariantsOn(shape, furnace);
        expect(checks.length).toBeGreaterThan(0);
        const run = recordWoolRun(runFor(shape, furnace, seed));
        for (const { id, check } of checks) expect([id, check(run)]).toEqual([id, undefined]);
      }
    },
    60_000,
  );
});
