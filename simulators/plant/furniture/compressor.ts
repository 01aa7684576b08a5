// The screw compressor of the cell: loads below 6.3 bar and idles above 7.3, so pressure and power are a sawtooth. It
// is started directly, with several times its current for some seconds; without demand it stops after a while.

import { AnalogInput } from "../analog-input.ts";
import { Lag } from "../lag.ts";
import type { Random } from "../random.ts";
import { UpsetSchedule } from "../upset-schedule.ts";
import { QUIET_START_MS } from "./quiet-start.ts";
import { Instrument } from "./sensor.ts";

/** State word: as compressor controllers show it. */
const compressorState = { off: 0, unloaded: 1, loaded: 2, fault: 3 } as const;
export type CompressorState = (typeof compressorState)[keyof typeof compressorState];

const LOW_BAR = 6.3;
const HIGH_BAR = 7.3;
const LOADED_W = 15_500;
const IDLE_W = 4_600;
const OFF_W = 40;
const DELIVERY_BAR_PER_S = 0.062;
/** Hoses and couplings lose this share of the pressure each second. */
const LEAK_PER_S = 0.0009;
const USE_BAR_PER_S = 0.006;
const STARTING_MS = 4_000;
/** Power and reactive power while it starts: four to five times the rated current at a poor factor. */
const STARTING_W = 32_000;
const STARTING_VAR = 68_000;
const RUNNING_VAR_PER_W = 0.5;
const MAGNETISING_VAR = 3_500;
const STOPS_AFTER_IDLE_MS = 300_000;

export class Compressor {
  readonly #random: Random;
  readonly #gauge: AnalogInput;
  readonly #powerMeter: Instrument;
  readonly #upsets: UpsetSchedule<"trip">;
  #bar: number;
  #on: boolean;
  #running: boolean;
  #loaded: boolean;
  #startingMs = 0;
  #idleMs = 0;
  #loadCycles = 0;
  readonly #powerW: Lag;

  constructor(random: Random, on: boolean) {
    this.#random = random;
    this.#gauge = new AnalogInput({ random: random.fork("gauge"), range: [0, 16], sigma: 0.008 });
    this.#powerMeter = new Instrument({
      random: random.fork("power"),
      relativeSigma: 0.006,
      sigma: 0.01,
      perUnit: 100,
      least: 0,
    });
    this.#upsets = new UpsetSchedule({
      random: random.fork("upsets"),
      plans: [{ kind: "trip", weight: 1, minutes: [0.8, 2] }],
      quietMs: QUIET_START_MS,
      meanGapMs: 30 * 3_600_000,
    });
    this.#on = on;
    this.#running = on;
    this.#loaded = on;
    this.#bar = on ? random.between(6.4, 7.2) : random.between(0.4, 1.2);
    this.#powerW = new Lag(1_200, on ? LOADED_W : 0);
  }

  /** @param wanted switched on. @param users machines that use air now. */
  step(dtMs: number, wanted: boolean, users: number): void {
    if (this.#running || this.tripped()) this.#upsets.step(dtMs);
    this.#on = wanted;
    const used = LEAK_PER_S * this.#bar + USE_BAR_PER_S * users * (1 + 0.1 * this.#random.normal());
    this.#regulate(dtMs);
    const made = this.#running && this.#loaded ? DELIVERY_BAR_PER_S : 0;
    this.#bar = Math.max(this.#bar + (made - used) * (dtMs / 1000), 0);
    this.#powerW.step(dtMs, this.#wantedW());
    this.#gauge.sample(this.#bar);
    this.#powerMeter.sample(this.powerW() / 1000);
  }

  #regulate(dtMs: number): void {
    if (!this.#on || this.tripped()) {
      this.#running = false;
      this.#loaded = false;
      return;
    }
    this.#startingMs = Math.max(this.#startingMs - dtMs, 0);
    if (!this.#running && this.#bar < LOW_BAR) {
      this.#running = true;
      this.#startingMs = STARTING_MS;
      this.#idleMs = 0;
    }
    const loaded = this.#loaded ? this.#bar < HIGH_BAR : this.#bar < LOW_BAR;
    // It starts without load.
    const loads = this.#running && this.#startingMs === 0 && loaded;
    if (loads && !this.#loaded) this.#loadCycles += 1;
    this.#loaded = loads;
    this.#idleMs = loads ? 0 : this.#idleMs + dtMs;
    if (this.#idleMs > STOPS_AFTER_IDLE_MS) this.#running = false;
  }

  #wantedW(): number {
    if (!this.#running) return 0;
    if (this.#startingMs > 0) return STARTING_W;
    return this.#loaded ? LOADED_W : IDLE_W;
  }

  tripped(): boolean {
    return this.#upsets.current() === "trip";
  }

  get on(): boolean {
    return this.#on;
  }

  running(): boolean {
    return this.#running;
  }

  state(): CompressorState {
    if (this.#on && this.tripped()) return compressorState.fault;
    if (!this.#running) return compressorState.off;
    return this.#loaded ? compressorState.loaded : compressorState.unloaded;
  }

  bar(): number {
    return this.#bar;
  }

  /** Times that it loaded since the start. */
  loadCycles(): number {
    return this.#loadCycles;
  }

  powerW(): number {
    return this.#powerW.value() + OFF_W;
  }

  reactiveVar(): number {
    if (!this.#running) return 0.3 * this.powerW();
    if (this.#startingMs > 0) return STARTING_VAR;
    return MAGNETISING_VAR + RUNNING_VAR_PER_W * this.powerW();
  }

  /** bar and kW. */
  readings(): { readonly bar: number; readonly kw: number } {
    return { bar: this.#gauge.value(), kw: this.#powerMeter.value() };
  }
}
