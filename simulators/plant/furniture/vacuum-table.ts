// The table that holds the sheet down: pump, valve and every leak. Pressure is relative to the hall, kPa. Each
// kerf that goes through the sheet lets air in, so the vacuum falls from −82 to about −66 over a sheet.

import { AnalogInput } from "../analog-input.ts";
import { Drift } from "../drift.ts";
import { Lag } from "../lag.ts";
import type { Random } from "../random.ts";

const TAU_MS = 500;
const CLOSED_KPA = -82;
const KERF_KPA = 16;
/** A lost seal: far too little to mill. */
const LOST_SEAL_KPA = 38;
/** Above this the control stops the program (vacuum low). */
export const LEAST_VACUUM_KPA = -55;

export class VacuumTable {
  readonly #pump: Drift;
  readonly #pressure = new Lag(TAU_MS, 0);
  readonly #gauge: AnalogInput;

  constructor(random: Random) {
    this.#pump = new Drift(random.fork("pump"), { sigma: 0.8, tauMs: 90_000, limit: 2 });
    this.#gauge = new AnalogInput({ random, range: [-100, 10], sigma: 0.3 });
  }

  /** The pump wears and warms: minutes. */
  drift(dtMs: number): void {
    this.#pump.step(dtMs);
  }

  /** @param kerfShare 0 for a whole sheet, 1 when every part is free. */
  step(dtMs: number, valveOpen: boolean, kerfShare: number, sealLost: boolean): void {
    const leak = KERF_KPA * kerfShare + (sealLost ? LOST_SEAL_KPA : 0);
    const target = valveOpen ? CLOSED_KPA + this.#pump.value() + leak : 0;
    this.#gauge.sample(this.#pressure.step(dtMs, target));
  }

  /** The true pressure, kPa. */
  pressureKpa(): number {
    return this.#pressure.value();
  }

  reading(): number {
    return this.#gauge.value();
  }

  isLow(): boolean {
    return this.#pressure.value() > LEAST_VACUUM_KPA;
  }
}
