// What the controllers keep through a restart of the simulator: nothing falls, nothing appears from nowhere.

import fc from "fast-check";
import { expect, test } from "vitest";
import { START, testCell } from "./test-cell.ts";

const HOUR = 3_600_000;

const counters = [
  "cnc-1.output.total",
  "cnc-1.output.good",
  "cnc-1.output.rejected",
  "cnc-1.pieces.in",
  "cnc-1.count.sheet",
  "cnc-1.length.cut",
  "cnc-1.time.machineOn",
  "edgebander-1.output.total",
  "edgebander-1.length.edge",
  "edgebander-2.output.total",
  "drill-1.count.hole",
  "packer-1.count.carton",
  "packer-1.output.total",
  "meter-main.energy.active.import",
  "meter-cnc-1.energy.active.import",
  "edgebander-1.weight.glue.used",
  "sorter-1.count.robot",
  "saw-1.pieces.in",
  "saw-1.count.cut",
];

test("after a restart every counter stands where it stood, and goes on from there", () => {
  fc.assert(
    fc.property(fc.integer(), fc.integer({ min: 60, max: 900 }), (seed, seconds) => {
      const before = testCell(seed);
      before.run(seconds * 1_000);
      const kept = JSON.parse(JSON.stringify(before.plant.retained())) as Record<string, number>;
      const after = testCell(seed + 1, { start: START + seconds * 1_000 });
      after.plant.restore(kept);
      for (const point of counters) expect(after.number(point)).toBe(before.number(point));
      // What stands in the cell again belongs to orders with new numbers.
      const { "cell.orders": orders = 0, ...rest } = after.plant.retained();
      const { "cell.orders": ordersBefore = 0, ...restBefore } = kept;
      expect(rest).toEqual(restBefore);
      expect(orders).toBeGreaterThanOrEqual(ordersBefore);

      const { buffers, long, sorter, packer } = after.cell.machines();
      const waiting = buffers.reduce((sum, buffer) => sum + buffer.level(), 0);
      const inMachines =
        long.piecesIn() -
        long.piecesOut() +
        sorter.unit.piecesInside() +
        packer.unit.piecesInside();
      const open =
        after.number("cnc-1.output.good") -
        after.number("drill-1.output.rejected") -
        after.number("packer-1.output.total");
      expect(open - waiting - inMachines).toBeGreaterThanOrEqual(0);
      expect(open - waiting - inMachines).toBeLessThanOrEqual(3);

      const stood = counters.map(after.number);
      after.run(6 * 60_000);
      counters.forEach((point, n) => {
        expect(after.number(point)).toBeGreaterThanOrEqual(stood[n]!);
      });
      expect(after.number("cnc-1.output.total")).toBeGreaterThan(stood[0]!);
      expect(after.number("packer-1.output.total")).toBeGreaterThan(stood[12]!);
    }),
    { seed: 14, numRuns: 5, endOnFailure: true },
  );
});

test("counters that no controller could have are not taken back; the rest is", () => {
  const plain = testCell(15);
  const cell = testCell(15);
  const metres = plain.number("edgebander-1.length.edge");
  cell.plant.restore({
    "cnc-1.good": Number.NaN,
    "edgebander-1.edge": -1,
    "drill-1.holes": 5e6,
    "somebody.else": 3,
  });
  expect(cell.number("cnc-1.output.good")).toBe(plain.number("cnc-1.output.good"));
  expect(cell.number("edgebander-1.length.edge")).toBe(metres);
  expect(cell.number("drill-1.count.hole")).toBe(5e6);
});

test("counters that contradict each other fill no conveyor beyond its length", () => {
  const cell = testCell(16);
  cell.plant.restore({
    "cnc-1.good": 1e6,
    "cnc-1.pieces.in": 1e9,
    "edgebander-1.pieces.in": 0,
    "drill-1.pieces.in": 0,
  });
  const { buffers, cnc, drill } = cell.cell.machines();
  expect(buffers[0].level()).toBe(60);
  expect(cnc.unit.piecesInside()).toBe(25);
  expect(drill.unit.piecesInside()).toBe(0);
  cell.run(60_000);
});

test("OEE of the shift survives, and a new shift begins with its own sums", () => {
  const before = testCell(17);
  before.run(10 * 60_000);
  const after = testCell(17, { start: START + 10 * 60_000 });
  after.plant.restore(before.plant.retained());
  expect(after.number("cnc-1.oee")).toBeCloseTo(before.number("cnc-1.oee"), 3);

  // 19:55 to 20:10 in China.
  const late = testCell(18, { start: Date.UTC(2026, 5, 10, 11, 55) });
  const first = late.cell.oee.retained();
  late.run(15 * 60_000);
  const now = late.cell.oee.retained();
  expect(now.shiftStart).toBe((first.shiftStart ?? 0) + 12 * HOUR);
  expect(now.pieces).toBeLessThan(60);
  expect(late.number("cnc-1.oee")).toBeGreaterThan(0.3);
  expect(late.number("cnc-1.oee")).toBeLessThanOrEqual(1);
});
