// The next sheet for the nesting centre: its parts are split off the orders, and boards of another décor have to be
// fetched first.

import type { Random } from "../random.ts";
import type { OrderBook } from "./order-book.ts";
import { createNest, type Nest } from "./part.ts";

/** Fetching boards of another décor, ms. */
const OTHER_DECOR_MS = [45_000, 80_000] as const;

/** Boards of another décor are fetched from here on; or they are there. */
export type Changeover = (from: string, to: string, begins: boolean) => void;

export class NestSupply {
  readonly #random: Random;
  readonly #book: OrderBook;
  readonly #changeover: Changeover;
  #next: Nest | undefined;
  #decorMs = 0;
  #fetching: readonly [from: string, to: string] | undefined;

  constructor(random: Random, book: OrderBook, changeover: Changeover) {
    this.#random = random;
    this.#book = book;
    this.#changeover = changeover;
  }

  /** This one comes next; its boards are there. */
  hold(nest: Nest): void {
    this.#next = nest;
  }

  /** @param before the last nest. @returns the next one, or undefined while its boards are fetched. */
  take(dtMs: number, before: Nest): Nest | undefined {
    const next = this.#next ?? this.#plan(before);
    if (this.#decorMs > 0) {
      this.#decorMs -= dtMs;
      if (this.#decorMs > 0) return undefined;
      this.close();
    }
    this.#next = undefined;
    return next;
  }

  /** The boards are there, or nobody fetches them any more. */
  close(): void {
    if (this.#fetching !== undefined) this.#changeover(...this.#fetching, false);
    this.#fetching = undefined;
  }

  #plan(before: Nest): Nest {
    const nest = createNest(this.#random, this.#book.nest());
    this.#next = nest;
    const [from, to] = [decorOf(before), decorOf(nest)];
    if (from !== to) {
      this.#decorMs = this.#random.between(...OTHER_DECOR_MS);
      this.#fetching = [from, to];
      this.#changeover(from, to, true);
    }
    return nest;
  }
}

function decorOf({ parts }: Nest): string {
  return parts[0]?.order.decor ?? "";
}
