// The nesting centre cnc-1, pace machine of the cell: sheet after sheet is loaded, clamped by vacuum, grooved, cut
// into parts and pushed off. Parts count as they come free, and go on when the sheet is unloaded.

import { AnalogInput } from "../analog-input.ts";
import { Drift } from "../drift.ts";
import { Lag } from "../lag.ts";
import type { Random } from "../random.ts";
import { UpsetSchedule } from "../upset-schedule.ts";
import { chipFlow } from "./milling-tool.ts";
import { createNest, type Nest, type Part } from "./part.ts";
import { ProgramRun } from "./program-run.ts";
import { QUIET_START_MS } from "./quiet-start.ts";
import { measure } from "./sensor.ts";
import { type Operation, resumedProgram, sheetProgram } from "./sheet-program.ts";
import { Spindle } from "./spindle.ts";
import { ToolRack } from "./tool-rack.ts";
import { unitMode } from "./unit-state.ts";
import { VacuumTable } from "./vacuum-table.ts";
import { type Counters, WoodworkingUnit } from "./woodworking-unit.ts";

const NAME = "cnc-1";
const IDLE_RPM = 6_000;
/** The spindle turns again this long before the end of a tool change, ms. */
const SPIN_UP_MS = 3_000;
const REJECT_SHARE = 0.012;
/** After a fault the operator looks and presses start. */
const RESTART_MS = 6_000;
/** Replacing a worn tool by hand, ms. */
const TOOL_SERVICE_MS = 150_000;
const AUXILIARY_W = 2_300;
const VACUUM_PUMP_W = 7_500;
const FEED = { sigma: 0, perUnit: 100 } as const;
const SUCTION_TAU_MS = 1_000;

export type CncSurroundings = {
  /** Suction that the central extraction offers at the hood, Pa. */
  readonly suctionPa: number;
  readonly airPresent: boolean;
  /** No room for the parts of another sheet. */
  readonly blocked: boolean;
};

export class NestingCnc {
  readonly unit: WoodworkingUnit;
  readonly tools: ToolRack;
  readonly #random: Random;
  readonly #noise: Random;
  readonly #grain: Drift;
  readonly #spindle: Spindle;
  readonly #table: VacuumTable;
  readonly #upsets: UpsetSchedule<"seal" | "order">;
  readonly #hood: AnalogInput;
  readonly #deliver: (part: Part) => void;
  #nest: Nest;
  #run: ProgramRun | undefined;
  #good: number;
  #rejected: number;
  #onTable: Part[] = [];
  #freed = 0;
  #serviceMs = 0;
  #restartMs = 0;
  #error = false;
  #chipFlow = 0;
  #feedReading = 0;
  #suction: Lag | undefined;
  #powerW = 0;

  constructor(random: Random, counters: Counters, deliver: (part: Part) => void) {
    this.#random = random.fork("programs");
    this.#noise = random.fork("noise");
    this.#grain = new Drift(random.fork("grain"), { sigma: 0.05, tauMs: 20_000, limit: 0.15 });
    this.tools = new ToolRack(NAME, counters);
    this.#spindle = new Spindle(random.fork("spindle"), this.tools.current().rpm);
    this.#table = new VacuumTable(random.fork("table"));
    this.#upsets = new UpsetSchedule({
      random: random.fork("upsets"),
      plans: [
        { kind: "seal", weight: 3, minutes: [0.3, 0.9] },
        { kind: "order", weight: 2, minutes: [0.8, 2.2] },
      ],
      quietMs: QUIET_START_MS,
      meanGapMs: 13 * 60_000,
    });
    this.#hood = new AnalogInput({ random: random.fork("hood"), range: [0, 4_000], sigma: 14 });
    this.#deliver = deliver;
    this.unit = new WoodworkingUnit(NAME, counters);
    const kept = (counter: string): number => counters[`${NAME}.${counter}`] ?? 0;
    this.#good = kept("good");
    this.#rejected = kept("rejected");
    // A sheet that lies on the table when the control starts is cut to its end first.
    const rest = this.unit.piecesInside();
    this.#nest = createNest(this.#random, rest > 0 ? rest : undefined);
    if (rest > 0) this.#run = new ProgramRun(resumedProgram(this.#nest, this.#random));
  }

  step(dtMs: number, around: CncSurroundings): void {
    this.#upsets.step(dtMs);
    this.#grain.step(dtMs);
    this.#serviceMs = Math.max(this.#serviceMs - dtMs, 0);
    this.#beginIfFree(around);
    const operation = this.#run?.current();
    this.#checkFaults(dtMs, operation, around);
    const cut = operation?.kind === "cut" && !this.#error ? operation : undefined;
    const moving = this.#run !== undefined && !this.#error;
    if (moving) this.#advance(dtMs);
    else this.#run?.hold(dtMs);
    // The next sheet begins in the moment in which the last one has left.
    const waiting = this.#beginIfFree(around);

    const feed = this.#run?.feed() ?? 0;
    this.#chipFlow = cut === undefined ? 0 : chipFlow(cut.tool, cut.depthMm, feed);
    const cutW = this.#chipFlow * this.tools.cuttingEnergy() * (1 + this.#grain.value());
    this.#spindle.step(dtMs, this.#wantedRpm(operation), cutW);
    const held =
      operation !== undefined && operation.kind !== "load" && operation.kind !== "unload";
    this.#table.step(
      dtMs,
      held,
      this.#freed / this.#nest.parts.length,
      this.#upsets.current() === "seal",
    );
    this.#readSensors(dtMs, feed, around);
    this.#powerW =
      AUXILIARY_W + this.#spindle.powerW() + (held ? VACUUM_PUMP_W : 0) + (moving ? 60 * feed : 0);
    this.#showFlags(dtMs, waiting, moving, around);
  }

  /** Why no program begins, or undefined when one may. */
  #waitingFor({ blocked }: CncSurroundings): "order" | "service" | "unload" | undefined {
    if (this.#serviceMs > 0) return "service";
    if (this.#upsets.current() === "order") return "order";
    return blocked ? "unload" : undefined;
  }

  /** Begins a sheet where none is in work; else says what it waits for. */
  #beginIfFree(around: CncSurroundings): "order" | "service" | "unload" | undefined {
    if (this.#run !== undefined) return undefined;
    const waiting = this.#waitingFor(around);
    if (waiting !== undefined) return waiting;
    this.#nest = createNest(this.#random);
    this.#freed = 0;
    this.#run = new ProgramRun(sheetProgram(this.#nest, this.#random));
    this.unit.enter(this.#nest.parts.length);
    return undefined;
  }

  #advance(dtMs: number): void {
    const operation = this.#run?.current();
    if (operation?.kind === "tool-change") this.tools.change(operation.tool);
    const completed = this.#run?.step(dtMs);
    if (operation?.kind === "cut") this.tools.cut(((this.#run?.feed() ?? 0) / 60_000) * dtMs);
    if (completed?.kind === "cut" && completed.frees !== undefined) this.#free(completed.frees);
    if (completed?.kind === "unload") this.#finish();
  }

  #free(part: Part): void {
    this.#freed += 1;
    this.unit.leave(1);
    if (this.#random.uniform() < REJECT_SHARE) {
      this.#rejected += 1;
    } else {
      this.#good += 1;
      this.#onTable.push(part);
    }
  }

  #finish(): void {
    for (const part of this.#onTable) this.#deliver(part);
    this.#onTable = [];
    this.#run = undefined;
    this.unit.finishRun();
    if (this.tools.replaceWorn()) {
      this.#serviceMs = TOOL_SERVICE_MS * this.#random.between(0.8, 1.3);
    }
  }

  /** Vacuum lost under a clamped sheet stops the program until it is back and the operator restarts. */
  #checkFaults(dtMs: number, operation: Operation | undefined, around: CncSurroundings): void {
    const clamped =
      operation !== undefined && !["load", "clamp", "unload"].includes(operation.kind);
    const wrong = (clamped && this.#table.isLow()) || !around.airPresent;
    if (wrong) {
      this.#error = true;
      this.#restartMs = RESTART_MS;
    } else if (this.#error) {
      this.#restartMs -= dtMs;
      this.#error = this.#restartMs > 0;
    }
  }

  #wantedRpm(operation: Operation | undefined): number {
    if (this.#error && this.#restartMs > SPIN_UP_MS) return 0;
    if (operation === undefined) return this.#serviceMs > 0 ? 0 : IDLE_RPM;
    if (operation.kind !== "tool-change") return this.tools.current().rpm;
    return (this.#run?.remainingMs() ?? 0) > SPIN_UP_MS ? 0 : operation.tool.rpm;
  }

  #readSensors(dtMs: number, feed: number, { suctionPa }: CncSurroundings): void {
    const jitter = 0.004 * feed * this.#noise.normal();
    this.#feedReading = Math.max(measure(this.#noise, feed + jitter, FEED), 0);
    this.#suction ??= new Lag(SUCTION_TAU_MS, suctionPa);
    this.#hood.sample(this.#suction.step(dtMs, suctionPa));
  }

  #showFlags(
    dtMs: number,
    waiting: "order" | "service" | "unload" | undefined,
    moving: boolean,
    { suctionPa, airPresent }: CncSurroundings,
  ): void {
    this.unit.pass(
      dtMs,
      {
        Error: this.#error,
        Alarm: this.#error,
        Warning: this.tools.isNearlyWorn() || this.#serviceMs > 0,
        RecipeInRun: this.#run !== undefined,
        AirPresent: airPresent,
        DustChipSuction: suctionPa > 800,
        Hold: this.#error && this.#run !== undefined,
        Moving: moving && (this.#run?.feed() ?? 0) > 0.05,
        WaitLoad: waiting === "order",
        WaitUnload: waiting === "unload",
        WorkpiecePresent: this.#run !== undefined,
      },
      waiting === "service" ? unitMode.setup : unitMode.automatic,
    );
  }

  good(): number {
    return this.#good;
  }

  rejected(): number {
    return this.#rejected;
  }

  nest(): Nest {
    return this.#nest;
  }

  operation(): Operation["kind"] | "none" {
    return this.#run?.current()?.kind ?? "none";
  }

  /** Chips of the cut, cm³/s; 0 outside one. */
  chipFlowCm3PerS(): number {
    return this.#chipFlow;
  }

  /** Actual feed, m/min. */
  feed(): number {
    return this.#run?.feed() ?? 0;
  }

  spindle(): Spindle {
    return this.#spindle;
  }

  table(): VacuumTable {
    return this.#table;
  }

  feedReading(): number {
    return this.#feedReading;
  }

  dustReading(): number {
    return this.#hood.value();
  }

  powerW(): number {
    return this.#powerW;
  }

  /** Its suction gate is open: whenever it has a program. */
  needsSuction(): boolean {
    return this.#run !== undefined;
  }

  retained(): Counters {
    return {
      ...this.unit.retained(),
      [`${NAME}.good`]: this.#good,
      [`${NAME}.rejected`]: this.#rejected,
      ...this.tools.retained(),
    };
  }
}
