// When the cell works and when it stops: at once and undisturbed at the start, with short stops later.

import fc from "fast-check";
import { expect, test } from "vitest";
import { demand, testCell } from "./test-cell.ts";

const MINUTE = 60_000;
const units = ["cnc-1", "drill-1", "packer-1"] as const;
const seeds = (numRuns: number) => ({ seed: 3, numRuns, endOnFailure: true });

test("nothing stops in the first three minutes, and parts come from every machine", () => {
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const cell = testCell(seed);
      const machines = [...units, "edgebander-1", "edgebander-2"];
      const before = machines.map((id) => cell.number(`${id}.output.total`));
      cell.run(3 * MINUTE, () => {
        for (const id of machines) demand(cell.number(`${id}.state`) === 3, `${id} works`);
      });
      machines.forEach((id, n) => {
        demand(cell.number(`${id}.output.total`) > (before[n] ?? 0), `${id} makes parts`);
      });
    }),
    seeds(25),
  );
});

test("later there are short stops of every kind, and the cell keeps its pace of 130 to 200 parts an hour", () => {
  const seen = new Set<string>();
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const cell = testCell(seed);
      const before = cell.number("cnc-1.output.total");
      const packed = cell.number("packer-1.output.total");
      cell.run(
        120 * MINUTE,
        () => {
          for (const id of [...units, "edgebander-1", "edgebander-2"]) {
            seen.add(`${id} ${cell.number(`${id}.state`)}`);
          }
          for (const id of ["edgebander-1", "edgebander-2"]) {
            if (cell.plant.value(`${id}.alarm.glue`) === true) seen.add("glue low");
          }
        },
        1_000,
      );
      const perHour = (cell.number("cnc-1.output.total") - before) / 2;
      demand(perHour > 130 && perHour < 200, "parts per hour", perHour);
      const packedPerHour = (cell.number("packer-1.output.total") - packed) / 2;
      demand(Math.abs(packedPerHour - perHour) < 30, "packed per hour", packedPerHour, perHour);
      const oee = cell.number("cnc-1.oee");
      demand(oee > 0.55 && oee < 0.95, "OEE", oee);
    }),
    seeds(4),
  );
  const kinds = ["cnc-1 2", "cnc-1 4", "edgebander-1 4", "edgebander-2 4"];
  expect([...seen].sort()).toEqual(
    expect.arrayContaining([...kinds, "drill-1 4", "packer-1 4", "glue low"].sort()),
  );
});
