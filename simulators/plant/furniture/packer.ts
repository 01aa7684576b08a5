// The packing station packer-1: parts of one order are laid into a carton, then it is folded and glued. A part has
// gone in when it is laid; all parts of a carton go out when it is closed.

import type { Random } from "../random.ts";
import { UpsetSchedule } from "../upset-schedule.ts";
import { type PartBuffer, paceFactor } from "./part-buffer.ts";
import { QUIET_START_MS } from "./quiet-start.ts";
import { type Counters, WoodworkingUnit } from "./woodworking-unit.ts";

const NAME = "packer-1";
const LAY_MS = 13_500;
const CLOSE_MS = 17_000;
const READY_AFTER_MS = 60_000;
const CONVEYOR_M_PER_MIN = 12;
const RESTART_MS = 4_000;
const IDLE_W = 900;
const CLOSING_W = 3_400;

export class Packer {
  readonly unit: WoodworkingUnit;
  readonly #random: Random;
  readonly #upsets: UpsetSchedule<"jam">;
  readonly #source: PartBuffer;
  #wantedParts: number;
  #untilMs = 3_000;
  #closing = false;
  #emptyMs = 0;
  #restartMs = 0;
  #powerW = IDLE_W;

  constructor(random: Random, counters: Counters, source: PartBuffer) {
    this.#random = random.fork("cartons");
    this.#upsets = new UpsetSchedule({
      random: random.fork("upsets"),
      plans: [{ kind: "jam", weight: 1, minutes: [0.25, 1] }],
      quietMs: QUIET_START_MS,
      meanGapMs: 30 * 60_000,
    });
    this.unit = new WoodworkingUnit(NAME, counters);
    this.#source = source;
    this.#wantedParts = Math.max(this.#nextCarton(), this.unit.piecesInside());
    this.#closing = this.unit.piecesInside() >= this.#wantedParts;
  }

  step(dtMs: number, airPresent: boolean): void {
    this.#upsets.step(dtMs);
    const stopped = this.#upsets.current() === "jam" || !airPresent;
    this.#restartMs = stopped ? RESTART_MS : Math.max(this.#restartMs - dtMs, 0);
    const error = this.#restartMs > 0;
    this.#emptyMs += dtMs;
    if (!error) this.#work(dtMs);
    this.#powerW = error ? IDLE_W * 0.6 : IDLE_W + (this.#closing ? CLOSING_W : 0);
    const recipe = this.#emptyMs < READY_AFTER_MS;
    const inside = this.unit.piecesInside();
    this.unit.pass(dtMs, {
      Error: error,
      Alarm: error,
      RecipeInRun: recipe,
      AirPresent: airPresent,
      Hold: error && recipe,
      Moving: !error && this.#closing,
      WaitLoad: !this.#closing && this.#untilMs <= 0,
      WorkpiecePresent: inside > 0,
    });
  }

  #work(dtMs: number): void {
    this.#untilMs -= dtMs;
    if (this.#untilMs > 0) return;
    if (this.#closing) {
      this.unit.leave(this.unit.piecesInside());
      this.unit.finishRun();
      this.#wantedParts = this.#nextCarton();
      this.#closing = false;
      this.#untilMs = 1_500;
      return;
    }
    if (this.#source.take() === undefined) return;
    this.unit.enter(1);
    this.#emptyMs = 0;
    this.#closing = this.unit.piecesInside() >= this.#wantedParts;
    const pace = paceFactor(this.#source.level()) * this.#random.between(0.85, 1.15);
    this.#untilMs = this.#closing ? CLOSE_MS : LAY_MS * pace;
  }

  #nextCarton(): number {
    return Math.floor(this.#random.between(3, 7));
  }

  /** Speed of the carton conveyor, m/min: it runs while a carton is closed. */
  feed(): number {
    return this.#closing && this.#restartMs <= 0 ? CONVEYOR_M_PER_MIN : 0;
  }

  powerW(): number {
    return this.#powerW;
  }

  retained(): Counters {
    return this.unit.retained();
  }
}
