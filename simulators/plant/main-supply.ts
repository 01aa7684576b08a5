// The low-voltage main panel of a line: all loads behind one meter. Voltage is the feeder's less the
// droop of the load; the meter counts what all machines draw and the base load of lights and small fans.

import { Drift } from "./drift.ts";
import type { GridState } from "./grid.ts";
import {
  EnergyMeter,
  type MeterReading,
  type PhaseLoad,
  type ThreePhases,
} from "./meter-reading.ts";
import type { Consumption } from "./motor.ts";
import type { Random } from "./random.ts";

export interface MainSupplyOptions {
  readonly random: Random;
  readonly grid: GridState;
  /** Transformer and busbar as an effective resistance, ohm. */
  readonly supplyOhm: number;
  readonly baseKw: number;
  /** Range of what the counter shows at the first start, kWh. */
  readonly historyKwh: readonly [number, number];
}

/** Lights and small fans are not spread evenly over the phases. */
const BASE_SHARES: ThreePhases<number> = [0.37, 0.33, 0.3];
const BASE_VAR_PER_W = 0.4;
const FREQUENCY_OFFSET_HZ = 0.004;

export class MainSupply {
  readonly #grid: GridState;
  readonly #noise: Random;
  readonly #base: Drift;
  readonly #meter: EnergyMeter;
  readonly #supplyOhm: number;
  readonly #baseKw: number;
  /** Phase voltages differ a little for good: the neighbours' single-phase loads. */
  readonly #offsetsV: ThreePhases<number>;
  /** The clock of each meter is its own (X2). */
  readonly #offsetHz: number;

  constructor({ random, grid, supplyOhm, baseKw, historyKwh }: MainSupplyOptions) {
    this.#grid = grid;
    this.#noise = random.fork("voltage");
    const sigma = 0.05 * baseKw;
    this.#base = new Drift(random.fork("base"), { sigma, tauMs: 240_000, limit: 4 * sigma });
    const history = random.fork("history");
    this.#meter = new EnergyMeter(history.between(...historyKwh));
    this.#offsetsV = [history.between(-1, 1), history.between(-1, 1), history.between(-1, 1)];
    this.#offsetHz = history.between(-FREQUENCY_OFFSET_HZ, FREQUENCY_OFFSET_HZ);
    this.#supplyOhm = supplyOhm;
    this.#baseKw = baseKw;
  }

  reading(): MeterReading {
    return this.#meter.reading();
  }

  /** Mean voltage between two lines, V. */
  lineVoltageV(): number {
    const [a, b, c] = this.reading().phases;
    return (Math.sqrt(3) * (a.voltageV + b.voltageV + c.voltageV)) / 3;
  }

  step(dtMs: number, loads: readonly Consumption[]): void {
    this.#base.step(dtMs);
    const baseW = 1000 * (this.#baseKw + this.#base.value());
    const evenW = loads.reduce((sum, { kw }) => sum + kw, 0) * (1000 / 3);
    const evenVar = loads.reduce((sum, { kvar }) => sum + kvar, 0) * (1000 / 3);
    const load = (n: 0 | 1 | 2): PhaseLoad => ({
      activeW: evenW + baseW * BASE_SHARES[n],
      reactiveVar: evenVar + baseW * BASE_VAR_PER_W * BASE_SHARES[n],
    });
    const hz = this.#grid.frequencyHz + this.#offsetHz;
    this.#meter.step(dtMs, [load(0), load(1), load(2)], this.#voltages(), hz);
  }

  retained(): Readonly<Record<string, number>> {
    const { importKwh, importKvarh, phaseKwh } = this.#meter.counters();
    const [l1, l2, l3] = phaseKwh;
    return { importKwh, importKvarh, "importKwh.l1": l1, "importKwh.l2": l2, "importKwh.l3": l3 };
  }

  /** Without the meter's total nothing is taken back. */
  restore(counters: Readonly<Record<string, number>>): void {
    const { importKwh, importKvarh } = counters;
    if (importKwh === undefined || importKvarh === undefined) return;
    const phase = (n: 1 | 2 | 3): number => counters[`importKwh.l${n}`] ?? importKwh / 3;
    this.#meter.restore({ importKwh, importKvarh, phaseKwh: [phase(1), phase(2), phase(3)] });
  }

  /** Droop follows the current of the step before: solving for both at once would change nothing visible. */
  #voltages(): ThreePhases<number> {
    const { phases } = this.reading();
    const voltage = (n: 0 | 1 | 2): number =>
      this.#grid.feederVoltageV +
      this.#offsetsV[n] -
      this.#supplyOhm * phases[n].currentA +
      0.05 * this.#noise.normal();
    return [voltage(0), voltage(1), voltage(2)];
  }
}
