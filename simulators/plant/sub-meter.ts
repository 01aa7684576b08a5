// A meter behind the main meter: it sees one group of machines at the voltage of the main panel less the
// drop of its own cable, and has an offset of its own in frequency (domain reference, X1 and X2). What it
// counts is part of what the main meter counts.

import { EnergyMeter, type MeterReading, type ThreePhases } from "./meter-reading.ts";
import type { Consumption } from "./motor.ts";
import type { Random } from "./random.ts";

export interface SubMeterOptions {
  readonly random: Random;
  /** Cable as an effective resistance, ohm. */
  readonly cableOhm: number;
  /** Range of what the counter shows at the first start, kWh. */
  readonly historyKwh: readonly [number, number];
}

const VOLTAGE_SIGMA_V = 0.05;
const FREQUENCY_OFFSET_HZ = 0.004;

export class SubMeter {
  readonly #noise: Random;
  readonly #meter: EnergyMeter;
  readonly #cableOhm: number;
  readonly #offsetHz: number;

  constructor({ random, cableOhm, historyKwh }: SubMeterOptions) {
    this.#noise = random.fork("voltage");
    this.#meter = new EnergyMeter(random.between(...historyKwh));
    this.#offsetHz = random.between(-FREQUENCY_OFFSET_HZ, FREQUENCY_OFFSET_HZ);
    this.#cableOhm = cableOhm;
  }

  reading(): MeterReading {
    return this.#meter.reading();
  }

  /** @param main reading of the main meter at the end of the same step. @param loads behind this meter. */
  step(dtMs: number, main: MeterReading, loads: readonly Consumption[]): void {
    let kw = 0;
    let kvar = 0;
    for (const load of loads) {
      kw += load.kw;
      kvar += load.kvar;
    }
    const even = { activeW: (kw * 1000) / 3, reactiveVar: (kvar * 1000) / 3 };
    const { phases } = this.reading();
    const voltage = (n: 0 | 1 | 2): number =>
      main.phases[n].voltageV -
      this.#cableOhm * phases[n].currentA +
      VOLTAGE_SIGMA_V * this.#noise.normal();
    const voltages: ThreePhases<number> = [voltage(0), voltage(1), voltage(2)];
    this.#meter.step(dtMs, [even, even, even], voltages, main.frequencyHz + this.#offsetHz);
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
}
