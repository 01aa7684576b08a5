// What has been charged is worked through the furnace in an hour and more: composition of the melt as that of
// a stirred hold-up.

import { acidityOf, type MeltOfCharge, meltOf } from "./raw-material.ts";
import type { ChargeRecipe } from "./wool-recipe.ts";

export class MeltComposition {
  readonly #holdUpKg: number;
  #acidsKg: number;
  #basesKg: number;

  constructor(recipe: ChargeRecipe, holdUpKg: number) {
    const { meltKg, acidsKg, basesKg } = meltOf(recipe.mix);
    this.#holdUpKg = holdUpKg;
    this.#acidsKg = (acidsKg / meltKg) * holdUpKg;
    this.#basesKg = (basesKg / meltKg) * holdUpKg;
  }

  add({ meltKg, acidsKg, basesKg }: MeltOfCharge): void {
    const keep = this.#holdUpKg / (this.#holdUpKg + meltKg);
    this.#acidsKg = (this.#acidsKg + acidsKg) * keep;
    this.#basesKg = (this.#basesKg + basesKg) * keep;
  }

  acidity(): number {
    return acidityOf({ acidsKg: this.#acidsKg, basesKg: this.#basesKg });
  }
}
