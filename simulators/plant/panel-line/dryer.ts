// Drum dryer of a particleboard line. Hot gas gives its heat to the water of the chips, so wetter chips
// lower the outlet temperature after the drum's dead time, and cooler outlet gas leaves the chips wetter
// (domain reference, P3). The burner follows the outlet temperature. °C, % on dry wood, kg/s dry wood.
// Dry-chip bins behind it carry short stops of the line, so its feed follows the line within 20 min.

import { AnalogInput } from "../analog-input.ts";
import { Counter } from "../counter.ts";
import { Drift } from "../drift.ts";
import { Lag } from "../lag.ts";
import { Motor } from "../motor.ts";
import type { Points } from "../point-table.ts";
import type { Random } from "../random.ts";
import { TransportLine } from "../transport-line.ts";
import { panelState } from "./panel-state.ts";

const MINUTE_MS = 60_000;
/** Heat that evaporates one kilogram of water and heats the chips along, kJ. */
const HEAT_KJ_PER_KG_WATER = 3_200;
/** Gas flow times heat capacity, kW/K. */
const GAS_KW_PER_K = 76;
const OUTLET_SP_C = 115;
const INLET_LIMITS_C = [280, 420] as const;
const DEAD_TIME_MS = 90_000;
/** From the drum to the moisture meter behind it. */
const METER_DELAY_MS = 100_000;
const MEAN_MOISTURE_IN = 70;
const SPARKS_PER_HOUR = 2;
const SPARK_ALARM_MS = 4_000;

export class Dryer {
  readonly fan: Motor;
  readonly drum: Motor;
  readonly #chance: Random;
  readonly #moistureSlow: Drift;
  readonly #moistureFast: Drift;
  readonly #feed: Lag;
  readonly #evaporation: TransportLine;
  readonly #inlet: Lag;
  readonly #outlet: Lag;
  readonly #outletAtMeter: TransportLine;
  readonly #surfaceDrift: Drift;
  readonly #coreDrift: Drift;
  readonly #inputs;
  readonly total: Counter;
  #integralC = 0;
  #sparkMs = 0;

  /** @param feedKgS dry wood at the beginning. */
  constructor(random: Random, feedKgS: number) {
    this.#chance = random.fork("sparks");
    this.#moistureSlow = new Drift(random.fork("moisture-slow"), {
      sigma: 1.5,
      tauMs: 40 * MINUTE_MS,
      limit: 6,
    });
    this.#moistureFast = new Drift(random.fork("moisture-fast"), {
      sigma: 0.5,
      tauMs: 4 * MINUTE_MS,
      limit: 2,
    });
    this.#feed = new Lag(20 * MINUTE_MS, feedKgS);
    const heatKw = this.#heatKw(feedKgS);
    this.#evaporation = new TransportLine(DEAD_TIME_MS, 500, heatKw);
    this.#inlet = new Lag(4 * MINUTE_MS, OUTLET_SP_C + heatKw / GAS_KW_PER_K);
    this.#outlet = new Lag(5 * MINUTE_MS, OUTLET_SP_C);
    this.#outletAtMeter = new TransportLine(METER_DELAY_MS, 500, OUTLET_SP_C);
    this.#surfaceDrift = new Drift(random.fork("surface"), {
      sigma: 0.08,
      tauMs: 3 * MINUTE_MS,
      limit: 0.4,
    });
    this.#coreDrift = new Drift(random.fork("core"), {
      sigma: 0.06,
      tauMs: 3 * MINUTE_MS,
      limit: 0.3,
    });
    const motor = { idleShare: 0.3, tauMs: 5_000, load: 0.75 };
    this.fan = new Motor({ random: random.fork("fan"), ratedKw: 190, ripple: 0.008, ...motor });
    this.drum = new Motor({ random: random.fork("drum"), ratedKw: 340, ...motor });
    const input = (name: string, range: readonly [number, number], sigma: number): AnalogInput =>
      new AnalogInput({ random: random.fork(name), range, sigma });
    this.#inputs = {
      inlet: input("inlet", [0, 600], 1.5),
      outlet: input("outlet", [0, 200], 0.4),
      surface: input("surface-meter", [0, 20], 0.15),
      core: input("core-meter", [0, 20], 0.15),
      fan: new AnalogInput({ random: random.fork("fan-a"), range: [0, 500], relativeSigma: 0.005 }),
    };
    this.total = new Counter(random.fork("history").between(2e7, 9e7));
    this.step(100, feedKgS, 400);
  }

  /** True chip moisture behind the dryer, % on dry wood. */
  moistureOut(): { readonly surface: number; readonly core: number } {
    const excess = this.#outletAtMeter.exit() - OUTLET_SP_C;
    return {
      surface: Math.max(4.6 - 0.1 * excess + this.#surfaceDrift.value(), 1.5),
      core: Math.max(2.5 - 0.07 * excess + this.#coreDrift.value(), 1),
    };
  }

  /** True values for the truth file and for tests. */
  truth(): { readonly moistureIn: number; readonly outletC: number; readonly heatKw: number } {
    const heatKw = GAS_KW_PER_K * (this.#inlet.value() - this.#outlet.value());
    return { moistureIn: this.#moistureIn(), outletC: this.#outlet.value(), heatKw };
  }

  /** @param demandKgS dry wood that the line uses now. */
  step(dtMs: number, demandKgS: number, lineVoltageV: number): void {
    this.#moistureSlow.step(dtMs);
    this.#moistureFast.step(dtMs);
    this.#surfaceDrift.step(dtMs);
    this.#coreDrift.step(dtMs);
    const feed = this.#feed.step(dtMs, demandKgS);
    const wanted = this.#heatKw(feed);
    this.#evaporation.advance(dtMs, wanted);
    this.#control(dtMs, wanted);
    const balanceC = this.#inlet.value() - this.#evaporation.exit() / GAS_KW_PER_K;
    this.#outlet.step(dtMs, balanceC);
    this.#outletAtMeter.advance(dtMs, this.#outlet.value());
    this.#sparks(dtMs);
    const load = 0.55 + 0.2 * (feed / 8.5);
    this.fan.step(dtMs, load, lineVoltageV);
    this.drum.step(dtMs, load, lineVoltageV);
    this.total.add((feed * dtMs) / 1000);
    const { surface, core } = this.moistureOut();
    this.#inputs.inlet.sample(this.#inlet.value());
    this.#inputs.outlet.sample(this.#outlet.value());
    this.#inputs.surface.sample(surface);
    this.#inputs.core.sample(core);
    this.#inputs.fan.sample(this.fan.currentA);
  }

  points(): Points {
    const { inlet, outlet, surface, core, fan } = this.#inputs;
    return {
      state: () => panelState.producing,
      fault: () => false,
      "output.total": () => this.total.value(),
      "temperature.inlet": () => inlet.value(),
      "temperature.outlet": () => outlet.value(),
      "moisture.out.surface": () => surface.value(),
      "moisture.out.core": () => core.value(),
      "current.fan": () => fan.value(),
      "alarm.spark": () => this.#sparkMs > 0,
    };
  }

  #moistureIn(): number {
    return MEAN_MOISTURE_IN + this.#moistureSlow.value() + this.#moistureFast.value();
  }

  /** Heat that the chips of this moment will take. */
  #heatKw(feedKgS: number): number {
    return ((feedKgS * (this.#moistureIn() - 3)) / 100) * HEAT_KJ_PER_KG_WATER;
  }

  /** PI on the outlet temperature; the feed of the wanted heat comes in at once, but not its moisture. */
  #control(dtMs: number, heatKw: number): void {
    const share = heatKw / (this.#moistureIn() - 3);
    const forwardC = (share * (MEAN_MOISTURE_IN - 3)) / GAS_KW_PER_K;
    const errorC = OUTLET_SP_C - this.#outlet.value();
    const wantedC = OUTLET_SP_C + forwardC + errorC + this.#integralC;
    const [low, high] = INLET_LIMITS_C;
    const givenC = Math.min(Math.max(wantedC, low), high);
    if (givenC === wantedC) this.#integralC += (errorC * dtMs) / (12 * MINUTE_MS);
    this.#inlet.step(dtMs, givenC);
  }

  #sparks(dtMs: number): void {
    this.#sparkMs = Math.max(this.#sparkMs - dtMs, 0);
    if (this.#chance.uniform() < (SPARKS_PER_HOUR * dtMs) / 3_600_000) {
      this.#sparkMs = SPARK_ALARM_MS;
    }
  }
}
