// Invariants of the domain reference (A2: F2, F3, F6, F7, F8; A4: X1) over several seeds.

import fc from "fast-check";
import { expect, test } from "vitest";
import type { NestingCnc } from "./nesting-cnc.ts";
import { demand, testCell } from "./test-cell.ts";
import { unitFlags } from "./unit-state.ts";
import { LEAST_VACUUM_KPA } from "./vacuum-table.ts";

const MINUTE = 60_000;
const units = ["cnc-1", "saw-1", "drill-1", "sorter-1", "packer-1"] as const;
const seeds = (numRuns: number) => ({ seed: 3, numRuns, endOnFailure: true });

test("F3: parts go cut → edged → edged → drilled → packed, and what is between stands in a buffer", () => {
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const cell = testCell(seed);
      cell.run(25 * MINUTE, () => {
        const { buffers, cnc, long, short, drill, sorter, packer } = cell.cell.machines();
        const counts = [
          cnc.good,
          long.piecesOut(),
          short.piecesOut(),
          drill.good(),
          sorter.unit.piecesOut(),
          packer.unit.piecesOut(),
        ];
        demand(
          counts.every((count, n) => n === 0 || count <= (counts[n - 1] ?? 0)),
          "ordered",
          counts,
        );
        const between = [
          long.piecesOut() - short.piecesIn(),
          short.piecesOut() - drill.unit.piecesIn(),
          drill.good() - sorter.unit.piecesIn(),
        ];
        demand(
          between.every((parts, n) => parts === buffers[n + 1]?.level()),
          "between",
          between,
        );
        const onTable = cnc.good - long.piecesIn() - buffers[0].level();
        demand(onTable >= 0 && onTable <= 19, "on the table", onTable);
      });
    }),
    seeds(5),
  );
});

/** One sheet from its loading to its end. */
class SheetWatch {
  readonly #cnc: NestingCnc;
  #startedMs = 0;
  #nest = 0;
  #partsBefore = 0;
  #undisturbed = false;
  ended = 0;
  endedUndisturbed = 0;

  constructor(cnc: NestingCnc) {
    this.#cnc = cnc;
  }

  begin(nowMs: number): void {
    const { parts, yieldPercent } = this.#cnc.nest();
    demand(parts.length >= 12 && parts.length <= 25, "parts in a nest", parts.length);
    demand(yieldPercent >= 82 && yieldPercent <= 92, "yield", yieldPercent);
    this.#startedMs = nowMs;
    this.#nest = parts.length;
    this.#partsBefore = this.#cnc.unit.piecesOut();
    this.#undisturbed = true;
  }

  step(): void {
    if (this.#cnc.unit.state() !== 3) this.#undisturbed = false;
  }

  end(nowMs: number): void {
    // The sheet that lay on the table at the start was not watched from its beginning.
    if (this.#nest === 0) return;
    this.ended += 1;
    const made = this.#cnc.unit.piecesOut() - this.#partsBefore;
    demand(made === this.#nest, "parts of the nest", made, this.#nest);
    if (!this.#undisturbed) return;
    this.endedUndisturbed += 1;
    const cycleMs = nowMs - this.#startedMs;
    demand(cycleMs >= 240_000 && cycleMs <= 420_000, "cycle", cycleMs, this.#nest);
  }
}

test("F2: a sheet that ends has made every part of its nest, in 240 to 420 s where nothing stopped it", () => {
  let [sheets, undisturbed] = [0, 0];
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const cell = testCell(seed);
      const { cnc } = cell.cell.machines();
      const watch = new SheetWatch(cnc);
      let [nowMs, runs, operation] = [0, cnc.unit.runsGood(), cnc.operation()];
      cell.run(45 * MINUTE, () => {
        nowMs += 100;
        watch.step();
        if (cnc.unit.runsGood() > runs) watch.end(nowMs);
        if (cnc.operation() === "load" && operation !== "load") watch.begin(nowMs);
        [runs, operation] = [cnc.unit.runsGood(), cnc.operation()];
      });
      sheets += watch.ended;
      undisturbed += watch.endedUndisturbed;
    }),
    seeds(5),
  );
  expect(sheets).toBeGreaterThan(20);
  expect(undisturbed).toBeGreaterThan(10);
});

test("F6: nothing is milled without vacuum, and the extraction runs whenever a machine does", () => {
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const cell = testCell(seed);
      const { cnc } = cell.cell.machines();
      let wasLow = true;
      cell.run(30 * MINUTE, () => {
        const cutting = cnc.milling.chipFlowCm3PerS() > 0;
        demand(!(cutting && wasLow), "vacuum in the cut", cnc.milling.table.pressureKpa());
        wasLow = cnc.milling.table.pressureKpa() > LEAST_VACUUM_KPA;
        demand(cell.cell.dust.fanW() >= 37_000, "fan", cell.cell.dust.fanW());
        if (cutting) demand(cnc.unit.flags.DustChipSuction, "suction flag");
        const dp = cell.cell.dust.filterPa();
        demand(dp >= 800 && dp <= 1_500, "filter", dp);
      });
    }),
    seeds(5),
  );
});

/** OPC 40550-1 §7.7, written out here once more. */
function stateByRule(flag: (name: string) => boolean): number {
  const ready = flag("MachineInitialized") && !flag("EnergySaving");
  const rows = [
    !flag("MachineOn"),
    flag("MachineOn") && (!ready || (!flag("Error") && !flag("Calibrated"))),
    flag("MachineOn") && ready && !flag("Error") && flag("Calibrated") && !flag("RecipeInRun"),
    flag("MachineOn") && ready && !flag("Error") && flag("Calibrated") && flag("RecipeInRun"),
    flag("MachineOn") && ready && flag("Error"),
  ];
  demand(rows.filter(Boolean).length === 1, "exactly one row", rows);
  return rows.indexOf(true);
}

test("F7 and F8: state follows from flags, times add up, pieces in are never fewer than out", () => {
  const seen = new Set<string>();
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const cell = testCell(seed);
      const counters = cell.plant.points.filter((point) =>
        /^(?!.*since)[^.]*\.(?:time\.|output\.(?:total|good|rejected)|pieces|runs|count\.(?:sheet|hole|carton|robot|missort|cut)|length\.(?:edge|cut|machined))/.test(
          point,
        ),
      );
      expect(counters.length).toBeGreaterThan(30);
      let before = counters.map(cell.number);
      cell.run(
        40 * MINUTE,
        () => {
          const now = counters.map(cell.number);
          for (const [n, value] of now.entries()) {
            demand(value >= (before[n] ?? 0), `${counters[n]} fell`, before[n], value);
          }
          before = now;
          for (const unit of units) {
            const state = cell.number(`${unit}.state`);
            seen.add(`${unit} ${state}`);
            const rule = stateByRule((flag) => cell.plant.value(`${unit}.flag.${flag}`) === true);
            demand(state === rule, `${unit} state`, state, rule);
            const time = (name: string): number => cell.number(`${unit}.time.${name}`);
            const sum = time("standby") + time("ready") + time("working") + time("error");
            demand(Math.abs(time("machineOn") - sum) <= 4, `${unit} times`, sum);
            demand(
              cell.number(`${unit}.pieces.in`) >= cell.number(`${unit}.output.total`),
              "pieces",
            );
          }
        },
        1_000,
      );
    }),
    seeds(5),
  );
  // The rule was tried on machines that stop and fail, too.
  expect([...seen]).toEqual(expect.arrayContaining(["cnc-1 2", "cnc-1 3", "cnc-1 4", "drill-1 4"]));
  expect(unitFlags).toHaveLength(26);
});

test("X1: S² = P² + Q², PF = P/S, I = S/U, totals are sums, energy is ∫P and never falls; never idle at 0 W", () => {
  const close = (a: number, b: number): boolean =>
    Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(b));
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const cell = testCell(seed);
      const first = cell.cell.supply.reading().importKwh;
      let integral = 0;
      let counted = first;
      cell.run(15 * MINUTE, () => {
        const reading = cell.cell.supply.reading();
        for (const each of [reading, ...reading.phases]) {
          const { activeW: p, reactiveVar: q, apparentVa: s, powerFactor } = each;
          demand(close(s * s, p * p + q * q), "S² = P² + Q²", s, p, q);
          demand(close(powerFactor, p / s), "PF = P/S", powerFactor);
        }
        for (const phase of reading.phases) {
          demand(close(phase.currentA, phase.apparentVa / phase.voltageV), "I = S/U");
        }
        const sum = reading.phases.reduce((total, { activeW }) => total + activeW, 0);
        demand(close(reading.activeW, sum), "P = ΣP", sum);
        demand(reading.activeW > 55_000 && reading.activeW < 160_000, "P", reading.activeW);
        demand(reading.importKwh > counted, "energy rises", counted);
        counted = reading.importKwh;
        integral += (reading.activeW * 100) / 3.6e9;
      });
      demand(Math.abs(counted - first - integral) < 1e-6, "energy = ∫P", counted - first, integral);
    }),
    seeds(4),
  );
});

test("the same seed gives the same cell, another seed another", () => {
  const run = (seed: number): unknown[] => {
    const cell = testCell(seed);
    cell.run(MINUTE);
    return cell.plant.points.map((point) => cell.plant.value(point));
  };
  expect(run(10)).toEqual(run(10));
  expect(run(10)).not.toEqual(run(11));
});

test("a long step is the same to a counter as many short ones", () => {
  const parts = (stepMs: number): number => {
    const cell = testCell(4);
    const before = cell.number("cnc-1.output.total");
    cell.run(20 * MINUTE, undefined, stepMs);
    return cell.number("cnc-1.output.total") - before;
  };
  expect(parts(1_000)).toBe(parts(100));
});

test.each([0, -1, 1001, Number.NaN])("a step of %d ms is refused", (dtMs) => {
  expect(() => testCell(1).plant.step(dtMs)).toThrow(
    expect.objectContaining({ code: "SIMULATORS_STEP_INVALID", detail: { dtMs } }),
  );
});

test("a name that is no point is a RangeError", () => {
  expect(() => testCell(1).plant.value("cnc-1.nonsense")).toThrow(RangeError);
});
