// Collection chamber and pendulum: suction lays the fibres on a perforated belt, the pendulum lays that
// primary mat in folds on the line's conveyor. More mat on the belt means more suction (domain reference,
// I5); what is laid divided by the line's speed is the weight of the mat (I6). Pa, kg/m², strokes/min.

import { Counter } from "../counter.ts";
import { Drift } from "../drift.ts";
import { Lag } from "../lag.ts";
import type { Points } from "../point-table.ts";
import type { Random } from "../random.ts";
import { TransportLine } from "../transport-line.ts";
import { WoolDrive } from "./wool-drive.ts";
import { collectorSignals } from "./wool-line-signals.ts";
import { type Inputs, inputPoints, inputsOf } from "./wool-signal.ts";
import { type WoolState, woolState } from "./wool-state.ts";

export const MAT_WIDTH_M = 2;
/** From the wheels to the weigh belt. */
export const COLLECTING_MS = 12_000;
const LEAST_SPEED_M_MIN = 0.2;
const FAN_RPM = 1_480;
/** What one fold of the primary mat is meant to weigh; ≤ 0.45 [S]. */
const FOLD_KG_M2 = 0.3;

export interface CollectorGiven {
  readonly woolKgS: number;
  /** Binder solids on it, share of fibre. */
  readonly loi: number;
  readonly speedMMin: number;
  /** Weight that the product asks for, kg/m². */
  readonly aimKgM2: number;
  readonly running: boolean;
  /** The chamber leaks or its filter is blocked. */
  readonly weak: boolean;
}

export class Collector {
  readonly fan: WoolDrive;
  readonly matM2: Counter;
  readonly #way: TransportLine;
  readonly #binder: TransportLine;
  readonly #suction: Lag;
  readonly #leak = new Lag(8_000, 1);
  readonly #draught: Drift;
  readonly #inputs: Inputs<keyof typeof collectorSignals>;
  readonly #nominalKgS: number;
  #matKgS: number;
  #loi: number;
  #weight: number;

  /** @param nominalKgS fibre and binder of full production. */
  constructor(random: Random, nominalKgS: number, given: CollectorGiven) {
    this.#nominalKgS = nominalKgS;
    this.#matKgS = given.woolKgS;
    this.#loi = given.loi;
    this.#weight = given.running ? given.aimKgM2 : 0;
    this.#way = new TransportLine(COLLECTING_MS, 200, given.woolKgS);
    this.#binder = new TransportLine(COLLECTING_MS, 1_000, given.loi);
    this.#suction = new Lag(3_000, given.running ? 420 : 0);
    this.#draught = new Drift(random.fork("draught"), { sigma: 9, tauMs: 90_000, limit: 25 });
    this.fan = new WoolDrive({
      random: random.fork("fan"),
      ratedKw: 240,
      idleShare: 0.35,
      ratedRpm: FAN_RPM,
      rampMs: 60_000,
      tauMs: 3_000,
      on: given.running,
      load: 0.8,
    });
    this.#inputs = inputsOf(random.fork("inputs"), collectorSignals);
    this.matM2 = new Counter(random.fork("history").between(3e6, 7e6));
  }

  /** Wool on the weigh belt, kg/s. */
  matKgS(): number {
    return this.#matKgS;
  }

  /** Binder of the wool on the weigh belt, share of fibre. */
  loi(): number {
    return this.#loi;
  }

  /** True weight of the mat, kg/m². */
  weight(): number {
    return this.#weight;
  }

  suctionPa(): number {
    return this.#suction.value();
  }

  /** Enough wool to call it a mat. */
  laying(): boolean {
    return this.#matKgS > 0.1 * this.#nominalKgS;
  }

  step(dtMs: number, given: CollectorGiven, lineVoltageV: number): void {
    const { woolKgS, speedMMin, aimKgM2 } = given;
    this.#way.advance(dtMs, woolKgS);
    this.#binder.advance(dtMs, given.loi);
    this.#matKgS = this.#way.exit();
    this.#loi = this.#binder.exit();
    const speed = Math.max(speedMMin, LEAST_SPEED_M_MIN);
    this.#weight = this.#matKgS / (MAT_WIDTH_M * (speed / 60));
    const share = this.#matKgS / this.#nominalKgS;
    this.#draught.step(dtMs);
    const fan = this.fan.speed();
    const tight = this.#leak.step(dtMs, given.weak ? 0.38 : 1);
    const draughtPa = 260 + 160 * share + this.#draught.value();
    const suctionPa = this.#suction.step(dtMs, draughtPa * fan * fan * tight);
    this.fan.step(dtMs, given.running, 0.6 + 0.2 * share, lineVoltageV);
    this.matM2.add((MAT_WIDTH_M * speedMMin * dtMs) / 60_000);
    // Folds are laid across the line; so many strokes for each metre that the mat gets its weight.
    const strokes = (aimKgM2 / FOLD_KG_M2 / (2 * MAT_WIDTH_M)) * speedMMin;
    const beltMMin = strokes * 2 * MAT_WIDTH_M;
    const primary = beltMMin < 1 ? 0 : (1000 * this.#matKgS * 60) / (beltMMin * MAT_WIDTH_M);
    const inputs = this.#inputs;
    inputs["pressure.suction"].sample(-suctionPa);
    inputs["current.fan"].sample(this.fan.currentA);
    inputs["speed.fan"].sample(this.fan.rpm());
    inputs["weight.primary"].sample(primary);
    inputs["weight.mat"].sample(this.#weight);
    inputs["speed.pendulum"].sample(strokes);
    inputs["speed.pendulum.belt"].sample(beltMMin);
  }

  points(state: () => WoolState): Points {
    return {
      state,
      fault: () => state() === woolState.fault,
      "output.total": () => this.matM2.value(),
      ...inputPoints(this.#inputs, collectorSignals),
    };
  }
}
