// The hearth below the burden: what melts is collected and runs off through the siphon, evenly with what comes
// in; a blocked siphon lets it rise, tapping empties it. kg, t/h.

import { Lag } from "../lag.ts";

export type Outlet = "closed" | "open" | "tapping";

export interface HearthOptions {
  /** What stands below the siphon's sill. */
  readonly holdKg: number;
  /** Time in which what stands above the sill runs off, h. */
  readonly levellingH: number;
  /** Share of what melts that runs off at once: 1 trickles through, 0 mixes with a deep bath. */
  readonly direct: 0 | 1;
  readonly tappingTH: number;
  readonly tauMs: number;
  /** In balance with this much melt, or empty at 0, t/h. */
  readonly meltTH: number;
}

export class Hearth {
  readonly #out: Lag;
  readonly #options: HearthOptions;
  #kg: number;

  constructor(options: HearthOptions) {
    const { holdKg, levellingH, direct, tauMs, meltTH } = options;
    this.#options = options;
    this.#kg = meltTH > 0 ? holdKg + 1000 * (1 - direct) * meltTH * levellingH : 0;
    this.#out = new Lag(tauMs, meltTH);
  }

  kg(): number {
    return this.#kg;
  }

  /** t/h that runs off. */
  outTH(): number {
    return this.#out.value();
  }

  /** @param waver of the stream, around 1: skin and slag in the siphon. */
  step(dtMs: number, meltingTH: number, outlet: Outlet, waver = 1): void {
    const { holdKg, levellingH, direct, tappingTH } = this.#options;
    const spareT = (this.#kg - holdKg) / 1000;
    const overflow = waver * Math.max(direct * meltingTH + spareT / levellingH, 0);
    const wanted = outlet === "tapping" ? tappingTH : overflow;
    if (outlet === "closed") this.#out.set(0);
    else this.#out.step(dtMs, wanted);
    const room = this.#kg + (meltingTH * dtMs) / 3600;
    const leaving = Math.min((this.#out.value() * dtMs) / 3600, room);
    if (leaving === room) this.#out.set(0);
    this.#kg = room - leaving;
  }
}
