// Flue gas behind afterburner, desulphurisation and filter, as a CEMS shows it: means of one minute. mg/m³.

import { Drift } from "../drift.ts";
import type { Points } from "../point-table.ts";
import type { Random } from "../random.ts";
import { flueSignals } from "./wool-line-signals.ts";
import { type Inputs, inputPoints, inputsOf } from "./wool-signal.ts";

const MINUTE_MS = 60_000;
/** Of the permit; [R]. */
const LIMITS = { so2: 100, nox: 200, pm: 20 } as const;
/** With lime failing. */
const UNTREATED = 1.8;

/** Usual values at full fire. */
const USUAL = {
  cupola: { so2: 62, nox: 95, pm: 8 },
  furnace: { so2: 14, nox: 60, pm: 6 },
} as const;

export class FlueGas {
  readonly #usual: { readonly so2: number; readonly nox: number; readonly pm: number };
  readonly #inputs: Inputs<keyof typeof flueSignals>;
  readonly #drifts: readonly [Drift, Drift, Drift];
  #sums = { so2: 0, nox: 0, pm: 0, ms: 0 };
  #worst = 0;

  constructor(random: Random, furnace: keyof typeof USUAL, fire: number) {
    this.#usual = USUAL[furnace];
    this.#inputs = inputsOf(random, flueSignals);
    const drift = (name: string): Drift =>
      new Drift(random.fork(name), { sigma: 0.08, tauMs: 600_000, limit: 0.2 });
    this.#drifts = [drift("so2"), drift("nox"), drift("pm")];
    this.step(MINUTE_MS, fire, 0, false);
  }

  /** Largest of the last minute's values, as a share of its limit. */
  worst(): number {
    return this.#worst;
  }

  /** @param fire share of the furnace's, `gasNm3H` of the oven. @param failing the treatment. */
  step(dtMs: number, fire: number, gasNm3H: number, failing: boolean): void {
    const [so2, nox, pm] = this.#drifts;
    so2.step(dtMs);
    nox.step(dtMs);
    pm.step(dtMs);
    const raw = failing ? UNTREATED : 1;
    const sums = this.#sums;
    sums.so2 += dtMs * this.#usual.so2 * fire * (1 + so2.value()) * raw;
    sums.nox += dtMs * (this.#usual.nox * fire * (1 + nox.value()) + 0.12 * gasNm3H);
    sums.pm += dtMs * this.#usual.pm * (0.3 + 0.7 * fire) * (1 + pm.value()) * raw;
    sums.ms += dtMs;
    if (sums.ms < MINUTE_MS) return;
    const mean = { so2: sums.so2 / sums.ms, nox: sums.nox / sums.ms, pm: sums.pm / sums.ms };
    this.#sums = { so2: 0, nox: 0, pm: 0, ms: 0 };
    this.#worst = Math.max(mean.so2 / LIMITS.so2, mean.nox / LIMITS.nox, mean.pm / LIMITS.pm);
    this.#inputs["concentration.so2"].sample(mean.so2);
    this.#inputs["concentration.nox"].sample(mean.nox);
    this.#inputs["concentration.pm"].sample(mean.pm);
  }

  points(): Points {
    return inputPoints(this.#inputs, flueSignals);
  }
}
