// Drum dryer of a particleboard line. Hot gas gives its heat to the water of the chips, so wetter chips
// lower the outlet temperature after the drum's dead time, and cooler outlet gas leaves the chips wetter
// (domain reference, P3). The burner follows the outlet temperature. °C, % on dry wood, kg/s dry wood.
// A dry-chip bin stands behind it: when the line stops the drum is turned down to half, and unloaded when
// the bin is full (P8).

import { Alarm } from "../alarm.ts";
import { Counter } from "../counter.ts";
import { Drift } from "../drift.ts";
import type { Instruments } from "../instruments.ts";
import { Lag } from "../lag.ts";
import type { EventBook } from "../plant-events.ts";
import type { Points } from "../point-table.ts";
import type { Random } from "../random.ts";
import { SwitchedMotor } from "../switched-motor.ts";
import { TransportLine } from "../transport-line.ts";
import { DryChipBin } from "./dry-chip-bin.ts";
import type { PerLayer } from "./layer.ts";
import { panelState } from "./panel-state.ts";
import { SparkDetector } from "./spark-detector.ts";

/** off: at rest; warm: hot gas without chips; run: chips as the line needs them. */
export type DryerMode = "off" | "warm" | "run";

const MINUTE_MS = 60_000;
/** Heat that evaporates one kilogram of water and heats the chips along, kJ (domain reference: 2.9–3.6 MJ). */
const HEAT_KJ_PER_KG_WATER = 3_200;
/** Gas flow times heat capacity per nominal feed, kW/K per kg/s. */
export const GAS_KW_PER_K_PER_KG_S = 9.25;
const OUTLET_SP_C = 115;
/** Burner and recirculation; without chips the gas is only as hot as it may leave. */
const INLET_LIMITS_C = [280, 420] as const;
const DEAD_TIME_MS = 90_000;
/** From the drum to the moisture meter behind it. */
const METER_DELAY_MS = 100_000;
const MEAN_MOISTURE_IN = 70;
const OUT_MOISTURE = 3;
const FAN_RUN_ON_MS = 10 * MINUTE_MS;
const COOLING_MS = 80 * MINUTE_MS;
const READY_C = 105;

export interface DryerOptions {
  readonly random: Random;
  readonly instruments: Instruments;
  readonly events: EventBook;
  /** Dry wood at nominal speed of the line, kg/s. */
  readonly nominalKgS: number;
  readonly start: DryerMode;
  readonly ambientC: number;
}

export class Dryer {
  readonly fan: SwitchedMotor;
  /** With screening and air grading of what comes out of it. */
  readonly drum: SwitchedMotor;
  readonly total: Counter;
  readonly sparks: SparkDetector;
  readonly #nominalKgS: number;
  readonly #gasKwPerK: number;
  readonly #moistureSlow: Drift;
  readonly #moistureFast: Drift;
  readonly #bin: DryChipBin;
  readonly #feed: Lag;
  readonly #evaporation: TransportLine;
  readonly #inlet: Lag;
  readonly #outlet: Lag;
  readonly #outletAtMeter: TransportLine;
  readonly #surfaceDrift: Drift;
  readonly #coreDrift: Drift;
  readonly #inputs;
  readonly #outletHigh: Alarm;
  #integralC = 0;
  #mode: DryerMode;
  #fanRunOnMs: number;

  constructor({ random, instruments, events, nominalKgS, start, ambientC }: DryerOptions) {
    const running = start === "run";
    const drift = (name: string, sigma: number, minutes: number, limit: number): Drift =>
      new Drift(random.fork(name), { sigma, tauMs: minutes * MINUTE_MS, limit });
    this.#nominalKgS = nominalKgS;
    this.#gasKwPerK = GAS_KW_PER_K_PER_KG_S * nominalKgS;
    this.#mode = start;
    this.#fanRunOnMs = running ? FAN_RUN_ON_MS : 0;
    this.#moistureSlow = drift("moisture-slow", 1.5, 40, 6);
    this.#moistureFast = drift("moisture-fast", 0.5, 4, 2);
    this.#surfaceDrift = drift("surface", 0.08, 3, 0.4);
    this.#coreDrift = drift("core", 0.06, 3, 0.3);
    this.#bin = new DryChipBin(nominalKgS);
    this.#feed = new Lag(2 * MINUTE_MS, running ? nominalKgS : 0);
    const heatKw = this.#heatKw(this.#feed.value());
    const outletC = running ? OUTLET_SP_C : ambientC;
    this.#evaporation = new TransportLine(DEAD_TIME_MS, 500, heatKw);
    this.#inlet = new Lag(3 * MINUTE_MS, outletC + heatKw / this.#gasKwPerK);
    this.#outlet = new Lag(5 * MINUTE_MS, outletC);
    this.#outletAtMeter = new TransportLine(METER_DELAY_MS, 500, running ? OUTLET_SP_C : 100);
    const motor = { idleShare: 0.3, on: running, start: "drive", load: 0.75 } as const;
    this.fan = new SwitchedMotor({
      random: random.fork("fan"),
      ratedKw: 23 * nominalKgS,
      tauMs: 5_000,
      ripple: 0.008,
      ...motor,
    });
    this.drum = new SwitchedMotor({
      random: random.fork("drum"),
      ratedKw: 58 * nominalKgS,
      tauMs: 5_000,
      ...motor,
    });
    this.#inputs = {
      moisture: instruments.input("dryer.moisture.in"),
      inlet: instruments.input("dryer.temperature.inlet"),
      outlet: instruments.input("dryer.temperature.outlet"),
      surface: instruments.input("dryer.moisture.out.surface"),
      core: instruments.input("dryer.moisture.out.core"),
      fan: instruments.input("dryer.current.fan"),
    };
    this.sparks = new SparkDetector(random.fork("sparks"), events);
    this.#outletHigh = new Alarm({
      events,
      equipment: "dryer",
      alarm: "alarm.outlet-high",
      priority: "high",
      when: "above",
      limit: 135,
      deadband: 3,
      delayMs: 5_000,
    });
    this.total = new Counter(random.fork("history").between(2e7, 9e7));
    this.step(100, { mode: start, demandKgS: this.#feed.value(), ambientC }, 400);
  }

  /** True chip moisture behind the dryer, % on dry wood. */
  moistureOut(): PerLayer {
    const excess = this.#outletAtMeter.exit() - OUTLET_SP_C;
    return {
      surface: Math.max(4.6 - 0.1 * excess + this.#surfaceDrift.value(), 1.5),
      core: Math.max(2.5 - 0.07 * excess + this.#coreDrift.value(), 1),
    };
  }

  /** Warm enough for the first chips. */
  ready(): boolean {
    return this.#mode !== "off" && this.#outlet.value() > READY_C;
  }

  /** Heat that the gas gives now, kW. */
  heatKw(): number {
    return this.fan.on() ? this.#gasKwPerK * (this.#inlet.value() - this.#outlet.value()) : 0;
  }

  /** True values for the truth file and for tests. */
  truth() {
    return {
      moistureIn: this.moistureIn(),
      outletC: this.#outlet.value(),
      heatKw: this.heatKw(),
      feedKgS: this.#feed.value(),
      binKg: this.#bin.levelKg(),
    };
  }

  /** @param wanted `demandKgS`: dry wood that the line uses now. */
  step(
    dtMs: number,
    wanted: { readonly mode: DryerMode; readonly demandKgS: number; readonly ambientC: number },
    lineVoltageV: number,
  ): void {
    this.#moistureSlow.step(dtMs);
    this.#moistureFast.step(dtMs);
    this.#surfaceDrift.step(dtMs);
    this.#coreDrift.step(dtMs);
    this.#mode = wanted.mode;
    this.#fanRunOnMs = wanted.mode === "off" ? this.#fanRunOnMs - dtMs : FAN_RUN_ON_MS;
    const feedWanted = this.#bin.feedFor(wanted.demandKgS, wanted.mode === "run");
    const feed = this.#feed.step(dtMs, feedWanted);
    this.#bin.step(dtMs, feed - wanted.demandKgS);
    const heatKw = this.#heatKw(feed);
    this.#evaporation.advance(dtMs, heatKw);
    this.#temperatures(dtMs, heatKw, wanted.ambientC);
    this.#outletAtMeter.advance(dtMs, Math.max(this.#outlet.value(), 90));
    const share = feed / this.#nominalKgS;
    this.sparks.step(dtMs, share);
    const load = 0.35 + 0.4 * share;
    const fanOn = this.#fanRunOnMs > 0;
    this.fan.step(dtMs, fanOn, load, lineVoltageV);
    this.drum.step(dtMs, fanOn, load, lineVoltageV);
    this.total.add((feed * dtMs) / 1000);
    this.#outletHigh.step(dtMs, this.#outlet.value());
    this.#sample();
  }

  points(): Points {
    const { moisture, inlet, outlet, surface, core, fan } = this.#inputs;
    return {
      state: () => this.#state(),
      fault: () => false,
      "output.total": () => this.total.value(),
      "moisture.in": () => moisture.value(),
      "temperature.inlet": () => inlet.value(),
      "temperature.outlet": () => outlet.value(),
      "temperature.outlet.sp": () => OUTLET_SP_C,
      "moisture.out.surface": () => surface.value(),
      "moisture.out.core": () => core.value(),
      "current.fan": () => fan.value(),
      "count.spark": () => this.sparks.count.value(),
      "alarm.spark": () => this.sparks.alarm(),
      "alarm.outlet-high": () => this.#outletHigh.active(),
    };
  }

  /** Of the wet chips, % on dry wood. */
  moistureIn(): number {
    return MEAN_MOISTURE_IN + this.#moistureSlow.value() + this.#moistureFast.value();
  }

  /** Dry wood that goes in now, kg/s. */
  feedKgS(): number {
    return this.#feed.value();
  }

  #state() {
    if (this.#mode === "off") return panelState.stopped;
    if (this.#mode === "warm") return this.ready() ? panelState.idle : panelState.heating;
    return this.#feed.value() > 0.2 * this.#nominalKgS ? panelState.producing : panelState.idleRun;
  }

  #sample(): void {
    const { surface, core } = this.moistureOut();
    this.#inputs.moisture.sample(this.moistureIn());
    this.#inputs.inlet.sample(this.#inlet.value());
    this.#inputs.outlet.sample(this.#outlet.value());
    this.#inputs.surface.sample(surface);
    this.#inputs.core.sample(core);
    this.#inputs.fan.sample(this.fan.currentA);
  }

  /** Heat that the chips of this moment will take. */
  #heatKw(feedKgS: number): number {
    return ((feedKgS * (this.moistureIn() - OUT_MOISTURE)) / 100) * HEAT_KJ_PER_KG_WATER;
  }

  #temperatures(dtMs: number, heatKw: number, ambientC: number): void {
    if (!this.fan.on() || this.#mode === "off") {
      // The drum gives its heat to the hall; the fan's run-on carries some of it off faster.
      const keep = Math.exp(-dtMs / (this.fan.on() ? COOLING_MS / 4 : COOLING_MS));
      this.#inlet.set(ambientC + (this.#inlet.value() - ambientC) * keep);
      this.#outlet.set(ambientC + (this.#outlet.value() - ambientC) * keep);
      this.#integralC = 0;
      return;
    }
    this.#control(dtMs, heatKw);
    const balanceC = this.#inlet.value() - this.#evaporation.exit() / this.#gasKwPerK;
    this.#outlet.step(dtMs, Math.max(balanceC, ambientC));
  }

  /** PI on the outlet temperature; the feed of the wanted heat comes in at once, but not its moisture. */
  #control(dtMs: number, heatKw: number): void {
    const share = heatKw / (this.moistureIn() - OUT_MOISTURE);
    const forwardC = (share * (MEAN_MOISTURE_IN - OUT_MOISTURE)) / this.#gasKwPerK;
    const errorC = OUTLET_SP_C - this.#outlet.value();
    const wantedC = OUTLET_SP_C + forwardC + errorC + this.#integralC;
    const loaded = this.#feed.value() > 0.6 * this.#nominalKgS;
    const low = loaded ? INLET_LIMITS_C[0] : OUTLET_SP_C;
    const givenC = Math.min(Math.max(wantedC, low), INLET_LIMITS_C[1]);
    if (givenC === wantedC && Math.abs(errorC) < 15) {
      this.#integralC += (errorC * dtMs) / (12 * MINUTE_MS);
    }
    this.#inlet.step(dtMs, givenC);
  }
}
