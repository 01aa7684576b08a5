// Electricity of a rock-wool line: the low-voltage main meter over everything, and meters of furnace, spinner and
// fans behind it. An electric furnace has an incomer of its own beside it instead.

import type { GridState } from "../grid.ts";
import { MainSupply } from "../main-supply.ts";
import { meterPoints } from "../meter-points.ts";
import type { Consumption } from "../motor.ts";
import type { Points, Retaining } from "../point-table.ts";
import type { Random } from "../random.ts";
import { SubMeter } from "../sub-meter.ts";
import type { ElectricFurnace } from "./electric-furnace.ts";
import { FurnaceIncomer } from "./furnace-incomer.ts";

export interface WoolLoads {
  readonly furnace: readonly Consumption[];
  readonly spinner: readonly Consumption[];
  readonly fans: readonly Consumption[];
  readonly others: readonly Consumption[];
}

export class WoolSupply {
  readonly #main: MainSupply;
  readonly #furnace: SubMeter | FurnaceIncomer;
  readonly #spinner: SubMeter;
  readonly #fans: SubMeter;
  readonly #all: readonly Consumption[];
  readonly #loads: WoolLoads;
  readonly #electric: ElectricFurnace | undefined;

  constructor(
    random: Random,
    grid: GridState,
    loads: WoolLoads,
    electric: ElectricFurnace | undefined,
  ) {
    this.#loads = loads;
    this.#electric = electric;
    this.#all = [...loads.furnace, ...loads.spinner, ...loads.fans, ...loads.others];
    this.#main = new MainSupply({
      random,
      grid,
      supplyOhm: 0.0012,
      baseKw: 180,
      historyKwh: [200_000, 450_000],
    });
    const behind = (name: string): SubMeter =>
      new SubMeter({
        random: random.fork(name),
        cableOhm: 0.0015,
        historyKwh: [25_000, 60_000],
      });
    this.#spinner = behind("spinner");
    this.#fans = behind("fans");
    this.#furnace =
      electric === undefined ? behind("furnace") : new FurnaceIncomer(random.fork("furnace"), grid);
  }

  lineVoltageV(): number {
    return this.#main.lineVoltageV();
  }

  /** Through all incomers, kW. */
  powerKw(): number {
    const own = this.#electric === undefined ? 0 : this.#furnace.reading().activeW;
    return (this.#main.reading().activeW + own) / 1000;
  }

  /** Counted by all incomers, kWh. */
  importKwh(): number {
    const own = this.#electric === undefined ? 0 : this.#furnace.reading().importKwh;
    return this.#main.reading().importKwh + own;
  }

  step(dtMs: number): void {
    this.#main.step(dtMs, this.#all);
    const main = this.#main.reading();
    this.#spinner.step(dtMs, main, this.#loads.spinner);
    this.#fans.step(dtMs, main, this.#loads.fans);
    if (this.#furnace instanceof SubMeter) this.#furnace.step(dtMs, main, this.#loads.furnace);
    else if (this.#electric !== undefined) this.#furnace.step(dtMs, this.#electric.incomer());
  }

  kept(): Readonly<Record<string, Retaining>> {
    return {
      "meter-main": this.#main,
      "meter-furnace": this.#furnace,
      "meter-spinner": this.#spinner,
      "meter-fans": this.#fans,
    };
  }

  points(): Readonly<Record<string, Points>> {
    return {
      "meter-main": meterPoints(() => this.#main.reading()),
      "meter-furnace": meterPoints(() => this.#furnace.reading()),
      "meter-spinner": meterPoints(() => this.#spinner.reading()),
      "meter-fans": meterPoints(() => this.#fans.reading()),
    };
  }
}
