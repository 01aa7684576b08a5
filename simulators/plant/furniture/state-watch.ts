// Writes into the event book which machine went from which state into which: in the words of its own controller.

import type { EventBook } from "../plant-events.ts";
import { banderState } from "./edge-bander.ts";
import type { FurnitureCell } from "./furniture-cell.ts";
import { unitState } from "./unit-state.ts";

const unitWords: readonly string[] = Object.keys(unitState);
const banderWords: readonly string[] = Object.keys(banderState);

type Watched = {
  readonly equipment: string;
  readonly words: readonly string[];
  readonly state: () => number;
  last: number;
};

export class StateWatch {
  readonly #events: EventBook;
  readonly #watched: readonly Watched[];

  /** @param before of the machines that these take the place of: the first step says what changed. */
  constructor(cell: FurnitureCell, events: EventBook, before?: StateWatch) {
    this.#events = events;
    const { cnc, saw, long, short, drill, sorter, packer } = cell.machines();
    const unit = (equipment: string, machine: typeof cnc.unit): Watched =>
      watched(equipment, unitWords, () => machine.state());
    this.#watched = [
      unit("cnc-1", cnc.unit),
      unit("saw-1", saw.unit),
      unit("drill-1", drill.unit),
      unit("sorter-1", sorter.unit),
      unit("packer-1", packer.unit),
      watched("edgebander-1", banderWords, () => long.state()),
      watched("edgebander-2", banderWords, () => short.state()),
    ];
    const last = before?.last() ?? [];
    for (const [n, each] of this.#watched.entries()) each.last = last[n] ?? each.last;
  }

  /** States that the last step saw. */
  last(): readonly number[] {
    return this.#watched.map((each) => each.last);
  }

  step(): void {
    for (const each of this.#watched) {
      const now = each.state();
      if (now === each.last) continue;
      const { equipment, words } = each;
      const [from, to] = [words[each.last] ?? "", words[now] ?? ""];
      each.last = now;
      this.#events.write({ kind: "state", equipment, from, to });
    }
  }
}

function watched(equipment: string, words: readonly string[], state: () => number): Watched {
  return { equipment, words, state, last: state() };
}
