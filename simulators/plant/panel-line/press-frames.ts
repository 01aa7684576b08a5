// The frames of a continuous press: hydraulic cylinders hold the gap, the mat pushes back. Specific pressure
// is high at the entry and relaxes along the way; at a given gap it rises three to five times as fast as the
// mat's weight (domain reference, P4). N/mm², mm.

import { Drift } from "../drift.ts";
import type { Instruments } from "../instruments.ts";
import { Lag } from "../lag.ts";
import type { Points } from "../point-table.ts";
import type { Random } from "../random.ts";
import type { PanelRecipe } from "./panel-recipe.ts";

/** Where on the belt each frame's sensors sit, and how far it is opened above the raw board at the exit. */
const FRAMES = [
  { share: 0.15, openMm: 2.6 },
  { share: 0.53, openMm: 0.5 },
  { share: 0.9, openMm: 0 },
] as const;
const STIFFNESS = 4;
/** The gap ends at raw thickness plus this, and gives way with the weight. */
const GAP_MM = 0.6;
const GIVE_MM = 0.4;
/** Setting another gap takes this long. */
const GAP_MS = 60_000;
/** Empty platens press on nothing but the belts. */
const EMPTY_N_MM2 = 0.04;

export class PressFrames {
  readonly #gapMm: Lag;
  readonly #tilt: readonly Drift[];
  readonly #pressures;
  readonly #left;
  readonly #right;
  readonly #exit;

  constructor(random: Random, instruments: Instruments, recipe: PanelRecipe) {
    this.#gapMm = new Lag(GAP_MS, recipe.rawMm);
    this.#tilt = FRAMES.map(
      (_, n) =>
        new Drift(random.fork(`tilt-${n + 1}`), { sigma: 0.02, tauMs: 900_000, limit: 0.06 }),
    );
    this.#pressures = instruments.inputs("press.pressure.specific", FRAMES.length);
    this.#left = FRAMES.map((_, n) => instruments.input(`press.position.gap.${n + 1}.left`));
    this.#right = FRAMES.map((_, n) => instruments.input(`press.position.gap.${n + 1}.right`));
    this.#exit = instruments.input("press.position.gap");
  }

  /** @param weightAt the mat at a share of the belt, 1 is the recipe's weight. */
  step(
    dtMs: number,
    recipe: PanelRecipe,
    weightAt: (share: number) => number,
    given: { readonly hydraulicShare: number; readonly excess: number },
  ): void {
    const gapMm = this.#gapMm.step(dtMs, recipe.rawMm) + GAP_MM;
    FRAMES.forEach(({ share, openMm }, n) => {
      const weight = weightAt(share);
      const nominal = recipe.pressures[n] ?? 0;
      const pressed = nominal * (1 + STIFFNESS * (weight - 1)) * given.hydraulicShare;
      this.#pressures[n]?.sample(Math.max(weight > 0.1 ? pressed : 0, EMPTY_N_MM2));
      const tilt = this.#tilt[n];
      tilt?.step(dtMs);
      const half = (tilt?.value() ?? 0) / 2;
      const middleMm = gapMm + openMm + GIVE_MM * Math.max(weight - 1, -0.1);
      this.#left[n]?.sample(middleMm + half);
      this.#right[n]?.sample(middleMm - half);
    });
    this.#exit.sample(gapMm + GIVE_MM * given.excess);
  }

  points(): Points {
    const numbered = FRAMES.flatMap((_, n) => [
      [`pressure.specific.${n + 1}`, () => this.#pressures[n]?.value() ?? 0] as const,
      [`position.gap.${n + 1}.left`, () => this.#left[n]?.value() ?? 0] as const,
      [`position.gap.${n + 1}.right`, () => this.#right[n]?.value() ?? 0] as const,
    ]);
    return { ...Object.fromEntries(numbered), "position.gap": () => this.#exit.value() };
  }
}
