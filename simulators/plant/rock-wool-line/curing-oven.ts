// Curing oven: three hot-air zones over a chain conveyor, which sets the speed of the whole line behind the
// collector. It runs at the speed for the melt that is spun, and creeps while the melt is diverted; what is
// laid on it comes out after the oven's length (domain reference, I6). Gas is what the burners burn (I7).
// m/min, °C, Nm³/h.

import { AnalogInput } from "../analog-input.ts";
import { Counter } from "../counter.ts";
import { Drift } from "../drift.ts";
import { Lag } from "../lag.ts";
import { Motor } from "../motor.ts";
import type { Points } from "../point-table.ts";
import type { Random } from "../random.ts";
import { TransportLine } from "../transport-line.ts";
import { MAT_WEIGHT_KG_M2, MAT_WIDTH_M } from "./collector.ts";
import { OvenZone, type OvenZonePlan } from "./oven-zone.ts";
import { type WoolCondition, woolState } from "./wool-state.ts";

const LENGTH_MM = 24_000;
/** Water left in the mat, share of its wool, and what its evaporation takes. */
const WATER_SHARE = 0.05;
const WATER_KJ_PER_KG = 2_600;
const WOOL_KJ_PER_KG_K = 0.84;
const MAT_RISE_K = 170;
/** Heat that reaches the zones from one Nm³ of natural gas, kJ. */
const GAS_KJ_PER_NM3 = 35_600 * 0.85;
const ZONES: readonly (OvenZonePlan & { readonly dry: number; readonly heat: number })[] = [
  {
    setpointC: 225,
    burnerKw: 560,
    lossKwPerK: 0.55,
    heatCapacityKjPerK: 1_500,
    dry: 0.8,
    heat: 0.5,
  },
  {
    setpointC: 235,
    burnerKw: 380,
    lossKwPerK: 0.55,
    heatCapacityKjPerK: 1_300,
    dry: 0.2,
    heat: 0.35,
  },
  {
    setpointC: 230,
    burnerKw: 280,
    lossKwPerK: 0.55,
    heatCapacityKjPerK: 1_200,
    dry: 0,
    heat: 0.15,
  },
];
const CHAIN_MS = 8_000;
/** Below this share of its weight a mat is no mat. */
const LEAST_MAT_SHARE = 0.3;

export class CuringOven {
  readonly fans: Motor;
  readonly chain: Motor;
  readonly lengthM: Counter;
  readonly zones: readonly OvenZone[];
  readonly #weights = new TransportLine(LENGTH_MM, 100, MAT_WEIGHT_KG_M2);
  readonly #wetness: Drift;
  readonly #aim: Lag;
  readonly #exhaust: Lag;
  readonly #core: Lag;
  readonly #inputs;
  #speedMMin: number;
  #gasNm3H = 0;
  #condition: WoolCondition = { state: woolState.producing, fault: false };

  /** @param woolKgS what arrives at the beginning. */
  constructor(random: Random, woolKgS: number, ambientC: number) {
    this.#speedMMin = speedFor(woolKgS);
    this.#aim = new Lag(CHAIN_MS, woolKgS);
    this.#wetness = new Drift(random.fork("wetness"), {
      sigma: 0.08,
      tauMs: 240_000,
      limit: 0.25,
    });
    this.zones = ZONES.map(
      (plan, n) =>
        new OvenZone(random.fork(`zone-${n + 1}`), plan, matHeatKw(plan, woolKgS, 1), ambientC),
    );
    this.#exhaust = new Lag(60_000, 150);
    this.#core = new Lag(5_000, 199);
    const motor = { idleShare: 0.3, tauMs: 2_000, load: 0.8 };
    this.fans = new Motor({ random: random.fork("fans"), ratedKw: 150, ...motor });
    this.chain = new Motor({ random: random.fork("chain"), ratedKw: 45, ...motor });
    this.#inputs = {
      speed: new AnalogInput({
        random: random.fork("speed"),
        range: [0, 20],
        relativeSigma: 0.001,
      }),
      core: new AnalogInput({ random: random.fork("core"), range: [0, 400], sigma: 0.6 }),
      exhaust: new AnalogInput({ random: random.fork("exhaust"), range: [0, 400], sigma: 0.5 }),
    };
    this.lengthM = new Counter(random.fork("history").between(1.5e6, 3.5e6));
    this.step(100, { aimKgS: woolKgS, weight: MAT_WEIGHT_KG_M2 }, ambientC, 400);
  }

  /** Of chain, conveyors and saw, m/min. */
  speedMMin(): number {
    return this.#speedMMin;
  }

  /** True weight of the mat at the exit, kg/m². */
  weightOut(): number {
    return this.#weights.exit();
  }

  gasNm3H(): number {
    return this.#gasNm3H;
  }

  /** @param mat `aimKgS`: wool that the chain is set for; `weight`: of the mat that comes in, kg/m². */
  step(
    dtMs: number,
    mat: { readonly aimKgS: number; readonly weight: number },
    ambientC: number,
    lineVoltageV: number,
  ): void {
    this.#wetness.step(dtMs);
    this.#speedMMin = speedFor(this.#aim.step(dtMs, mat.aimKgS));
    const movedMm = (this.#speedMMin * 1000 * dtMs) / 60_000;
    this.#weights.advance(movedMm, mat.weight);
    let burnersKw = 0;
    this.zones.forEach((zone, n) => {
      const plan = ZONES[n];
      if (plan === undefined) return;
      const weight = this.#weights.at((n + 0.5) / ZONES.length);
      const passingKgS = (weight * MAT_WIDTH_M * this.#speedMMin) / 60;
      zone.step(dtMs, matHeatKw(plan, passingKgS, 1 + this.#wetness.value()), ambientC);
      burnersKw += zone.burnerKw();
    });
    this.#gasNm3H = (burnersKw * 3600) / GAS_KJ_PER_NM3;
    this.#temperatures(dtMs, ambientC);
    this.fans.step(dtMs, 0.8, lineVoltageV);
    this.chain.step(dtMs, 0.11 * this.#speedMMin, lineVoltageV);
    this.lengthM.add(movedMm / 1000);
    this.#inputs.speed.sample(this.#speedMMin);
    this.#condition = {
      state: isEmpty(this.#weights.at(0.5)) ? woolState.starved : woolState.producing,
      fault: false,
    };
  }

  points(): Points {
    const { speed, core, exhaust } = this.#inputs;
    return {
      state: () => this.#condition.state,
      fault: () => this.#condition.fault,
      "output.total": () => this.lengthM.value(),
      "speed.chain": () => speed.value(),
      "temperature.core.out": () => core.value(),
      "temperature.exhaust": () => exhaust.value(),
    };
  }

  #temperatures(dtMs: number, ambientC: number): void {
    const meanC = this.zones.reduce((sum, zone) => sum + zone.temperatureC(), 0) / 3;
    this.#exhaust.step(dtMs, ambientC + 0.62 * (meanC - ambientC));
    const lastC = this.zones[2]?.temperatureC() ?? meanC;
    // Without a mat the pyrometer sees the chain.
    const excess = Math.max(this.weightOut() / MAT_WEIGHT_KG_M2 - 1, -0.3);
    this.#core.step(dtMs, 0.9 * lastC - 8 - 60 * excess);
    this.#inputs.exhaust.sample(this.#exhaust.value());
    this.#inputs.core.sample(this.#core.value());
  }
}

/** Whether there is no mat worth the name. */
export function isEmpty(weightKgM2: number): boolean {
  return weightKgM2 < LEAST_MAT_SHARE * MAT_WEIGHT_KG_M2;
}

/** Chain speed that lays `woolKgS` at the product's weight. */
export function speedFor(woolKgS: number): number {
  return (woolKgS * 60) / (MAT_WIDTH_M * MAT_WEIGHT_KG_M2);
}

/** @param wetness water of the mat, 1 is nominal. */
function matHeatKw(
  plan: { readonly dry: number; readonly heat: number },
  woolKgS: number,
  wetness: number,
): number {
  const dryingKw = woolKgS * WATER_SHARE * wetness * WATER_KJ_PER_KG;
  return plan.dry * dryingKw + plan.heat * woolKgS * WOOL_KJ_PER_KG_K * MAT_RISE_K;
}
