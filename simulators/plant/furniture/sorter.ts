// The sorting cell sorter-1: a robot lays every part into its place in a rack; when the last part of a cabinet has
// come, its parts are pushed out carton by carton to the packing station. Now and then a part lies in the wrong place;
// the scanner at the outlet notices and the robot moves it.

import type { Random } from "../random.ts";
import { MachineFaults } from "./machine-faults.ts";
import type { Cabinet } from "./order.ts";
import type { Part } from "./part.ts";
import type { PartBuffer } from "./part-buffer.ts";
import type { Surroundings } from "./surroundings.ts";
import { type Counters, WoodworkingUnit } from "./woodworking-unit.ts";

const NAME = "sorter-1";
const CYCLE_MS = [7_000, 9_400] as const;
const READY_AFTER_MS = 45_000;
const MIS_SORT_SHARE = 0.003;
/** Places in the rack. */
export const RACK_PLACES = 240;
const LARGEST_CARTON = 5;
const IDLE_W = 950;
const MOVING_W = 2_300;
const SAVING_W = 300;
const OFF_W = 60;

export type SorterOptions = {
  readonly random: Random;
  readonly counters: Counters;
  readonly on: boolean;
  readonly source: PartBuffer;
  /** Parts that lie in the rack already. */
  readonly inside: readonly Part[];
  readonly now: () => number;
};

export class Sorter {
  readonly unit: WoodworkingUnit;
  readonly faults: MachineFaults<"curtain" | "gripper">;
  readonly #options: SorterOptions;
  readonly #cycles: Random;
  readonly #rack = new Map<Cabinet, Part[]>();
  #cartons: (readonly Part[])[] = [];
  #waiting = 0;
  #level = 0;
  #held: Part | undefined;
  #untilMs = 0;
  #emptyMs = 0;
  #robotCycles: number;
  #misSorted: number;
  #cycleS = 8.2;

  constructor(options: SorterOptions) {
    const { random, counters, on } = options;
    this.#options = options;
    this.#cycles = random.fork("cycles");
    this.faults = new MachineFaults({
      random,
      plans: [
        { kind: "gripper", weight: 1, minutes: [0.3, 1] },
        { kind: "curtain", weight: 0.6, minutes: [0.15, 0.4] },
      ],
      meanGapMs: 45 * 60_000,
      restartMs: 4_000,
    });
    this.unit = new WoodworkingUnit({ name: NAME, counters, on, referenceMs: 20_000 });
    this.#robotCycles = counters[`${NAME}.cycles`] ?? 0;
    this.#misSorted = counters[`${NAME}.missorted`] ?? 0;
    for (const part of options.inside) this.#lay(part);
  }

  drift(dtMs: number, around: Surroundings): void {
    this.faults.drift(dtMs, this.unit.power.able && around.work);
  }

  step(dtMs: number, around: Surroundings, wanted: boolean): void {
    const { unit, faults } = this;
    faults.check(dtMs, unit.power.on, !around.airPresent);
    const held = this.#held !== undefined;
    unit.attend(dtMs, around, wanted, held || around.work, !faults.error);
    if (unit.power.able && !faults.error) this.#move(dtMs, around.work);
    this.#emptyMs = this.#held === undefined ? this.#emptyMs + dtMs : 0;
    this.#show(dtMs, around);
  }

  #move(dtMs: number, work: boolean): void {
    this.#untilMs -= dtMs;
    if (this.#held === undefined) {
      if (!work || this.#level >= RACK_PLACES) return;
      this.#held = this.#options.source.take();
      if (this.#held === undefined) return;
      this.unit.enter(1);
      this.#untilMs = this.#cycles.between(...CYCLE_MS);
      this.#cycleS = this.#untilMs / 1000;
      return;
    }
    if (this.#untilMs > 0) return;
    this.#robotCycles += 1;
    if (this.#cycles.uniform() < MIS_SORT_SHARE) {
      // The same part once more, to the right place.
      this.#misSorted += 1;
      this.#untilMs = this.#cycles.between(...CYCLE_MS);
      return;
    }
    const part = this.#held;
    this.#held = undefined;
    part.at.sort = this.#options.now();
    this.unit.finishRun();
    this.#lay(part);
  }

  #lay(part: Part): void {
    const { cabinet, order } = part;
    const parts = this.#rack.get(cabinet) ?? [];
    parts.push(part);
    this.#rack.set(cabinet, parts);
    this.#level += 1;
    cabinet.arrived += 1;
    order.sorted += 1;
    if (cabinet.arrived >= cabinet.parts) this.#release(cabinet, parts);
  }

  /** The cabinet is complete: its parts go out, shared evenly between as few cartons as hold them. */
  #release(cabinet: Cabinet, parts: readonly Part[]): void {
    this.#rack.delete(cabinet);
    this.#waiting += parts.length;
    const cartons = Math.ceil(parts.length / LARGEST_CARTON);
    for (let n = 0; n < cartons; n += 1) {
      const [from, to] = [n, n + 1].map((k) => Math.round((k * parts.length) / cartons));
      this.#cartons.push(parts.slice(from, to));
    }
  }

  #show(dtMs: number, around: Surroundings): void {
    const { flags, power } = this.unit;
    const error = power.on && this.faults.error;
    const held = this.#held !== undefined;
    flags.Error = error && power.initialised;
    flags.Alarm = error;
    flags.Safety = !this.faults.is("curtain");
    flags.ManualActivityRequired = error;
    flags.RecipeInRun = power.on && (held || (around.work && this.#emptyMs < READY_AFTER_MS));
    flags.RecipeInHold = flags.RecipeInRun && error;
    flags.Hold = flags.RecipeInHold;
    flags.Moving = held && power.able && !error;
    flags.LoadingEnabled = power.able && !error && !held;
    flags.WaitLoad = power.able && !held && around.work;
    flags.WorkpiecePresent = held;
    this.unit.pass(dtMs);
  }

  /** The parts of the next carton, or undefined where no cabinet is complete. */
  takeCarton(): readonly Part[] | undefined {
    const carton = this.#cartons.shift();
    this.#waiting -= carton?.length ?? 0;
    return carton;
  }

  /** The packing station has taken a part of its carton from the outlet. */
  handOver(): void {
    this.#level -= 1;
    this.unit.leave(1);
  }

  /** Parts in the rack and at its outlet. */
  level(): number {
    return this.#level;
  }

  /** Parts of complete cabinets that no carton was begun for. */
  complete(): number {
    return this.#waiting;
  }

  cabinets(): number {
    return this.#rack.size;
  }

  robotCycles(): number {
    return this.#robotCycles;
  }

  misSorted(): number {
    return this.#misSorted;
  }

  /** Of the last movement, s. */
  cycleS(): number {
    return this.#cycleS;
  }

  powerW(): number {
    const { power } = this.unit;
    if (!power.on) return OFF_W;
    if (power.saving) return SAVING_W;
    return this.#held === undefined ? IDLE_W : MOVING_W;
  }

  retained(): Counters {
    return {
      ...this.unit.retained(),
      [`${NAME}.cycles`]: this.#robotCycles,
      [`${NAME}.missorted`]: this.#misSorted,
    };
  }
}
