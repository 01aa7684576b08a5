// The continuous particleboard line: dryer, blender, former, press, sander and saw, coupled by what flows
// from one to the next, behind one energy meter. The press sets the pace. It starts warm and producing;
// short stops and slow phases come now and then, never in the first minutes.
// The main panel feeds the machines listed here; chipping and the energy centre have panels of their own.

import { keepCounters } from "../counter.ts";
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
import { Blender } from "./blender.ts";
import { type Board, boardFrom, RAW_THICKNESS_MM } from "./board.ts";
import { BoardSaw } from "./board-saw.ts";
import { ContinuousPress, NOMINAL_SPEED_MM_S } from "./continuous-press.ts";
import { Dryer } from "./dryer.ts";
import { AREA_WEIGHT_KG_M2, Former, matFlow, TRIM_SHARE } from "./former.ts";
import { chainState, type PanelUpset, panelState } from "./panel-state.ts";
import { Sander } from "./sander.ts";

/** Boards per hour without any loss: 305 mm/s. */
export const IDEAL_BOARDS_PER_HOUR = 450;
const QUIET_MS = 4 * 60_000;
const MEAN_GAP_MS = 16 * 60_000;
const SLOW_SHARE = 0.82;
const WARM_MOISTURE = { surface: 4.6, core: 2.5 } as const;
/** Share of dry wood in what leaves the blender. */
const DRY_SHARE = 0.85;

export interface PanelLinePlantOptions {
  readonly random: Random;
  readonly grid: GridState;
  /** Wall clock, ms since the epoch. */
  readonly now: () => number;
  readonly schedule: WorkSchedule;
  readonly start: "warm" | "cold";
}

export class PanelLinePlant implements Plant {
  readonly points: readonly string[];
  readonly #now: () => number;
  readonly #schedule: WorkSchedule;
  readonly #events: EventBook;
  readonly #table: PointTable;
  readonly #upsets: UpsetSchedule<PanelUpset>;
  readonly #supply: MainSupply;
  readonly #dryer: Dryer;
  readonly #blender: Blender;
  readonly #former: Former;
  readonly #press: ContinuousPress;
  readonly #sander: Sander;
  readonly #saw: BoardSaw;
  readonly #oee: ShiftOee;
  readonly #kept: Readonly<Record<string, Retaining>>;

  /** @param serials serial number of each machine, shown as its point `<equipment>.serial`. */
  constructor(options: PanelLinePlantOptions, serials: Readonly<Record<string, string>>) {
    const { random, grid, now } = options;
    this.#now = now;
    this.#schedule = options.schedule;
    this.#events = new EventBook(now);
    this.#upsets = new UpsetSchedule<PanelUpset>({
      random: random.fork("upsets"),
      plans: [
        { kind: "slow", weight: 5, minutes: [2, 5] },
        { kind: "press-fault", weight: 2, minutes: [1.5, 4] },
        { kind: "former-fault", weight: 2, minutes: [1.5, 3] },
        { kind: "blender-fault", weight: 1, minutes: [1.5, 3] },
      ],
      quietMs: QUIET_MS,
      meanGapMs: MEAN_GAP_MS,
    });
    this.#supply = new MainSupply({
      random: random.fork("supply"),
      grid,
      supplyOhm: 0.0006,
      baseKw: 240,
      historyKwh: [200_000, 700_000],
    });
    const massKgS = matFlow(AREA_WEIGHT_KG_M2, NOMINAL_SPEED_MM_S) / (1 - TRIM_SHARE);
    this.#dryer = new Dryer(random.fork("dryer"), DRY_SHARE * massKgS);
    this.#blender = new Blender(random.fork("blender"), massKgS, WARM_MOISTURE);
    this.#former = new Former(random.fork("former"), NOMINAL_SPEED_MM_S, WARM_MOISTURE);
    this.#press = new ContinuousPress(random.fork("press"));
    const past = random.fork("boards");
    const initial = (): Board => {
      const excess = 0.013 * past.normal();
      return boardFrom(AREA_WEIGHT_KG_M2 * (1 + excess), RAW_THICKNESS_MM + 7 * excess);
    };
    this.#sander = new Sander(random.fork("sander"), NOMINAL_SPEED_MM_S, initial);
    this.#saw = new BoardSaw(random.fork("saw"), NOMINAL_SPEED_MM_S, initial);
    this.#oee = new ShiftOee({
      idealPerHour: IDEAL_BOARDS_PER_HOUR,
      now: now(),
      typical: { availability: 0.93, performance: 0.955, quality: 0.978 },
    });
    const { total, good, rejected } = this.#press;
    this.#kept = {
      dryer: keepCounters({ total: this.#dryer.total }),
      blender: keepCounters({ total: this.#blender.total }),
      former: keepCounters({ total: this.#former.total }),
      press: keepCounters({ total, good, rejected }),
      sander: keepCounters({ total: this.#sander.total }),
      saw: keepCounters({ total: this.#saw.total }),
      oee: this.#oee,
      "meter-main": this.#supply,
    };
    this.#table = new PointTable(
      {
        dryer: this.#dryer.points(),
        blender: this.#blender.points(),
        former: this.#former.points(),
        press: this.#press.points(),
        sander: this.#sander.points(),
        saw: this.#saw.points(),
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
    const share = upset === undefined ? 1 : upset === "slow" ? SLOW_SHARE : 0;
    const volts = this.#supply.lineVoltageV();
    const speedShare = this.#press.speedMmS() / NOMINAL_SPEED_MM_S;
    const condition = (machine: "blender" | "former" | "press") => ({
      state: chainState(machine, upset, speedShare),
      fault: upset === `${machine}-fault`,
    });
    const { cut, good } = this.#press.step(
      dtMs,
      {
        speedMmS: share * NOMINAL_SPEED_MM_S,
        areaWeight: this.#former.areaWeight(),
        coreMoisture: this.#former.matMoisture().core,
        oee: this.#oee.value(),
        ...condition("press"),
      },
      volts,
    );
    const moisture = this.#dryer.moistureOut();
    this.#blender.step(dtMs, this.#former.demandKgS(), moisture, volts, condition("blender"));
    const { massKgS, dryKgS } = this.#blender.flow();
    this.#former.step(
      dtMs,
      this.#press.speedMmS(),
      { massKgS, moisture },
      volts,
      condition("former"),
    );
    this.#dryer.step(dtMs, dryKgS, volts);
    this.#saw.step(dtMs, this.#sander.step(dtMs, good, volts), volts);
    this.#count(dtMs, cut, good.length);
    this.#supply.step(dtMs, [
      this.#dryer.fan,
      this.#dryer.drum,
      this.#blender.motor,
      this.#former.motor,
      this.#press.drive,
      this.#press.hydraulics,
      this.#sander.head,
      this.#sander.otherHeads,
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
    return {
      state:
        this.#press.speedMmS() > 0 ? { zh: "生产", en: "producing" } : { zh: "停", en: "standing" },
      product: "particleboard 18 mm",
      output: { value: this.#press.total.value(), unit: "C62" },
      powerKw: this.meter().activeW / 1000,
    };
  }

  truth(): PlantTruth {
    const { moistureIn, outletC, heatKw } = this.#dryer.truth();
    return {
      state: this.#press.speedMmS() > 0 ? "producing" : "fault",
      work: this.#schedule.at(this.#now()).kind,
      order: null,
      product: null,
      upset: this.#upsets.current() ?? null,
      speedMmS: this.#press.speedMmS(),
      areaWeight: this.#former.areaWeight(),
      dryer: { moistureIn, outletC, heatKw, moistureOut: this.#dryer.moistureOut() },
      blendedKgS: this.#blender.flow().massKgS,
      sectionsC: this.#press.sectionTemperaturesC(),
      sanding: { removalMm: this.#sander.removalMm(), feedMmS: this.#sander.feedMmS() },
      boards: this.#press.total.value(),
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

  #count(dtMs: number, cut: number, good: number): void {
    const state = this.#press.state();
    const producing = state === panelState.producing || state === panelState.slow;
    this.#oee.step(dtMs, this.#now(), { producing, pieces: cut, good });
  }
}
