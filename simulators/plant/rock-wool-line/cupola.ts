// Cupola furnace: blast burns coke and melts rock at a rate that follows the blast (domain reference, I3);
// charges refill the shaft whenever there is room, and each cools the top gas at once (a sawtooth in phase
// with the charges). What is charged leaves as melt later (I1). Nm³/h, °C, t/h, kg.

import { AnalogInput } from "../analog-input.ts";
import { Counter } from "../counter.ts";
import { Drift } from "../drift.ts";
import { Lag } from "../lag.ts";
import { Motor } from "../motor.ts";
import type { Points } from "../point-table.ts";
import type { Random } from "../random.ts";
import { type WoolCondition, woolState } from "./wool-state.ts";

export const NOMINAL_MELT_T_H = 4.8;
const NOMINAL_BLAST_NM3_H = 8_000;
const MELT_C = 1_480;
/** Rock and briquettes of one charge, coke comes on top; a tenth is lost as carbonate. */
const CHARGE_KG = 480;
const MELT_PER_CHARGE_KG = CHARGE_KG * 0.9;
const TOP_GAS_C = 195;
const CHARGE_COOLS_C = 45;
/** The eye of the pyrometer is covered by splashes about this often. */
const SPLASHES_PER_HOUR = 6;

export class Cupola {
  readonly blower: Motor;
  readonly meltKg: Counter;
  readonly charges: Counter;
  readonly #chance: Random;
  readonly #wander: Drift;
  readonly #heat: Drift;
  readonly #blastDrift: Drift;
  readonly #hotBlast: Drift;
  readonly #blast: Lag;
  readonly #melt: Lag;
  readonly #topGas: Lag;
  readonly #waterRise: Lag;
  readonly #inputs;
  #waterInC = 28;
  /** Room in the shaft since the last charge, as melt, kg. */
  #roomKg: number;
  #splashMs = 0;
  #condition: WoolCondition = { state: woolState.producing, fault: false };

  constructor(random: Random, ambientC: number) {
    this.#chance = random.fork("chance");
    const drift = (name: string, sigma: number, minutes: number): Drift =>
      new Drift(random.fork(name), { sigma, tauMs: minutes * 60_000, limit: 2.5 * sigma });
    this.#wander = drift("wander", 0.07, 3);
    this.#heat = drift("heat", 9, 15);
    this.#blastDrift = drift("blast", 0.012, 10);
    this.#hotBlast = drift("hot-blast", 12, 15);
    this.#blast = new Lag(5_000, NOMINAL_BLAST_NM3_H);
    this.#melt = new Lag(90_000, NOMINAL_MELT_T_H);
    this.#topGas = new Lag(150_000, TOP_GAS_C - 20);
    this.#waterRise = new Lag(180_000, 9);
    this.blower = new Motor({
      random: random.fork("blower"),
      ratedKw: 230,
      idleShare: 0.25,
      tauMs: 3_000,
      load: 0.85,
    });
    const input = (
      name: string,
      range: readonly [number, number],
      noise: { sigma?: number; relativeSigma?: number },
    ): AnalogInput => new AnalogInput({ random: random.fork(name), range, ...noise });
    this.#inputs = {
      blast: input("blast-meter", [0, 12_000], { relativeSigma: 0.01 }),
      hotBlast: input("hot-blast-sensor", [0, 800], { sigma: 2 }),
      melt: input("pyrometer", [800, 1_800], { sigma: 4 }),
      flow: input("camera", [0, 10], { relativeSigma: 0.02 }),
      waterIn: input("water-in", [0, 100], { sigma: 0.1 }),
      waterOut: input("water-out", [0, 100], { sigma: 0.1 }),
      topGas: input("top-gas", [0, 600], { sigma: 2 }),
    };
    const history = random.fork("history");
    const charges = history.between(4e4, 9e4);
    this.charges = new Counter(charges);
    this.meltKg = new Counter(charges * MELT_PER_CHARGE_KG);
    this.#roomKg = MELT_PER_CHARGE_KG * history.uniform();
    this.step(100, { lowBlast: false, diverted: false }, ambientC, 400);
  }

  /** True melt rate at the siphon, t/h, whether it reaches the spinner or the waste pit. */
  meltTH(): number {
    return this.#melt.value() * (1 + this.#wander.value());
  }

  truth(): { readonly meltTH: number; readonly meltC: number; readonly charges: number } {
    return { meltTH: this.meltTH(), meltC: this.#meltC(), charges: this.charges.value() };
  }

  /** @param given `diverted`: the melt goes to the waste pit. */
  step(
    dtMs: number,
    given: { readonly lowBlast: boolean; readonly diverted: boolean },
    ambientC: number,
    lineVoltageV: number,
  ): void {
    for (const drift of [this.#wander, this.#heat, this.#blastDrift, this.#hotBlast]) {
      drift.step(dtMs);
    }
    const share = (given.lowBlast ? 0.8 : 1) * (1 + this.#blastDrift.value());
    const blast = this.#blast.step(dtMs, NOMINAL_BLAST_NM3_H * share);
    this.#melt.step(dtMs, (NOMINAL_MELT_T_H * blast) / NOMINAL_BLAST_NM3_H);
    const meltedKg = (this.meltTH() * dtMs) / 3600;
    this.meltKg.add(meltedKg);
    this.#charge(dtMs, meltedKg);
    // Cooling water comes from a tower: a few degrees above the air, never frozen.
    this.#waterInC = Math.max(ambientC + 8, 22);
    this.#waterRise.step(dtMs, 9 * (blast / NOMINAL_BLAST_NM3_H) + 0.03 * this.#heat.value());
    this.blower.step(dtMs, 0.85 * (blast / NOMINAL_BLAST_NM3_H) ** 2, lineVoltageV);
    this.#condition = {
      state: given.diverted ? woolState.holding : woolState.producing,
      fault: false,
    };
    this.#measure(dtMs, blast, given.diverted);
  }

  points(): Points {
    const { blast, hotBlast, melt, flow, waterIn, waterOut, topGas } = this.#inputs;
    return {
      state: () => this.#condition.state,
      fault: () => this.#condition.fault,
      "output.total": () => this.meltKg.value(),
      "count.charge": () => this.charges.value(),
      "flow.blast": () => blast.value(),
      "temperature.blast": () => hotBlast.value(),
      "temperature.melt": () => melt.value(),
      "flow.melt": () => flow.value(),
      "temperature.water.in": () => waterIn.value(),
      "temperature.water.out": () => waterOut.value(),
      "temperature.topgas": () => topGas.value(),
    };
  }

  #meltC(): number {
    // More melt at the same coke is cooler melt.
    return MELT_C + this.#heat.value() - 60 * this.#wander.value();
  }

  #charge(dtMs: number, meltedKg: number): void {
    this.#roomKg += meltedKg;
    let topGasC = this.#topGas.step(dtMs, TOP_GAS_C);
    if (this.#roomKg < MELT_PER_CHARGE_KG) return;
    this.#roomKg -= MELT_PER_CHARGE_KG;
    this.charges.add(1);
    topGasC -= CHARGE_COOLS_C * this.#chance.between(0.85, 1.15);
    this.#topGas.set(topGasC);
  }

  #measure(dtMs: number, blast: number, diverted: boolean): void {
    this.#splashMs = Math.max(this.#splashMs - dtMs, 0);
    if (this.#chance.uniform() < (SPLASHES_PER_HOUR * dtMs) / 3_600_000) this.#splashMs = 1_500;
    this.#inputs.blast.sample(blast);
    this.#inputs.hotBlast.sample(520 + this.#hotBlast.value());
    this.#inputs.melt.sample(this.#meltC() - (this.#splashMs > 0 ? 90 : 0));
    this.#inputs.flow.sample(diverted ? 0 : this.meltTH());
    this.#inputs.waterIn.sample(this.#waterInC);
    this.#inputs.waterOut.sample(this.#waterInC + this.#waterRise.value());
    this.#inputs.topGas.sample(this.#topGas.value());
  }
}
