// The machines behind the furnace, coupled: melt becomes fibre becomes mat becomes boards becomes packs.

import { Counter, keepCounters } from "../counter.ts";
import { Drift } from "../drift.ts";
import type { EventBook } from "../plant-events.ts";
import type { Retaining } from "../point-table.ts";
import type { Random } from "../random.ts";
import { Collector } from "./collector.ts";
import { Crimper } from "./crimper.ts";
import { CuringOven } from "./curing-oven.ts";
import { NOMINAL_MELT_T_H } from "./furnace.ts";
import type { LineControl } from "./line-control.ts";
import { FIBRE_YIELD, Spinner } from "./spinner.ts";
import { type PalletWords, Stacker } from "./stacker.ts";
import { WoolDrive } from "./wool-drive.ts";
import type { WoolSpecimen } from "./wool-lab.ts";
import { matWeightOf, type WoolRecipe } from "./wool-recipe.ts";
import { type CutPieces, WoolSaw } from "./wool-saw.ts";
import type { WoolUpset } from "./wool-state.ts";
import type { WoolLoads } from "./wool-supply.ts";

/** While the melt is diverted the chain creeps, as a share of nominal. */
const CREEP_SHARE = 0.3;
/** A wheel that gathered slag shakes this long, until it has shed it. */
const SHAKING_MS = 45_000;
const GAS_KPA = 121;
/** The gas meter counts hundredths of a cubic metre. */
const GAS_COUNTS_PER_NM3 = 100;

export interface MachinesGiven {
  readonly control: LineControl;
  readonly recipe: WoolRecipe;
  readonly meltTH: number;
  readonly upset: WoolUpset | undefined;
  readonly upsetMs: number;
  readonly changing: boolean;
  readonly oee: number;
  readonly hallC: number;
  readonly words: PalletWords;
}

export class WoolMachines {
  readonly spinner: Spinner;
  readonly collector: Collector;
  readonly crimper: Crimper;
  readonly oven: CuringOven;
  readonly saw: WoolSaw;
  readonly stacker: Stacker;
  readonly #cooling: WoolDrive;
  readonly #gas: Counter;
  readonly #gasPressure: Drift;
  readonly #gasC: Drift;

  constructor(
    random: Random,
    events: EventBook,
    recipe: WoolRecipe,
    running: boolean,
    hallC: number,
  ) {
    const woolKgS = running ? woolFor(NOMINAL_MELT_T_H, recipe) : 0;
    const nominalKgS = woolFor(NOMINAL_MELT_T_H, recipe);
    this.spinner = new Spinner(random.fork("spinner"), running, recipe.loi, hallC);
    this.oven = new CuringOven(random.fork("oven"), woolKgS, recipe, hallC);
    this.collector = new Collector(random.fork("collector"), nominalKgS, {
      woolKgS,
      loi: recipe.loi / 100,
      speedMMin: this.oven.speedMMin(),
      aimKgM2: matWeightOf(recipe),
      running,
      weak: false,
    });
    this.crimper = new Crimper(random.fork("crimper"), recipe);
    this.saw = new WoolSaw(random.fork("saw"), running);
    this.stacker = new Stacker(random.fork("stacker"), events, running);
    this.#gas = new Counter(random.fork("gas").between(4e7, 9e7));
    this.#gasPressure = new Drift(random.fork("gas-pressure"), {
      sigma: 0.25,
      tauMs: 45_000,
      limit: 3,
    });
    this.#gasC = new Drift(random.fork("gas-temperature"), {
      sigma: 0.5,
      tauMs: 1_800_000,
      limit: 1.5,
    });
    this.#cooling = new WoolDrive({
      random: random.fork("cooling"),
      ratedKw: 75,
      idleShare: 0.35,
      rampMs: 20_000,
      tauMs: 2_000,
      on: running,
      load: 0.8,
    });
  }

  gasNm3(): number {
    return this.#gas.value() / GAS_COUNTS_PER_NM3;
  }

  /** Behind the regulator of the gas train, absolute. */
  gasKpa(): number {
    return GAS_KPA + this.#gasPressure.value();
  }

  /** Of the gas in its pipe along the wall, °C; the meter shows tenths. */
  gasC(ambientC: number): number {
    return Math.round(10 * (ambientC + this.#gasC.value())) / 10;
  }

  step(dtMs: number, given: MachinesGiven, volts: number): CutPieces {
    const { control, recipe, upset, hallC } = given;
    const diverted = control.reason() !== undefined;
    const turning = control.wheelsOn();
    const spinning = {
      meltTH: diverted ? 0 : given.meltTH,
      turning,
      shaking: upset === "spinner-vibration" && given.upsetMs < SHAKING_MS,
      upset,
      loi: recipe.loi,
      hallC,
    };
    this.spinner.step(dtMs, spinning, volts);
    const fibreKgS = this.spinner.fibreKgS();
    const binderKgS = this.spinner.streaming() ? this.spinner.binder.solidsKgS() : 0;
    const laid = {
      woolKgS: fibreKgS + binderKgS,
      loi: fibreKgS > 0.01 ? binderKgS / fibreKgS : 0,
      speedMMin: this.oven.speedMMin(),
      aimKgM2: matWeightOf(recipe),
      running: turning,
      weak: upset === "suction-weak",
    };
    this.collector.step(dtMs, laid, volts);
    this.crimper.step(dtMs, recipe, this.collector.weight());
    const mat = {
      aimKgS: this.#chainFor(given),
      weight: this.collector.weight(),
      loi: this.collector.loi(),
      recipe,
      firing: control.ovenOn(),
      upset,
      upsetMs: given.upsetMs,
    };
    this.oven.step(dtMs, mat, hallC, volts);
    this.#gasPressure.step(dtMs);
    this.#gasC.step(dtMs);
    this.#gas.add((this.oven.gasNm3H() * GAS_COUNTS_PER_NM3 * dtMs) / 3_600_000);
    const running = turning || this.oven.speedMMin() > 0;
    this.#cooling.step(dtMs, running, 0.8, volts);
    const board = {
      speedMMin: this.oven.speedMMin(),
      weight: this.oven.weightOut(),
      loi: this.oven.loiOut(),
      coreC: this.oven.coreC(),
      heightMm: this.oven.heightMm(),
      recipe,
      oee: given.oee,
      running,
    };
    const pieces = this.saw.step(dtMs, board, volts);
    const packing = {
      recipe,
      densityKgM3: this.saw.densityKgM3(),
      running,
      words: given.words,
    };
    this.stacker.step(dtMs, pieces.good, packing, volts);
    return pieces;
  }

  /** Of the board at the saw; undefined while there is none. */
  specimen(order: string | null, acidity: number): (() => WoolSpecimen) | undefined {
    if (!this.saw.cutting()) return undefined;
    return () => ({
      order,
      loi: 100 * this.oven.loiOut(),
      densityKgM3: this.saw.densityKgM3(),
      fibreShare: this.spinner.fibreShare(),
      acidity,
      coreC: this.oven.coreC(),
      repellent: this.spinner.binder.repellentLH() / Math.max(3_600 * this.spinner.fibreKgS(), 1),
    });
  }

  /** What is really going on, for the truth. */
  truth(): Readonly<Record<string, unknown>> {
    const { spinner, collector, oven, saw, stacker } = this;
    return {
      spinner: {
        thrownTH: spinner.thrownTH(),
        vibrationMmS: spinner.vibrationMmS(),
        fibreShare: spinner.fibreShare(),
        binderKgS: spinner.binder.solidsKgS(),
      },
      matKgS: collector.matKgS(),
      matKgM2: collector.weight(),
      loiPercent: 100 * oven.loiOut(),
      chainMMin: oven.speedMMin(),
      zonesC: oven.zones.map((zone) => zone.temperatureC()),
      gasNm3H: oven.gasNm3H(),
      densityKgM3: saw.densityKgM3(),
      boards: saw.total.value(),
      packs: stacker.packs.value(),
    };
  }

  loads(): Omit<WoolLoads, "furnace"> {
    return {
      spinner: [...this.spinner.wheels, this.spinner.blower],
      fans: [this.collector.fan, this.oven.fans, this.#cooling],
      others: [this.oven.chain, this.saw.motor, this.stacker.motor],
    };
  }

  kept(): Readonly<Record<string, Retaining>> {
    const { total, good, rejected, cuts, trimKg } = this.saw;
    const { packs, massKg, volumeL } = this.stacker;
    return {
      spinner: keepCounters({ total: this.spinner.fibreKg }),
      collector: keepCounters({ total: this.collector.matM2 }),
      "curing-oven": keepCounters({ total: this.oven.lengthM }),
      saw: keepCounters({ total, good, rejected, cuts, trimKg }),
      stacker: keepCounters({ packs, massKg, volumeL }),
      "gas-meter": keepCounters({ total: this.#gas }),
    };
  }

  /** Wool that the chain is set for, kg/s; 0: it stands. */
  #chainFor({ control, recipe, meltTH, changing }: MachinesGiven): number {
    const nominal = woolFor(NOMINAL_MELT_T_H, recipe);
    if (this.spinner.streaming()) return woolFor(meltTH, recipe);
    // What was spun before the melt stayed away is still laid at full speed.
    if (this.collector.laying() && !control.creeping()) return nominal;
    if (!control.wheelsOn() && this.oven.empty()) return 0;
    // For another product the mat is run out.
    return changing ? nominal : CREEP_SHARE * nominal;
  }
}

/** Wool with its binder from `meltTH`, kg/s. */
function woolFor(meltTH: number, { loi }: WoolRecipe): number {
  return ((meltTH * FIBRE_YIELD) / 3.6) * (1 + loi / 100);
}
