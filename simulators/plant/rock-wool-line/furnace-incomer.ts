// The electric furnace's own incomer at 10 kV with its meter: what the electrodes draw and the transformer
// loses. It is not behind the low-voltage main meter.

import type { GridState } from "../grid.ts";
import {
  EnergyMeter,
  type MeterReading,
  type PhaseLoad,
  type ThreePhases,
} from "../meter-reading.ts";
import type { Retaining } from "../point-table.ts";
import type { Random } from "../random.ts";

/** Phase voltage of 10 kV for the feeder's 230 V. */
const RATIO = 10_000 / 400;
const SUPPLY_OHM = 0.35;
const FREQUENCY_OFFSET_HZ = 0.004;

export class FurnaceIncomer implements Retaining {
  readonly #grid: GridState;
  readonly #noise: Random;
  readonly #meter: EnergyMeter;
  readonly #offsetHz: number;

  constructor(random: Random, grid: GridState) {
    this.#grid = grid;
    this.#noise = random.fork("voltage");
    this.#meter = new EnergyMeter(random.between(1.2e6, 3e6));
    this.#offsetHz = random.between(-FREQUENCY_OFFSET_HZ, FREQUENCY_OFFSET_HZ);
  }

  reading(): MeterReading {
    return this.#meter.reading();
  }

  step(dtMs: number, loads: ThreePhases<PhaseLoad>): void {
    const { phases } = this.reading();
    const voltage = (n: 0 | 1 | 2): number =>
      RATIO * this.#grid.feederVoltageV - SUPPLY_OHM * phases[n].currentA + this.#noise.normal();
    const voltages: ThreePhases<number> = [voltage(0), voltage(1), voltage(2)];
    this.#meter.step(dtMs, loads, voltages, this.#grid.frequencyHz + this.#offsetHz);
  }

  retained(): Readonly<Record<string, number>> {
    const { importKwh, importKvarh, phaseKwh } = this.#meter.counters();
    return { importKwh, importKvarh, l1: phaseKwh[0], l2: phaseKwh[1], l3: phaseKwh[2] };
  }

  /** Without all of its counters nothing is taken back. */
  restore({ importKwh, importKvarh, l1, l2, l3 }: Readonly<Record<string, number>>): void {
    if (importKwh === undefined || importKvarh === undefined) return;
    if (l1 === undefined || l2 === undefined || l3 === undefined) return;
    this.#meter.restore({ importKwh, importKvarh, phaseKwh: [l1, l2, l3] });
  }
}
