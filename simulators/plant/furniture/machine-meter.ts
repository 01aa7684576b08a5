// The energy meter of one machine behind the main panel: it counts in every step; what it shows is worked out when it
// is looked at. Loads are the means of the step, so that energy is the sum of power times time exactly (X1).

import type { MeterReading, PhaseReading, ThreePhases } from "../meter-reading.ts";
import type { Random } from "../random.ts";

/** Cable from the main panel, ohm. */
const CABLE_OHM = 0.03;

export class MachineMeter {
  /** How the load is spread over the phases; motors are even but for their control supply. */
  readonly #shares: ThreePhases<number>;
  readonly #offsetHz: number;
  #kw = 0;
  #kvar = 0;
  #kwh: number;
  #kvarh: number;
  /** Worked out once a step. */
  #reading: MeterReading | undefined;

  constructor(random: Random, kwh: number) {
    const [a, b] = [random.between(-0.006, 0.006), random.between(-0.006, 0.006)];
    this.#shares = [1 / 3 + a, 1 / 3 + b, 1 / 3 - a - b];
    this.#offsetHz = random.between(-0.004, 0.004);
    this.#kwh = kwh;
    this.#kvarh = kwh * 0.5;
  }

  get kw(): number {
    return this.#kw;
  }

  get kvar(): number {
    return this.#kvar;
  }

  step(dtMs: number, kw: number, kvar: number): void {
    this.#reading = undefined;
    this.#kw = kw;
    this.#kvar = kvar;
    this.#kwh += (kw * dtMs) / 3_600_000;
    this.#kvarh += (kvar * dtMs) / 3_600_000;
  }

  /** @param main the meter before it, of the same step: voltage and frequency. */
  reading(main: MeterReading): MeterReading {
    this.#reading ??= this.#read(main);
    return this.#reading;
  }

  #read(main: MeterReading): MeterReading {
    const phase = (n: 0 | 1 | 2): PhaseReading => {
      const share = this.#shares[n];
      const activeW = 1000 * this.#kw * share;
      const reactiveVar = 1000 * this.#kvar * share;
      const apparentVa = Math.sqrt(activeW * activeW + reactiveVar * reactiveVar);
      const before = main.phases[n].voltageV;
      const voltageV = before - CABLE_OHM * (apparentVa / before);
      return {
        activeW,
        reactiveVar,
        apparentVa,
        voltageV,
        currentA: apparentVa / voltageV,
        powerFactor: apparentVa === 0 ? 1 : activeW / apparentVa,
        importKwh: this.#kwh * share,
      };
    };
    const phases: ThreePhases<PhaseReading> = [phase(0), phase(1), phase(2)];
    const activeW = 1000 * this.#kw;
    const reactiveVar = 1000 * this.#kvar;
    const apparentVa = Math.sqrt(activeW * activeW + reactiveVar * reactiveVar);
    return {
      phases,
      activeW,
      reactiveVar,
      apparentVa,
      powerFactor: apparentVa === 0 ? 1 : activeW / apparentVa,
      frequencyHz: main.frequencyHz + this.#offsetHz,
      importKwh: this.#kwh,
      importKvarh: this.#kvarh,
    };
  }

  retained(): Readonly<Record<string, number>> {
    return { kwh: this.#kwh, kvarh: this.#kvarh };
  }

  restore({ kwh, kvarh }: Readonly<Record<string, number>>): void {
    this.#reading = undefined;
    if (kwh !== undefined) this.#kwh = kwh;
    if (kvarh !== undefined) this.#kvarh = kvarh;
  }
}
