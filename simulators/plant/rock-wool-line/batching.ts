// Batch weighing: each charge is weighed material by material to ±0.5 % and put on top of the burden. What was
// charged is worked through the furnace with a hold-up of one to two hours, and so is its composition.

import type { AnalogInput } from "../analog-input.ts";
import { Counter } from "../counter.ts";
import type { EventBook } from "../plant-events.ts";
import type { Points } from "../point-table.ts";
import type { Random } from "../random.ts";
import { acidityOf, type MeltOfCharge, meltOf, type RockMix, rocks } from "./raw-material.ts";
import type { ChargeRecipe } from "./wool-recipe.ts";
import { type Inputs, inputPoints, inputsOf, type WoolSignals } from "./wool-signal.ts";
import { type WoolState, woolState } from "./wool-state.ts";

const WEIGHING_ERROR = 0.005;

export interface ChargeWords {
  readonly order: string | null;
  readonly campaign: string;
  readonly shift: string;
}

export class Batching {
  readonly charges: Counter;
  readonly #chance: Random;
  readonly #events: EventBook;
  readonly #inputs: Inputs<string>;
  readonly #signals: WoolSignals;
  readonly #withCoke: boolean;
  #recipe: ChargeRecipe;
  #last: MeltOfCharge;

  constructor(options: {
    readonly random: Random;
    readonly events: EventBook;
    readonly signals: WoolSignals;
    readonly recipe: ChargeRecipe;
    readonly withCoke: boolean;
  }) {
    const { random, events, signals, recipe, withCoke } = options;
    this.#chance = random.fork("chance");
    this.#events = events;
    this.#signals = signals;
    this.#inputs = inputsOf(random, signals);
    this.#recipe = recipe;
    this.#withCoke = withCoke;
    this.charges = new Counter(random.fork("history").between(4e4, 9e4));
    this.#last = meltOf(recipe.mix);
    this.#show(recipe.mix, withCoke ? 115 : 0);
  }

  /** kg of melt that the next charge gives. */
  meltPerCharge(): number {
    return this.#last.meltKg;
  }

  /** Weighs the charge and lets it go. @param cokeKg what the furnace asks for. */
  charge(recipe: ChargeRecipe, cokeKg: number, words: ChargeWords): MeltOfCharge {
    this.#recipe = recipe;
    const weighed = { ...recipe.mix };
    for (const rock of rocks) weighed[rock] = this.#weigh(recipe.mix[rock]);
    const coke = this.#withCoke ? this.#weigh(cokeKg) : 0;
    this.charges.add(1);
    this.#last = meltOf(weighed);
    this.#show(weighed, coke);
    this.#events.write({
      kind: "batch",
      equipment: "batching",
      batch: `${words.campaign}-${this.charges.value()}`,
      order: words.order,
      of: {
        recipe: recipe.id,
        campaign: words.campaign,
        shift: words.shift,
        basaltKg: tenth(weighed.basalt),
        dolomiteKg: tenth(weighed.dolomite),
        slagKg: tenth(weighed.slag),
        briquetteKg: tenth(weighed.briquette),
        ...(this.#withCoke ? { cokeKg: tenth(coke) } : {}),
        acidity: Math.round(100 * acidityOf(this.#last)) / 100,
      },
    });
    return this.#last;
  }

  /** @param furnace the scales rest when the furnace does. */
  points(furnace: () => WoolState): Points {
    const working = (): boolean => furnace() !== woolState.stopped;
    return {
      state: () => (working() ? woolState.producing : woolState.stopped),
      fault: () => false,
      ...inputPoints(this.#inputs, this.#signals),
      recipe: () => this.#recipe.id,
      "acidity.target": () => this.#recipe.acidity,
    };
  }

  #weigh(kg: number): number {
    return kg * (1 + WEIGHING_ERROR * this.#chance.normal());
  }

  #show(mix: RockMix, cokeKg: number): void {
    const sample = (input: AnalogInput | undefined, kg: number): void => input?.sample(kg);
    for (const rock of rocks) sample(this.#inputs[`weight.${rock}`], mix[rock]);
    if (this.#withCoke) sample(this.#inputs["weight.coke"], cokeKg);
  }
}

function tenth(kg: number): number {
  return Math.round(10 * kg) / 10;
}
