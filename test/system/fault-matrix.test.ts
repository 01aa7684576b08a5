// The fault matrix: every fault of the simulators' catalogue against running gateways and a running centre. Of each:
// what is said of it and when, that no value is invented, that every signal flows again without a restart, that
// nobody else is disturbed, and that the ledger closes. The dated table is made by test/long/fault-matrix.test.ts.
import { expect, test } from "vitest";
import { wireCases } from "../kit/fault-matrix-cases.ts";
import { hostKinds, hostRows } from "../kit/fault-matrix-host-run.ts";
import { judgeRun } from "../kit/fault-matrix-judge.ts";
import { runMatrix } from "../kit/fault-matrix-run.ts";
import { missingKinds } from "../kit/fault-matrix-table.ts";
import { testWith } from "../kit/peers.ts";

const cases = wireCases({ lastsMs: 8_000, briefMs: 3_000 });

test("no fault of the catalogue is without a row", () => {
  const kinds = [...cases.flatMap(({ fault }) => fault?.kind ?? []), ...hostKinds];
  expect(missingKinds(kinds.map((kind) => ({ kind })))).toEqual([]);
  expect(new Set(kinds).size).toBe(kinds.length);
});

testWith("socat")(
  "faults of sensors, wires and plants, side by side: seen, said and gone without trace",
  { timeout: 300_000 },
  async () => {
    const rows = judgeRun(cases, await runMatrix(cases, { seed: 1, recoverMs: 120_000 }));
    expect(missingKinds(rows)).toEqual(hostKinds);
  },
);

test("faults of the gateway's own computer: seen, said, and the ledger closes", {
  timeout: 300_000,
}, async () => {
  const rows = await hostRows(3_000);
  expect(rows.map(({ kind }) => kind).sort()).toEqual([...hostKinds].sort());
});
