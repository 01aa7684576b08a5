// What happens at the tool of the nesting centre, and what its sensors say of it: chips, spindle, hold-down, suction,
// feed. The program decides what is cut; this is the physics of it.

import { AnalogInput } from "../analog-input.ts";
import { Drift } from "../drift.ts";
import { Lag } from "../lag.ts";
import type { Random } from "../random.ts";
import { AxisReadings } from "./axis-motion.ts";
import { chipFlow } from "./milling-tool.ts";
import { Instrument } from "./sensor.ts";
import type { Cut } from "./sheet-program.ts";
import { Spindle } from "./spindle.ts";
import type { Surroundings } from "./surroundings.ts";
import { VacuumTable } from "./vacuum-table.ts";

const AUXILIARY_W = 2_300;
const SAVING_W = 650;
const OFF_W = 60;
const VACUUM_PUMP_W = 7_500;
const AXES_W_PER_M_PER_MIN = 60;
const SUCTION_TAU_MS = 1_000;
/** A knot of glue in the board asks for this many times the cutting energy. */
const KNOT = 4;

export type MillingStep = {
  readonly on: boolean;
  readonly saving: boolean;
  /** The cut in which the tool moves now. */
  readonly cut: Cut | undefined;
  /** Actual feed, m/min. */
  readonly feed: number;
  readonly wantedRpm: number;
  /** J/cm³ of the tool, with its wear. */
  readonly cuttingEnergy: number;
  readonly knot: boolean;
  readonly toolBroken: boolean;
  /** The valve of the table is open. */
  readonly held: boolean;
  /** Share of the parts that are cut free. */
  readonly kerfShare: number;
  readonly sealLost: boolean;
};

export class CncMilling {
  readonly spindle: Spindle;
  readonly table: VacuumTable;
  readonly axes: AxisReadings;
  readonly #grain: Drift;
  readonly #hood: AnalogInput;
  readonly #feedMeter: Instrument;
  readonly #suction: Lag;
  #chipFlow = 0;
  #depthMm = 0;
  #powerW = OFF_W;
  #samples = 0;

  /** @param rpm and temperature of the spindle at the beginning. */
  constructor(random: Random, rpm: number, spindleC: number) {
    this.spindle = new Spindle(random.fork("spindle"), rpm, spindleC);
    this.table = new VacuumTable(random.fork("table"));
    this.axes = new AxisReadings(random.fork("axes"));
    this.#grain = new Drift(random.fork("grain"), { sigma: 0.05, tauMs: 20_000, limit: 0.15 });
    this.#hood = new AnalogInput({ random: random.fork("hood"), range: [0, 4_000], sigma: 14 });
    this.#feedMeter = new Instrument({
      random: random.fork("feed"),
      relativeSigma: 0.004,
      perUnit: 100,
      least: 0,
      dead: 0.02,
    });
    this.#suction = new Lag(SUCTION_TAU_MS, rpm > 0 ? 2_050 : 0);
  }

  /** What changes over seconds. */
  drift(dtMs: number, around: Surroundings, cooled: boolean): void {
    this.#grain.step(dtMs);
    this.table.drift(dtMs);
    this.spindle.warm(dtMs, around.ambientC, cooled);
    this.#hood.sample(this.#suction.step(dtMs, around.suctionPa));
    this.#samples += 1;
  }

  step(dtMs: number, now: MillingStep): void {
    const { cut, feed } = now;
    this.#depthMm = cut?.depthMm ?? 0;
    this.#chipFlow = cut === undefined ? 0 : chipFlow(cut.tool, cut.depthMm, feed);
    const energy = now.cuttingEnergy * (1 + this.#grain.value()) * (now.knot ? KNOT : 1);
    this.spindle.step(dtMs, now.wantedRpm, now.toolBroken ? 0 : this.#chipFlow * energy);
    this.table.step(dtMs, now.held, now.kerfShare, now.sealLost);
    this.#feedMeter.sample(feed);
    this.#powerW = now.on
      ? (now.saving ? SAVING_W : AUXILIARY_W) +
        this.spindle.powerW() +
        (now.held ? VACUUM_PUMP_W : 0) +
        AXES_W_PER_M_PER_MIN * feed
      : OFF_W;
  }

  /** Chips of the cut, cm³/s; 0 outside one. */
  chipFlowCm3PerS(): number {
    return this.#chipFlow;
  }

  /** Wood in the way of the tool, mm; 0 outside a cut. */
  depthMm(): number {
    return this.#depthMm;
  }

  /** Cutting power at the tool, kW. */
  cutKw(): number {
    return (this.spindle.powerW() - this.spindle.idleW()) / 1000;
  }

  /** Number of the step, for readings that are worked out when they are looked at. */
  samples(): number {
    return this.#samples;
  }

  /** m/min and Pa. */
  readings(): { readonly feed: number; readonly suctionPa: number } {
    return { feed: this.#feedMeter.value(), suctionPa: this.#hood.value() };
  }

  powerW(): number {
    return this.#powerW;
  }
}
