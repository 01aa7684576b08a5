// Three electrodes in the bath behind one transformer with taps: regulators lift and lower them and hunt around
// the current that is asked for; voltage is that of the tap and sags a little with current. kA, V, MW.

import { Drift } from "../drift.ts";
import type { PhaseLoad, ThreePhases } from "../meter-reading.ts";
import type { Random } from "../random.ts";
import type { Inputs } from "./wool-signal.ts";

const POWER_FACTOR = 0.94;
const REACTIVE_PER_ACTIVE = Math.sqrt(1 - POWER_FACTOR ** 2) / POWER_FACTOR;
/** Electrode to bath at the middle tap. */
const MIDDLE_V = 120;
const MIDDLE_TAP = 8;
const LAST_TAP = 12;
const SHARE_PER_TAP = 0.03;
/** Power at the middle tap and nominal current, MW. */
export const NOMINAL_POWER_MW = 4.134;
const NOMINAL_KA = (1000 * NOMINAL_POWER_MW) / (3 * MIDDLE_V * POWER_FACTOR);

type ElectrodeSignal = `${"current" | "voltage"}.electrode.${1 | 2 | 3}`;

export class Electrodes {
  readonly #hunting: readonly [Drift, Drift, Drift];
  readonly #slow: Drift;
  #tap = 0;
  #grid = 1;
  #kiloamperes: ThreePhases<number> = [0, 0, 0];
  #volts: ThreePhases<number> = [0, 0, 0];

  constructor(random: Random) {
    // σ 3–5 %, τ 5–20 s
    const hunting = (n: number): Drift =>
      new Drift(random.fork(`hunting-${n}`), { sigma: 0.04, tauMs: 12_000, limit: 0.12 });
    this.#hunting = [hunting(1), hunting(2), hunting(3)];
    this.#slow = new Drift(random.fork("slow"), { sigma: 0.012, tauMs: 2.4e6, limit: 0.03 });
  }

  /** 0: switched off. */
  tap(): number {
    return this.#tap;
  }

  /** @param tap 0 … 12. @param currentShare of the nominal current. @param grid voltage as a share. */
  step(dtMs: number, tap: number, currentShare: number, grid: number): void {
    this.#slow.step(dtMs);
    this.#grid = grid;
    this.#tap = Math.min(Math.max(tap, 0), LAST_TAP);
    const on = this.#tap > 0;
    const aim = on ? NOMINAL_KA * currentShare * (1 + this.#slow.value()) : 0;
    const openV = on ? MIDDLE_V * (1 + SHARE_PER_TAP * (this.#tap - MIDDLE_TAP)) * grid : 0;
    const kiloampere = (n: 0 | 1 | 2): number => {
      this.#hunting[n].step(dtMs);
      return aim * (1 + this.#hunting[n].value());
    };
    this.#kiloamperes = [kiloampere(0), kiloampere(1), kiloampere(2)];
    const volt = (n: 0 | 1 | 2): number =>
      openV * (1 - 0.25 * (this.#kiloamperes[n] / NOMINAL_KA - currentShare));
    this.#volts = [volt(0), volt(1), volt(2)];
  }

  powerMw(): number {
    const [a, b, c] = this.#kiloamperes;
    const [u, v, w] = this.#volts;
    return ((a * u + b * v + c * w) * POWER_FACTOR) / 1000;
  }

  /** On the high-voltage side: the transformer's own losses come on top. */
  loads(): ThreePhases<PhaseLoad> {
    // Iron losses, and magnetising that saturates, also without current.
    const iron = this.#grid * this.#grid;
    const load = (n: 0 | 1 | 2): PhaseLoad => {
      const w = 1000 * this.#kiloamperes[n] * this.#volts[n] * POWER_FACTOR;
      return {
        activeW: 1.012 * w + 2_500 * iron,
        reactiveVar: REACTIVE_PER_ACTIVE * w + 12_000 * iron ** 3,
      };
    };
    return [load(0), load(1), load(2)];
  }

  measure(inputs: Inputs<ElectrodeSignal>): void {
    const [a, b, c] = this.#kiloamperes;
    const [u, v, w] = this.#volts;
    inputs["current.electrode.1"].sample(a);
    inputs["current.electrode.2"].sample(b);
    inputs["current.electrode.3"].sample(c);
    inputs["voltage.electrode.1"].sample(u);
    inputs["voltage.electrode.2"].sample(v);
    inputs["voltage.electrode.3"].sample(w);
  }
}
