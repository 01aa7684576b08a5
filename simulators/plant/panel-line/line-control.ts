// How a particleboard line is run: when it heats, starts, produces, changes over, is maintained and stops.
// Working time and orders ask for it, physics (temperatures, mat on its way) says when the next step is
// possible. What is asked:
//   break         the press goes on at a slow speed with a relief crew: a continuous press is not emptied
//                 for half an hour
//   shift change  some minutes of slow speed while the crews hand over
//   off-shift     runs out and stops in order; platens stay warm (standby)
//   holiday, ordered stop   the same, and the heat is turned off

import type { EventBook } from "../plant-events.ts";
import type { Random } from "../random.ts";
import { UpsetSchedule } from "../upset-schedule.ts";
import type { WorkSchedule, WorkTime } from "../work-schedule.ts";
import { type PanelUpset, panelUpsets, stops } from "./panel-upset.ts";
import type { PlatenHeat } from "./platen-heating.ts";

export type LinePhase =
  | "stopped"
  | "heating"
  | "starting"
  | "producing"
  | "running-out"
  | "changeover"
  | "maintenance";

export interface LineControlOptions {
  readonly random: Random;
  readonly events: EventBook;
  /** Wall clock at the end of the step, ms since the epoch. */
  readonly now: () => number;
  readonly schedule: WorkSchedule;
  readonly start: "warm" | "cold";
  /** Ends the order that is done and says what comes: names of the products. */
  readonly nextOrder: () => { readonly from: string; readonly to: string };
  readonly beginOrder: () => void;
}

/** What the control sees of the line. */
export interface LineSight {
  readonly hot: boolean;
  readonly dryerReady: boolean;
  /** The first board is at the press's exit. */
  readonly primed: boolean;
  /** Nothing is between former and the press's exit. */
  readonly empty: boolean;
  /** What is in the press completes the order. */
  readonly orderDone: boolean;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const QUIET_MS = 4 * MINUTE_MS;
const MEAN_GAP_MS = 24 * MINUTE_MS;
const PACE = { slow: 0.82, break: 0.74, handover: 0.85, starting: 0.8 } as const;
const HANDOVER_MS = 8 * MINUTE_MS;
/** Standing part of a changeover; with filling the press again it lasts 12 to 40 min (domain reference A1). */
const CHANGEOVER_MIN = [10.5, 34] as const;
const MAINTENANCE_AFTER_H = [40, 80] as const;
const MAINTENANCE_MIN = [70, 150] as const;

export class LineControl {
  readonly #options: LineControlOptions;
  readonly #upsets: UpsetSchedule<PanelUpset>;
  #phase: LinePhase;
  /** What follows when the press is empty. */
  #after: "stopped" | "changeover" | "maintenance" = "stopped";
  #work: WorkTime;
  #handoverMs = 0;
  #remainingMs = 0;
  #untilMaintenanceMs: number;
  #changing: { readonly from: string; readonly to: string } | undefined;
  #keptWarm: boolean;

  constructor(options: LineControlOptions) {
    const { random, now, schedule, start } = options;
    this.#options = options;
    this.#work = schedule.at(now());
    this.#upsets = new UpsetSchedule<PanelUpset>({
      random: random.fork("upsets"),
      plans: panelUpsets,
      quietMs: QUIET_MS,
      meanGapMs: MEAN_GAP_MS,
    });
    this.#untilMaintenanceMs = random.between(8, MAINTENANCE_AFTER_H[1]) * HOUR_MS;
    this.#keptWarm = start === "warm";
    this.#phase = start === "warm" && isWanted(this.#work) ? "producing" : "stopped";
    if (this.#phase === "producing") options.beginOrder();
  }

  phase(): LinePhase {
    return this.#phase;
  }

  work(): WorkTime {
    return this.#work;
  }

  /** Only while the line produces. */
  upset(): PanelUpset | undefined {
    return this.#phase === "producing" ? this.#upsets.current() : undefined;
  }

  /** Of full speed; 0 while the press stands. */
  pace(): number {
    if (this.#phase === "starting") return PACE.starting;
    if (this.#phase === "running-out") return 1;
    if (this.#phase !== "producing" || stops(this.upset())) return 0;
    return Math.min(
      this.upset() === "slow" ? PACE.slow : 1,
      this.#work.kind === "break" ? PACE.break : 1,
      this.#handoverMs > 0 ? PACE.handover : 1,
    );
  }

  /** Whether the former spreads. */
  spreading(): boolean {
    return this.#phase === "starting" || this.#phase === "producing";
  }

  /** Whether the drives of the chain are on: an emergency stop cuts them off. */
  driving(): boolean {
    return this.running() && this.upset() !== "emergency-stop";
  }

  /** Whether the machines of the chain are at work. */
  running(): boolean {
    return (
      this.#phase === "starting" ||
      this.#phase === "producing" ||
      this.#phase === "running-out" ||
      this.#phase === "changeover"
    );
  }

  heat(): PlatenHeat {
    if (this.#phase !== "stopped") return "work";
    return this.#keptWarm ? "standby" : "off";
  }

  step(dtMs: number, seen: LineSight): void {
    this.#watchWork(dtMs);
    this.#remainingMs -= dtMs;
    if (this.#phase === "producing") {
      this.#upsets.step(dtMs);
      this.#untilMaintenanceMs -= dtMs;
    }
    const next = this.#next(seen);
    if (next !== undefined) this.#enter(next);
  }

  #watchWork(dtMs: number): void {
    this.#handoverMs = Math.max(this.#handoverMs - dtMs, 0);
    const work = this.#options.schedule.at(this.#options.now());
    const before = this.#work;
    this.#work = work;
    if (before.kind !== work.kind) {
      const document = work.document ?? before.document;
      this.#options.events.write({
        kind: "work",
        from: before.kind,
        to: work.kind,
        ...(document === undefined ? {} : { document }),
      });
    } else if (before.shift !== work.shift && isWanted(work)) {
      this.#handoverMs = HANDOVER_MS;
    }
    if (work.kind === "holiday" || work.kind === "ordered-stop") this.#keptWarm = false;
  }

  #next(seen: LineSight): LinePhase | undefined {
    const wanted = isWanted(this.#work);
    switch (this.#phase) {
      case "stopped":
        return wanted ? "heating" : undefined;
      case "heating":
        return wanted ? when(seen.hot && seen.dryerReady, "starting") : "stopped";
      case "starting":
        return wanted ? when(seen.primed, "producing") : this.#runOut("stopped");
      case "producing":
        return this.#fromProducing(wanted, seen.orderDone);
      case "running-out":
        return when(seen.empty, this.#after);
      case "changeover":
        return when(this.#remainingMs <= 0 && seen.hot, wanted ? "starting" : "stopped");
      case "maintenance":
        return when(this.#remainingMs <= 0, wanted ? "heating" : "stopped");
    }
  }

  #fromProducing(wanted: boolean, orderDone: boolean): LinePhase | undefined {
    if (stops(this.upset())) return undefined;
    if (!wanted) return this.#runOut("stopped");
    if (orderDone) return this.#runOut("changeover");
    return this.#untilMaintenanceMs <= 0 ? this.#runOut("maintenance") : undefined;
  }

  #runOut(after: "stopped" | "changeover" | "maintenance"): LinePhase {
    this.#after = after;
    return "running-out";
  }

  #enter(phase: LinePhase): void {
    const { random, events, nextOrder, beginOrder } = this.#options;
    const before = this.#phase;
    this.#phase = phase;
    if (phase === "heating") this.#keptWarm = true;
    if (phase === "changeover") {
      this.#changing = nextOrder();
      this.#remainingMs = random.between(...CHANGEOVER_MIN) * MINUTE_MS;
      events.write({ kind: "changeover-start", ...this.#changing });
    }
    if (phase === "maintenance") {
      this.#remainingMs = random.between(...MAINTENANCE_MIN) * MINUTE_MS;
      this.#untilMaintenanceMs = random.between(...MAINTENANCE_AFTER_H) * HOUR_MS;
    }
    const finished = phase === "producing" || (before === "changeover" && phase === "stopped");
    if (this.#changing !== undefined && finished) {
      events.write({ kind: "changeover-end", ...this.#changing });
      this.#changing = undefined;
    }
    if (phase === "producing") beginOrder();
  }
}

function isWanted({ kind }: WorkTime): boolean {
  return kind === "work" || kind === "break";
}

function when(condition: boolean, phase: LinePhase): LinePhase | undefined {
  return condition ? phase : undefined;
}
