// The energy meters of the machines, and what each machine drew in a step: power is the mean of the step, so that the
// main meter counts what the machines' meters count and the rest of the hall (X1).

import type { Consumption } from "../motor.ts";
import type { Random } from "../random.ts";
import type { Machines } from "./cell-machines.ts";
import { MachineMeter } from "./machine-meter.ts";
import { prefixed, unprefixed } from "./prefixed-counters.ts";
import type { Counters } from "./woodworking-unit.ts";

/** Reactive per active power of drives and motors under load; besides, motors that turn are magnetised. */
const KVAR_PER_KW = 0.27;
/** A machine that draws less is switched off, W. */
const OFF_W = 150;
const RATED_V = 400;

/**
 * mainsW: what hangs on the mains without a drive between (control supply, cabinet cooler, pumps, heaters), W
 * at 400 V; past: share of the main meter's past that the machine has used; magnetisingVar: of its motors, at 400 V.
 */
const MACHINES = {
  "cnc-1": { mainsW: 1_800, past: 0.13, magnetisingVar: 1_500 },
  "saw-1": { mainsW: 900, past: 0.06, magnetisingVar: 0 },
  "edgebander-1": { mainsW: 4_500, past: 0.13, magnetisingVar: 1_700 },
  "edgebander-2": { mainsW: 4_500, past: 0.12, magnetisingVar: 1_700 },
  "drill-1": { mainsW: 1_500, past: 0.04, magnetisingVar: 600 },
  "dust-1": { mainsW: 400, past: 0.35, magnetisingVar: 6_500 },
  "compressor-1": { mainsW: 300, past: 0.1, magnetisingVar: 0 },
} as const;
export type Metered = keyof typeof MACHINES;
export const meteredMachines = Object.keys(MACHINES) as readonly Metered[];

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
  readonly #dust = drawn();
  readonly #air = drawn();
  readonly #rest = drawn();
  readonly #others = { kw: 0, kvar: 0 };

  /** @param mainKwh what the main meter shows. */
  constructor(random: Random, mainKwh: number) {
    this.meters = Object.fromEntries(
      meteredMachines.map((name) => {
        const own = random.fork(name);
        return [
          name,
          new MachineMeter(own, mainKwh * MACHINES[name].past * own.between(0.9, 1.05)),
        ];
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

  /** Counts what was taken since the last call. @param lineV between two lines: magnetising and mains loads go with its square. */
  step(dtMs: number, lineV: number, fanW: number, air: { w: number; var: number }): void {
    const volts = (lineV / RATED_V) ** 2;
    this.#count("cnc-1", dtMs, this.#cnc, volts);
    this.#count("saw-1", dtMs, this.#saw, volts);
    this.#count("edgebander-1", dtMs, this.#long, volts);
    this.#count("edgebander-2", dtMs, this.#short, volts);
    this.#count("drill-1", dtMs, this.#drill, volts);
    add(this.#dust, dtMs, fanW, 0);
    this.#count("dust-1", dtMs, this.#dust, volts);
    this.#air.wMs = air.w * dtMs;
    this.#air.varMs = air.var * dtMs * volts;
    this.#count("compressor-1", dtMs, this.#air, volts);
    this.#others.kw = this.#rest.wMs / dtMs / 1000;
    this.#others.kvar = this.#rest.varMs / dtMs / 1000;
    clear(this.#rest);
  }

  #count(name: Metered, dtMs: number, sum: Drawn, volts: number): void {
    const drawnW = sum.wMs / dtMs;
    const onMains = drawnW > 0 ? Math.min(MACHINES[name].mainsW / drawnW, 1) : 0;
    const watts = drawnW * (1 + onMains * (volts - 1));
    // Iron saturates: reactive power rises faster than the square of the voltage.
    const vars = (sum.varMs / dtMs) * (1 + onMains * (volts * volts - 1));
    const magnetising = watts > OFF_W ? MACHINES[name].magnetisingVar * volts : 0;
    this.meters[name].step(dtMs, watts / 1000, (vars + magnetising) / 1000);
    clear(sum);
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

function clear(sum: Drawn): void {
  sum.wMs = 0;
  sum.varMs = 0;
}
