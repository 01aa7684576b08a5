// The life of a furnace: ignition with its dry-out, heating, melt lead-in, production, and after the campaign or
// for an ordered stop the shutdown with slag tapping (domain reference A3, states). It never stops for a break:
// off shift and on holidays it is held at reduced blast or power.

import type { Random } from "../random.ts";
import type { WorkKind } from "../work-schedule.ts";
import type { Furnace, FurnacePhase } from "./furnace.ts";
import { woolState } from "./wool-state.ts";

const HOUR_MS = 3_600_000;
const LEAD_IN_MS: readonly [number, number] = [12 * 60_000, 20 * 60_000];
/** ≥ 10 days [S]. */
const CAMPAIGN_H: readonly [number, number] = [14 * 24, 20 * 24];
/** A lining is renewed in this. */
const RELINING_H: readonly [number, number] = [16, 30];

/** What a lamp at the furnace says of its work. */
export type FurnaceDuty = "run" | "hold" | "stop";

/** What the crew sees of the furnace. */
type FurnaceSigns = Pick<Furnace, "lit" | "ready" | "drained">;

/** A stop from here goes through burning down and tapping. */
const givesUp: ReadonlySet<FurnacePhase> = new Set([
  woolState.heating,
  woolState.leadIn,
  woolState.producing,
]);

export class FurnaceControl {
  readonly #random: Random;
  #phase: FurnacePhase;
  #remainingMs = 0;
  #campaignMs: number;
  #campaignEndMs: number;
  #number: number;
  #dryOut: boolean;
  #worn = false;

  /** @param running warm: some days into a campaign; else a new lining, cold. */
  constructor(random: Random, running: boolean) {
    this.#random = random;
    this.#phase = running ? woolState.producing : woolState.stopped;
    this.#number = Math.floor(random.between(20, 60));
    this.#campaignMs = running ? random.between(1, 4) * 24 * HOUR_MS : 0;
    this.#campaignEndMs = random.between(...CAMPAIGN_H) * HOUR_MS;
    this.#dryOut = !running;
  }

  phase(): FurnacePhase {
    return this.#phase;
  }

  /** Number of the furnace campaign 炉次. */
  campaign(): string {
    return `C26-${`${this.#number}`.padStart(3, "0")}`;
  }

  campaignHours(): number {
    return this.#campaignMs / HOUR_MS;
  }

  /** 0 new … 1 worn out. */
  wear(): number {
    return Math.min(this.#campaignMs / this.#campaignEndMs, 1);
  }

  /** The lining is new. */
  dryOut(): boolean {
    return this.#dryOut;
  }

  duty(work: WorkKind): FurnaceDuty {
    if (this.#worn || work === "ordered-stop") return "stop";
    return work === "work" || work === "break" ? "run" : "hold";
  }

  step(dtMs: number, furnace: FurnaceSigns, work: WorkKind): void {
    const duty = this.duty(work);
    const lit = this.#phase !== woolState.stopped && this.#phase !== woolState.maintenance;
    if (lit) this.#campaignMs += dtMs;
    this.#remainingMs -= dtMs;
    if (this.#campaignMs > this.#campaignEndMs) this.#worn = true;
    this.#phase = this.#next(furnace, duty);
  }

  #next(furnace: FurnaceSigns, duty: FurnaceDuty): FurnacePhase {
    if (duty === "stop" && givesUp.has(this.#phase)) return woolState.tapping;
    switch (this.#phase) {
      case woolState.stopped:
        return this.#rest(duty);
      case woolState.ignition:
        if (duty === "stop") return woolState.stopped;
        return furnace.lit() ? woolState.heating : woolState.ignition;
      case woolState.heating:
        return furnace.ready() ? this.#leadIn() : woolState.heating;
      case woolState.leadIn:
        return this.#remainingMs <= 0 ? woolState.producing : woolState.leadIn;
      case woolState.tapping:
        return furnace.drained() ? woolState.stopped : woolState.tapping;
      case woolState.maintenance:
        return this.#remainingMs <= 0 ? this.#renewed() : woolState.maintenance;
      default:
        return woolState.producing;
    }
  }

  #rest(duty: FurnaceDuty): FurnacePhase {
    if (this.#worn) return this.#reline();
    return duty === "run" ? woolState.ignition : woolState.stopped;
  }

  #leadIn(): FurnacePhase {
    this.#dryOut = false;
    this.#remainingMs = this.#random.between(...LEAD_IN_MS);
    return woolState.leadIn;
  }

  #reline(): FurnacePhase {
    this.#remainingMs = this.#random.between(...RELINING_H) * HOUR_MS;
    return woolState.maintenance;
  }

  #renewed(): FurnacePhase {
    this.#worn = false;
    this.#dryOut = true;
    this.#number += 1;
    this.#campaignMs = 0;
    this.#campaignEndMs = this.#random.between(...CAMPAIGN_H) * HOUR_MS;
    return woolState.stopped;
  }
}
