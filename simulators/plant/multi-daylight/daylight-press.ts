// Multi-daylight press: twelve openings of 1.22 × 4.88 m are loaded, closed, held and unloaded together; the
// count goes up by exactly twelve per load (domain reference, P7). The cold mats take most of their heat in the
// first minute. Behind it the boards pass the gauges one by one. mm, bar, °C.

import { Counter } from "../counter.ts";
import { Drift } from "../drift.ts";
import type { Instruments } from "../instruments.ts";
import { Lag } from "../lag.ts";
import { type Board, boardFrom } from "../panel-line/board.ts";
import { BoardGauges, THICKNESS_TOLERANCE_MM } from "../panel-line/board-gauges.ts";
import { BoardTally } from "../panel-line/board-tally.ts";
import { daylightDesign } from "../panel-line/panel-design.ts";
import { areaWeightOf, type PanelRecipe } from "../panel-line/panel-recipe.ts";
import { type MachineCondition, panelState } from "../panel-line/panel-state.ts";
import { type PlatenHeat, PlatenHeating } from "../panel-line/platen-heating.ts";
import { PressAlarms } from "../panel-line/press-alarms.ts";
import { SteamPressure } from "../panel-line/steam-pressure.ts";
import type { EventBook } from "../plant-events.ts";
import type { Points } from "../point-table.ts";
import type { Random } from "../random.ts";
import { SwitchedMotor } from "../switched-motor.ts";
import { BoardOutfeed } from "./board-outfeed.ts";
import { DaylightCycle, daylightPhases } from "./daylight-cycle.ts";
import { cycleS, OPENINGS } from "./daylight-recipe.ts";

/** Share of the nominal mean heat that fresh mats take, and how it falls, s. */
const MAT_PEAK_LOAD = 3.8;
const MAT_TAU_MS = 70_000;
const KW_PER_C_PER_MIN = 205;
/** The upper openings close a little later than the lower ones. */
const TOP_COLDER = -0.02;
const SPRINGBACK_MM = 6;
const STIFFNESS = 4;
/** Loads after a longer wait that are off-grade: their mats pre-cured in the rack, the platens were hotter. */
const OFF_GRADE_AFTER_S = 120;
const PUMP_LOAD = {
  open: 0,
  loading: 0,
  closing: 0.7,
  pressurise: 1,
  hold: 0.2,
  decompress: 0.05,
  opening: 0.5,
  unloading: 0,
} as const;

export interface DaylightPressOptions {
  readonly random: Random;
  readonly instruments: Instruments;
  readonly events: EventBook;
  readonly recipe: PanelRecipe;
  readonly running: boolean;
  readonly heat: PlatenHeat;
  readonly ambientC: number;
}

export interface DaylightStep {
  /** Takes the mats of one load, or none; called only while the press is open and may begin. */
  readonly takeLoad: () => readonly number[];
  /** 0: no new load; 1: full speed. */
  readonly pace: number;
  readonly coreMoisture: number;
  readonly recipe: PanelRecipe;
  readonly on: boolean;
  readonly heat: PlatenHeat;
  readonly oilC: number;
  readonly ambientC: number;
  readonly condition: MachineCondition;
  readonly hydraulics: boolean;
  readonly emergency: boolean;
}

export class DaylightPress {
  readonly pump: SwitchedMotor;
  readonly loader: SwitchedMotor;
  readonly tally: BoardTally;
  readonly gauges: BoardGauges;
  readonly platens: PlatenHeating;
  readonly loads: Counter;
  readonly #cycle: DaylightCycle;
  readonly #outfeed: BoardOutfeed;
  readonly #steam: SteamPressure;
  readonly #alarms: PressAlarms;
  readonly #springback: Drift;
  readonly #mat: Lag;
  readonly #pressure;
  #weights: readonly number[] = [];
  #loadRecipe: PanelRecipe;
  #offGrade = false;
  #condition: MachineCondition;

  constructor(options: DaylightPressOptions) {
    const { random, instruments, events, recipe, running, heat, ambientC } = options;
    this.#loadRecipe = recipe;
    this.#cycle = new DaylightCycle(random.fork("cycle"));
    this.#steam = new SteamPressure(random.fork("steam"));
    this.#springback = new Drift(random.fork("springback"), {
      sigma: 0.03,
      tauMs: 600_000,
      limit: 0.1,
    });
    this.#mat = new Lag(MAT_TAU_MS, 0);
    this.platens = new PlatenHeating({
      random: random.fork("platens"),
      instruments,
      recipe,
      heat,
      load: running ? 1 : 0,
      ambientC,
      kwPerCPerMin: KW_PER_C_PER_MIN,
    });
    const motor = { idleShare: 0.22, load: 0.1, on: running, start: "drive" } as const;
    this.pump = new SwitchedMotor({
      random: random.fork("pump"),
      ratedKw: 260,
      tauMs: 800,
      ...motor,
    });
    this.loader = new SwitchedMotor({
      random: random.fork("loader"),
      ratedKw: 45,
      tauMs: 800,
      ...motor,
    });
    this.tally = new BoardTally(random.fork("boards"));
    // Whole loads from the first day.
    this.loads = new Counter(Math.floor(this.tally.total.value() / OPENINGS));
    this.gauges = new BoardGauges(random.fork("gauges"), instruments, events);
    this.#outfeed = new BoardOutfeed(this.gauges, running ? recipe : undefined);
    if (running) this.#resume(random.fork("resume"), recipe);
    this.#alarms = new PressAlarms(events);
    this.#pressure = instruments.input("press.pressure.hydraulic");
    this.#condition = { state: running ? panelState.producing : panelState.stopped, fault: false };
  }

  /** Nothing is in the press, and none of its boards is before the gauges. */
  empty(): boolean {
    return this.#cycle.phase() === "open";
  }

  /** How long it has stood open, s; 0 while a load is in it. */
  waitedS(): number {
    return this.empty() ? this.#cycle.waitedS() : 0;
  }

  phase() {
    return this.#cycle.phase();
  }

  times() {
    return this.#cycle.times();
  }

  /** True oil pressure, bar. */
  bar(): number {
    return this.#cycle.bar();
  }

  /** Returns the boards that left the press in this step, and the good ones among them. */
  step(
    dtMs: number,
    wanted: DaylightStep,
    lineVoltageV: number,
  ): { readonly pressed: number; readonly good: readonly Board[] } {
    this.#condition = wanted.condition;
    this.#springback.step(dtMs);
    if (wanted.emergency) this.#offGrade = true;
    if (wanted.pace > 0 && this.empty()) this.#begin(wanted);
    const before = this.#cycle.phase();
    const unloaded = this.#cycle.step(dtMs);
    const phase = this.#cycle.phase();
    if (before === "closing" && phase === "pressurise") this.#mat.set(this.#freshLoad());
    if (!this.#cycle.closed()) this.#mat.set(0);
    const load = this.#mat.step(dtMs, 0);
    const { recipe, heat, oilC, ambientC } = wanted;
    this.platens.step(dtMs, {
      recipe,
      heat,
      oilC,
      ambientC,
      loadAt: (n) => load * (1 + TOP_COLDER * (n - 2)),
    });
    const result = unloaded ? this.#unload(wanted.coreMoisture) : nothing;
    const blow = this.#outfeed.step(dtMs);
    this.#alarms.step(dtMs, {
      hydraulics: wanted.hydraulics,
      belt: false,
      emergency: wanted.emergency,
      blow,
      oilC: this.#cycle.closed() ? oilC : undefined,
    });
    this.#steam.step(dtMs, false, wanted.coreMoisture, 0);
    const pushed = this.#peakShare();
    this.pump.step(dtMs, wanted.on, PUMP_LOAD[phase] * (pushed > 0 ? pushed : 1), lineVoltageV);
    const moving = phase === "loading" || phase === "unloading";
    this.loader.step(dtMs, wanted.on, moving ? 0.8 : 0, lineVoltageV);
    this.#pressure.sample(this.#cycle.bar());
    return result;
  }

  /** @param oee efficiency of the running shift, 0..1. */
  points(oee: () => number): Points {
    const { total, good, rejected } = this.tally;
    const alarms = Object.entries(this.#alarms.points()).filter(
      ([name]) => name !== "alarm.belt-tracking",
    );
    return {
      state: () => this.#condition.state,
      fault: () => this.#condition.fault,
      "output.total": () => total.value(),
      "output.good": () => good.value(),
      "output.rejected": () => rejected.value(),
      "output.loads": () => this.loads.value(),
      oee,
      "state.daylight": () => daylightPhases.indexOf(this.#cycle.phase()),
      "time.cycle": () => this.#cycle.times().cycleS,
      "time.close": () => this.#cycle.times().closeS,
      "time.hold": () => this.#cycle.times().holdS,
      "pressure.hydraulic": () => this.#pressure.value(),
      ...this.platens.points(),
      ...Object.fromEntries(alarms),
    };
  }

  /** A load is being held, and most of the one before is still on its way out. */
  #resume(random: Random, recipe: PanelRecipe): void {
    const weight = () => areaWeightOf(recipe) * (1 + 0.006 * random.normal());
    this.#weights = Array.from({ length: OPENINGS }, weight);
    this.#cycle.resume(recipe, random.between(20, 60));
    for (let n = 0; n < OPENINGS - 2; n += 1) {
      this.#outfeed.push(boardFrom(weight(), recipe.rawMm, recipe, 0), false);
    }
  }

  #begin({ takeLoad, recipe, pace, emergency }: DaylightStep): void {
    const waitedS = this.#cycle.waitedS();
    const weights = takeLoad();
    if (weights.length === 0) return;
    this.#weights = weights;
    this.#loadRecipe = recipe;
    this.#offGrade = emergency || waitedS > OFF_GRADE_AFTER_S;
    this.#cycle.load(recipe, this.#peakShare(), pace);
  }

  /** Pressure at a given stop rises faster than the weight of the mats (P4). */
  #peakShare(): number {
    if (this.#weights.length === 0) return 1;
    const mean = this.#weights.reduce((sum, weight) => sum + weight, 0) / this.#weights.length;
    return 1 + STIFFNESS * (mean / areaWeightOf(this.#loadRecipe) - 1);
  }

  /** Heat of cold mats against the nominal mean: thick boards more, over a longer cycle. */
  #freshLoad(): number {
    const recipe = this.#loadRecipe;
    const mass = areaWeightOf(recipe) / 13;
    return MAT_PEAK_LOAD * mass;
  }

  #unload(coreMoisture: number) {
    const recipe = this.#loadRecipe;
    const { boardLengthMm, boardWidthM } = daylightDesign;
    const feedMmS = (OPENINGS * boardLengthMm) / cycleS(recipe);
    const m3 = ((boardLengthMm / 1000) * boardWidthM * recipe.finalMm) / 1000;
    const good: Board[] = [];
    for (const weight of this.#weights) {
      const excess = weight / areaWeightOf(recipe) - 1;
      const off = this.#offGrade ? 0.3 : 0;
      const rawMm =
        recipe.rawMm * (1 + (SPRINGBACK_MM / 18.7) * excess) + this.#springback.value() + off;
      // Each opening has its own luck with steam: twelve independent glances at the scatter.
      const blow = this.#steam.step(30_000, true, coreMoisture, excess);
      const board = boardFrom(weight, rawMm, recipe, feedMmS);
      const sound =
        !this.#offGrade && !blow && Math.abs(rawMm - recipe.rawMm) <= THICKNESS_TOLERANCE_MM;
      if (this.tally.add(sound, m3)) good.push(board);
      this.#outfeed.push(board, blow);
    }
    const pressed = this.#weights.length;
    this.loads.add(1);
    this.#weights = [];
    return { pressed, good };
  }
}

const nothing = { pressed: 0, good: [] as readonly Board[] };
