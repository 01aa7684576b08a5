// Four-wheel spinner: throws the melt to fibres. Its wheels turn at fixed speeds on drives and draw current
// for the melt they throw on top of their windage (domain reference, I5); binder follows the melt (I8).
// A wheel gathers slag and shakes until it sheds it. r/min, A, mm/s, L/h.

import { AnalogInput } from "../analog-input.ts";
import { Counter } from "../counter.ts";
import { Drift } from "../drift.ts";
import { Lag } from "../lag.ts";
import { Motor } from "../motor.ts";
import type { Points } from "../point-table.ts";
import type { Random } from "../random.ts";
import { NOMINAL_MELT_T_H } from "./cupola.ts";
import { type WoolCondition, woolState } from "./wool-state.ts";

/** Speed and share of the melt's work of each wheel. */
const WHEELS = [
  { rpm: 4_200, ratedKw: 75, idleShare: 0.3 },
  { rpm: 5_600, ratedKw: 110, idleShare: 0.28 },
  { rpm: 6_200, ratedKw: 110, idleShare: 0.3 },
  { rpm: 6_600, ratedKw: 90, idleShare: 0.32 },
] as const;
/** Of the melt, what becomes fibre; the rest is shot. */
export const FIBRE_YIELD = 0.86;
/** Binder solids on fibre, their share of the solution, and what of it stays on the fibre. */
export const BINDER_ON_FIBRE = 0.035;
const SOLIDS_KG_PER_L = 0.13;
const BINDER_EFFICIENCY = 0.9;
export const VIBRATION_ALARM_MM_S = 7.1;

export class Spinner {
  readonly wheels: readonly Motor[];
  readonly fibreKg: Counter;
  readonly #chance: Random;
  readonly #speeds: readonly AnalogInput[];
  readonly #currents: readonly AnalogInput[];
  readonly #vibrations: readonly AnalogInput[];
  readonly #slip: readonly Drift[];
  readonly #shake: readonly Drift[];
  readonly #binder: Lag;
  readonly #binderMeter: AnalogInput;
  readonly #imbalance = new Lag(8_000, 0);
  /** Shot comes and goes: what becomes fibre wavers. */
  readonly #yield: Drift;
  #slag = 0;
  #thrownTH = NOMINAL_MELT_T_H;
  #vibrationMmS = 3;
  #condition: WoolCondition = { state: woolState.producing, fault: false };

  constructor(random: Random) {
    this.#chance = random.fork("chance");
    const each = <Made>(name: string, make: (own: Random, n: number) => Made): readonly Made[] =>
      WHEELS.map((_, n) => make(random.fork(`${name}-${n + 1}`), n));
    this.wheels = WHEELS.map(
      ({ ratedKw, idleShare }, n) =>
        new Motor({
          random: random.fork(`motor-${n + 1}`),
          ratedKw,
          idleShare,
          tauMs: 1_000,
          reactiveShare: 0.3,
          load: 0.85,
        }),
    );
    this.#speeds = each(
      "speed",
      (own) => new AnalogInput({ random: own, range: [0, 8_000], relativeSigma: 0.0008 }),
    );
    this.#currents = each(
      "current",
      (own) => new AnalogInput({ random: own, range: [0, 300], relativeSigma: 0.03 }),
    );
    this.#slip = each(
      "slip",
      (own) => new Drift(own, { sigma: 0.0008, tauMs: 20_000, limit: 0.003 }),
    );
    const two = <Made>(values: readonly Made[]): readonly Made[] => values.slice(0, 2);
    this.#vibrations = two(
      each("vibration", (own) => new AnalogInput({ random: own, range: [0, 20], sigma: 0.15 })),
    );
    this.#shake = two(
      each("shake", (own) => new Drift(own, { sigma: 0.25, tauMs: 60_000, limit: 0.8 })),
    );
    this.#yield = new Drift(random.fork("yield"), { sigma: 0.018, tauMs: 60_000, limit: 0.05 });
    this.#binder = new Lag(3_000, binderFor(NOMINAL_MELT_T_H));
    this.#binderMeter = new AnalogInput({
      random: random.fork("binder"),
      range: [0, 3_000],
      relativeSigma: 0.005,
      cutOff: 10,
    });
    const history = random.fork("history");
    this.fibreKg = new Counter(history.between(1.5e7, 3.5e7));
    this.#slag = history.uniform();
    this.step(100, { meltTH: NOMINAL_MELT_T_H, shaking: false, diverted: false }, 400);
  }

  /** Melt that reaches the wheels, t/h. */
  thrownTH(): number {
    return this.#thrownTH;
  }

  /** Fibre that leaves towards the collector, kg/s. */
  fibreKgS(): number {
    return (this.#thrownTH * FIBRE_YIELD * (1 + this.#yield.value())) / 3.6;
  }

  /** Binder solids that stay on the fibre, kg/s. */
  binderKgS(): number {
    return (this.#binder.value() * SOLIDS_KG_PER_L * BINDER_EFFICIENCY) / 3600;
  }

  vibrationMmS(): number {
    return this.#vibrationMmS;
  }

  /** @param given `shaking`: a wheel is out of balance; `diverted`: the melt goes to the waste pit. */
  step(
    dtMs: number,
    given: { readonly meltTH: number; readonly shaking: boolean; readonly diverted: boolean },
    lineVoltageV: number,
  ): void {
    this.#thrownTH = given.diverted ? 0 : given.meltTH;
    this.#gatherSlag(dtMs);
    this.#yield.step(dtMs);
    this.#imbalance.step(dtMs, given.shaking ? 6 : 0);
    const load = (0.85 * this.#thrownTH) / NOMINAL_MELT_T_H;
    WHEELS.forEach(({ rpm }, n) => {
      this.wheels[n]?.step(dtMs, load, lineVoltageV);
      this.#slip[n]?.step(dtMs);
      this.#speeds[n]?.sample(rpm * (1 + (this.#slip[n]?.value() ?? 0) - 0.004 * load));
      this.#currents[n]?.sample(this.wheels[n]?.currentA ?? 0);
    });
    this.#vibrationMmS = 2.6 + 1.2 * this.#slag + this.#imbalance.value();
    this.#shake.forEach((drift, n) => {
      drift.step(dtMs);
      // The second bearing is further away from the wheel that shakes.
      this.#vibrations[n]?.sample((n === 0 ? 1 : 0.8) * this.#vibrationMmS + drift.value());
    });
    this.#binder.step(dtMs, binderFor(this.#thrownTH));
    this.#binderMeter.sample(this.#binder.value());
    this.fibreKg.add((this.fibreKgS() * dtMs) / 1000);
    this.#condition = {
      state: given.diverted ? woolState.fault : woolState.producing,
      fault: given.diverted,
    };
  }

  points(): Points {
    const numbered = (name: string, inputs: readonly AnalogInput[]): Points =>
      Object.fromEntries(
        inputs.map((input, n) => [`${name}.${n + 1}`, () => input.value()] as const),
      );
    return {
      state: () => this.#condition.state,
      fault: () => this.#condition.fault,
      "output.total": () => this.fibreKg.value(),
      ...numbered("speed.wheel", this.#speeds),
      ...numbered("current.wheel", this.#currents),
      ...numbered("vibration", this.#vibrations),
      "flow.binder": () => this.#binderMeter.value(),
      "alarm.vibration": () => this.#vibrationMmS > VIBRATION_ALARM_MM_S,
    };
  }

  /** 0 clean … 1 about to be shed; gathers in about a quarter of an hour. */
  #gatherSlag(dtMs: number): void {
    if (this.#thrownTH > 0) this.#slag += dtMs / 900_000;
    if (this.#slag > 0.7 && this.#chance.uniform() < dtMs / 300_000) this.#slag = 0;
    this.#slag = Math.min(this.#slag, 1);
  }
}

/** L/h of solution for `meltTH`. */
function binderFor(meltTH: number): number {
  const solidsKgH = meltTH * 1000 * FIBRE_YIELD * BINDER_ON_FIBRE;
  return solidsKgH / (SOLIDS_KG_PER_L * BINDER_EFFICIENCY);
}
