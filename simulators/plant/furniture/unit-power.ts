// How a machine is switched on and off: its control boots, waits for compressed air, looks for its reference
// points, and is ready; after a while without work it saves energy. It goes off when nobody wants it and the last
// piece has left. A machine that lost its reference looks for it again before it moves.

const IDLE_BEFORE_SAVING_MS = 300_000;
const WAKE_MS = 8_000;

export type UnitPowerOptions = {
  /** From the main switch to a control that answers, ms. */
  readonly bootMs: number;
  /** Search of the reference points, ms. */
  readonly referenceMs: number;
  readonly on: boolean;
};

export class UnitPower {
  readonly #options: UnitPowerOptions;
  #on: boolean;
  #bootMs = 0;
  #referenceMs = 0;
  #idleMs = 0;
  #wakeMs = 0;
  #saving = false;

  constructor(options: UnitPowerOptions) {
    this.#options = options;
    this.#on = options.on;
  }

  /**
   * @param wanted somebody wants the machine on. @param busy a piece is in it, or it has work to begin.
   * @param able air is there and no fault stands: without, it neither initialises nor references.
   */
  step(dtMs: number, wanted: boolean, busy: boolean, able: boolean): void {
    if (!this.#on) {
      if (wanted) this.#switchOn();
      return;
    }
    if (!wanted && !busy) {
      this.#on = false;
      this.#saving = false;
      return;
    }
    if (this.#bootMs > 0) {
      if (able || this.#bootMs > dtMs) this.#bootMs = Math.max(this.#bootMs - dtMs, 0);
    } else if (this.#referenceMs > 0) {
      if (able) this.#referenceMs = Math.max(this.#referenceMs - dtMs, 0);
    } else this.#save(dtMs, busy);
  }

  #switchOn(): void {
    this.#on = true;
    this.#bootMs = this.#options.bootMs;
    this.#referenceMs = this.#options.referenceMs;
    this.#idleMs = 0;
  }

  #save(dtMs: number, busy: boolean): void {
    this.#idleMs = busy ? 0 : this.#idleMs + dtMs;
    if (this.#saving && busy) {
      this.#wakeMs += dtMs;
      if (this.#wakeMs >= WAKE_MS) this.#saving = false;
    } else if (this.#idleMs > IDLE_BEFORE_SAVING_MS) {
      this.#saving = true;
      this.#wakeMs = 0;
    }
  }

  /** After an emergency stop the drives initialise again; after a servo alarm the axes reference again. */
  lose(what: "initialisation" | "reference"): void {
    if (what === "initialisation") this.#bootMs = 12_000;
    else this.#referenceMs = this.#options.referenceMs;
  }

  get on(): boolean {
    return this.#on;
  }

  get initialised(): boolean {
    return this.#on && this.#bootMs === 0;
  }

  get calibrated(): boolean {
    return this.initialised && this.#referenceMs === 0;
  }

  get saving(): boolean {
    return this.#saving;
  }

  /** May begin and go on with pieces, faults aside. */
  get able(): boolean {
    return this.calibrated && !this.#saving;
  }
}
