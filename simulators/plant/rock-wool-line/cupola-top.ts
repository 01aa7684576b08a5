// The shaft above the fire: cold charges cool the top gas at once and it comes back within minutes; CO of the
// gas falls a little with them; the burden's resistance grows until it slips. °C, %, kPa.

import { Drift } from "../drift.ts";
import { Lag } from "../lag.ts";
import type { Random } from "../random.ts";

const TOP_GAS_C = 195;
const CHARGE_COOLS_C = 45;
const CO_PERCENT = 11;
const PRESSURE_KPA = 9;
/** From a free burden to one that is about to slip. */
const CLOGGING_MS = 5 * 3_600_000;

export class CupolaTop {
  readonly #chance: Random;
  readonly #gas: Lag;
  readonly #co: Lag;
  readonly #coDrift: Drift;
  #clogging: number;

  constructor(random: Random, running: boolean) {
    this.#chance = random.fork("chance");
    this.#gas = new Lag(150_000, running ? TOP_GAS_C - 20 : 20);
    this.#co = new Lag(20_000, running ? CO_PERCENT : 0);
    this.#coDrift = new Drift(random.fork("co"), { sigma: 0.6, tauMs: 600_000, limit: 1.5 });
    this.#clogging = random.fork("history").uniform();
  }

  gasC(): number {
    return this.#gas.value();
  }

  coPercent(): number {
    return this.#co.value();
  }

  pressureKpa(blastShare: number): number {
    return PRESSURE_KPA * (1 + 0.35 * this.#clogging) * blastShare * blastShare;
  }

  charged(): void {
    this.#gas.set(this.#gas.value() - CHARGE_COOLS_C * this.#chance.between(0.85, 1.15));
    this.#co.set(this.#co.value() - 0.8);
  }

  /** @param warm the bed: 0 cold … 1 melting. */
  step(dtMs: number, fire: number, warm: number, coHigh: boolean, ambientC: number): void {
    this.#coDrift.step(dtMs);
    const burning = Math.min(fire * 1.6, 1) * warm;
    // With less gas through the same burden it leaves cooler.
    this.#gas.step(dtMs, ambientC + (TOP_GAS_C - ambientC) * warm * (0.55 + 0.45 * fire));
    this.#co.step(dtMs, burning * (CO_PERCENT + this.#coDrift.value() + (coHigh ? 6 : 0)));
    this.#clogging += (fire * dtMs) / CLOGGING_MS;
    if (this.#clogging > 0.6 && this.#chance.uniform() < dtMs / 3_600_000) this.#clogging = 0;
    this.#clogging = Math.min(this.#clogging, 1);
  }
}
