// Invariants of the nesting centre (domain reference A2: F1 and F9) over several seeds.

import fc from "fast-check";
import { expect, test } from "vitest";
import { contourTool, cuttingEnergy } from "./milling-tool.ts";
import { demand, testCell } from "./test-cell.ts";
import { unitMode, unitState } from "./unit-state.ts";

const MINUTE = 60_000;

/** Coefficient of determination of a straight line through the pairs. */
function rSquared(pairs: readonly (readonly [number, number])[]): number {
  const mean = (index: 0 | 1) => pairs.reduce((sum, pair) => sum + pair[index], 0) / pairs.length;
  const [x, y] = [mean(0), mean(1)];
  let [xx, yy, xy] = [0, 0, 0];
  for (const [a, b] of pairs) {
    xx += (a - x) ** 2;
    yy += (b - y) ** 2;
    xy += (a - x) * (b - y);
  }
  return (xy * xy) / (xx * yy);
}

test("F1: load over idle follows feed · depth in the cut (R² > 0.6), and at rapid it is idle", () => {
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const cell = testCell(seed);
      const { cnc } = cell.cell.machines();
      const inCut: [number, number][] = [];
      let rapid = 0;
      cell.run(12 * MINUTE, () => {
        if (cnc.unit.state() !== 3) return;
        const over = cell.number("cnc-1.load.spindle") - cnc.milling.spindle.idleW() / 90;
        if (cnc.milling.chipFlowCm3PerS() > 0) inCut.push([cnc.milling.chipFlowCm3PerS(), over]);
        const feed = cell.number("cnc-1.speed.feed");
        if (cnc.operation() === "rapid" && feed > 55) {
          rapid += 1;
          demand(Math.abs(over) < 2.5, "idle at rapid", over);
        }
      });
      expect(inCut.length).toBeGreaterThan(1_000);
      expect(rapid).toBeGreaterThan(20);
      expect(rSquared(inCut)).toBeGreaterThan(0.6);
    }),
    { seed: 5, numRuns: 5, endOnFailure: true },
  );
});

test("the spindle droops by 0.5 to 2 % in a deep cut and stands for less than 8 s at a tool change", () => {
  const cell = testCell(6);
  const { cnc } = cell.cell.machines();
  let [deepest, standing, longest, changes] = [0, 0, 0, 0];
  let before = cnc.operation();
  cell.run(20 * MINUTE, () => {
    const operation = cnc.operation();
    if (operation === "tool-change" && before !== operation) changes += 1;
    before = operation;
    standing =
      cnc.unit.state() === 3 && cell.number("cnc-1.speed.spindle") === 0 ? standing + 100 : 0;
    longest = Math.max(longest, standing);
    if (cnc.milling.chipFlowCm3PerS() > 30)
      deepest = Math.max(deepest, 1 - cnc.milling.spindle.rpm() / 20_000);
  });
  expect(changes).toBeGreaterThan(2);
  expect(longest).toBeLessThan(8_000);
  expect(deepest).toBeGreaterThan(0.005);
  expect(deepest).toBeLessThan(0.02);
});

test("F9: tool metres are the integral of feed in the cut, and a new tool cuts with less power", () => {
  let replaced = 0;
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const cell = testCell(seed);
      cell.plant.restore({ ...cell.plant.retained(), "cnc-1.tool.1": contourTool.lifeM - 100 });
      const { cnc } = cell.cell.machines();
      let metres = cnc.tools.cuttingMetres();
      let tool = cnc.tools.metres();
      let current = cnc.tools.current();
      let [powerOfOld, setup] = [0, 0];
      cell.run(30 * MINUTE, () => {
        const cut = cnc.milling.chipFlowCm3PerS() > 0 ? (cnc.feed() / 60_000) * 100 : 0;
        const grown = cnc.tools.cuttingMetres() - metres;
        demand(Math.abs(grown - cut) < 1e-9, "metres = ∫ feed", grown, cut);
        metres = cnc.tools.cuttingMetres();
        if (cnc.tools.current() === current && cnc.tools.metres() < tool) {
          replaced += 1;
          setup = 0;
          demand(cnc.tools.cuttingEnergy() < 0.75 * powerOfOld, "sharp again");
        }
        // Somebody changes the tool by hand: minutes in mode Setup, not at work.
        if (cnc.unit.mode === unitMode.setup) {
          setup += 100;
          demand(cnc.unit.state() === unitState.ready, "ready while the tool is changed");
        }
        [tool, current, powerOfOld] = [
          cnc.tools.metres(),
          cnc.tools.current(),
          cnc.tools.cuttingEnergy(),
        ];
      });
      // A service that the end of the run cut short says nothing.
      if (cnc.waiting === "service") return;
      demand(setup >= 110_000 && setup <= 200_000, "tool service", setup);
    }),
    { seed: 6, numRuns: 4, endOnFailure: true },
  );
  expect(replaced).toBeGreaterThanOrEqual(4);
  expect(cuttingEnergy(contourTool, 2_000)).toBeGreaterThan(cuttingEnergy(contourTool, 1_000));
});
