// The orders of a line, one after the other: product and quantity by chance, never the same product twice
// in a row, so that every new order is a changeover.

import type { EventBook } from "./plant-events.ts";
import type { Retaining } from "./point-table.ts";
import type { Random } from "./random.ts";

export interface OrderedProduct {
  readonly name: string;
}

export interface OrderBookOptions<Product extends OrderedProduct> {
  readonly random: Random;
  readonly events: EventBook;
  /** Order numbers are `<prefix>-00001` and so on. */
  readonly prefix: string;
  /** The first is what the line makes at the beginning. */
  readonly products: readonly [Product, ...Product[]];
  /** Smallest and largest order, in `unit` (UNECE). */
  readonly quantity: readonly [number, number];
  readonly unit: string;
  /** Least share of the first order that is still to be made at the beginning. */
  readonly firstShare: number;
}

export interface Order<Product extends OrderedProduct> {
  readonly number: string;
  readonly product: Product;
  readonly quantity: number;
}

export class OrderBook<Product extends OrderedProduct> implements Retaining {
  readonly #options: OrderBookOptions<Product>;
  #sequence: number;
  #current: Order<Product>;
  #made = 0;
  #begun = false;

  constructor(options: OrderBookOptions<Product>) {
    this.#options = options;
    const { random, products, firstShare } = options;
    this.#sequence = Math.floor(random.between(200, 900));
    this.#current = this.#place(products[0]);
    this.#made = this.#current.quantity * random.between(0, 1 - firstShare);
  }

  current(): Order<Product> {
    return this.#current;
  }

  made(): number {
    return this.#made;
  }

  remaining(): number {
    return this.#current.quantity - this.#made;
  }

  /** Whether the current order has been begun; only then its number stands on screens. */
  begun(): boolean {
    return this.#begun;
  }

  begin(): void {
    if (this.#begun) return;
    this.#begun = true;
    const { number: order, product, quantity } = this.#current;
    const { events, unit } = this.#options;
    events.write({ kind: "order-start", order, product: product.name, quantity, unit });
  }

  add(amount: number): void {
    this.#made += amount;
  }

  /** Ends the current order and chooses the next, which is not begun yet. */
  next(): Order<Product> {
    const { events, unit, random, products } = this.#options;
    const { number: order, product } = this.#current;
    if (this.#begun) {
      events.write({ kind: "order-end", order, product: product.name, made: this.#made, unit });
    }
    const others = products.filter((each) => each !== product);
    const chosen = others[Math.floor(random.uniform() * others.length)] ?? product;
    this.#sequence += 1;
    this.#current = this.#place(chosen);
    this.#made = 0;
    this.#begun = false;
    return this.#current;
  }

  /** Numbers go on after a power cut; what was on the line then is a new order. */
  retained(): Readonly<Record<string, number>> {
    return { sequence: this.#sequence };
  }

  restore({ sequence }: Readonly<Record<string, number>>): void {
    if (sequence === undefined || this.#begun) return;
    this.#sequence = sequence + 1;
    this.#current = { ...this.#current, number: this.#number() };
  }

  #place(product: Product): Order<Product> {
    const quantity = Math.round(this.#options.random.between(...this.#options.quantity));
    return { number: this.#number(), product, quantity };
  }

  #number(): string {
    return `${this.#options.prefix}-${`${this.#sequence}`.padStart(5, "0")}`;
  }
}
