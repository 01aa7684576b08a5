// The hearth below the burden: what melts is collected and runs off through the siphon, evenly with what comes
// in; a blocked siphon lets it rise, tapping empties it. kg, t/h.

import { Lag } from "../lag.ts";

const LEVELLING_H = 0.12;
const TAPPING_T_H = 3;

export type Outlet = "closed" | "open" | "tapping";

export class Hearth {
  readonly #out: Lag;
  readonly #holdKg: number;
  #kg: number;

  /** @param holdKg what stands below the siphon's sill. */
  constructor(holdKg: number, tauMs: number, filled: boolean, meltTH: number) {
    this.#holdKg = holdKg;
    this.#kg = filled ? holdKg : 0;
    this.#out = new Lag(tauMs, filled ? meltTH : 0);
  }

  kg(): number {
    return this.#kg;
  }

  /** t/h that runs off. */
  outTH(): number {
    return this.#out.value();
  }

  step(dtMs: number, meltingTH: number, outlet: Outlet): void {
    const spareT = (this.#kg - this.#holdKg) / 1000;
    const wanted =
      outlet === "tapping" ? TAPPING_T_H : Math.max(meltingTH + spareT / LEVELLING_H, 0);
    if (outlet === "closed") this.#out.set(0);
    else this.#out.step(dtMs, wanted);
    const room = this.#kg + (meltingTH * dtMs) / 3600;
    const leaving = Math.min((this.#out.value() * dtMs) / 3600, room);
    if (leaving === room) this.#out.set(0);
    this.#kg = room - leaving;
  }
}
