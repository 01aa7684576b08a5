// The rock-wool line: cupola, spinner, collector, curing oven and saw, coupled by the melt that becomes a
// mat that becomes boards, behind one electricity meter and one gas meter. It starts warm and producing.
// When a wheel of the spinner shakes too much, the melt is diverted to the waste pit and the line behind
// runs empty, while the furnace goes on. Packing behind the saw has no simulated machine.

import { controllerPoints } from "../controller-points.ts";
import { Counter, keepCounters } from "../counter.ts";
import type { GridState } from "../grid.ts";
import { MainSupply } from "../main-supply.ts";
import { meterPoints } from "../meter-points.ts";
import type { MeterReading } from "../meter-reading.ts";
import type { Plant, PlantSummary, PlantTruth, PointValue } from "../plant.ts";
import { EventBook, type PlantEvent } from "../plant-events.ts";
import { gatherRetained, PointTable, type Retaining, spreadRetained } from "../point-table.ts";
import type { Random } from "../random.ts";
import { ShiftOee } from "../shift-oee.ts";
import { checkStep } from "../step-limit.ts";
import { UpsetSchedule } from "../upset-schedule.ts";
import type { WorkSchedule } from "../work-schedule.ts";
import { COLLECTING_MS, Collector } from "./collector.ts";
import { Cupola, NOMINAL_MELT_T_H } from "./cupola.ts";
import { CuringOven } from "./curing-oven.ts";
import { BINDER_ON_FIBRE, FIBRE_YIELD, Spinner, VIBRATION_ALARM_MM_S } from "./spinner.ts";
import { WoolSaw } from "./wool-saw.ts";
import { type WoolUpset, woolState } from "./wool-state.ts";

/** Boards per hour without any loss: 4.95 t/h of melt. */
export const IDEAL_BOARDS_PER_HOUR = 1_100;
const QUIET_MS = 4 * 60_000;
const MEAN_GAP_MS = 18 * 60_000;
/** While the melt is diverted the chain creeps, as a share of nominal. */
const CREEP_SHARE = 0.3;
/** A wheel that gathered slag shakes this long, until it has shed it. */
const SHAKING_MS = 45_000;
/** Behind the regulator of the gas train, absolute. */
const GAS_KPA = 121;
/** The gas meter counts hundredths of a cubic metre. */
const GAS_COUNTS_PER_NM3 = 100;

export interface RockWoolPlantOptions {
  readonly random: Random;
  readonly grid: GridState;
  /** Outdoor temperature, °C. */
  readonly ambientC: () => number;
  /** Wall clock, ms since the epoch. */
  readonly now: () => number;
  readonly schedule: WorkSchedule;
  readonly start: "warm" | "cold";
}

export class RockWoolPlant implements Plant {
  readonly points: readonly string[];
  readonly #options: RockWoolPlantOptions;
  readonly #table: PointTable;
  readonly #events: EventBook;
  readonly #upsets: UpsetSchedule<WoolUpset>;
  readonly #supply: MainSupply;
  readonly #cupola: Cupola;
  readonly #spinner: Spinner;
  readonly #collector: Collector;
  readonly #oven: CuringOven;
  readonly #saw: WoolSaw;
  readonly #oee: ShiftOee;
  readonly #gas: Counter;
  readonly #kept: Readonly<Record<string, Retaining>>;
  /** How long the present upset lasts, and how long the melt has been diverted; 0: not at all. */
  #upsetMs = 0;
  #divertedMs = 0;

  /** @param serials serial number of each machine, shown as its point `<equipment>.serial`. */
  constructor(options: RockWoolPlantOptions, serials: Readonly<Record<string, string>>) {
    const { random, grid, ambientC, now } = options;
    this.#options = options;
    this.#events = new EventBook(now);
    this.#upsets = new UpsetSchedule<WoolUpset>({
      random: random.fork("upsets"),
      plans: [
        { kind: "low-blast", weight: 3, minutes: [3, 7] },
        { kind: "spinner-vibration", weight: 2, minutes: [2, 4] },
      ],
      quietMs: QUIET_MS,
      meanGapMs: MEAN_GAP_MS,
    });
    this.#supply = new MainSupply({
      random: random.fork("supply"),
      grid,
      supplyOhm: 0.0012,
      baseKw: 180,
      historyKwh: [150_000, 450_000],
    });
    const woolKgS = woolFor(NOMINAL_MELT_T_H);
    this.#cupola = new Cupola(random.fork("cupola"), ambientC());
    this.#spinner = new Spinner(random.fork("spinner"));
    this.#oven = new CuringOven(random.fork("oven"), woolKgS, hallC(ambientC()));
    this.#collector = new Collector(random.fork("collector"), woolKgS, this.#oven.speedMMin());
    this.#saw = new WoolSaw(random.fork("saw"));
    this.#gas = new Counter(random.fork("gas").between(4e7, 9e7));
    this.#oee = new ShiftOee({
      idealPerHour: IDEAL_BOARDS_PER_HOUR,
      now: now(),
      typical: { availability: 0.94, performance: 0.95, quality: 0.98 },
    });
    const { total, good, rejected } = this.#saw;
    this.#kept = {
      cupola: keepCounters({ total: this.#cupola.meltKg, charges: this.#cupola.charges }),
      spinner: keepCounters({ total: this.#spinner.fibreKg }),
      collector: keepCounters({ total: this.#collector.matM2 }),
      "curing-oven": keepCounters({ total: this.#oven.lengthM }),
      saw: keepCounters({ total, good, rejected }),
      "gas-meter": keepCounters({ total: this.#gas }),
      oee: this.#oee,
      "meter-main": this.#supply,
    };
    this.#table = new PointTable(
      {
        cupola: this.#cupola.points(),
        spinner: this.#spinner.points(),
        collector: this.#collector.points(),
        "curing-oven": this.#oven.points(),
        saw: this.#saw.points(),
        ...Object.fromEntries(
          this.#oven.zones.map((zone, n) => [
            `oven-zone-${n + 1}`,
            controllerPoints(() => zone.state()),
          ]),
        ),
        "gas-meter": {
          "gas.flow": () => this.#oven.gasNm3H(),
          "gas.total": () => this.#gas.value() / GAS_COUNTS_PER_NM3,
          "gas.pressure": () => GAS_KPA,
          "gas.temperature": () => ambientC(),
        },
        "meter-main": meterPoints(() => this.#supply.reading()),
      },
      serials,
    );
    this.points = this.#table.names;
  }

  step(dtMs: number): void {
    checkStep(dtMs);
    this.#upsets.step(dtMs);
    const upset = this.#upsets.current();
    this.#divert(dtMs, upset);
    const diverted = this.#divertedMs > 0;
    const ambientC = this.#options.ambientC();
    const volts = this.#supply.lineVoltageV();
    this.#cupola.step(dtMs, { lowBlast: upset === "low-blast", diverted }, ambientC, volts);
    const meltTH = this.#cupola.meltTH();
    const shaking = upset === "spinner-vibration" && this.#upsetMs < SHAKING_MS;
    this.#spinner.step(dtMs, { meltTH, shaking, diverted }, volts);
    const woolKgS = this.#spinner.fibreKgS() + this.#spinner.binderKgS();
    this.#collector.step(dtMs, woolKgS, this.#oven.speedMMin(), volts);
    // What was spun before the melt was diverted is still laid at full speed.
    const creeping = this.#divertedMs > COLLECTING_MS;
    const aimKgS = creeping ? CREEP_SHARE * woolFor(NOMINAL_MELT_T_H) : woolFor(meltTH);
    const mat = { aimKgS, weight: this.#collector.weight() };
    this.#oven.step(dtMs, mat, hallC(ambientC), volts);
    const board = { speedMMin: this.#oven.speedMMin(), weight: this.#oven.weightOut() };
    const { cut, good } = this.#saw.step(dtMs, board, this.#oee.value(), volts);
    const producing = this.#saw.state() === woolState.producing;
    this.#oee.step(dtMs, this.#options.now(), { producing, pieces: cut, good });
    this.#gas.add((this.#oven.gasNm3H() * GAS_COUNTS_PER_NM3 * dtMs) / 3_600_000);
    this.#supply.step(dtMs, [
      this.#cupola.blower,
      ...this.#spinner.wheels,
      this.#collector.fan,
      this.#oven.fans,
      this.#oven.chain,
      this.#saw.motor,
    ]);
  }

  value(point: string): PointValue {
    return this.#table.value(point);
  }

  meter(): MeterReading {
    return this.#supply.reading();
  }

  takeEvents(): readonly PlantEvent[] {
    return this.#events.take();
  }

  summary(): PlantSummary {
    const producing = this.#divertedMs === 0;
    return {
      state: producing ? { zh: "生产", en: "producing" } : { zh: "放流", en: "melt diverted" },
      product: "rock-wool board",
      output: { value: this.#saw.total.value(), unit: "C62" },
      powerKw: this.meter().activeW / 1000,
    };
  }

  truth(): PlantTruth {
    return {
      state: this.#divertedMs > 0 ? "diverted" : "producing",
      work: this.#options.schedule.at(this.#options.now()).kind,
      order: null,
      product: null,
      upset: this.#upsets.current() ?? null,
      diverted: this.#divertedMs > 0,
      cupola: this.#cupola.truth(),
      spinner: { thrownTH: this.#spinner.thrownTH(), vibrationMmS: this.#spinner.vibrationMmS() },
      matKgS: this.#collector.matKgS(),
      matKgM2: this.#collector.weight(),
      chainMMin: this.#oven.speedMMin(),
      zonesC: this.#oven.zones.map((zone) => zone.temperatureC()),
      gasNm3H: this.#oven.gasNm3H(),
      boards: this.#saw.total.value(),
      oee: {
        availability: this.#oee.availability(),
        performance: this.#oee.performance(),
        quality: this.#oee.quality(),
      },
      activeW: this.meter().activeW,
      importKwh: this.meter().importKwh,
    };
  }

  retained(): Readonly<Record<string, number>> {
    return gatherRetained(this.#kept);
  }

  restore(counters: Readonly<Record<string, number>>): void {
    spreadRetained(this.#kept, counters);
  }

  /** The vibration alarm diverts the melt until the upset is over. */
  #divert(dtMs: number, upset: WoolUpset | undefined): void {
    this.#upsetMs = upset === undefined ? 0 : this.#upsetMs + dtMs;
    const alarm = this.#spinner.vibrationMmS() > VIBRATION_ALARM_MM_S;
    if (upset !== "spinner-vibration") this.#divertedMs = 0;
    else if (alarm || this.#divertedMs > 0) this.#divertedMs += dtMs;
  }
}

/** Wool with its binder from `meltTH`, kg/s. */
function woolFor(meltTH: number): number {
  return ((meltTH * FIBRE_YIELD) / 3.6) * (1 + BINDER_ON_FIBRE);
}

/** Furnace and oven keep the hall warmer than the air outside. */
function hallC(ambientC: number): number {
  return Math.max(ambientC + 6, 12);
}
