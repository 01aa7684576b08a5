// The order book of the line: orders of one product each, made one after another. Another product is a
// changeover: the mat runs out, the oven's chains move to the new height, then melt comes back.

import type { EventBook } from "../plant-events.ts";
import type { Random } from "../random.ts";
import { matWeightOf, type WoolRecipe, woolRecipes } from "./wool-recipe.ts";

/** Hours of production of an order, and of what is left of the first one. */
const ORDER_H: readonly [number, number] = [4, 12];
const FIRST_H: readonly [number, number] = [3, 9];
const LEAST_CHANGEOVER_MS = 4 * 60_000;
const SETTING_MS: readonly [number, number] = [2 * 60_000, 6 * 60_000];
/** Wool of a good hour, kg. */
const WOOL_KG_H = 4_200;

interface Order {
  readonly id: string;
  readonly recipe: WoolRecipe;
  readonly quantity: number;
}

export class WoolOrders {
  readonly #random: Random;
  readonly #events: EventBook;
  #order: Order;
  #made = 0;
  #number: number;
  #started = false;
  /** The product that the line is being set for. */
  #next: Order | undefined;
  #from = "";
  #changedMs = 0;
  #settingMs = 0;

  constructor(random: Random, events: EventBook) {
    this.#random = random;
    this.#events = events;
    this.#number = Math.floor(random.between(100, 900));
    this.#order = this.#take(woolRecipes[0], FIRST_H);
  }

  /** Order that is being made; null between orders. */
  current(): string | null {
    return this.#started ? this.#order.id : null;
  }

  /** What the line is set for. */
  recipe(): WoolRecipe {
    return this.#order.recipe;
  }

  /** The line is being set for another product. */
  changing(): boolean {
    return this.#next !== undefined;
  }

  /** Of the order that is being made; null between orders. */
  progress(): { readonly made: number; readonly quantity: number } | null {
    return this.#started ? { made: this.#made, quantity: this.#order.quantity } : null;
  }

  /**
   * @param good pieces of this step. @param empty no mat is left in the oven. @param producing orders begin
   * with production.
   */
  step(dtMs: number, good: number, empty: boolean, producing: boolean): void {
    if (this.#next !== undefined) {
      this.#change(dtMs, empty);
      return;
    }
    if (!this.#started) {
      if (producing) this.#begin();
      return;
    }
    this.#made += good;
    if (this.#made < this.#order.quantity) return;
    const { id, recipe } = this.#order;
    this.#events.write({
      kind: "order-end",
      order: id,
      product: recipe.product,
      made: this.#made,
      unit: "C62",
    });
    this.#started = false;
    const next = this.#take(this.#choose(), ORDER_H);
    if (next.recipe === recipe) {
      this.#order = next;
      return;
    }
    this.#next = next;
    this.#changedMs = 0;
    this.#settingMs = this.#random.between(...SETTING_MS);
    this.#events.write({
      kind: "changeover-start",
      from: recipe.product,
      to: next.recipe.product,
    });
  }

  #begin(): void {
    this.#started = true;
    this.#made = 0;
    const { id, recipe, quantity } = this.#order;
    this.#events.write({
      kind: "order-start",
      order: id,
      product: recipe.product,
      quantity,
      unit: "C62",
    });
  }

  #change(dtMs: number, empty: boolean): void {
    this.#changedMs += dtMs;
    const set = this.#next;
    if (set === undefined) return;
    if (this.#order !== set) {
      if (!empty || this.#changedMs < LEAST_CHANGEOVER_MS) return;
      // From here on chains and saws move to the new product.
      this.#from = this.#order.recipe.product;
      this.#order = set;
      return;
    }
    this.#settingMs -= dtMs;
    if (this.#settingMs > 0) return;
    this.#next = undefined;
    this.#events.write({ kind: "changeover-end", from: this.#from, to: set.recipe.product });
  }

  #choose(): WoolRecipe | undefined {
    return woolRecipes[Math.floor(this.#random.uniform() * woolRecipes.length)];
  }

  #take(recipe: WoolRecipe | undefined, hours: readonly [number, number]): Order {
    const wanted = recipe ?? woolRecipes[0];
    if (wanted === undefined) throw new RangeError("没有配方 · no recipe");
    this.#number += 1;
    const { lengthMm, lanes } = wanted;
    const kg = (matWeightOf(wanted) * 2 * lengthMm) / 1000 / lanes;
    const quantity = Math.round((this.#random.between(...hours) * WOOL_KG_H) / kg);
    return { id: `SO-26-${`${this.#number}`.padStart(4, "0")}`, recipe: wanted, quantity };
  }
}
