// Continuous press: the belt carries the mat through five heated sections at one speed, with pressure
// that falls along the way and follows the mat's weight (domain reference, P4), and cuts the endless
// board behind it (P1). After a stop the first boards are off-grade (P8). mm, mm/s, N/mm², °C.

import { AnalogInput } from "../analog-input.ts";
import { Counter } from "../counter.ts";
import { Drift } from "../drift.ts";
import { Lag } from "../lag.ts";
import { Motor } from "../motor.ts";
import type { Points } from "../point-table.ts";
import type { Random } from "../random.ts";
import { TransportLine } from "../transport-line.ts";
import { BOARD_LENGTH_MM, type Board, boardFrom, RAW_THICKNESS_MM } from "./board.ts";
import { AREA_WEIGHT_KG_M2 } from "./former.ts";
import type { PanelState } from "./panel-state.ts";
import { PlatenSection } from "./platen-section.ts";

export const NOMINAL_SPEED_MM_S = 299;
const RAMP_MM_S2 = 5;
/** From the area-weight gauge through the press to its exit. */
const BELT_MM = 30_000;
const SETPOINTS_C = [230, 225, 215, 200, 185] as const;
/** Where on the belt the three pressures are taken, and their nominal value. */
const PRESSURES = [
  { share: 0.15, nominal: 3.2 },
  { share: 0.53, nominal: 0.85 },
  { share: 0.9, nominal: 0.45 },
] as const;
/** Pressure rises four times as fast as the weight, in shares. */
const STIFFNESS = 4;
/** Thickness in mm per share of weight that is too much. */
const SPRINGBACK_MM = 7;
const THICKNESS_TOLERANCE_MM = 0.35;
const OFF_GRADE_MS = 90_000;
/** Other faults of boards: edges, spots. */
const FLAW_SHARE = 0.006;
const BLOW_KPA = 100;
const NOMINAL_CORE_MOISTURE = 7;
const OIL_C = 262;

export interface PressStep {
  /** What the line wants, mm/s. */
  readonly speedMmS: number;
  /** Of the mat at the gauge, kg/m². */
  readonly areaWeight: number;
  readonly coreMoisture: number;
  readonly state: PanelState;
  readonly fault: boolean;
  /** Efficiency of the running shift, 0..1: shown by the press as the pace machine. */
  readonly oee: number;
}

export class ContinuousPress {
  readonly drive: Motor;
  readonly hydraulics: Motor;
  readonly total: Counter;
  readonly good: Counter;
  readonly rejected: Counter;
  readonly #chance: Random;
  readonly #belt = new TransportLine(BELT_MM, 100, AREA_WEIGHT_KG_M2);
  readonly #sections: readonly PlatenSection[];
  readonly #steam: Drift;
  readonly #oilIn: Drift;
  readonly #oilDrop: Lag;
  readonly #springback: Drift;
  readonly #inputs;
  readonly #pressures: readonly AnalogInput[];
  #speedMmS = NOMINAL_SPEED_MM_S;
  readonly #speedDrift: Drift;
  #cutMm = 0;
  #offGradeMs = 0;
  #blow = false;
  #blownBoard = false;
  #rawMm = RAW_THICKNESS_MM;
  #state: PanelState = 4;
  #fault = false;
  #oee = 0;

  constructor(random: Random) {
    this.#chance = random.fork("flaws");
    this.#sections = SETPOINTS_C.map(
      (setpointC, n) => new PlatenSection(random.fork(`section-${n + 1}`), setpointC),
    );
    this.#steam = new Drift(random.fork("steam"), { sigma: 10, tauMs: 20_000, limit: 60 });
    this.#oilIn = new Drift(random.fork("oil"), { sigma: 1.5, tauMs: 600_000, limit: 6 });
    this.#oilDrop = new Lag(120_000, 22);
    this.#springback = new Drift(random.fork("springback"), {
      sigma: 0.02,
      tauMs: 120_000,
      limit: 0.08,
    });
    this.#speedDrift = new Drift(random.fork("speed"), {
      sigma: 0.003,
      tauMs: 300_000,
      limit: 0.01,
    });
    const motor = { idleShare: 0.3, tauMs: 1_500, load: 0.85 };
    this.drive = new Motor({ random: random.fork("drive"), ratedKw: 420, ...motor });
    this.hydraulics = new Motor({ random: random.fork("hydraulics"), ratedKw: 260, ...motor });
    const input = (name: string, range: readonly [number, number], sigma: number): AnalogInput =>
      new AnalogInput({ random: random.fork(name), range, sigma });
    this.#pressures = PRESSURES.map(
      (_, n) =>
        new AnalogInput({
          random: random.fork(`pressure-${n + 1}`),
          range: [0, 6],
          relativeSigma: 0.01,
        }),
    );
    this.#inputs = {
      speed: new AnalogInput({
        random: random.fork("encoder"),
        range: [0, 800],
        relativeSigma: 0.0005,
        cutOff: 0.5,
      }),
      oilIn: input("oil-in", [0, 350], 0.2),
      oilOut: input("oil-out", [0, 350], 0.2),
      gap: input("gap", [0, 50], 0.01),
      thickness: input("thickness", [0, 50], 0.05),
    };
    const history = random.fork("history");
    const total = Math.floor(history.between(6e5, 1.6e6));
    const rejected = Math.floor(total * history.between(0.015, 0.025));
    this.total = new Counter(total);
    this.rejected = new Counter(rejected);
    this.good = new Counter(total - rejected);
    this.step(
      100,
      {
        speedMmS: NOMINAL_SPEED_MM_S,
        areaWeight: AREA_WEIGHT_KG_M2,
        coreMoisture: NOMINAL_CORE_MOISTURE,
        state: 4,
        fault: false,
        oee: 0,
      },
      400,
    );
  }

  state(): PanelState {
    return this.#state;
  }

  /** True speed of belt and board. */
  speedMmS(): number {
    return this.#speedMmS;
  }

  sectionTemperaturesC(): readonly number[] {
    return this.#sections.map((section) => section.temperatureC());
  }

  /** Returns the boards that were cut in this step: good ones go on, rejected ones are put aside. */
  step(dtMs: number, wanted: PressStep, lineVoltageV: number): { cut: number; good: Board[] } {
    this.#state = wanted.state;
    this.#fault = wanted.fault;
    this.#oee = wanted.oee;
    for (const drift of [this.#steam, this.#oilIn, this.#springback, this.#speedDrift]) {
      drift.step(dtMs);
    }
    this.#accelerate(dtMs, wanted.speedMmS * (1 + this.#speedDrift.value()));
    const movedMm = (this.#speedMmS * dtMs) / 1000;
    this.#belt.advance(movedMm, wanted.areaWeight);
    const load = this.#heat(dtMs);
    this.#measure(wanted.coreMoisture);
    this.drive.step(dtMs, 0.85 * (this.#speedMmS / NOMINAL_SPEED_MM_S), lineVoltageV);
    this.hydraulics.step(dtMs, 0.85 * load, lineVoltageV);
    return this.#cut(movedMm);
  }

  points(): Points {
    const { speed, oilIn, oilOut, gap, thickness } = this.#inputs;
    const sections = this.#sections.map(
      (section, n) => [`temperature.zone.${n + 1}`, () => section.readingC()] as const,
    );
    const pressures = this.#pressures.map(
      (input, n) => [`pressure.specific.${n + 1}`, () => input.value()] as const,
    );
    return {
      state: () => this.#state,
      fault: () => this.#fault,
      "output.total": () => this.total.value(),
      "output.good": () => this.good.value(),
      "output.rejected": () => this.rejected.value(),
      oee: () => this.#oee,
      "speed.line": () => speed.value(),
      ...Object.fromEntries(sections),
      "temperature.oil.in": () => oilIn.value(),
      "temperature.oil.out": () => oilOut.value(),
      ...Object.fromEntries(pressures),
      "position.gap": () => gap.value(),
      "thickness.raw": () => thickness.value(),
      "alarm.blow": () => this.#blow,
    };
  }

  #accelerate(dtMs: number, wantedMmS: number): void {
    const most = (RAMP_MM_S2 * dtMs) / 1000;
    const change = Math.min(Math.max(wantedMmS - this.#speedMmS, -most), most);
    this.#speedMmS = Math.max(this.#speedMmS + change, 0);
    if (this.#speedMmS < 30) this.#offGradeMs = OFF_GRADE_MS;
    else this.#offGradeMs = Math.max(this.#offGradeMs - dtMs, 0);
  }

  /** Returns the heat that the mat takes, 1 is nominal. */
  #heat(dtMs: number): number {
    const loadAt = (share: number): number =>
      (this.#speedMmS / NOMINAL_SPEED_MM_S) * (this.#belt.at(share) / AREA_WEIGHT_KG_M2);
    this.#sections.forEach((section, n) => {
      section.step(dtMs, loadAt((n + 0.5) / this.#sections.length), this.#oilIn.value());
    });
    const load = loadAt(0.5);
    this.#oilDrop.step(dtMs, 4 + 18 * load);
    return load;
  }

  #measure(coreMoisture: number): void {
    PRESSURES.forEach(({ share, nominal }, n) => {
      const excess = this.#belt.at(share) / AREA_WEIGHT_KG_M2 - 1;
      this.#pressures[n]?.sample(nominal * (1 + STIFFNESS * excess));
    });
    const excess = this.#belt.exit() / AREA_WEIGHT_KG_M2 - 1;
    this.#rawMm = RAW_THICKNESS_MM + SPRINGBACK_MM * excess + this.#springback.value();
    const steamKpa =
      60 + 7 * (coreMoisture - NOMINAL_CORE_MOISTURE) + 300 * excess + this.#steam.value();
    this.#blow = this.#speedMmS > 30 && steamKpa > BLOW_KPA;
    this.#blownBoard ||= this.#blow;
    const oilC = OIL_C + this.#oilIn.value();
    this.#inputs.speed.sample(this.#speedMmS);
    this.#inputs.oilIn.sample(oilC);
    this.#inputs.oilOut.sample(oilC - this.#oilDrop.value());
    this.#inputs.gap.sample(RAW_THICKNESS_MM + 0.6 + 0.4 * excess);
    this.#inputs.thickness.sample(this.#rawMm);
  }

  #cut(movedMm: number): { cut: number; good: Board[] } {
    this.#cutMm += movedMm;
    const good: Board[] = [];
    let cut = 0;
    while (this.#cutMm >= BOARD_LENGTH_MM) {
      this.#cutMm -= BOARD_LENGTH_MM;
      cut += 1;
      this.total.add(1);
      if (this.#isReject()) {
        this.rejected.add(1);
      } else {
        this.good.add(1);
        good.push(boardFrom(this.#belt.exit(), this.#rawMm));
      }
      this.#blownBoard = false;
    }
    return { cut, good };
  }

  #isReject(): boolean {
    const flawed = this.#chance.uniform() < FLAW_SHARE;
    const off = Math.abs(this.#rawMm - RAW_THICKNESS_MM) > THICKNESS_TOLERANCE_MM;
    return flawed || off || this.#blownBoard || this.#offGradeMs > 0;
  }
}
