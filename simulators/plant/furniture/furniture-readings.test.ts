// Required signals of class PV never stand still for 8 s at one scan a second while their machine is not at fault:
// real noise on a real resolution, so that a constant is remarkable.

import fc from "fast-check";
import { expect, test } from "vitest";
import { demand, testCell } from "./test-cell.ts";

/** Required PV signals of the line model of Bazhou, and the state of fault of their machines. */
const required: readonly (readonly [point: string, state: string | undefined])[] = [
  ["cnc-1.speed.spindle", "cnc-1.state"],
  ["cnc-1.load.spindle", "cnc-1.state"],
  ["cnc-1.pressure.vacuum", undefined],
  ["cnc-1.pressure.dust", undefined],
  ["edgebander-1.speed.feed", "edgebander-1.state"],
  ["edgebander-1.temperature.glue", undefined],
  ["edgebander-1.current.premill", undefined],
  ["edgebander-1.pressure.press", undefined],
  ["edgebander-2.speed.feed", "edgebander-2.state"],
  ["edgebander-2.temperature.glue", undefined],
  ["edgebander-2.current.premill", undefined],
  ["edgebander-2.pressure.press", undefined],
  ["drill-1.current.spindle", undefined],
  ["dust-1.power.fan", undefined],
  ["dust-1.pressure.filter", undefined],
  ["meter-main.power.active", undefined],
  ["meter-main.power.factor", undefined],
];
/** OFFLINE and STANDBY do not occur here but while a drive looks for its reference; ERROR is a fault. */
const standing: readonly number[] = [1, 4];

test("required process values change at least every 8 s", () => {
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const cell = testCell(seed);
      const last = new Map<string, number>();
      const equal = new Map<string, number>();
      let second = 0;
      cell.run(35 * 60_000, () => {
        second += 100;
        if (second % 1_000 !== 0) return;
        for (const [point, state] of required) {
          // On the wire a float32 carries the value.
          const value = Math.fround(cell.number(point));
          const fault = state !== undefined && standing.includes(cell.number(state));
          const service = point.startsWith("cnc-1") && cell.number("cnc-1.mode") === 4;
          const same = value === last.get(point) && !fault && !service;
          const run = same ? (equal.get(point) ?? 1) + 1 : 1;
          equal.set(point, run);
          last.set(point, value);
          demand(run < 8, `${point} stands still`, value, second);
        }
      });
    }),
    { seed: 12, numRuns: 5, endOnFailure: true },
  );
});

test("readings stand on the resolution of their instruments", () => {
  const cell = testCell(13);
  cell.run(5 * 60_000, () => {
    const onLattice = (point: string, perUnit: number): void => {
      const steps = cell.number(point) * perUnit;
      demand(Math.abs(steps - Math.round(steps)) < 1e-6, `${point} off its lattice`, steps);
    };
    onLattice("cnc-1.speed.spindle", 1);
    onLattice("cnc-1.load.spindle", 10);
    onLattice("edgebander-1.temperature.glue", 10);
    onLattice("edgebander-1.speed.feed", 100);
    // 4-20 mA inputs: measuring range ÷ 27 648.
    onLattice("edgebander-1.current.premill", 27_648 / 20);
    onLattice("edgebander-1.pressure.press", 27_648 / 10);
    onLattice("drill-1.current.spindle", 27_648 / 25);
    onLattice("dust-1.pressure.filter", 1);
  });
  expect(cell.number("edgebander-1.temperature.glue")).toBeGreaterThan(180);
});
