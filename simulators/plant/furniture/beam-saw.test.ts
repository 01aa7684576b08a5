// The beam saw (domain reference A2: 30 to 80 m/min, books of 60 to 120 mm, load ∝ feed · height).

import fc from "fast-check";
import { expect, test } from "vitest";
import { mean } from "../test-run.ts";
import { testCell } from "./test-cell.ts";

test("blade current follows feed · height in the cut, idles on the way back, and the book keeps its height", () => {
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const cell = testCell(seed);
      const { saw } = cell.cell.machines();
      const [load, amps, back, kw] = [[], [], [], []] as number[][] as [
        number[],
        number[],
        number[],
        number[],
      ];
      const cutsBefore = cell.number("saw-1.count.cut");
      const out = cell.number("saw-1.output.total");
      let steady = 0;
      let before = -1;
      cell.run(35 * 60_000, () => {
        const feed = saw.programmedFeed();
        // Half a second after a change the carriage and the blade have settled.
        steady = feed === before ? steady + 1 : 0;
        before = feed;
        if (steady < 8 || feed === 0 || saw.unit.state() !== 3) return;
        const height = cell.number("saw-1.height.book");
        expect(height).toBeGreaterThan(60);
        expect(height).toBeLessThan(120);
        const current = cell.number("saw-1.current.blade");
        if (feed === 80) back.push(current);
        else {
          expect(feed).toBeGreaterThanOrEqual(30);
          load.push(feed * height);
          amps.push(current);
          kw.push(saw.bladeW() / 1000);
        }
      });
      expect(load.length).toBeGreaterThan(100);
      expect(Math.max(...back)).toBeLessThan(9);
      expect(Math.min(...amps)).toBeGreaterThan(15);
      expect(mean(kw)).toBeGreaterThan(10);
      expect(mean(kw)).toBeLessThan(20);
      // Chips by hand: 4.8 mm kerf · height · feed, 42 J/cm³, above 1.5 kW of the free blade.
      load.forEach((feedHeight, n) => {
        const chipsKw = ((feedHeight * 1_000) / 60 / 1_000) * 4.8 * 42e-3;
        expect(Math.abs((kw[n] ?? 0) - 1.5 - chipsKw) / chipsKw).toBeLessThan(0.05);
      });
      expect(cell.number("saw-1.count.cut")).toBeGreaterThan(cutsBefore + 8);
      expect(cell.number("saw-1.output.total")).toBeGreaterThan(out);
      expect(cell.number("saw-1.pieces.in")).toBeGreaterThanOrEqual(
        cell.number("saw-1.output.total"),
      );
    }),
    { seed: 61, numRuns: 5, endOnFailure: true },
  );
});

test("the blade starts with four times its current, and stands where no book comes", () => {
  const cell = testCell(62);
  const { saw } = cell.cell.machines();
  let [starts, stood, peak, was] = [0, 0, 0, saw.rotating()];
  cell.run(50 * 60_000, () => {
    if (saw.rotating() && !was) starts += 1;
    was = saw.rotating();
    if (!was) stood += 1;
    peak = Math.max(peak, saw.bladeA());
  });
  expect(starts).toBeGreaterThan(1);
  expect(stood).toBeGreaterThan(1_000);
  expect(peak).toBeGreaterThan(60);
  expect(peak).toBeLessThan(110);
});

test("as a machine tool: active while it saws, reset without a program, lamps by state", () => {
  const cell = testCell(63);
  const seen = new Set<string>();
  cell.run(
    40 * 60_000,
    () => {
      const state = cell.number("saw-1.state");
      seen.add(`${state} ${cell.number("saw-1.state.channel")} ${cell.number("saw-1.state.item")}`);
      expect(cell.plant.value("saw-1.lamp.green")).toBe(state === 3);
    },
    1_000,
  );
  // READY without a book: reset, not executing; WORKING: active, executing.
  expect([...seen]).toEqual(expect.arrayContaining(["2 2 2", "3 0 3"]));
});
