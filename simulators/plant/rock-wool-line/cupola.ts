// Cupola furnace: oxygen of blast and enrichment burns coke and melts rock at a rate that follows it (domain
// reference, I3); charges refill the shaft whenever there is room, and each cools the top gas at once (a
// sawtooth in phase with the charges). What is charged leaves as melt later (I1). Nm³/h, °C, t/h, kg.
//
// Settled here (domain reference, F): 267 kg of coke per tonne of melt need 7 Nm³ of air a kilogram, 8 970 Nm³/h;
// 180 Nm³/h of oxygen (2.2 %) stand for 860 of them, so the blast is 8 100 Nm³/h and stays within its range.

import { Counter, keepCounters } from "../counter.ts";
import { Drift } from "../drift.ts";
import { Lag } from "../lag.ts";
import type { Points } from "../point-table.ts";
import { Batching } from "./batching.ts";
import { CoolingWater } from "./cooling-water.ts";
import { bedAim, MELT_C } from "./cupola-bed.ts";
import { CupolaTop } from "./cupola-top.ts";
import {
  type Furnace,
  type FurnaceGiven,
  type FurnaceOptions,
  type FurnaceTruth,
  type FurnaceWatch,
  NOMINAL_MELT_T_H,
} from "./furnace.ts";
import { Hearth, type Outlet } from "./hearth.ts";
import { MeltComposition } from "./melt-composition.ts";
import { PyrometerEye } from "./pyrometer-eye.ts";
import { batchingSignals, cupolaSignals } from "./rock-wool-signals.ts";
import { WoolDrive } from "./wool-drive.ts";
import { type Inputs, inputPoints, inputsOf } from "./wool-signal.ts";
import { type WoolState, woolState } from "./wool-state.ts";

const NOMINAL_BLAST_NM3_H = 8_100;
const NOMINAL_OXYGEN_NM3_H = 180;
const OXYGEN_OF_AIR = 0.2095;
const NOMINAL_FIRE_NM3_H = OXYGEN_OF_AIR * NOMINAL_BLAST_NM3_H + NOMINAL_OXYGEN_NM3_H;
/** Oxygen that burns a kilogram of coke to the cupola's gas: that of 7 Nm³ of air. */
const OXYGEN_PER_COKE = 7 * OXYGEN_OF_AIR;
const COKE_KG_PER_T = 267;
const LIT_C = 800;
const READY_C = 1_440;
const HEARTH_KG = 1_500;
/** Charges that the burden sinks by before it is tapped. */
const BURNT_DOWN_CHARGES = 6;
const LEAST_CHARGE_GAP_MS = 100_000;
const TUYERE_HEAT_KW = 620;

const HOUR_MS = 3_600_000;

export class Cupola implements Furnace {
  readonly equipment = "cupola";
  readonly kept;
  readonly loads: readonly WoolDrive[];
  readonly #blower: WoolDrive;
  readonly #meltKg: Counter;
  readonly #batching: Batching;
  readonly #composition: MeltComposition;
  readonly #top: CupolaTop;
  readonly #hearth: Hearth;
  readonly #water = new CoolingWater(TUYERE_HEAT_KW);
  readonly #eye: PyrometerEye;
  readonly #wander: Drift;
  readonly #heat: Drift;
  readonly #blastDrift: Drift;
  readonly #hotBlastDrift: Drift;
  readonly #reactivity: Drift;
  readonly #blast: Lag;
  readonly #oxygen: Lag;
  readonly #hotBlast: Lag;
  readonly #inputs: Inputs<keyof typeof cupolaSignals>;
  #bedC: number;
  /** Room in the shaft since the last charge, as melt, kg. */
  #roomKg: number;
  /** Coke that burnt and was not charged again, kg. */
  #cokeShortKg = 0;
  #sinceChargeMs = LEAST_CHARGE_GAP_MS;
  #fire = 0;

  constructor({ random, events, recipe, running, ambientC }: FurnaceOptions) {
    const drift = (name: string, sigma: number, minutes: number): Drift =>
      new Drift(random.fork(name), { sigma, tauMs: minutes * 60_000, limit: 2.5 * sigma });
    // ±8 % in the long run; what the burden melts wavers in minutes.
    this.#wander = drift("wander", 0.06, 3);
    this.#heat = drift("heat", 9, 15);
    this.#blastDrift = drift("blast", 0.012, 10);
    this.#hotBlastDrift = drift("hot-blast", 12, 15);
    this.#reactivity = drift("reactivity", 0.025, 180);
    const on = running ? 1 : 0;
    this.#blast = new Lag(5_000, on * NOMINAL_BLAST_NM3_H);
    this.#oxygen = new Lag(5_000, on * NOMINAL_OXYGEN_NM3_H);
    this.#hotBlast = new Lag(900_000, running ? 520 : ambientC);
    this.#bedC = running ? MELT_C : ambientC;
    this.#hearth = new Hearth({
      holdKg: HEARTH_KG,
      levellingH: 0.12,
      direct: 1,
      tappingTH: 3,
      tauMs: 60_000,
      meltTH: on * NOMINAL_MELT_T_H,
    });
    this.#top = new CupolaTop(random.fork("top"), running);
    this.#eye = new PyrometerEye(random.fork("eye"));
    this.#inputs = inputsOf(random.fork("inputs"), cupolaSignals);
    const drive = (name: string, ratedKw: number, load: number): WoolDrive =>
      new WoolDrive({
        random: random.fork(name),
        ratedKw,
        idleShare: 0.25,
        rampMs: 45_000,
        tauMs: 3_000,
        on: running,
        load,
      });
    this.#blower = drive("blower", 230, 0.8);
    this.loads = [this.#blower, drive("pumps", 55, 0.8), drive("flue-fan", 130, 0.7)];
    this.#batching = new Batching({
      random: random.fork("batching"),
      events,
      signals: batchingSignals,
      recipe,
      withCoke: true,
    });
    this.#composition = new MeltComposition(recipe, 6_500);
    const history = random.fork("history");
    this.#meltKg = new Counter(this.#batching.charges.value() * this.#batching.meltPerCharge());
    this.#roomKg = this.#batching.meltPerCharge() * (running ? history.uniform() : 8);
    this.kept = keepCounters({ total: this.#meltKg, charges: this.#batching.charges });
  }

  meltTH(): number {
    return this.#hearth.outTH();
  }

  acidity(): number {
    return this.#composition.acidity();
  }

  fire(): number {
    return this.#fire;
  }

  lit(): boolean {
    return this.#bedC >= LIT_C;
  }

  ready(): boolean {
    return this.#bedC >= READY_C;
  }

  drained(): boolean {
    return this.#hearth.kg() < 10;
  }

  watched(): FurnaceWatch {
    const { riseK, m3H } = this.#water;
    return { waterRiseK: riseK, waterM3H: m3H, coPercent: this.#top.coPercent(), shellC: 0 };
  }

  truth(): FurnaceTruth {
    return {
      meltTH: this.meltTH(),
      meltC: this.#meltC(),
      charges: this.#batching.charges.value(),
      bedC: this.#bedC,
      blastNm3H: this.#blast.value(),
      oxygenNm3H: this.#oxygen.value(),
      cokeKgH: (this.#fire * NOMINAL_FIRE_NM3_H) / OXYGEN_PER_COKE,
      acidity: this.acidity(),
    };
  }

  step(dtMs: number, given: FurnaceGiven, ambientC: number, lineVoltageV: number): void {
    this.#wander.step(dtMs);
    this.#heat.step(dtMs);
    this.#blastDrift.step(dtMs);
    this.#hotBlastDrift.step(dtMs);
    this.#reactivity.step(dtMs);
    const share = this.#blastShare(given);
    const blast = this.#blast.step(
      dtMs,
      NOMINAL_BLAST_NM3_H * share * (1 + this.#blastDrift.value()),
    );
    const oxygen = this.#oxygen.step(dtMs, share > 0.6 ? NOMINAL_OXYGEN_NM3_H * share : 0);
    this.#fire = (OXYGEN_OF_AIR * blast + oxygen) / NOMINAL_FIRE_NM3_H;
    const [aimC, tauMs] = bedAim(given, this.#fire, ambientC);
    this.#bedC += (aimC - this.#bedC) * (1 - Math.exp(-dtMs / tauMs));
    this.#hotBlast.step(dtMs, share > 0.2 && this.lit() ? 520 : ambientC);
    this.#melt(dtMs, given);
    const warm = Math.max((this.#bedC - ambientC) / MELT_C, 0);
    const heatKw = TUYERE_HEAT_KW * warm * (0.35 + 0.65 * this.#fire) + 2 * this.#heat.value();
    const pump = given.upset === "cooling-weak" ? 0.5 : 1;
    this.#water.step(dtMs, Math.max(heatKw, 0), pump, ambientC);
    this.#top.step(dtMs, this.#fire, warm, given.upset === "co-high", ambientC);
    const { phase } = given;
    const on = phase !== woolState.stopped && phase !== woolState.maintenance;
    this.#blower.step(dtMs, share > 0, 0.8 * share * share, lineVoltageV);
    this.loads[1]?.step(dtMs, on || warm > 0.1, 0.8 * pump, lineVoltageV);
    this.loads[2]?.step(dtMs, on, 0.3 + 0.4 * this.#fire, lineVoltageV);
    this.#measure(dtMs, given);
  }

  points(state: () => WoolState): Points {
    return {
      state,
      fault: () => state() === woolState.fault,
      "output.total": () => this.#meltKg.value(),
      "count.charge": () => this.#batching.charges.value(),
      ...inputPoints(this.#inputs, cupolaSignals),
    };
  }

  batchingPoints(state: () => WoolState): Points {
    return this.#batching.points(state);
  }

  /** Before it is tapped the burden burns down at half blast. */
  #blastShare({ phase, share }: FurnaceGiven): number {
    if (phase !== woolState.tapping) return share;
    return this.#roomKg < BURNT_DOWN_CHARGES * this.#batching.meltPerCharge() ? 0.5 : 0;
  }

  #melt(dtMs: number, given: FurnaceGiven): void {
    const { phase } = given;
    const hot = Math.min(Math.max((this.#bedC - 1_300) / 130, 0), 1);
    const rateTH = NOMINAL_MELT_T_H * this.#fire * hot * (1 + this.#wander.value());
    const burntDown = phase === woolState.tapping && this.#fire < 0.1;
    const outlet: Outlet =
      burntDown || phase === woolState.stopped || phase === woolState.maintenance
        ? "tapping"
        : given.upset === "stream-break" || phase === woolState.heating
          ? "closed"
          : "open";
    this.#hearth.step(dtMs, rateTH, outlet);
    this.#meltKg.add((this.#hearth.outTH() * dtMs) / 3600);
    this.#roomKg += (rateTH * dtMs) / 3600;
    const cokeKgH =
      ((this.#fire * NOMINAL_FIRE_NM3_H) / OXYGEN_PER_COKE) * (1 + this.#reactivity.value());
    this.#cokeShortKg += (cokeKgH * dtMs) / HOUR_MS;
    this.#charge(dtMs, given);
  }

  #meltC(): number {
    // More melt at the same coke is cooler melt.
    return this.#bedC + this.#heat.value() - 60 * this.#wander.value();
  }

  #charge(dtMs: number, { phase, recipe, words }: FurnaceGiven): void {
    this.#sinceChargeMs += dtMs;
    const charging =
      phase === woolState.heating || phase === woolState.leadIn || phase === woolState.producing;
    const due = this.#roomKg >= this.#batching.meltPerCharge();
    if (!charging || !due || this.#sinceChargeMs < LEAST_CHARGE_GAP_MS) return;
    this.#sinceChargeMs = 0;
    // The foreman gives back what burnt, within 20 … 25 % of the rock.
    const usualKg = (COKE_KG_PER_T * this.#batching.meltPerCharge()) / 1000;
    const cokeKg = Math.min(
      Math.max(usualKg + 0.1 * (this.#cokeShortKg - usualKg), 0.2 * 480),
      0.25 * 480,
    );
    this.#cokeShortKg = Math.min(Math.max(this.#cokeShortKg - cokeKg, -300), 300);
    const melt = this.#batching.charge(recipe, cokeKg, words);
    this.#roomKg -= melt.meltKg;
    this.#composition.add(melt);
    this.#top.charged();
  }

  #measure(dtMs: number, given: FurnaceGiven): void {
    const inputs = this.#inputs;
    const streaming = this.#hearth.outTH() > 0.3;
    const seenC = this.#eye.step(dtMs, streaming ? this.#meltC() : undefined);
    const blast = this.#blast.value();
    const share = blast / NOMINAL_BLAST_NM3_H;
    const hot = this.#hotBlast.value();
    inputs["temperature.melt"].sample(seenC);
    inputs["flow.melt"].sample(given.diverted ? 0 : this.meltTH());
    inputs["temperature.water.in"].sample(this.#water.inC);
    inputs["temperature.water.out"].sample(this.#water.inC + this.#water.riseK);
    inputs["flow.water"].sample(this.#water.m3H);
    inputs["flow.blast"].sample(blast);
    inputs["flow.oxygen"].sample(this.#oxygen.value());
    inputs["temperature.blast"].sample(hot + (hot > 300 ? this.#hotBlastDrift.value() : 0));
    inputs["pressure.blast"].sample(this.#top.pressureKpa(share));
    inputs["temperature.topgas"].sample(this.#top.gasC());
    inputs["concentration.co"].sample(this.#top.coPercent());
    // A charge with its coke fills 0.3 m of the shaft.
    inputs.level.sample(Math.max(4.3 - (0.3 * this.#roomKg) / this.#batching.meltPerCharge(), 0.4));
  }
}
