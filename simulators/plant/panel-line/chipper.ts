// Stock preparation: chippers and flakers fill the wet-chip bin before the dryer. They follow what the dryer
// takes and the level of the bin, and are switched straight to the line (domain reference, X4).

import { Counter } from "../counter.ts";
import type { Instruments } from "../instruments.ts";
import { Lag } from "../lag.ts";
import type { Points } from "../point-table.ts";
import type { Random } from "../random.ts";
import { SwitchedMotor } from "../switched-motor.ts";
import { panelState } from "./panel-state.ts";

/** Minutes of nominal feed in the bin, and how fast a level error is worked off, s. */
const BIN_MIN = 40;
const CONTROL_S = 1_800;
const OVERLOAD = 1.2;

export class Chipper {
  readonly motor: SwitchedMotor;
  readonly total: Counter;
  readonly #nominalKgS: number;
  readonly #rate: Lag;
  readonly #current;
  #binKg: number;
  #on: boolean;

  /** @param nominalKgS dry wood that the dryer takes at nominal speed. */
  constructor(random: Random, instruments: Instruments, nominalKgS: number, running: boolean) {
    this.#nominalKgS = nominalKgS;
    this.#binKg = BIN_MIN * 60 * nominalKgS;
    this.#rate = new Lag(60_000, running ? nominalKgS : 0);
    this.#on = running;
    this.motor = new SwitchedMotor({
      random: random.fork("motor"),
      ratedKw: 175 * nominalKgS,
      idleShare: 0.25,
      tauMs: 3_000,
      ripple: 0.012,
      load: 0.85,
      start: "direct",
      on: running,
    });
    this.#current = instruments.input("chipper.current.motor", 3);
    this.total = new Counter(random.fork("history").between(4e7, 2e8));
  }

  /** @param dryerKgS dry wood into the dryer. @param moisture of the chips, % on dry wood. */
  step(dtMs: number, on: boolean, dryerKgS: number, moisture: number, lineVoltageV: number): void {
    this.#on = on;
    const wanted = dryerKgS + (BIN_MIN * 60 * this.#nominalKgS - this.#binKg) / CONTROL_S;
    const most = OVERLOAD * this.#nominalKgS;
    const rate = this.#rate.step(dtMs, on ? Math.min(Math.max(wanted, 0), most) : 0);
    this.#binKg = Math.max(this.#binKg + ((rate - dryerKgS) * dtMs) / 1000, 0);
    this.motor.step(dtMs, on, 0.85 * (rate / this.#nominalKgS), lineVoltageV);
    // The scale weighs wet chips.
    this.total.add((rate * (1 + moisture / 100) * dtMs) / 1000);
    this.#current.sample(this.motor.currentA);
  }

  points(): Points {
    return {
      state: () => {
        if (!this.#on) return panelState.stopped;
        const working = this.#rate.value() > 0.1 * this.#nominalKgS;
        return working ? panelState.producing : panelState.idleRun;
      },
      fault: () => false,
      "output.total": () => this.total.value(),
      "current.motor": () => this.#current.value(),
    };
  }
}
