// Roof and shell of an electric furnace: the roof follows the bath in minutes, the shell in hours, and the
// shell grows hotter as the lining wears over the campaign (domain reference, I4). °C.

import { Lag } from "../lag.ts";
import type { Inputs } from "./wool-signal.ts";

const SHELL_MS = 5 * 3_600_000;
const ROOF_MS = 20 * 60_000;
/** Of what the bath is above the air, at a new lining; by place. */
const SHARES = [0.084, 0.088, 0.082, 0.08] as const;
const WORN = 0.65;

const PLACES = [
  "temperature.shell.1",
  "temperature.shell.2",
  "temperature.shell.3",
  "temperature.shell.4",
] as const;
type ShellSignal = "temperature.roof" | (typeof PLACES)[number];

export class FurnaceShell {
  readonly #roof: Lag;
  readonly #shell: readonly Lag[];

  constructor(bathC: number, wear: number, ambientC: number) {
    this.#roof = new Lag(ROOF_MS, roofAim(bathC, ambientC));
    this.#shell = SHARES.map((share) => new Lag(SHELL_MS, shellAim(share, bathC, wear, ambientC)));
  }

  hottestC(): number {
    return this.#shell.reduce((most, each) => Math.max(most, each.value()), 0);
  }

  measure(inputs: Inputs<ShellSignal>): void {
    inputs["temperature.roof"].sample(this.#roof.value());
    this.#shell.forEach((each, n) => {
      const place = PLACES[n];
      if (place !== undefined) inputs[place].sample(each.value());
    });
  }

  step(dtMs: number, bathC: number, wear: number, ambientC: number): void {
    this.#roof.step(dtMs, roofAim(bathC, ambientC));
    const hall = furnaceHallC(ambientC);
    SHARES.forEach((share, n) => {
      this.#shell[n]?.step(dtMs, shellAim(share, bathC, wear, hall));
    });
  }

  /** Cold material falls before the roof. */
  charged(): void {
    this.#roof.set(this.#roof.value() - 3);
  }
}

/** Beside the furnace the weather is hardly felt. */
function furnaceHallC(ambientC: number): number {
  return 25 + 0.3 * ambientC;
}

function roofAim(bathC: number, ambientC: number): number {
  return ambientC + 0.5 * (bathC - ambientC);
}

function shellAim(share: number, bathC: number, wear: number, hallC: number): number {
  return hallC + share * (1 + WORN * wear) * Math.max(bathC - hallC, 0);
}
