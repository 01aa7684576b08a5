// What the nesting centre is given: its orders, its past, and where its parts and its book entries go.

import type { Random } from "../random.ts";
import type { Changeover } from "./nest-supply.ts";
import type { OrderBook } from "./order-book.ts";
import type { Part } from "./part.ts";
import type { Finished } from "./sheet-log.ts";
import type { Counters } from "./woodworking-unit.ts";

export type CncOptions = {
  readonly random: Random;
  readonly counters: Counters;
  readonly on: boolean;
  readonly ambientC: number;
  /** Of a spindle that has just run, °C. Default: as warm as `on` says. */
  readonly spindleC?: number;
  readonly book: OrderBook;
  readonly deliver: (part: Part) => void;
  readonly now: () => number;
  /** A sheet has ended, good or aborted. */
  readonly finished: (sheet: Finished) => void;
  readonly changeover: Changeover;
};
