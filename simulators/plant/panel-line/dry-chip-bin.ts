// The dry-chip bin between dryer and blender: it carries short stops of either. Its level asks the dryer for
// more or less; full, it stops the feed until there is room again. kg and kg/s of dry wood.

/** Minutes of nominal feed: where it is held, full, and where the feed comes back. */
const TARGET_MIN = 18;
const FULL_MIN = 26;
const AGAIN_MIN = 21;
/** Level errors are worked off over this, s. */
const CONTROL_S = 1_200;
/** The drum is turned down no further than this, and no further up. */
const TURN_DOWN = 0.5;
const OVERLOAD = 1.15;

export class DryChipBin {
  readonly #nominalKgS: number;
  #kg: number;
  #full = false;

  constructor(nominalKgS: number) {
    this.#nominalKgS = nominalKgS;
    this.#kg = TARGET_MIN * 60 * nominalKgS;
  }

  levelKg(): number {
    return this.#kg;
  }

  /** What the dryer shall feed, kg/s. */
  feedFor(demandKgS: number, running: boolean): number {
    const minutes = this.#kg / this.#nominalKgS / 60;
    if (minutes > FULL_MIN) this.#full = true;
    if (minutes < AGAIN_MIN) this.#full = false;
    if (!running || this.#full) return 0;
    const wanted = demandKgS + (TARGET_MIN * 60 * this.#nominalKgS - this.#kg) / CONTROL_S;
    const [least, most] = [TURN_DOWN * this.#nominalKgS, OVERLOAD * this.#nominalKgS];
    return Math.min(Math.max(wanted, least), most);
  }

  /** @param netKgS what comes in less what is drawn. */
  step(dtMs: number, netKgS: number): void {
    this.#kg = Math.max(this.#kg + (netKgS * dtMs) / 1000, 0);
  }
}
