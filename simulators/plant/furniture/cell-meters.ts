// The energy meters of the machines, and what each machine drew in a step: power is the mean of the step, so that the
// main meter counts what the machines' meters count and the rest of the hall (X1).

import type { Consumption } from "../motor.ts";
import type { Random } from "../random.ts";
import type { Machines } from "./cell-machines.ts";
import { MachineMeter } from "./machine-meter.ts";
import { prefixed, unprefixed } from "./prefixed-counters.ts";
import type { Counters } from "./woodworking-unit.ts";

/** Reactive per active power: drives and motors. */
const KVAR_PER_KW = 0.42;

/** Share of the main meter's past that each machine has used. */
const PAST_SHARES = {
  "cnc-1": 0.13,
  "saw-1": 0.06,
  "edgebander-1": 0.13,
  "edgebander-2": 0.12,
  "drill-1": 0.04,
  "dust-1": 0.35,
  "compressor-1": 0.1,
} as const;
export type Metered = keyof typeof PAST_SHARES;
export const meteredMachines = Object.keys(PAST_SHARES) as readonly Metered[];

type Drawn = { wMs: number; varMs: number };

export class CellMeters {
  readonly meters: Readonly<Record<Metered, MachineMeter>>;
  /** Everything behind the main meter but the hall's lights. */
  readonly loads: readonly Consumption[];
  readonly #cnc = drawn();
  readonly #saw = drawn();
  readonly #long = drawn();
  readonly #short = drawn();
  readonly #drill = drawn();
  readonly #rest = drawn();
  readonly #others = { kw: 0, kvar: 0 };

  /** @param mainKwh what the main meter shows. */
  constructor(random: Random, mainKwh: number) {
    this.meters = Object.fromEntries(
      meteredMachines.map((name) => {
        const own = random.fork(name);
        return [name, new MachineMeter(own, mainKwh * PAST_SHARES[name] * own.between(0.9, 1.05))];
      }),
    ) as Record<Metered, MachineMeter>;
    this.loads = [...meteredMachines.map((name) => this.meters[name]), this.#others];
  }

  /** Adds what the machines draw in `dtMs`. */
  take(dtMs: number, { cnc, saw, long, short, drill, sorter, packer }: Machines): void {
    add(this.#cnc, dtMs, cnc.milling.powerW(), 0);
    this.#saw.wMs += saw.powerW() * dtMs;
    this.#saw.varMs += saw.reactiveVar() * dtMs;
    add(this.#long, dtMs, long.motorW(), long.pot.heaterW());
    add(this.#short, dtMs, short.motorW(), short.pot.heaterW());
    add(this.#drill, dtMs, drill.powerW(), 0);
    add(this.#rest, dtMs, sorter.powerW() + packer.powerW(), 0);
  }

  /** Counts what was taken since the last call. */
  step(dtMs: number, fanW: number, airW: number, airVar: number): void {
    const { meters } = this;
    count(meters["cnc-1"], dtMs, this.#cnc);
    count(meters["saw-1"], dtMs, this.#saw);
    count(meters["edgebander-1"], dtMs, this.#long);
    count(meters["edgebander-2"], dtMs, this.#short);
    count(meters["drill-1"], dtMs, this.#drill);
    meters["dust-1"].step(dtMs, fanW / 1000, (KVAR_PER_KW * fanW) / 1000);
    meters["compressor-1"].step(dtMs, airW / 1000, airVar / 1000);
    this.#others.kw = this.#rest.wMs / dtMs / 1000;
    this.#others.kvar = this.#rest.varMs / dtMs / 1000;
    clear(this.#rest);
  }

  retained(): Counters {
    return Object.fromEntries(
      meteredMachines.flatMap((name) =>
        Object.entries(prefixed(`meter-${name}`, this.meters[name].retained())),
      ),
    );
  }

  restore(kept: Counters): void {
    for (const name of meteredMachines) {
      this.meters[name].restore(unprefixed(`meter-${name}`, kept));
    }
  }
}

function drawn(): Drawn {
  return { wMs: 0, varMs: 0 };
}

/** Heaters are resistive. */
function add(sum: Drawn, dtMs: number, motorW: number, heaterW: number): void {
  sum.wMs += (motorW + heaterW) * dtMs;
  sum.varMs += KVAR_PER_KW * motorW * dtMs;
}

function count(meter: MachineMeter, dtMs: number, sum: Drawn): void {
  meter.step(dtMs, sum.wMs / dtMs / 1000, sum.varMs / dtMs / 1000);
  clear(sum);
}

function clear(sum: Drawn): void {
  sum.wMs = 0;
  sum.varMs = 0;
}
