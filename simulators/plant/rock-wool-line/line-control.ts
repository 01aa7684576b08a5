// What the line behind the furnace does, and why the melt goes to the waste pit: breaks, shift changes, other
// products, faults (domain reference, X6). The furnace goes on meanwhile.

import type { Random } from "../random.ts";
import type { WorkTime } from "../work-schedule.ts";
import { COLLECTING_MS } from "./collector.ts";
import type { FurnacePhase } from "./furnace.ts";
import { type WoolState, type WoolUpset, woolState, woolUpsets } from "./wool-state.ts";

export type DivertReason =
  | "furnace"
  | "off-shift"
  | "oven-cold"
  | "vibration"
  | "upset"
  | "changeover"
  | "shift-change"
  | "break";

export interface LineGiven {
  readonly work: WorkTime;
  readonly phase: FurnacePhase;
  readonly upset: WoolUpset | undefined;
  readonly upsetMs: number;
  readonly vibrationAlarm: boolean;
  readonly changing: boolean;
  readonly ovenReady: boolean;
  readonly wheelsAtSpeed: boolean;
}

/** An operator looks, then pulls the launder. */
const NOTICED_MS = 6_000;
/** Off shift the wheels are stopped after this, and the oven's burners after that. */
const WHEELS_OFF_MS = 300_000;
const OVEN_OFF_MS = 1_800_000;
/** Some breaks are covered by the next crew. */
const RUNS_ON = 0.25;
const HANDOVER_MINUTES: readonly [number, number] = [5, 11];

export class LineControl {
  readonly #random: Random;
  #work: WorkTime;
  #divertsForBreak = false;
  #handoverMs = 0;
  #shaking = false;
  #offMs: number;
  #reason: DivertReason | undefined;
  #divertedMs = 0;

  constructor(random: Random, work: WorkTime, running: boolean) {
    this.#random = random;
    this.#work = work;
    this.#offMs = running ? 0 : OVEN_OFF_MS;
  }

  /** Why the melt does not reach the spinner. */
  reason(): DivertReason | undefined {
    return this.#reason;
  }

  /** Nothing is being spun any more, and what was has been laid. */
  creeping(): boolean {
    return this.#divertedMs > COLLECTING_MS;
  }

  /** Off shift, and long enough that the wheels are not kept turning. */
  wheelsOn(): boolean {
    return this.#offMs < WHEELS_OFF_MS;
  }

  ovenOn(): boolean {
    return this.#offMs < OVEN_OFF_MS;
  }

  step(dtMs: number, given: LineGiven): void {
    this.#noticeWork(given.work);
    this.#handoverMs = Math.max(this.#handoverMs - dtMs, 0);
    const heating = given.phase === woolState.heating;
    const melting = given.phase === woolState.leadIn || given.phase === woolState.producing;
    const working = given.work.kind === "work" || given.work.kind === "break";
    if ((melting || heating) && working) this.#offMs = heating ? WHEELS_OFF_MS : 0;
    else this.#offMs += dtMs;
    if (given.upset !== "spinner-vibration") this.#shaking = false;
    else this.#shaking ||= given.vibrationAlarm;
    this.#reason = this.#why(given, working);
    this.#divertedMs = this.#reason === undefined ? 0 : this.#divertedMs + dtMs;
  }

  /** What a machine without a mat shows, and what the line shows while the melt is diverted. */
  waitingState(): WoolState {
    switch (this.#reason) {
      case "changeover":
        return woolState.changeover;
      case "break":
      case "shift-change":
        return woolState.holding;
      case "off-shift":
      case "furnace":
        return this.wheelsOn() ? woolState.starved : woolState.stopped;
      default:
        return woolState.starved;
    }
  }

  faulty(): boolean {
    return this.#reason === "vibration" || this.#reason === "upset";
  }

  #why(given: LineGiven, working: boolean): DivertReason | undefined {
    if (given.phase !== woolState.producing) return "furnace";
    if (!working) return "off-shift";
    if (this.#shaking) return "vibration";
    if (given.upset !== undefined && woolUpsets[given.upset].diverts) {
      if (given.upsetMs > NOTICED_MS) return "upset";
    }
    if (given.changing) return "changeover";
    if (this.#divertsForBreak) return "break";
    if (this.#handoverMs > 0) return "shift-change";
    // Once it runs, a zone that dips is no reason to stop.
    const waiting = this.#reason !== undefined;
    if (waiting && (!given.ovenReady || !given.wheelsAtSpeed)) return "oven-cold";
    return undefined;
  }

  #noticeWork(work: WorkTime): void {
    const before = this.#work;
    if (work === before) return;
    this.#work = work;
    if (work.kind !== before.kind) {
      this.#divertsForBreak = work.kind === "break" && this.#random.uniform() >= RUNS_ON;
    }
    const handsOver = work.shift !== before.shift && work.kind === "work" && before.shift !== "";
    if (handsOver && this.#random.uniform() >= RUNS_ON) {
      this.#handoverMs = this.#random.between(...HANDOVER_MINUTES) * 60_000;
    }
  }
}
