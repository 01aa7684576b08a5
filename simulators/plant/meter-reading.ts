// What a three-phase meter sees and counts. Pure.
// Identities that hold exactly, phase by phase and in total: S² = P² + Q², PF = P/S, I = S/U,
// energy = Σ P·Δt and never falls (domain reference, X1).

/** What hangs on one phase: W and var (positive: drawn, inductive). */
export interface PhaseLoad {
  readonly activeW: number;
  readonly reactiveVar: number;
}

export interface PhaseReading extends PhaseLoad {
  readonly voltageV: number;
  readonly currentA: number;
  readonly apparentVa: number;
  /** 1 where nothing is drawn: the quotient is not defined there. */
  readonly powerFactor: number;
  readonly importKwh: number;
}

export interface MeterReading extends PhaseLoad {
  readonly phases: readonly [PhaseReading, PhaseReading, PhaseReading];
  readonly apparentVa: number;
  readonly powerFactor: number;
  readonly frequencyHz: number;
  readonly importKwh: number;
  readonly importKvarh: number;
}

export type ThreePhases<Value> = readonly [Value, Value, Value];

export interface MeterCounters {
  readonly importKwh: number;
  readonly importKvarh: number;
  readonly phaseKwh: ThreePhases<number>;
}

export class EnergyMeter {
  #reading: MeterReading;

  /** @param importKwh what the counter shows when the simulation begins. */
  constructor(importKwh: number) {
    const idle = readPhase({ activeW: 0, reactiveVar: 0 }, 230, importKwh / 3);
    this.#reading = {
      ...sum([idle, idle, idle], 50),
      importKwh,
      // A plant at PF 0.98 counts about a fifth as much reactive energy.
      importKvarh: importKwh * 0.2,
    };
  }

  reading(): MeterReading {
    return this.#reading;
  }

  /** What the meter keeps without power, kWh and kvarh. */
  counters(): MeterCounters {
    const { phases, importKwh, importKvarh } = this.#reading;
    return {
      importKwh,
      importKvarh,
      phaseKwh: [phases[0].importKwh, phases[1].importKwh, phases[2].importKwh],
    };
  }

  /** Goes on counting from there. */
  restore({ importKwh, importKvarh, phaseKwh }: MeterCounters): void {
    const [a, b, c] = this.#reading.phases;
    this.#reading = {
      ...this.#reading,
      phases: [
        { ...a, importKwh: phaseKwh[0] },
        { ...b, importKwh: phaseKwh[1] },
        { ...c, importKwh: phaseKwh[2] },
      ],
      importKwh,
      importKvarh,
    };
  }

  /** Loads and voltages are those of the whole step of `dtMs`. */
  step(
    dtMs: number,
    loads: ThreePhases<PhaseLoad>,
    voltagesV: ThreePhases<number>,
    frequencyHz: number,
  ): void {
    const before = this.#reading;
    const hours = dtMs / 3_600_000;
    const phase = (n: 0 | 1 | 2): PhaseReading => {
      const counted = before.phases[n].importKwh + (loads[n].activeW / 1000) * hours;
      return readPhase(loads[n], voltagesV[n], counted);
    };
    const total = sum([phase(0), phase(1), phase(2)], frequencyHz);
    this.#reading = {
      ...total,
      importKwh: before.importKwh + (total.activeW / 1000) * hours,
      importKvarh: before.importKvarh + (total.reactiveVar / 1000) * hours,
    };
  }
}

function readPhase(load: PhaseLoad, voltageV: number, importKwh: number): PhaseReading {
  const { activeW, reactiveVar } = load;
  const apparentVa = Math.sqrt(activeW * activeW + reactiveVar * reactiveVar);
  return {
    activeW,
    reactiveVar,
    voltageV,
    currentA: apparentVa / voltageV,
    apparentVa,
    powerFactor: apparentVa === 0 ? 1 : activeW / apparentVa,
    importKwh,
  };
}

function sum(
  phases: ThreePhases<PhaseReading>,
  frequencyHz: number,
): Omit<MeterReading, "importKwh" | "importKvarh"> {
  const [a, b, c] = phases;
  const activeW = a.activeW + b.activeW + c.activeW;
  const reactiveVar = a.reactiveVar + b.reactiveVar + c.reactiveVar;
  const apparentVa = Math.sqrt(activeW * activeW + reactiveVar * reactiveVar);
  const powerFactor = apparentVa === 0 ? 1 : activeW / apparentVa;
  return { phases, activeW, reactiveVar, apparentVa, powerFactor, frequencyHz };
}
