// The orders of the cell as the order-splitting software (拆单) releases them: waves of orders of one décor, each
// order a few cabinets, each cabinet 6 to 12 parts. Nests draw parts in that order; a part that was spoilt comes
// first in the next nest. Only orders that are open are kept.

import type { EventBook } from "../plant-events.ts";
import type { Random } from "../random.ts";
import { type Cabinet, dayCode, type Order, type PartIdentity, twoDigits } from "./order.ts";
import type { Part } from "./part.ts";

/** A nest has 12 to 25 parts; usually this many. */
const FEWEST = 13;
const USUALLY_MOST = 19;
const MOST = 25;
const DECORS = ["W980-暖白", "G201-灰橡", "N330-胡桃", "C115-布纹", "B720-岩板灰"] as const;

export type OrderBookOptions = {
  readonly random: Random;
  readonly events: EventBook;
  readonly now: () => number;
  /** Number of the last order that was released before. */
  readonly lastOrder: number;
};

export class OrderBook {
  readonly #options: OrderBookOptions;
  #lastOrder: number;
  #decor = 0;
  /** Parts of the present wave that are not nested yet. */
  #wave: PartIdentity[] = [];
  readonly #again: PartIdentity[] = [];
  readonly #begun = new Set<Order>();

  constructor(options: OrderBookOptions) {
    this.#options = options;
    this.#lastOrder = options.lastOrder;
    this.#decor = Math.floor(options.random.uniform() * DECORS.length);
  }

  get lastOrder(): number {
    return this.#lastOrder;
  }

  /** Orders with parts that are begun and not packed, oldest first. */
  open(): readonly Order[] {
    return [...this.#begun];
  }

  /** Parts that stand in the cell already when the simulation begins: of orders of their own. */
  stock(count: number): PartIdentity[] {
    const taken: PartIdentity[] = [];
    while (taken.length < count) {
      if (this.#wave.length === 0) this.#release();
      taken.push(...this.#wave.splice(0, count - taken.length));
    }
    for (const { order } of taken) this.#begin(order);
    return taken;
  }

  /** The parts of the next sheet, 12 to 25: of one wave, and those to be made again. */
  nest(): PartIdentity[] {
    if (this.#wave.length < FEWEST) this.#release();
    const again = this.#again.splice(0, 6);
    const usual = Math.floor(this.#options.random.between(FEWEST, USUALLY_MOST + 1));
    const taken = this.#share(usual - again.length, MOST - again.length);
    const parts = [...again, ...this.#wave.splice(0, taken)];
    for (const { order } of parts) this.#begin(order);
    return parts;
  }

  /** Of the wave: what is wanted, but nothing may be left that would not fill a sheet. */
  #share(wanted: number, most: number): number {
    const left = this.#wave.length;
    if (left <= wanted || left - wanted >= FEWEST) return Math.min(wanted, left);
    return left <= most ? left : left - FEWEST;
  }

  /** Spoilt: it is made again. */
  again({ id, order, cabinet }: PartIdentity): void {
    this.#again.push({ id, order, cabinet });
  }

  packed(part: Part): void {
    const { order } = part;
    order.packed += 1;
    if (order.packed === order.parts) this.#end(order);
  }

  /** What is open ends with what was packed: nobody knows any more which part lies where. */
  close(): void {
    for (const order of this.open()) this.#end(order);
  }

  #end(order: Order): void {
    this.#begun.delete(order);
    const { id, decor, packed } = order;
    const { events } = this.#options;
    events.write({ kind: "order-end", order: id, product: decor, made: packed, unit: "C62" });
  }

  #begin(order: Order): void {
    if (this.#begun.has(order)) return;
    this.#begun.add(order);
    const { id, decor, parts } = order;
    const { events } = this.#options;
    events.write({ kind: "order-start", order: id, product: decor, quantity: parts, unit: "C62" });
  }

  #release(): void {
    const { random } = this.#options;
    this.#decor =
      (this.#decor + 1 + Math.floor(random.between(0, DECORS.length - 1))) % DECORS.length;
    const orders = 3 + Math.floor(random.uniform() * 3);
    for (let n = 0; n < orders; n += 1) this.#wave.push(...this.#order());
  }

  #order(): PartIdentity[] {
    const { random, now } = this.#options;
    this.#lastOrder += 1;
    const day = dayCode(now());
    const id = `BZ${day}-${`${this.#lastOrder % 100_000}`.padStart(5, "0")}`;
    const count = 3 + Math.floor(random.uniform() * 4);
    const cabinets = Array.from({ length: count }, (_, n): Cabinet => {
      const parts = 6 + Math.floor(random.uniform() * 7);
      return { id: `${id}-C${twoDigits(n + 1)}`, parts, arrived: 0 };
    });
    const order: Order = {
      id,
      decor: DECORS[this.#decor] ?? DECORS[0],
      lot: `L${day}${String.fromCharCode(65 + (this.#lastOrder % 4))}`,
      cabinets,
      parts: cabinets.reduce((sum, { parts }) => sum + parts, 0),
      cut: 0,
      sorted: 0,
      packed: 0,
    };
    return cabinets.flatMap((cabinet) =>
      Array.from({ length: cabinet.parts }, (_, n) => ({
        id: `${cabinet.id}-P${twoDigits(n + 1)}`,
        order,
        cabinet,
      })),
    );
  }
}
