// A press hall: two heated platen zones under their controllers, a hydraulic press, lights and fans,
// all behind one energy meter. Pure: time comes as steps, chance as a seeded generator.
// Everything is coupled: mats cool the platens, controllers answer with power, power drops the voltage,
// voltage changes the heaters' power, and the meter counts it all.

import { Drift } from "./drift.ts";
import type { GridState } from "./grid.ts";
import {
  EnergyMeter,
  type MeterReading,
  type PhaseLoad,
  type ThreePhases,
} from "./meter-reading.ts";
import { PlatenZone } from "./platen-zone.ts";
import { PressCycle, type PressPhase } from "./press-cycle.ts";
import { type HallState, ProductionSchedule } from "./production-schedule.ts";
import type { Random } from "./random.ts";
import { checkStep } from "./step-limit.ts";
import { TemperatureController } from "./temperature-controller.ts";

const AMBIENT_C = 24;
const HEATER_NOMINAL_V = 230;
/** Lights and exhaust fans; unequal on the three phases as in any hall. */
const BASE_SHARES: ThreePhases<number> = [0.38, 0.33, 0.29];
const BASE_VAR_PER_W = 0.6;
/** Voltage lost on the way from the feeder, ohm. */
const SUPPLY_OHM = 0.03;
const ZONES = [
  { setpointC: 230, heatCapacityJPerK: 400_000, lossWPerK: 40, heaterW: 18_000 },
  { setpointC: 215, heatCapacityJPerK: 390_000, lossWPerK: 39, heaterW: 17_500 },
] as const;

export interface ZoneState {
  /** True temperature of the platen, °C. */
  readonly temperatureC: number;
  /** What the controller's sensor says, noise included, °C. */
  readonly processValueC: number;
  readonly setpointC: number;
  /** 0..1. */
  readonly output: number;
  readonly heaterW: number;
  /** In each of the heater's three lines, A. */
  readonly heaterA: number;
  readonly alarm: boolean;
  readonly deviationAlarmC: number;
}

export interface PressHallState {
  readonly state: HallState;
  readonly phase: PressPhase;
  readonly boards: number;
  readonly zones: readonly [ZoneState, ZoneState];
  readonly meter: MeterReading;
  readonly pumpW: number;
  readonly baseW: number;
  /** Heat that the mats take from each zone, W. */
  readonly matLoadW: number;
}

export interface PressHallOptions {
  readonly random: Random;
  /** Stepped by its owner, before the hall. */
  readonly grid: GridState;
  /** "warm": platens at their setpoints and producing; "cold": everything at the hall's temperature. */
  readonly start: "warm" | "cold";
}

interface Zone {
  readonly platen: PlatenZone;
  readonly controller: TemperatureController;
  heaterW: number;
  heaterA: number;
}

export class PressHall {
  readonly #grid: GridState;
  readonly #noise: Random;
  readonly #base: Drift;
  readonly #schedule: ProductionSchedule;
  readonly #press: PressCycle;
  readonly #meter: EnergyMeter;
  readonly #zones: readonly [Zone, Zone];
  /** Phase voltages differ a little for good: the neighbours' single-phase loads. */
  readonly #offsetsV: ThreePhases<number>;
  #baseW = 0;

  constructor({ random, grid, start }: PressHallOptions) {
    this.#grid = grid;
    this.#noise = random.fork("voltage");
    this.#base = new Drift(random.fork("base"), { sigma: 250, tauMs: 240_000, limit: 900 });
    this.#schedule = new ProductionSchedule(
      random.fork("schedule"),
      start === "warm" ? "running" : "heating",
    );
    this.#press = new PressCycle(random.fork("press"));
    const history = random.fork("history");
    this.#meter = new EnergyMeter(history.between(20_000, 90_000));
    this.#offsetsV = [history.between(-1, 1), history.between(-1, 1), history.between(-1, 1)];
    this.#zones = [createZone(0, random, start), createZone(1, random, start)];
  }

  /** Lets `dtMs` pass. Throws what checkStep throws. */
  step(dtMs: number): void {
    checkStep(dtMs);
    const state = this.#schedule.state();
    this.#schedule.step(dtMs, this.#zones.every(isHot));
    this.#press.step(dtMs, state === "heating" ? "off" : state === "idle" ? "idle" : "run");
    this.#base.step(dtMs);
    this.#baseW = 4_200 + this.#base.value();
    const voltagesV = this.#phaseVoltages();
    const meanV = (voltagesV[0] + voltagesV[1] + voltagesV[2]) / 3;
    for (const zone of this.#zones) {
      zone.controller.step(dtMs, zone.platen.temperatureC());
      zone.heaterW = zone.platen.heaterPowerW(zone.controller.output(), meanV);
      zone.heaterA = zone.heaterW / (3 * meanV);
      zone.platen.step(dtMs, zone.heaterW, this.#press.matLoadW(), AMBIENT_C);
    }
    this.#meter.step(dtMs, this.#loads(), voltagesV, this.#grid.frequencyHz);
  }

  state(): PressHallState {
    return {
      state: this.#schedule.state(),
      phase: this.#press.phase(),
      boards: this.#press.boards(),
      zones: [describeZone(this.#zones[0]), describeZone(this.#zones[1])],
      meter: this.#meter.reading(),
      pumpW: this.#press.pumpW(),
      baseW: this.#baseW,
      matLoadW: this.#press.matLoadW(),
    };
  }

  /** Droop follows the current of the step before: solving for both at once would change nothing visible. */
  #phaseVoltages(): ThreePhases<number> {
    const { phases } = this.#meter.reading();
    const voltage = (n: 0 | 1 | 2): number =>
      this.#grid.feederVoltageV +
      this.#offsetsV[n] -
      SUPPLY_OHM * phases[n].currentA +
      0.05 * this.#noise.normal();
    return [voltage(0), voltage(1), voltage(2)];
  }

  /** Heaters and pump load all phases alike; a heater is purely resistive. */
  #loads(): ThreePhases<PhaseLoad> {
    const pumpW = this.#press.pumpW();
    const evenW = (this.#zones[0].heaterW + this.#zones[1].heaterW + pumpW) / 3;
    const evenVar = pumpW === 0 ? 0 : (400 + 0.25 * pumpW) / 3;
    const load = (n: 0 | 1 | 2): PhaseLoad => ({
      activeW: evenW + this.#baseW * BASE_SHARES[n],
      reactiveVar: evenVar + this.#baseW * BASE_VAR_PER_W * BASE_SHARES[n],
    });
    return [load(0), load(1), load(2)];
  }
}

function createZone(index: 0 | 1, random: Random, start: "warm" | "cold"): Zone {
  const plan = ZONES[index];
  const temperatureC = start === "warm" ? plan.setpointC : AMBIENT_C;
  const platen = new PlatenZone({ ...plan, temperatureC });
  const output = start === "warm" ? platen.holdingOutput(plan.setpointC, AMBIENT_C) : 0;
  const controller = new TemperatureController({
    random: random.fork(`zone-${index + 1}`),
    setpointC: plan.setpointC,
    deviationAlarmC: 10,
    temperatureC,
    output,
  });
  const heaterW = platen.heaterPowerW(output, HEATER_NOMINAL_V);
  return { platen, controller, heaterW, heaterA: heaterW / (3 * HEATER_NOMINAL_V) };
}

function isHot(zone: Zone): boolean {
  return zone.platen.temperatureC() > zone.controller.setpointC - 3;
}

function describeZone({ platen, controller, heaterW, heaterA }: Zone): ZoneState {
  return {
    temperatureC: platen.temperatureC(),
    processValueC: controller.processValueC(),
    setpointC: controller.setpointC,
    output: controller.output(),
    heaterW,
    heaterA,
    alarm: controller.alarm(),
    deviationAlarmC: controller.deviationAlarmC,
  };
}
