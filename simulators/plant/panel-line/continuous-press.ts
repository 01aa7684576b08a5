// Continuous press: the belt carries the mat through five heated sections at one speed, with pressure
// that falls along the way and follows the mat's weight (domain reference, P4), and cuts the endless
// board behind it (P1). After a stop the first boards are off-grade (P8). mm, mm/s, N/mm², °C.

import { Drift } from "../drift.ts";
import type { Instruments } from "../instruments.ts";
import { Lag } from "../lag.ts";
import type { EventBook } from "../plant-events.ts";
import type { Points } from "../point-table.ts";
import type { Random } from "../random.ts";
import { SwitchedMotor } from "../switched-motor.ts";
import { TransportLine } from "../transport-line.ts";
import { type Board, boardFrom } from "./board.ts";
import { BoardGauges, THICKNESS_TOLERANCE_MM } from "./board-gauges.ts";
import { BoardTally } from "./board-tally.ts";
import { continuousDesign } from "./panel-design.ts";
import { areaWeightOf, type PanelRecipe } from "./panel-recipe.ts";
import type { MachineCondition } from "./panel-state.ts";
import { type PlatenHeat, PlatenHeating } from "./platen-heating.ts";
import { PressAlarms } from "./press-alarms.ts";
import { PressFrames } from "./press-frames.ts";
import { SteamPressure } from "./steam-pressure.ts";

const PRESS_LENGTH_MM = 28_000;
const RAMP_MM_S2 = 5;
const EMERGENCY_RAMP_MM_S2 = 40;
/** From the area-weight gauge through the press to its exit. */
const BELT_MM = 30_000;
/** Weight times speed at which the mat takes its nominal heat: 13 kg/m² at 299 mm/s. */
const NOMINAL_LOAD = 13 * 299;
/** Heat of one section per °C/min, so that the full mat takes 0.3 GJ/m³ from all. */
const KW_PER_C_PER_MIN = 533;
/** Thickness in mm per share of weight that is too much, of an 18.7 mm board. */
const SPRINGBACK_MM = 7;
const OFF_GRADE_MS = 90_000;
/** After a stop the board is too thick until the first metres are through. */
const SETTLING = { mm: 0.5, ms: 40_000 } as const;
const MOTOR = { idleShare: 0.27, tauMs: 1_500, load: 0.85, start: "drive" } as const;

export interface ContinuousPressOptions {
  readonly random: Random;
  readonly instruments: Instruments;
  readonly events: EventBook;
  readonly recipe: PanelRecipe;
  readonly running: boolean;
  /** Of the platens at the beginning. */
  readonly heat: PlatenHeat;
  readonly ambientC: number;
}

export interface PressStep {
  /** What the line wants, mm/s. */
  readonly speedMmS: number;
  /** Of the mat at the gauge, kg/m². */
  readonly areaWeight: number;
  readonly coreMoisture: number;
  readonly recipe: PanelRecipe;
  readonly on: boolean;
  readonly heat: PlatenHeat;
  readonly oilC: number;
  readonly ambientC: number;
  readonly condition: MachineCondition;
  readonly alarms: {
    readonly hydraulics: boolean;
    readonly belt: boolean;
    readonly emergency: boolean;
  };
}

export class ContinuousPress {
  readonly drive: SwitchedMotor;
  readonly hydraulics: SwitchedMotor;
  readonly tally: BoardTally;
  readonly gauges: BoardGauges;
  readonly platens: PlatenHeating;
  readonly #belt: TransportLine;
  readonly #frames: PressFrames;
  readonly #steam: SteamPressure;
  readonly #alarms: PressAlarms;
  readonly #springback: Drift;
  readonly #speedDrift: Drift;
  readonly #hydraulicShare = new Lag(6_000, 1);
  readonly #inputs;
  #recipe: PanelRecipe;
  #speedMmS: number;
  #speedSp = 0;
  #cutMm = 0;
  #emptyMm: number;
  #offGradeMs = 0;
  #settlingMm = 0;
  #blownBoard = false;
  #rawMm: number;
  #condition: MachineCondition;

  constructor(options: ContinuousPressOptions) {
    const { random, instruments, events, recipe, running, heat, ambientC } = options;
    this.#recipe = recipe;
    this.#speedMmS = running ? pressSpeed(recipe) : 0;
    this.#belt = new TransportLine(BELT_MM, 100, running ? areaWeightOf(recipe) : 0);
    this.#emptyMm = running ? 0 : BELT_MM * 2;
    this.#rawMm = recipe.rawMm;
    this.platens = new PlatenHeating({
      random: random.fork("platens"),
      instruments,
      recipe,
      heat,
      load: running ? 1 : 0,
      ambientC,
      kwPerCPerMin: KW_PER_C_PER_MIN,
    });
    this.#frames = new PressFrames(random.fork("frames"), instruments, recipe);
    this.#steam = new SteamPressure(random.fork("steam"));
    const drift = (name: string, sigma: number, tauMs: number, limit: number): Drift =>
      new Drift(random.fork(name), { sigma, tauMs, limit });
    this.#springback = drift("springback", 0.02, 120_000, 0.08);
    this.#speedDrift = drift("speed", 0.003, 300_000, 0.01);
    const on = running;
    this.drive = new SwitchedMotor({ random: random.fork("drive"), ratedKw: 420, on, ...MOTOR });
    this.hydraulics = new SwitchedMotor({
      random: random.fork("hydraulics"),
      ratedKw: 260,
      on,
      ...MOTOR,
    });
    this.#inputs = {
      speed: instruments.input("press.speed.line", 0.5),
      thickness: instruments.input("press.thickness.raw", 0.5),
    };
    this.tally = new BoardTally(random.fork("boards"));
    this.gauges = new BoardGauges(random.fork("gauges"), instruments, events);
    this.#alarms = new PressAlarms(events);
    this.#condition = { state: running ? 4 : 0, fault: false };
    if (running) this.#weigh(boardFrom(areaWeightOf(recipe), recipe.rawMm, recipe, this.#speedMmS));
  }

  speedMmS(): number {
    return this.#speedMmS;
  }

  /** Of the belt, whether a board comes out. */
  matAtExit(): boolean {
    return this.#belt.exit() > 1;
  }

  /** Whether there is no mat on the whole way. */
  empty(): boolean {
    return this.#emptyMm > BELT_MM + 500;
  }

  /** Returns the boards that were cut in this step: good ones go on, rejected ones are put aside. */
  step(dtMs: number, wanted: PressStep, lineVoltageV: number): { cut: number; good: Board[] } {
    this.#condition = wanted.condition;
    this.#recipe = wanted.recipe;
    this.#springback.step(dtMs);
    this.#speedDrift.step(dtMs);
    this.#hydraulicShare.step(dtMs, wanted.alarms.hydraulics ? 0.6 : 1);
    this.#accelerate(dtMs, wanted);
    const movedMm = (this.#speedMmS * dtMs) / 1000;
    this.#belt.advance(movedMm, wanted.areaWeight);
    this.#emptyMm = wanted.areaWeight > 0 ? 0 : this.#emptyMm + movedMm;
    this.#settle(dtMs);
    this.#heat(dtMs, wanted);
    this.#measure(dtMs, wanted);
    const load = (this.#speedMmS * this.#belt.at(0.5)) / NOMINAL_LOAD;
    this.drive.step(
      dtMs,
      wanted.on,
      0.85 * (0.3 * (this.#speedMmS / 299) + 0.7 * load),
      lineVoltageV,
    );
    this.hydraulics.step(dtMs, wanted.on, 0.85 * load, lineVoltageV);
    return this.#cut(movedMm);
  }

  /** @param oee efficiency of the running shift, 0..1: shown by the press as the pace machine. */
  points(oee: () => number): Points {
    const { total, good, rejected } = this.tally;
    return {
      state: () => this.#condition.state,
      fault: () => this.#condition.fault,
      "output.total": () => total.value(),
      "output.good": () => good.value(),
      "output.rejected": () => rejected.value(),
      oee,
      "speed.line": () => this.#inputs.speed.value(),
      "speed.line.sp": () => this.#speedSp,
      ...this.platens.points(),
      ...this.#frames.points(),
      "thickness.raw": () => this.#inputs.thickness.value(),
      ...this.#alarms.points(),
    };
  }

  #accelerate(dtMs: number, { speedMmS, alarms }: PressStep): void {
    this.#speedSp = speedMmS;
    const wantedMmS = speedMmS * (1 + this.#speedDrift.value());
    const most = (RAMP_MM_S2 * dtMs) / 1000;
    const down = ((alarms.emergency ? EMERGENCY_RAMP_MM_S2 : RAMP_MM_S2) * dtMs) / 1000;
    const change = Math.min(Math.max(wantedMmS - this.#speedMmS, -down), most);
    this.#speedMmS = Math.max(this.#speedMmS + change, 0);
  }

  /** What stands in the press too long, or comes first, is off-grade and too thick. */
  #settle(dtMs: number): void {
    if (this.#speedMmS < 30 || !this.matAtExit()) {
      this.#offGradeMs = OFF_GRADE_MS;
      this.#settlingMm = SETTLING.mm;
      return;
    }
    this.#offGradeMs = Math.max(this.#offGradeMs - dtMs, 0);
    this.#settlingMm *= Math.exp(-dtMs / SETTLING.ms);
  }

  #heat(dtMs: number, { heat, oilC, ambientC, recipe }: PressStep): void {
    this.platens.step(dtMs, {
      recipe,
      heat,
      oilC,
      ambientC,
      loadAt: (n) =>
        (this.#speedMmS * this.#belt.at((n + 0.5) / recipe.zonesC.length)) / NOMINAL_LOAD,
    });
  }

  #measure(dtMs: number, wanted: PressStep): void {
    const nominal = areaWeightOf(this.#recipe);
    const excess = this.matAtExit() ? this.#belt.exit() / nominal - 1 : 0;
    this.#frames.step(dtMs, this.#recipe, (share) => this.#belt.at(share) / nominal, {
      hydraulicShare: this.#hydraulicShare.value(),
      excess,
    });
    this.#rawMm =
      this.#recipe.rawMm * (1 + (SPRINGBACK_MM / 18.7) * excess) +
      this.#springback.value() +
      this.#settlingMm;
    const moving = this.#speedMmS > 30 && this.matAtExit();
    const blow = this.#steam.step(dtMs, moving, wanted.coreMoisture, excess);
    this.#blownBoard ||= blow;
    this.gauges.step(
      dtMs,
      this.matAtExit() ? { rawMm: this.#rawMm, aimedMm: this.#recipe.rawMm, blow } : undefined,
    );
    this.#alarms.step(dtMs, { ...wanted.alarms, blow, oilC: moving ? wanted.oilC : undefined });
    this.#inputs.speed.sample(this.#speedMmS);
    this.#inputs.thickness.sample(this.matAtExit() ? this.#rawMm : 0);
  }

  #cut(movedMm: number): { cut: number; good: Board[] } {
    const { boardLengthMm, boardWidthM } = continuousDesign;
    if (!this.matAtExit()) {
      this.#cutMm = 0;
      return { cut: 0, good: [] };
    }
    this.#cutMm += movedMm;
    const good: Board[] = [];
    let cut = 0;
    while (this.#cutMm >= boardLengthMm) {
      this.#cutMm -= boardLengthMm;
      cut += 1;
      const board = boardFrom(
        this.#belt.exit(),
        this.#rawMm,
        this.#recipe,
        pressSpeed(this.#recipe),
      );
      const m3 = ((boardLengthMm / 1000) * boardWidthM * this.#recipe.finalMm) / 1000;
      this.#weigh(board);
      if (this.tally.add(this.#sound(), m3)) good.push(board);
      this.#blownBoard = false;
    }
    return { cut, good };
  }

  #weigh(board: Board): void {
    const { boardLengthMm, boardWidthM } = continuousDesign;
    const m3 = ((boardLengthMm / 1000) * boardWidthM * board.rawThicknessMm) / 1000;
    this.gauges.weigh(board.densityKgM3 * m3, board.densityKgM3);
  }

  #sound(): boolean {
    const off = Math.abs(this.#rawMm - this.#recipe.rawMm) > THICKNESS_TOLERANCE_MM;
    return !off && !this.#blownBoard && this.#offGradeMs <= 0;
  }
}

/** Full speed of a product: the raw board stays its press factor in the press, mm/s. */
export function pressSpeed({ pressFactor, rawMm }: PanelRecipe): number {
  return PRESS_LENGTH_MM / (pressFactor * rawMm);
}

/** Boards per hour of a product without any loss: 2 % above its set speed. */
export function idealBoardsPerHour(recipe: PanelRecipe): number {
  return (1.02 * 3_600 * pressSpeed(recipe)) / continuousDesign.boardLengthMm;
}
