// Binder, dust oil and water repellent: dosed by flow for the fibre that is expected from the melt. Binder comes
// in lots of their own concentration, which the dosing knows and corrects for (domain reference, I8). L/h, %
// as kg of solids per 100 L.

import { Drift } from "../drift.ts";
import { Lag } from "../lag.ts";
import type { Random } from "../random.ts";

/** Of the dosed solids, what stays on the fibre. */
export const BINDER_EFFICIENCY = 0.9;
const CONCENTRATION: readonly [number, number] = [11.8, 14];
/** A lot is a tank of this much. */
const LOT_L: readonly [number, number] = [14_000, 24_000];
const OIL_SHARE = 0.003;
const OIL_KG_PER_L = 0.9;
const REPELLENT_SHARE = 0.0028;

export class BinderStation {
  readonly #chance: Random;
  readonly #flow: Lag;
  readonly #oil = new Lag(3_000, 0);
  readonly #repellent = new Lag(3_000, 0);
  readonly #tank: Lag;
  readonly #sticking: Drift;
  #lot: number;
  #lotLeftL: number;
  #lotPercent: number;

  /** @param fibreKgH of the beginning, and its binder, % of fibre. */
  constructor(random: Random, fibreKgH: number, loi: number) {
    this.#chance = random.fork("lots");
    this.#sticking = new Drift(random.fork("sticking"), { sigma: 0.01, tauMs: 3.6e6, limit: 0.02 });
    this.#lot = Math.floor(this.#chance.between(100, 900));
    this.#lotLeftL = this.#chance.between(0.3, 1) * LOT_L[0];
    this.#lotPercent = this.#chance.between(...CONCENTRATION);
    this.#tank = new Lag(240_000, this.#lotPercent);
    this.#flow = new Lag(3_000, this.#flowFor(fibreKgH, loi));
  }

  lot(): string {
    return `B26-${`${this.#lot}`.padStart(4, "0")}`;
  }

  flowLH(): number {
    return this.#flow.value();
  }

  percent(): number {
    return this.#tank.value();
  }

  oilLH(): number {
    return this.#oil.value();
  }

  repellentLH(): number {
    return this.#repellent.value();
  }

  /** Solids that stay on the fibre, kg/s. */
  solidsKgS(): number {
    const efficiency = BINDER_EFFICIENCY * (1 + this.#sticking.value());
    return (this.#flow.value() * this.#tank.value() * efficiency) / 360_000;
  }

  /** @param fibreKgH expected; 0: nothing is dosed. */
  step(dtMs: number, fibreKgH: number, loi: number, lost: boolean): void {
    this.#sticking.step(dtMs);
    this.#tank.step(dtMs, this.#lotPercent);
    const flow = this.#flow.step(dtMs, lost ? 0 : this.#flowFor(fibreKgH, loi));
    this.#oil.step(dtMs, (fibreKgH * OIL_SHARE) / OIL_KG_PER_L);
    this.#repellent.step(dtMs, fibreKgH * REPELLENT_SHARE);
    this.#lotLeftL -= (flow * dtMs) / 3_600_000;
    if (this.#lotLeftL > 0) return;
    this.#lot += 1;
    this.#lotLeftL = this.#chance.between(...LOT_L);
    this.#lotPercent = this.#chance.between(...CONCENTRATION);
  }

  #flowFor(fibreKgH: number, loi: number): number {
    return (fibreKgH * loi) / (BINDER_EFFICIENCY * this.#tank.value());
  }
}
