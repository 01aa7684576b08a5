// Curing oven: five hot-air zones over a chain conveyor, which sets the speed of the whole line behind the
// collector. It runs at the speed for the melt that is spun, and creeps while the melt is diverted; what is
// laid on it comes out after the oven's length (domain reference, I6). Gas is what the burners burn (I7).
// m/min, °C, Nm³/h, mm.

import { Counter } from "../counter.ts";
import { Drift } from "../drift.ts";
import { Lag } from "../lag.ts";
import type { Points } from "../point-table.ts";
import type { Random } from "../random.ts";
import { TransportLine } from "../transport-line.ts";
import { MAT_WIDTH_M } from "./collector.ts";
import { OvenZone, type OvenZonePlan } from "./oven-zone.ts";
import { WoolDrive } from "./wool-drive.ts";
import { ovenSignals } from "./wool-line-signals.ts";
import { matWeightOf, type WoolRecipe } from "./wool-recipe.ts";
import { type Inputs, inputPoints, inputsOf } from "./wool-signal.ts";
import { type WoolState, type WoolUpset, woolState } from "./wool-state.ts";

export const OVEN_LENGTH_M = 24;
/** Water left in the mat, share of its wool, and what its evaporation takes. */
export const WATER_SHARE = 0.05;
export const WATER_KJ_PER_KG = 2_600;
export const WOOL_KJ_PER_KG_K = 0.84;
export const MAT_RISE_K = 170;
/** Walls and exhaust of each zone, kW/K. */
export const ZONE_LOSS_KW_PER_K = 0.33;
/** Heat that reaches the zones from one Nm³ of natural gas, kJ. */
export const GAS_KJ_PER_NM3 = 35_600 * 0.85;
/** Where rain got into the binder's air or the suction was low: this much more water. */
const WET_FACTOR = 3;
const FIRE_KW = 700;

interface ZonePlan extends OvenZonePlan {
  /** Share of the drying and of the warming that falls to this zone. */
  readonly dry: number;
  readonly heat: number;
}

const zone = (setpointC: number, burnerKw: number, dry: number, heat: number): ZonePlan => ({
  setpointC,
  burnerKw,
  lossKwPerK: ZONE_LOSS_KW_PER_K,
  heatCapacityKjPerK: 430,
  dry,
  heat,
});
export const ZONES: readonly ZonePlan[] = [
  zone(225, 480, 0.55, 0.42),
  zone(235, 340, 0.3, 0.28),
  zone(230, 260, 0.12, 0.17),
  zone(230, 220, 0.03, 0.08),
  zone(225, 200, 0, 0.05),
];
const FAN_RPM = 1_420;
const CHAIN_MS = 8_000;
/** Below this share of its weight a mat is no mat. */
const LEAST_MAT_SHARE = 0.3;
/** Air is warm enough to let a mat in. */
const READY_K = 25;
const HEIGHT_MM_PER_S = 0.8;

export interface OvenGiven {
  /** Wool that the chain is set for, kg/s; 0: it stands. */
  readonly aimKgS: number;
  /** Of the mat that comes in, kg/m², and its binder as a share of fibre. */
  readonly weight: number;
  readonly loi: number;
  readonly recipe: WoolRecipe;
  readonly firing: boolean;
  readonly upset: WoolUpset | undefined;
  readonly upsetMs: number;
}

export class CuringOven {
  readonly fans: WoolDrive;
  readonly chain: WoolDrive;
  readonly lengthM: Counter;
  readonly zones: readonly OvenZone[];
  readonly #weights: TransportLine;
  readonly #binder: TransportLine;
  readonly #wetness: Drift;
  readonly #wet = new Lag(60_000, 1);
  readonly #aim: Lag;
  readonly #exhaust: Lag;
  readonly #core: Lag;
  readonly #cool: Lag;
  readonly #gasSeen = new Lag(20_000, 1.2);
  readonly #inputs: Inputs<keyof typeof ovenSignals>;
  readonly #fanDrift: Drift;
  #speedMMin: number;
  #heightMm: number;
  #gasNm3H = 0;
  #weightAim: number;

  /** @param woolKgS what arrives at the beginning; 0: cold and empty. */
  constructor(random: Random, woolKgS: number, recipe: WoolRecipe, ambientC: number) {
    const running = woolKgS > 0;
    this.#weightAim = matWeightOf(recipe);
    this.#heightMm = recipe.thicknessMm;
    this.#speedMMin = speedFor(woolKgS, this.#weightAim);
    this.#aim = new Lag(CHAIN_MS, woolKgS);
    this.#weights = new TransportLine(OVEN_LENGTH_M * 1000, 100, running ? this.#weightAim : 0);
    this.#binder = new TransportLine(OVEN_LENGTH_M * 1000, 200, recipe.loi / 100);
    this.#wetness = new Drift(random.fork("wetness"), {
      sigma: 0.08,
      tauMs: 240_000,
      limit: 0.25,
    });
    this.zones = ZONES.map((plan, n) => {
      const matKw = matHeatKw(plan, woolKgS, 1, plan.setpointC);
      return new OvenZone(random.fork(`zone-${n + 1}`), plan, matKw, ambientC, running);
    });
    this.#exhaust = new Lag(60_000, running ? 150 : ambientC);
    this.#core = new Lag(1, running ? 199 : ambientC);
    this.#cool = new Lag(60_000, running ? 50 : ambientC);
    this.#fanDrift = new Drift(random.fork("fan"), { sigma: 0.004, tauMs: 90_000, limit: 0.012 });
    const motor = { idleShare: 0.3, tauMs: 2_000, load: 0.8, on: running };
    this.fans = new WoolDrive({
      random: random.fork("fans"),
      ratedKw: 150,
      rampMs: 40_000,
      ...motor,
    });
    this.chain = new WoolDrive({
      random: random.fork("chain"),
      ratedKw: 45,
      rampMs: 15_000,
      ...motor,
    });
    this.#inputs = inputsOf(random.fork("inputs"), ovenSignals);
    this.lengthM = new Counter(random.fork("history").between(1.5e6, 3.5e6));
  }

  /** Of chain, conveyors and saw, m/min. */
  speedMMin(): number {
    return this.#speedMMin;
  }

  /** True weight of the mat at the exit, kg/m², and its binder as a share of fibre. */
  weightOut(): number {
    return this.#weights.exit();
  }

  loiOut(): number {
    return this.#binder.exit();
  }

  coreC(): number {
    return this.#core.value();
  }

  heightMm(): number {
    return this.#heightMm;
  }

  gasNm3H(): number {
    return this.#gasNm3H;
  }

  /** Detector below the burners, % of the lower explosive limit. */
  gasSeenPercent(): number {
    return this.#gasSeen.value();
  }

  hottestC(): number {
    return this.zones.reduce((most, each) => Math.max(most, each.temperatureC()), 0);
  }

  /** All zones are warm enough for a mat. */
  ready(): boolean {
    return this.zones.every((each) => each.lackingK() < READY_K);
  }

  /** A mat lies in its middle. */
  carrying(): boolean {
    return !isEmpty(this.#weights.at(0.5), this.#weightAim);
  }

  /** Nothing worth the name lies in it. */
  empty(): boolean {
    for (const share of [0, 0.25, 0.5, 0.75, 1]) {
      if (!isEmpty(this.#weights.at(share), this.#weightAim)) return false;
    }
    return true;
  }

  step(dtMs: number, given: OvenGiven, ambientC: number, lineVoltageV: number): void {
    const { recipe, upset } = given;
    this.#wetness.step(dtMs);
    const wet = this.#wet.step(dtMs, upset === "wet-mat" ? WET_FACTOR : 1);
    const wetness = wet * (1 + this.#wetness.value());
    this.#weightAim = matWeightOf(recipe);
    this.#moveHeight(dtMs, recipe.thicknessMm);
    const speed = speedFor(this.#aim.step(dtMs, given.aimKgS), this.#weightAim);
    this.#speedMMin = given.aimKgS === 0 && speed < 0.05 ? 0 : speed;
    const movedMm = (this.#speedMMin * 1000 * dtMs) / 60_000;
    this.#weights.advance(movedMm, given.weight);
    this.#binder.advance(movedMm, given.loi);
    const leaking = upset === "gas-leak";
    this.#gasSeen.step(dtMs, leaking ? 32 : 1.2);
    const firing = given.firing && !leaking && upset !== "oven-fire";
    const burning = upset === "oven-fire" && given.upsetMs < 60_000;
    let burnersKw = 0;
    for (let n = 0; n < ZONES.length; n += 1) {
      const plan = ZONES[n];
      const own = this.zones[n];
      if (plan === undefined || own === undefined) continue;
      const weight = this.#weights.at((n + 0.5) / ZONES.length);
      const passingKgS = (weight * MAT_WIDTH_M * this.#speedMMin) / 60;
      const matKw = matHeatKw(plan, passingKgS, wetness, own.temperatureC());
      own.step(dtMs, { matKw, fireKw: burning && n === 1 ? FIRE_KW : 0, firing }, ambientC);
      burnersKw += own.burnerKw();
    }
    this.#gasNm3H = (burnersKw * 3600) / GAS_KJ_PER_NM3;
    this.#temperatures(dtMs, wetness, ambientC);
    this.#fanDrift.step(dtMs);
    this.fans.step(dtMs, given.firing, 0.8, lineVoltageV);
    const dragging = upset === "chain-overload" ? 0.9 : 0;
    const chainLoad = 0.3 + 0.014 * this.#speedMMin * this.#weights.at(0.5) + dragging;
    this.chain.step(dtMs, this.#speedMMin > 0, chainLoad, lineVoltageV);
    this.lengthM.add(movedMm / 1000);
    this.#measure();
  }

  points(state: () => WoolState): Points {
    return {
      state,
      fault: () => state() === woolState.fault,
      "output.total": () => this.lengthM.value(),
      ...inputPoints(this.#inputs, ovenSignals),
    };
  }

  #moveHeight(dtMs: number, wantedMm: number): void {
    const step = (HEIGHT_MM_PER_S * dtMs) / 1000;
    this.#heightMm += Math.min(Math.max(wantedMm - this.#heightMm, -step), step);
  }

  #temperatures(dtMs: number, wetness: number, ambientC: number): void {
    let meanC = 0;
    for (const each of this.zones) meanC += each.temperatureC() / this.zones.length;
    this.#exhaust.step(dtMs, ambientC + 0.62 * (meanC - ambientC));
    const lastC = this.zones.at(-1)?.temperatureC() ?? meanC;
    // Without a mat the pyrometer sees the chain.
    const excess = Math.max(this.weightOut() / this.#weightAim - 1, -0.3);
    const aimC = 0.9 * lastC - 6 - 60 * excess - 6 * (wetness - 1);
    // What leaves has been under way for as long as the oven is long.
    const residenceMs = (OVEN_LENGTH_M / Math.max(this.#speedMMin, 1)) * 60_000;
    const share = 1 - Math.exp(-dtMs / residenceMs);
    this.#core.set(this.#core.value() + share * (aimC - this.#core.value()));
    const coreC = this.#core.value();
    // The cooling air is throttled in winter.
    this.#cool.step(dtMs, ambientC + (0.16 - 0.003 * (ambientC - 20)) * (coreC - ambientC));
  }

  #measure(): void {
    const inputs = this.#inputs;
    const fan = FAN_RPM * this.fans.speed() * (1 + this.#fanDrift.value());
    inputs["speed.chain"].sample(this.#speedMMin);
    inputs["height.chain"].sample(this.#heightMm);
    inputs["current.chain"].sample(this.chain.currentA);
    inputs["speed.fan.1"].sample(fan);
    inputs["speed.fan.2"].sample(0.97 * fan);
    inputs["speed.fan.3"].sample(0.95 * fan);
    inputs["speed.fan.4"].sample(0.92 * fan);
    inputs["speed.fan.5"].sample(0.9 * fan);
    const laid = Math.min(this.#weights.at(0.5) / this.#weightAim, 2);
    const turned = fan / FAN_RPM;
    inputs["pressure.difference"].sample((350 + 550 * laid) * turned * turned);
    inputs["temperature.exhaust"].sample(this.#exhaust.value());
    inputs["temperature.core.out"].sample(this.#core.value());
    inputs["temperature.cool.out"].sample(this.#cool.value());
    inputs["concentration.gas"].sample(Math.max(this.#gasSeen.value(), 0));
  }
}

/** Whether there is no mat worth the name. @param aim weight that the product asks for. */
export function isEmpty(weightKgM2: number, aim: number): boolean {
  return weightKgM2 < LEAST_MAT_SHARE * aim;
}

/** Chain speed that lays `woolKgS` at `weight`. */
export function speedFor(woolKgS: number, weight: number): number {
  return (woolKgS * 60) / (MAT_WIDTH_M * weight);
}

/** @param wetness water of the mat, 1 is nominal. */
function matHeatKw(plan: ZonePlan, woolKgS: number, wetness: number, airC: number): number {
  const dryingKw = woolKgS * WATER_SHARE * wetness * WATER_KJ_PER_KG;
  // A cooler zone gives less: heat flows with the air's temperature above the mat's.
  const driven = Math.max((airC - 30) / (plan.setpointC - 30), 0);
  return driven * (plan.dry * dryingKw + plan.heat * woolKgS * WOOL_KJ_PER_KG_K * MAT_RISE_K);
}
