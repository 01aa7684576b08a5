// The meters of a particleboard line: the main panel and, behind it, dryer, press, sander and chipper, each
// with a meter of its own (domain reference A1, energy). Together they never see more than the main meter.

import type { GridState } from "../grid.ts";
import { MainSupply } from "../main-supply.ts";
import { meterPoints } from "../meter-points.ts";
import type { Consumption } from "../motor.ts";
import type { Points, Retaining } from "../point-table.ts";
import type { Random } from "../random.ts";
import { SubMeter } from "../sub-meter.ts";

const CABLE_OHM = { dryer: 0.002, press: 0.0015, sander: 0.0015, chipper: 0.0008 } as const;
export type MeteredGroup = keyof typeof CABLE_OHM;
const groups = Object.keys(CABLE_OHM) as readonly MeteredGroup[];

export interface PanelMetersOptions {
  readonly random: Random;
  readonly grid: GridState;
  readonly supplyOhm: number;
  readonly baseKw: number;
}

export class PanelMeters {
  readonly main: MainSupply;
  readonly #meters: Readonly<Record<MeteredGroup, SubMeter>>;

  constructor({ random, grid, supplyOhm, baseKw }: PanelMetersOptions) {
    this.main = new MainSupply({
      random: random.fork("supply"),
      grid,
      supplyOhm,
      baseKw,
      historyKwh: [200_000, 700_000],
    });
    const meter = (group: MeteredGroup): SubMeter =>
      new SubMeter({
        random: random.fork(`meter-${group}`),
        cableOhm: CABLE_OHM[group],
        historyKwh: [30_000, 90_000],
      });
    this.#meters = {
      dryer: meter("dryer"),
      press: meter("press"),
      sander: meter("sander"),
      chipper: meter("chipper"),
    };
  }

  /** @param metered loads by meter; `others` are on the main panel only. */
  step(
    dtMs: number,
    metered: Readonly<Record<MeteredGroup, readonly Consumption[]>>,
    others: readonly Consumption[],
  ): void {
    const { dryer, press, sander, chipper } = metered;
    this.main.step(dtMs, [...dryer, ...press, ...sander, ...chipper, ...others]);
    const reading = this.main.reading();
    for (const group of groups) this.#meters[group].step(dtMs, reading, metered[group]);
  }

  /** By equipment. */
  stations(): Readonly<Record<string, Points>> {
    const sub = groups.map(
      (group) => [`meter-${group}`, meterPoints(() => this.#meters[group].reading())] as const,
    );
    return { "meter-main": meterPoints(() => this.main.reading()), ...Object.fromEntries(sub) };
  }

  kept(): Readonly<Record<string, Retaining>> {
    const sub = groups.map((group) => [`meter-${group}`, this.#meters[group]] as const);
    return { "meter-main": this.main, ...Object.fromEntries(sub) };
  }
}
