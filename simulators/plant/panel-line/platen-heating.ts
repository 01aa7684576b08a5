// The heated sections of a press together: setpoints from recipe and need, and the heat they take from the
// thermal oil. °C, kW.

import type { Instruments } from "../instruments.ts";
import type { Points } from "../point-table.ts";
import type { Random } from "../random.ts";
import type { PanelRecipe } from "./panel-recipe.ts";
import { PlatenSection } from "./platen-section.ts";

/** work: the recipe's setpoints; standby: kept warm; off: not heated. */
export type PlatenHeat = "work" | "standby" | "off";

const STANDBY_C = 160;
const HOT_WITHIN_C = 4;

export interface PlatenHeatingOptions {
  readonly random: Random;
  readonly instruments: Instruments;
  readonly recipe: PanelRecipe;
  /** At the beginning. */
  readonly heat: PlatenHeat;
  /** Mat in it at the beginning, 1 is nominal. */
  readonly load: number;
  readonly ambientC: number;
  /** Heat of one section per °C/min. */
  readonly kwPerCPerMin: number;
}

export interface PlatenHeatingStep {
  readonly recipe: PanelRecipe;
  readonly heat: PlatenHeat;
  readonly oilC: number;
  readonly ambientC: number;
  /** Mat that takes heat from a section, by its index; 1 is nominal. */
  readonly loadAt: (section: number) => number;
}

export class PlatenHeating {
  readonly #sections: readonly PlatenSection[];
  readonly #kwPerCPerMin: number;
  #recipe: PanelRecipe;
  #setpointsC: readonly (number | undefined)[] = [];

  constructor(options: PlatenHeatingOptions) {
    const { random, instruments, recipe, heat, load, ambientC } = options;
    this.#recipe = recipe;
    this.#kwPerCPerMin = options.kwPerCPerMin;
    this.#sections = recipe.zonesC.map((setpointC, n) => {
      const near = setpointC + random.between(-0.8, 0.8);
      const begun = { work: near, standby: STANDBY_C, off: ambientC }[heat];
      const input = instruments.input(`press.temperature.zone.${n + 1}`);
      return new PlatenSection(input, begun, load, random.uniform() < 0.5);
    });
  }

  /** All sections are near their working setpoints. */
  hot(): boolean {
    return this.#sections.every(
      (section, n) =>
        Math.abs(section.temperatureC() - (this.#recipe.zonesC[n] ?? 0)) < HOT_WITHIN_C,
    );
  }

  /** Mean of the sections against their working setpoints; negative: colder. */
  againstSetpointC(): number {
    const sum = this.#sections.reduce(
      (total, section, n) => total + section.temperatureC() - (this.#recipe.zonesC[n] ?? 0),
      0,
    );
    return sum / this.#sections.length;
  }

  temperaturesC(): readonly number[] {
    return this.#sections.map((section) => section.temperatureC());
  }

  /** Heat that the sections take from the oil, kW. */
  heatKw(): number {
    let sum = 0;
    for (const section of this.#sections) sum += section.heatCPerMin();
    return this.#kwPerCPerMin * sum;
  }

  step(dtMs: number, { recipe, heat, oilC, ambientC, loadAt }: PlatenHeatingStep): void {
    this.#recipe = recipe;
    this.#setpointsC = recipe.zonesC.map((zoneC) =>
      heat === "off" ? undefined : heat === "standby" ? STANDBY_C : zoneC,
    );
    this.#sections.forEach((section, n) => {
      section.step(dtMs, { load: loadAt(n), setpointC: this.#setpointsC[n], oilC, ambientC });
    });
  }

  points(): Points {
    return Object.fromEntries(
      this.#sections.flatMap((section, n) => [
        [`temperature.zone.${n + 1}`, () => section.readingC()] as const,
        [`temperature.zone.${n + 1}.sp`, () => this.#setpointsC[n] ?? 0] as const,
      ]),
    );
  }
}
