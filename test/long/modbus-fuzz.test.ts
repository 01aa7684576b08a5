// 120 000 fuzzed frames through the Modbus ports (gateway/drivers/modbus/port-test-fuzz.ts), fixed seeds: never a crash,
// never a hang, never a value that is not that of the register asked. Writes the outcomes to docs/results.
import { afterAll, expect, test } from "vitest";
import { type FuzzCounts, fuzzPort } from "#gateway/drivers/modbus/port-test-fuzz.ts";
import { writeResults } from "../kit/results-table.ts";

const framesEach = 60_000;
const ports = 20;
const outcomes = [
  "frames",
  "taken",
  "exceptions",
  "malformed",
  "doubtful",
  "silent",
  "lost",
] as const satisfies readonly (keyof FuzzCounts)[];

const rows: (string | number)[][] = [];

afterAll(() => {
  const columns = ["framing", ...outcomes, "wrong values"];
  writeResults("modbus-fuzz", "Fuzzed Modbus frames", columns, rows);
});

test.each(["tcp", "rtu"] as const)("fuzzed Modbus frames, %s", async (framing) => {
  const runs = await Promise.all(
    Array.from({ length: ports }, (_, i) => fuzzPort(framing, framesEach / ports, 7_000 + i)),
  );
  const sum = (key: (typeof outcomes)[number]) => runs.reduce((total, run) => total + run[key], 0);
  const wrong = runs.flatMap((run) => run.wrong);
  rows.push([framing, ...outcomes.map(sum), wrong.length]);
  expect(wrong).toEqual([]);
  expect(sum("frames")).toBeGreaterThanOrEqual(framesEach);
  for (const key of ["taken", "exceptions", "silent"] as const) {
    expect(sum(key)).toBeGreaterThan(framesEach / 100);
  }
});
