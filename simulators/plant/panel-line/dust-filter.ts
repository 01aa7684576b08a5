// Dust extraction with bag filters: dust builds a cake on the bags, a pulse of air blows most of it off, so
// the differential pressure is a sawtooth of 30 to 120 s (domain reference A1). Pa, A.

import { Alarm } from "../alarm.ts";
import type { Instruments } from "../instruments.ts";
import type { EventBook } from "../plant-events.ts";
import type { Points } from "../point-table.ts";
import type { Random } from "../random.ts";
import { SwitchedMotor } from "../switched-motor.ts";
import { panelState } from "./panel-state.ts";

/** Clean bags at full flow of air. */
const CLEAN_PA = 880;
const PULSE_PA = 1_300;
/** Share of the cake that stays after a pulse. */
const LEFT = [0.2, 0.5] as const;
/** Cake by machines that only run, and by sanding and sawing at nominal work. */
const IDLE_PA_S = 1.2;
const WORK_PA_S = 5;

export class DustFilter {
  /** The fan whose current is taken, and the others. */
  readonly fan: SwitchedMotor;
  readonly otherFans: SwitchedMotor;
  readonly #chance: Random;
  readonly #inputs;
  readonly #high: Alarm;
  #cakePa: number;
  #on: boolean;

  constructor(
    random: Random,
    instruments: Instruments,
    events: EventBook,
    given: { readonly fanKw: number; readonly otherFansKw: number; readonly running: boolean },
  ) {
    this.#chance = random.fork("pulses");
    this.#cakePa = this.#chance.between(40, 380);
    this.#on = given.running;
    const motor = { idleShare: 0.5, tauMs: 2_000, load: 0.9, on: given.running } as const;
    this.fan = new SwitchedMotor({
      random: random.fork("fan"),
      ratedKw: given.fanKw,
      ripple: 0.006,
      start: "drive",
      ...motor,
    });
    this.otherFans = new SwitchedMotor({
      random: random.fork("fans"),
      ratedKw: given.otherFansKw,
      start: "direct",
      ...motor,
    });
    this.#inputs = {
      filter: instruments.input("dust.pressure.filter", 15),
      fan: instruments.input("dust.current.fan", 1),
    };
    this.#high = new Alarm({
      events,
      equipment: "dust",
      alarm: "alarm.filter-high",
      priority: "medium",
      when: "above",
      limit: 1_600,
      deadband: 100,
      delayMs: 30_000,
    });
  }

  filterPa(): number {
    return this.fan.on() ? CLEAN_PA + this.#cakePa : 0;
  }

  /** @param work of sander and saw, 1 is nominal. */
  step(dtMs: number, on: boolean, work: number, lineVoltageV: number): void {
    this.#on = on;
    if (on) this.#cakePa += ((IDLE_PA_S + WORK_PA_S * work) * dtMs) / 1000;
    if (CLEAN_PA + this.#cakePa > PULSE_PA) this.#cakePa *= this.#chance.between(...LEFT);
    const load = 0.85 + 0.0002 * this.#cakePa;
    this.fan.step(dtMs, on, load, lineVoltageV);
    this.otherFans.step(dtMs, on, load, lineVoltageV);
    this.#inputs.filter.sample(this.filterPa());
    this.#inputs.fan.sample(this.fan.currentA);
    this.#high.step(dtMs, this.filterPa());
  }

  points(): Points {
    return {
      state: () => (this.#on ? panelState.producing : panelState.stopped),
      fault: () => false,
      "pressure.filter": () => this.#inputs.filter.value(),
      "current.fan": () => this.#inputs.fan.value(),
      "alarm.filter-high": () => this.#high.active(),
    };
  }
}
