// Four-wheel spinner: throws the melt to fibres. Its wheels turn at fixed speeds on drives and draw current
// for the melt they throw on top of their windage (domain reference, I5); binder follows the melt (I8).
// A wheel gathers slag and shakes until it sheds it. r/min, A, mm/s, °C, kPa.

import type { AnalogInput } from "../analog-input.ts";
import { Counter } from "../counter.ts";
import { Drift } from "../drift.ts";
import { Lag } from "../lag.ts";
import type { Points } from "../point-table.ts";
import type { Random } from "../random.ts";
import { BinderStation } from "./binder-station.ts";
import { NOMINAL_MELT_T_H } from "./furnace.ts";
import { WoolDrive } from "./wool-drive.ts";
import { spinnerSignals } from "./wool-line-signals.ts";
import { type Inputs, inputPoints, inputsOf } from "./wool-signal.ts";
import { type WoolState, type WoolUpset, woolState } from "./wool-state.ts";

/** Speed and share of the melt's work of each wheel; how near its bearing is to what shakes; its warmth, K. */
const WHEELS = [
  { rpm: 4_200, ratedKw: 75, idleShare: 0.3, near: 1, warm: 27 },
  { rpm: 5_600, ratedKw: 110, idleShare: 0.28, near: 0.8, warm: 31 },
  { rpm: 6_200, ratedKw: 110, idleShare: 0.3, near: 0.9, warm: 34 },
  { rpm: 6_600, ratedKw: 90, idleShare: 0.32, near: 0.75, warm: 36 },
] as const;
const NUMBERS = [1, 2, 3, 4] as const;
const LOAD = 0.85;
/** Of the melt, what becomes fibre; the rest is not fibrised and falls out. */
export const FIBRE_YIELD = 0.86;
export const VIBRATION_ALARM_MM_S = 7.1;
const AIR_KPA = 11;
const AIR_NM3_H = 9_500;
const WHEEL_WATER_M3_H = 12;
/** Below this there is no stream worth the name, t/h. */
const LEAST_STREAM_T_H = 0.4;

export interface SpinnerGiven {
  /** Melt that comes down the launder, t/h; 0 while it is diverted. */
  readonly meltTH: number;
  readonly turning: boolean;
  readonly shaking: boolean;
  readonly upset: WoolUpset | undefined;
  readonly loi: number;
  readonly hallC: number;
}

interface WheelInputs {
  readonly speed: AnalogInput;
  readonly current: AnalogInput;
  readonly vibration: AnalogInput;
  readonly bearing: AnalogInput;
}

export class Spinner {
  readonly wheels: readonly WoolDrive[];
  readonly blower: WoolDrive;
  readonly binder: BinderStation;
  readonly fibreKg: Counter;
  readonly #chance: Random;
  readonly #inputs: Inputs<keyof typeof spinnerSignals>;
  readonly #each: readonly WheelInputs[];
  readonly #slip: readonly Drift[];
  readonly #shake: readonly Drift[];
  readonly #bearings: readonly Lag[];
  readonly #air: Drift;
  readonly #water: Lag;
  readonly #imbalance = new Lag(8_000, 0);
  /** Shot comes and goes: what becomes fibre wavers. */
  readonly #yield: Drift;
  #slag: number;
  #thrownTH = 0;
  #vibrationMmS = 3;
  #loi: number;

  /** @param running at the beginning. */
  constructor(random: Random, running: boolean, loi: number, hallC: number) {
    this.#chance = random.fork("chance");
    this.wheels = WHEELS.map(
      ({ ratedKw, idleShare, rpm }, n) =>
        new WoolDrive({
          random: random.fork(`motor-${n + 1}`),
          ratedKw,
          idleShare,
          ratedRpm: rpm,
          rampMs: 90_000,
          tauMs: 1_000,
          on: running,
          load: LOAD,
        }),
    );
    this.blower = new WoolDrive({
      random: random.fork("blower"),
      ratedKw: 132,
      idleShare: 0.75,
      rampMs: 30_000,
      tauMs: 2_000,
      on: running,
      load: 0.8,
    });
    const each = <Made>(name: string, make: (own: Random) => Made): readonly Made[] =>
      NUMBERS.map((n) => make(random.fork(`${name}-${n}`)));
    this.#slip = each(
      "slip",
      (own) => new Drift(own, { sigma: 0.0008, tauMs: 20_000, limit: 0.003 }),
    );
    this.#shake = each(
      "shake",
      (own) => new Drift(own, { sigma: 0.25, tauMs: 60_000, limit: 0.8 }),
    );
    this.#bearings = WHEELS.map(
      ({ warm }) => new Lag(900_000, running ? 8 + 0.6 * hallC + warm : hallC),
    );
    this.#air = new Drift(random.fork("air"), { sigma: 0.015, tauMs: 120_000, limit: 0.05 });
    this.#yield = new Drift(random.fork("yield"), { sigma: 0.018, tauMs: 60_000, limit: 0.05 });
    this.#water = new Lag(3_000, running ? WHEEL_WATER_M3_H : 0);
    const meltTH = running ? NOMINAL_MELT_T_H : 0;
    this.#loi = loi;
    this.binder = new BinderStation(random.fork("binder"), 1000 * meltTH * FIBRE_YIELD, loi);
    const inputs = inputsOf(random.fork("inputs"), spinnerSignals);
    this.#inputs = inputs;
    this.#each = NUMBERS.map((n) => ({
      speed: inputs[`speed.wheel.${n}`],
      current: inputs[`current.wheel.${n}`],
      vibration: inputs[`vibration.${n}`],
      bearing: inputs[`temperature.bearing.${n}`],
    }));
    const history = random.fork("history");
    this.fibreKg = new Counter(history.between(1.5e7, 3.5e7));
    this.#slag = history.uniform();
  }

  /** Melt that reaches the wheels, t/h. */
  thrownTH(): number {
    return this.#thrownTH;
  }

  streaming(): boolean {
    return this.#thrownTH > LEAST_STREAM_T_H;
  }

  /** Wheels are at speed. */
  atSpeed(): boolean {
    return (this.wheels[0]?.speed() ?? 0) > 0.99;
  }

  atRest(): boolean {
    return (this.wheels[0]?.speed() ?? 0) === 0;
  }

  /** Share of the melt that becomes fibre. */
  fibreShare(): number {
    return FIBRE_YIELD * (1 + this.#yield.value());
  }

  /** Fibre that leaves towards the collector, kg/s. */
  fibreKgS(): number {
    return (this.#thrownTH * this.fibreShare()) / 3.6;
  }

  vibrationMmS(): number {
    return this.#vibrationMmS;
  }

  wheelWaterM3H(): number {
    return this.#water.value();
  }

  step(dtMs: number, given: SpinnerGiven, lineVoltageV: number): void {
    const { meltTH, turning, upset, loi, hallC } = given;
    this.#loi = loi;
    this.#thrownTH = meltTH;
    this.#gatherSlag(dtMs);
    this.#yield.step(dtMs);
    this.#air.step(dtMs);
    this.#imbalance.step(dtMs, given.shaking ? 6 : 0);
    const load = (LOAD * meltTH) / NOMINAL_MELT_T_H;
    for (const wheel of this.wheels) wheel.step(dtMs, turning, load, lineVoltageV);
    this.blower.step(dtMs, turning, 0.8, lineVoltageV);
    const speed = this.wheels[0]?.speed() ?? 0;
    this.#vibrationMmS = (2.6 + 1.2 * this.#slag + this.#imbalance.value()) * speed;
    const watered = upset === "wheel-water-lost" ? 0.03 : 1;
    this.#water.step(dtMs, speed > 0 ? WHEEL_WATER_M3_H * watered : 0);
    const hot = upset === "wheel-water-lost" ? 22 : 0;
    WHEELS.forEach(({ warm }, n) => {
      this.#slip[n]?.step(dtMs);
      this.#shake[n]?.step(dtMs);
      const rise = (8 - 0.4 * hallC + warm + hot) * speed * speed;
      this.#bearings[n]?.step(dtMs, hallC + rise);
    });
    const fibreKgH = this.streaming() ? 1000 * meltTH * FIBRE_YIELD : 0;
    this.binder.step(dtMs, fibreKgH, loi, upset === "binder-lost");
    this.fibreKg.add((this.fibreKgS() * dtMs) / 1000);
    this.#measure(load, speed);
  }

  points(state: () => WoolState): Points {
    return {
      state,
      fault: () => state() === woolState.fault,
      "output.total": () => this.fibreKg.value(),
      "loi.target": () => this.#loi,
      "lot.binder": () => this.binder.lot(),
      ...inputPoints(this.#inputs, spinnerSignals),
    };
  }

  #measure(load: number, speed: number): void {
    const inputs = this.#inputs;
    this.#each.forEach((wheel, n) => {
      const drive = this.wheels[n];
      const near = WHEELS[n]?.near ?? 1;
      const slip = (this.#slip[n]?.value() ?? 0) - 0.004 * load;
      const shake = (this.#shake[n]?.value() ?? 0) * speed;
      wheel.speed.sample((drive?.rpm() ?? 0) * (1 + slip));
      wheel.current.sample(drive?.currentA ?? 0);
      wheel.vibration.sample(near * this.#vibrationMmS + shake);
      wheel.bearing.sample(this.#bearings[n]?.value() ?? 0);
    });
    const air = this.blower.speed() * (1 + this.#air.value());
    inputs["pressure.air"].sample(AIR_KPA * air * air);
    inputs["flow.air"].sample(AIR_NM3_H * air);
    inputs["flow.water.wheels"].sample(this.#water.value());
    inputs["flow.binder"].sample(this.binder.flowLH());
    inputs["concentration.binder"].sample(this.binder.percent());
    inputs["flow.oil"].sample(this.binder.oilLH());
    inputs["flow.repellent"].sample(this.binder.repellentLH());
  }

  /** 0 clean … 1 about to be shed; gathers in about a quarter of an hour. */
  #gatherSlag(dtMs: number): void {
    if (this.#thrownTH > 0) this.#slag += dtMs / 900_000;
    if (this.#slag > 0.7 && this.#chance.uniform() < dtMs / 300_000) this.#slag = 0;
    this.#slag = Math.min(this.#slag, 1);
  }
}
