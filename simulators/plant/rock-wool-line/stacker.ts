// Stacking and packing: good pieces go into packs, packs onto pallets. Each pallet is a batch with the number of
// its first pack.

import { Counter } from "../counter.ts";
import type { EventBook } from "../plant-events.ts";
import type { Points } from "../point-table.ts";
import type { Random } from "../random.ts";
import { WoolDrive } from "./wool-drive.ts";
import { pieceVolumeOf, type WoolRecipe } from "./wool-recipe.ts";
import { type WoolState, woolState } from "./wool-state.ts";

const PACKS_PER_PALLET = 12;
/** Without a piece for this long it waits. */
const WAITS_AFTER_MS = 60_000;

export interface PalletWords {
  readonly order: string | null;
  readonly shift: string;
  readonly binderLot: string;
}

export class Stacker {
  readonly motor: WoolDrive;
  readonly packs: Counter;
  /** Good output of the line. */
  readonly massKg: Counter;
  readonly volumeL: Counter;
  readonly #events: EventBook;
  #pieces = 0;
  #onPallet = 0;
  #idleMs: number;

  constructor(random: Random, events: EventBook, running: boolean) {
    this.#events = events;
    this.motor = new WoolDrive({
      random: random.fork("motor"),
      ratedKw: 38,
      idleShare: 0.3,
      rampMs: 3_000,
      inrush: 4.5,
      tauMs: 1_500,
      ripple: 0.02,
      on: running,
      load: 0.6,
    });
    const packs = random.fork("history").between(2e5, 5e5);
    this.packs = new Counter(packs);
    this.massKg = new Counter(packs * 29);
    this.volumeL = new Counter(packs * 288);
    this.#idleMs = running ? 0 : WAITS_AFTER_MS;
  }

  packing(): boolean {
    return this.#idleMs < WAITS_AFTER_MS;
  }

  packNumber(): string {
    return `P${`${this.packs.value()}`.padStart(8, "0")}`;
  }

  /** @param good pieces of this step, of `densityKgM3`. */
  step(
    dtMs: number,
    good: number,
    given: {
      readonly recipe: WoolRecipe;
      readonly densityKgM3: number;
      readonly running: boolean;
      readonly words: PalletWords;
    },
    lineVoltageV: number,
  ): void {
    this.#idleMs = good > 0 ? 0 : this.#idleMs + dtMs;
    this.motor.step(dtMs, given.running, this.packing() ? 0.6 : 0, lineVoltageV);
    if (good === 0) return;
    const { recipe, words } = given;
    const m3 = good * pieceVolumeOf(recipe);
    this.volumeL.add(1000 * m3);
    this.massKg.add(m3 * given.densityKgM3);
    this.#pieces += good;
    while (this.#pieces >= recipe.piecesPerPack) {
      this.#pieces -= recipe.piecesPerPack;
      this.packs.add(1);
      this.#onPallet += 1;
      if (this.#onPallet < PACKS_PER_PALLET) continue;
      this.#onPallet = 0;
      this.#events.write({
        kind: "batch",
        equipment: "stacker",
        batch: this.packNumber(),
        order: words.order,
        of: {
          product: recipe.product,
          packs: PACKS_PER_PALLET,
          pieces: PACKS_PER_PALLET * recipe.piecesPerPack,
          shift: words.shift,
          binderLot: words.binderLot,
        },
      });
    }
  }

  points(state: () => WoolState): Points {
    return {
      state,
      fault: () => state() === woolState.fault,
      "output.total": () => this.packs.value(),
      "pack.number": () => this.packNumber(),
    };
  }
}
