// Electric furnace: three electrodes heat a bath of melt on which a blanket of rock floats and melts. Heat of
// the bath, melt in it and shell are slow (domain reference, I4): what the power does now, the stream shows in
// half an hour (I2), and without power the bath cools exponentially.
//
// Settled here (domain reference, F): 0.53 kWh/kg for the melt itself and 1.45 MW of losses at 1510 °C make
// 0.86 kWh/kg at 4.8 t/h, an efficiency of 0.62.

import { Counter, keepCounters } from "../counter.ts";
import { Drift } from "../drift.ts";
import type { PhaseLoad, ThreePhases } from "../meter-reading.ts";
import type { Points } from "../point-table.ts";
import { Batching } from "./batching.ts";
import { CoolingWater } from "./cooling-water.ts";
import { electricBatchingSignals, electricFurnaceSignals } from "./electric-rock-wool-signals.ts";
import { Electrodes, NOMINAL_POWER_MW } from "./electrodes.ts";
import {
  type Furnace,
  type FurnaceGiven,
  type FurnaceOptions,
  type FurnaceTruth,
  type FurnaceWatch,
  NOMINAL_MELT_T_H,
} from "./furnace.ts";
import { FurnaceShell } from "./furnace-shell.ts";
import { Hearth, type Outlet } from "./hearth.ts";
import { MeltComposition } from "./melt-composition.ts";
import { PyrometerEye } from "./pyrometer-eye.ts";
import { WoolDrive } from "./wool-drive.ts";
import { type Inputs, inputPoints, inputsOf } from "./wool-signal.ts";
import { type WoolState, woolState } from "./wool-state.ts";

const WORKING_C = 1_510;
/** 1.35 kJ/kgK from 25 °C to the bath, kWs per kg. */
const MELT_KJ_PER_KG = 1_920;
const LOSS_KW_PER_K = 0.976;
/** 14 t of melt and the hot face of the lining. */
const HEAT_KJ_PER_K = 60_000;
const ELECTRIC_EFFICIENCY = 0.97;
const MELTS_FROM_C = 1_200;
const LIT_C = 1_100;
const READY_C = 1_480;
/** Heating up, °C per minute; the lining bears 2. */
const HEATING_C_PER_MIN = 1.5;
/** Below the siphon's sill. */
const HOLD_KG = 12_000;
const FOREHEARTH_KG = 1_500;
const BLANKET_KG = 2_200;
const COVERED_KG = 1_500;
const LEAST_CHARGE_GAP_MS = 100_000;
const TAP_EVERY_MS = 600_000;
const MIDDLE_TAP = 8;

export class ElectricFurnace implements Furnace {
  readonly equipment = "furnace";
  readonly kept;
  readonly loads: readonly WoolDrive[];
  readonly #electrodes: Electrodes;
  readonly #meltKg: Counter;
  readonly #batching: Batching;
  readonly #composition: MeltComposition;
  readonly #shell: FurnaceShell;
  readonly #hearth: Hearth;
  /** Between bath and siphon. */
  readonly #forehearth: Hearth;
  readonly #water = new CoolingWater(520);
  readonly #eye: PyrometerEye;
  readonly #wander: Drift;
  readonly #stream: Drift;
  readonly #heat: Drift;
  readonly #inputs: Inputs<keyof typeof electricFurnaceSignals>;
  #bathC: number;
  #blanketKg: number;
  #tap = MIDDLE_TAP;
  #tapMs = 0;
  #sinceChargeMs = LEAST_CHARGE_GAP_MS;
  #powerMw = 0;
  #meltingTH = 0;

  /** @param wear of the lining at the beginning, 0 … 1. */
  constructor(options: FurnaceOptions, wear: number) {
    const { random, events, recipe, running, ambientC } = options;
    const drift = (name: string, sigma: number, minutes: number): Drift =>
      new Drift(random.fork(name), { sigma, tauMs: minutes * 60_000, limit: 2.5 * sigma });
    this.#wander = drift("wander", 0.02, 10);
    this.#stream = drift("stream", 0.06, 3);
    this.#heat = drift("heat", 7, 15);
    this.#electrodes = new Electrodes(random.fork("electrodes"));
    this.#bathC = running ? WORKING_C : ambientC;
    this.#blanketKg = running ? BLANKET_KG - 200 : 0;
    this.#hearth = new Hearth({
      holdKg: HOLD_KG,
      levellingH: 0.42,
      direct: 0,
      tappingTH: 8,
      tauMs: 20_000,
      meltTH: running ? NOMINAL_MELT_T_H : 0,
    });
    this.#forehearth = new Hearth({
      holdKg: FOREHEARTH_KG,
      levellingH: 0.33,
      direct: 0,
      tappingTH: 8,
      tauMs: 20_000,
      meltTH: running ? NOMINAL_MELT_T_H : 0,
    });
    this.#shell = new FurnaceShell(this.#bathC, wear, ambientC);
    this.#eye = new PyrometerEye(random.fork("eye"));
    this.#inputs = inputsOf(random.fork("inputs"), electricFurnaceSignals);
    const drive = (name: string, ratedKw: number): WoolDrive =>
      new WoolDrive({
        random: random.fork(name),
        ratedKw,
        idleShare: 0.25,
        rampMs: 45_000,
        tauMs: 3_000,
        on: running,
        load: 0.8,
      });
    this.loads = [drive("pumps", 75), drive("flue-fan", 110)];
    this.#batching = new Batching({
      random: random.fork("batching"),
      events,
      signals: electricBatchingSignals,
      recipe,
      withCoke: false,
    });
    this.#composition = new MeltComposition(recipe, 14_000);
    this.#meltKg = new Counter(this.#batching.charges.value() * this.#batching.meltPerCharge());
    this.kept = keepCounters({ total: this.#meltKg, charges: this.#batching.charges });
  }

  meltTH(): number {
    return this.#forehearth.outTH();
  }

  acidity(): number {
    return this.#composition.acidity();
  }

  fire(): number {
    return this.#powerMw / NOMINAL_POWER_MW;
  }

  lit(): boolean {
    return this.#bathC >= LIT_C;
  }

  ready(): boolean {
    return (
      this.#bathC >= READY_C &&
      this.#hearth.kg() >= HOLD_KG &&
      this.#forehearth.kg() >= FOREHEARTH_KG
    );
  }

  drained(): boolean {
    return this.#hearth.kg() + this.#forehearth.kg() < 20;
  }

  /** Of the furnace's own transformer, behind its own meter. */
  incomer(): ThreePhases<PhaseLoad> {
    return this.#electrodes.loads();
  }

  watched(): FurnaceWatch {
    const { riseK, m3H } = this.#water;
    return { waterRiseK: riseK, waterM3H: m3H, coPercent: 0, shellC: this.#shell.hottestC() };
  }

  truth(): FurnaceTruth {
    return {
      meltTH: this.meltTH(),
      meltC: this.#streamC(),
      charges: this.#batching.charges.value(),
      bathC: this.#bathC,
      powerMw: this.#powerMw,
      meltingTH: this.#meltingTH,
      acidity: this.acidity(),
    };
  }

  step(dtMs: number, given: FurnaceGiven, ambientC: number, lineVoltageV: number): void {
    this.#wander.step(dtMs);
    this.#stream.step(dtMs);
    this.#heat.step(dtMs);
    this.#power(dtMs, given, ambientC, lineVoltageV);
    this.#melt(dtMs, given);
    const heatKw =
      1000 * ELECTRIC_EFFICIENCY * this.#powerMw -
      LOSS_KW_PER_K * (this.#bathC - ambientC) -
      (this.#meltingTH * MELT_KJ_PER_KG) / 3.6;
    this.#bathC += ((heatKw / HEAT_KJ_PER_K) * dtMs) / 1000;
    this.#shell.step(dtMs, this.#bathC, given.wear, ambientC);
    const warm = Math.max((this.#bathC - ambientC) / WORKING_C, 0);
    const pump = given.upset === "cooling-weak" ? 0.5 : 1;
    this.#water.step(dtMs, 620 * warm * (0.8 + 0.2 * this.fire()), pump, ambientC);
    this.loads[0]?.step(dtMs, warm > 0.05, 0.8 * pump, lineVoltageV);
    this.loads[1]?.step(dtMs, this.#powerMw > 0.1, 0.3 + 0.4 * this.fire(), lineVoltageV);
    this.#measure(dtMs, given);
  }

  points(state: () => WoolState): Points {
    return {
      state,
      fault: () => state() === woolState.fault,
      "output.total": () => this.#meltKg.value(),
      "count.charge": () => this.#batching.charges.value(),
      tap: () => this.#electrodes.tap(),
      ...inputPoints(this.#inputs, electricFurnaceSignals),
    };
  }

  batchingPoints(state: () => WoolState): Points {
    return this.#batching.points(state);
  }

  #power(dtMs: number, given: FurnaceGiven, ambientC: number, lineVoltageV: number): void {
    const { phase, upset, share } = given;
    const melting = phase === woolState.leadIn || phase === woolState.producing;
    const off =
      phase === woolState.stopped ||
      phase === woolState.maintenance ||
      phase === woolState.tapping ||
      upset === "furnace-trip";
    let current = share;
    if (phase === woolState.ignition || phase === woolState.heating) {
      const risePerMin = Math.min((WORKING_C - this.#bathC) / 20, HEATING_C_PER_MIN);
      const meltingKw = (this.#meltingTH * MELT_KJ_PER_KG) / 3.6;
      const lossKw = LOSS_KW_PER_K * (this.#bathC - ambientC);
      const kw = (HEAT_KJ_PER_K * risePerMin) / 60 + lossKw + meltingKw;
      current = Math.min(kw / (1000 * ELECTRIC_EFFICIENCY * NOMINAL_POWER_MW), 1.1);
    }
    this.#changeTap(dtMs, melting && share > 0.9);
    this.#electrodes.step(dtMs, off ? 0 : this.#tap, current, lineVoltageV / 400);
    this.#powerMw = this.#electrodes.powerMw();
  }

  /** The smelter looks at the bath every ten minutes and moves one tap. */
  #changeTap(dtMs: number, regulating: boolean): void {
    this.#tapMs += dtMs;
    if (!regulating) this.#tap = MIDDLE_TAP;
    if (!regulating || this.#tapMs < TAP_EVERY_MS) return;
    this.#tapMs = 0;
    if (this.#bathC < WORKING_C - 10) this.#tap = Math.min(this.#tap + 1, 12);
    if (this.#bathC > WORKING_C + 10) this.#tap = Math.max(this.#tap - 1, 4);
  }

  #melt(dtMs: number, given: FurnaceGiven): void {
    const { phase, upset } = given;
    const covered = Math.min(this.#blanketKg / COVERED_KG, 1);
    // Current stirs the bath below the blanket: without it melting comes nearly to rest.
    const stirred = 0.12 + 0.88 * this.fire();
    const hot = Math.max((this.#bathC - MELTS_FROM_C) / (WORKING_C - MELTS_FROM_C), 0);
    this.#meltingTH = NOMINAL_MELT_T_H * covered * stirred * hot * (1 + this.#wander.value());
    const meltedKg = Math.min((this.#meltingTH * dtMs) / 3600, this.#blanketKg);
    this.#blanketKg -= meltedKg;
    const closed =
      phase === woolState.ignition || phase === woolState.heating || upset === "stream-break";
    const emptying =
      phase === woolState.tapping || phase === woolState.stopped || phase === woolState.maintenance;
    // While it heats up the bath fills the forehearth, and nothing leaves that.
    const outlet: Outlet = emptying ? "tapping" : closed ? "closed" : "open";
    this.#hearth.step(dtMs, this.#meltingTH, emptying ? "tapping" : "open");
    this.#forehearth.step(dtMs, this.#hearth.outTH(), outlet, 1 + this.#stream.value());
    this.#meltKg.add((this.meltTH() * dtMs) / 3600);
    this.#sinceChargeMs += dtMs;
    const spaced = this.#sinceChargeMs >= LEAST_CHARGE_GAP_MS;
    const feeding = spaced && !emptying && hot > 0.3 && this.fire() > 0.45;
    if (feeding && this.#blanketKg < BLANKET_KG - this.#batching.meltPerCharge()) {
      const melt = this.#batching.charge(given.recipe, 0, given.words);
      this.#sinceChargeMs = 0;
      this.#blanketKg += melt.meltKg;
      this.#composition.add(melt);
      this.#shell.charged();
    }
  }

  /** The siphon takes some heat from the stream. */
  #streamC(): number {
    return this.#bathC - 28 + this.#heat.value();
  }

  #measure(dtMs: number, given: FurnaceGiven): void {
    const inputs = this.#inputs;
    const streaming = this.meltTH() > 0.3;
    const seenC = this.#eye.step(dtMs, streaming ? this.#streamC() : undefined);
    inputs["temperature.melt"].sample(seenC);
    inputs["flow.melt"].sample(given.diverted ? 0 : this.meltTH());
    inputs["temperature.water.in"].sample(this.#water.inC);
    inputs["temperature.water.out"].sample(this.#water.inC + this.#water.riseK);
    inputs["flow.water"].sample(this.#water.m3H);
    this.#electrodes.measure(inputs);
    inputs["power.furnace"].sample(this.#powerMw);
    inputs["temperature.bath"].sample(this.#bathC);
    this.#shell.measure(inputs);
  }
}
