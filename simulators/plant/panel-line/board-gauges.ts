// What stands behind the press and looks at every board: in-line thickness in five tracks, blow detection by
// ultrasound in eight, and the scale. mm, % damping, kg, kg/m³.

import { Alarm } from "../alarm.ts";
import { Drift } from "../drift.ts";
import type { Instruments } from "../instruments.ts";
import type { EventBook } from "../plant-events.ts";
import type { Points } from "../point-table.ts";
import type { Random } from "../random.ts";

const TRACKS = 5;
const SENSORS = 8;
/** Profile of the board across its width (domain reference A1: ±0.08). */
const PROFILE_MM = 0.05;
/** Of a sound board, and of one with a blow under the sensor (domain reference A1: below 5 %). */
const SOUND_PERCENT = 2.2;
const BLOWN_PERCENT = 32;
/** How many sensors a blow covers. */
const BLOW_WIDTH = 3;
const DAY_MS = 86_400_000;
const CALIBRATION_DAYS = 30;
/** Between two boards nothing lies under the gauge. */
const TOLERANCE_HOLD_MS = 60_000;
export const THICKNESS_TOLERANCE_MM = 0.35;

export interface GaugedBoard {
  readonly rawMm: number;
  readonly aimedMm: number;
  readonly blow: boolean;
}

export class BoardGauges {
  readonly #chance: Random;
  readonly #profile: readonly Drift[];
  readonly #thickness;
  readonly #damping;
  readonly #weight;
  readonly #density;
  readonly #tolerance: Alarm;
  readonly #calibration: Alarm;
  #sinceCalibrationMs: number;
  #blownFrom = -1;

  constructor(random: Random, instruments: Instruments, events: EventBook) {
    this.#chance = random.fork("blows");
    this.#profile = Array.from(
      { length: TRACKS },
      (_, n) =>
        new Drift(random.fork(`profile-${n + 1}`), {
          sigma: PROFILE_MM / 2,
          tauMs: 1_800_000,
          limit: PROFILE_MM,
        }),
    );
    this.#thickness = instruments.inputs("thickness-gauge.thickness", TRACKS, 0.5);
    this.#damping = instruments.inputs("blow-detector.damping", SENSORS);
    this.#weight = instruments.input("board-scale.weight", 2);
    this.#density = instruments.input("board-scale.density");
    this.#sinceCalibrationMs = this.#chance.between(1, CALIBRATION_DAYS - 1) * DAY_MS;
    this.#tolerance = new Alarm({
      events,
      equipment: "thickness-gauge",
      alarm: "alarm.tolerance",
      priority: "medium",
      when: "above",
      limit: THICKNESS_TOLERANCE_MM,
      deadband: 0.05,
      delayMs: 3_000,
      offDelayMs: TOLERANCE_HOLD_MS,
    });
    this.#calibration = new Alarm({
      events,
      equipment: "board-scale",
      alarm: "alarm.calibration",
      priority: "low",
      when: "above",
      limit: CALIBRATION_DAYS,
    });
  }

  /** @param board under the gauges; undefined where nothing lies there. */
  step(dtMs: number, board: GaugedBoard | undefined): void {
    this.#sinceCalibrationMs += dtMs;
    this.#calibration.step(dtMs, this.#sinceCalibrationMs / DAY_MS);
    this.#tolerance.step(dtMs, board === undefined ? 0 : Math.abs(board.rawMm - board.aimedMm));
    if (board?.blow !== true) this.#blownFrom = -1;
    else if (this.#blownFrom < 0) this.#blownFrom = Math.floor(this.#chance.between(0, 6));
    for (let n = 0; n < TRACKS; n += 1) {
      const profile = this.#profile[n];
      profile?.step(dtMs);
      const raw = board === undefined ? 0 : board.rawMm + (profile?.value() ?? 0);
      this.#thickness[n]?.sample(raw);
    }
    for (let n = 0; n < SENSORS; n += 1) {
      const from = this.#blownFrom;
      const blown = from >= 0 && n >= from && n < from + BLOW_WIDTH;
      this.#damping[n]?.sample(blown ? BLOWN_PERCENT : SOUND_PERCENT);
    }
  }

  /** One board on the scale; it shows it until the next. */
  weigh(weightKg: number, densityKgM3: number): void {
    this.#weight.sample(weightKg);
    this.#density.sample(densityKgM3);
  }

  /** Done in maintenance. */
  calibrate(): void {
    this.#sinceCalibrationMs = 0;
  }

  /** By equipment. */
  stations(): Readonly<Record<string, Points>> {
    const numbered = (name: string, inputs: readonly { value(): number }[]): Points =>
      Object.fromEntries(
        inputs.map((input, n) => [`${name}.${n + 1}`, () => input.value()] as const),
      );
    return {
      "thickness-gauge": {
        ...numbered("thickness", this.#thickness),
        "alarm.tolerance": () => this.#tolerance.active(),
      },
      "blow-detector": numbered("damping", this.#damping),
      "board-scale": {
        weight: () => this.#weight.value(),
        density: () => this.#density.value(),
        "alarm.calibration": () => this.#calibration.active(),
      },
    };
  }
}
