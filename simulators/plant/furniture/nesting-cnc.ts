// The nesting centre cnc-1, pace machine of the cell: sheet after sheet is loaded, clamped by vacuum, grooved, cut
// into parts and pushed off. Parts count as they come free, and go on when the sheet is unloaded.

import type { Random } from "../random.ts";
import { type Axes, axesOf } from "./axis-motion.ts";
import { CncFaults } from "./cnc-faults.ts";
import { sayCnc, type Waiting } from "./cnc-flags.ts";
import { CncMilling } from "./cnc-milling.ts";
import type { CncOptions } from "./cnc-options.ts";
import { NestSupply } from "./nest-supply.ts";
import { createNest, type Nest, type Part } from "./part.ts";
import { ProgramRun } from "./program-run.ts";
import { SheetLog } from "./sheet-log.ts";
import { type Operation, resumedProgram, sheetProgram } from "./sheet-program.ts";
import type { Surroundings } from "./surroundings.ts";
import { ToolRack } from "./tool-rack.ts";
import { unitMode } from "./unit-state.ts";
import { type Counters, WoodworkingUnit } from "./woodworking-unit.ts";

const NAME = "cnc-1";
const IDLE_RPM = 6_000;
/** The spindle turns again this long before the end of a tool change, ms. */
const SPIN_UP_MS = 3_000;
const REJECT_SHARE = 0.012;
/** Replacing a worn or broken tool by hand, ms. */
const TOOL_SERVICE_MS = 150_000;
/** With a tool near its end the operator lets it go slower. */
const WORN_OVERRIDE = 0.9;
const OVERLOAD_OVERRIDE = 0.5;

export class NestingCnc {
  readonly unit: WoodworkingUnit;
  readonly tools: ToolRack;
  readonly faults: CncFaults;
  readonly sheets: SheetLog;
  readonly milling: CncMilling;
  readonly #options: CncOptions;
  readonly #random: Random;
  readonly #supply: NestSupply;
  #nest: Nest;
  #run: ProgramRun | undefined;
  #good: number;
  #rejected: number;
  #onTable: Part[] = [];
  #freed = 0;
  #serviceMs = 0;
  #waiting: Waiting = "nothing";
  #moving = false;

  constructor(options: CncOptions) {
    const { random, counters, book, on, ambientC, spindleC } = options;
    this.#options = options;
    this.#random = random.fork("programs");
    this.tools = new ToolRack(NAME, counters);
    const rpm = on ? this.tools.current().rpm : 0;
    this.milling = new CncMilling(random, rpm, spindleC ?? (on ? ambientC + 20 : ambientC));
    this.faults = new CncFaults(random);
    this.unit = new WoodworkingUnit({ name: NAME, counters, on, bootMs: 75_000 });
    this.sheets = new SheetLog(counters[`${NAME}.runs.good`] ?? 0, options.now);
    const kept = (counter: string): number => counters[`${NAME}.${counter}`] ?? 0;
    this.#good = kept("good");
    this.#rejected = kept("rejected");
    // A sheet that lies on the table when the control starts is cut to its end first.
    const rest = this.unit.piecesInside();
    this.#supply = new NestSupply(this.#random, book, options.changeover);
    this.#nest = createNest(this.#random, rest > 0 ? book.stock(rest) : book.nest());
    if (rest > 0) this.#start(resumedProgram(this.#nest, this.#random));
    else this.#supply.hold(this.#nest);
  }

  /** The control has lost its current: nobody fetches boards for it. @returns what is left of it. */
  lose(): { readonly spindleC: number } {
    this.#supply.close();
    return { spindleC: this.milling.spindle.temperatureC() };
  }

  /** What changes over seconds: once a step of the cell. */
  drift(dtMs: number, around: Surroundings): void {
    const { power } = this.unit;
    if (this.faults.active || (power.able && around.work)) this.faults.step(dtMs);
    this.milling.drift(dtMs, around, !this.faults.is("coolant"));
  }

  /** @param wanted somebody wants it on. @param blocked no room for the parts of another sheet. */
  step(dtMs: number, around: Surroundings, wanted: boolean, blocked: boolean): void {
    const { power } = this.unit;
    if (power.able && !this.faults.error) this.#serviceMs = Math.max(this.#serviceMs - dtMs, 0);
    const busy = this.#run !== undefined;
    const lost = this.faults.check(dtMs, {
      on: power.on,
      clamped: this.#clamped(),
      vacuumLow: this.milling.table.isLow(),
      air: around.airPresent,
      suction: around.suctionOn,
      inCut: this.milling.chipFlowCm3PerS() > 0,
    });
    if (lost === "tool") this.#abort();
    else if (lost !== undefined) power.lose(lost);
    this.unit.attend(dtMs, around, wanted, busy || around.work, !this.faults.error);

    this.#begin(dtMs, around, blocked);
    const operation = this.#run?.current();
    this.#moving = this.#run !== undefined && power.able && !this.faults.error;
    if (this.#moving) this.#advance(dtMs);
    else this.#run?.hold(dtMs);
    // The next sheet begins in the moment in which the last one has left.
    this.#begin(0, around, blocked);
    this.#mill(dtMs, operation);
    this.#show(dtMs, around);
  }

  #clamped(): boolean {
    const kind = this.operation();
    return kind === "cut" || kind === "rapid" || kind === "tool-change";
  }

  /** Begins a sheet where none is in work, or notes what it waits for. */
  #begin(dtMs: number, { work, suctionOn }: Surroundings, blocked: boolean): void {
    if (this.#run !== undefined) return;
    this.#waiting = this.#waitingFor(work && suctionOn, blocked);
    if (this.#waiting !== "nothing" || this.faults.error || !this.unit.power.able) return;
    const next = this.#supply.take(dtMs, this.#nest);
    if (next === undefined) {
      this.#waiting = "decor";
      return;
    }
    this.#nest = next;
    this.#freed = 0;
    this.#start(sheetProgram(next, this.#random));
    this.unit.enter(next.parts.length);
  }

  #start(program: readonly Operation[]): void {
    this.#run = new ProgramRun(program);
    this.sheets.begin(this.#nest, program);
  }

  #waitingFor(attended: boolean, blocked: boolean): Waiting {
    if (this.#serviceMs > 0) return "service";
    if (!attended) return "shift";
    if (this.faults.is("sheet")) return "sheet";
    return blocked ? "unload" : "nothing";
  }

  #advance(dtMs: number): void {
    const run = this.#run;
    const operation = run?.current();
    if (run === undefined || operation === undefined) return;
    if (operation.kind === "tool-change") this.tools.change(operation.tool);
    const completed = run.step(dtMs, this.override());
    if (operation.kind === "cut") this.tools.cut((run.feed() / 60_000) * dtMs);
    if (completed?.kind === "cut" && completed.frees !== undefined) this.#free(completed.frees);
    if (completed?.kind === "unload") this.#finish();
  }

  #free(part: Part): void {
    this.#freed += 1;
    this.unit.leave(1);
    if (this.#random.uniform() < REJECT_SHARE) {
      this.#reject(part);
      return;
    }
    this.#good += 1;
    part.at.cut = this.#options.now();
    part.order.cut += 1;
    this.sheets.good();
    this.#onTable.push(part);
  }

  #reject(part: Part): void {
    this.#rejected += 1;
    this.#options.book.again(part);
  }

  #finish(): void {
    this.unit.finishRun(1000 * this.sheets.cutM());
    this.#clear(true);
    if (this.tools.replaceWorn()) this.#service();
  }

  /** A broken tool ends the sheet: what is free goes on, the rest is spoilt and made again. */
  #abort(): void {
    const left = this.#nest.parts.slice(this.#freed);
    this.unit.leave(left.length);
    for (const part of left) this.#reject(part);
    this.unit.abortRun();
    this.#clear(false);
    this.tools.replaceCurrent();
    this.#service();
  }

  #clear(completed: boolean): void {
    for (const part of this.#onTable) this.#options.deliver(part);
    this.#onTable = [];
    this.#run = undefined;
    this.#options.finished(this.sheets.end(this.#nest, completed));
  }

  #service(): void {
    this.#serviceMs = TOOL_SERVICE_MS * this.#random.between(0.8, 1.3);
  }

  /** Chips, spindle and hold-down of this step. */
  #mill(dtMs: number, operation: Operation | undefined): void {
    const { on, able, saving } = this.unit.power;
    const kind = operation?.kind;
    this.milling.step(dtMs, {
      on,
      saving,
      cut: operation?.kind === "cut" && this.#moving ? operation : undefined,
      feed: this.feed(),
      wantedRpm: able ? this.#wantedRpm(operation) : 0,
      cuttingEnergy: this.tools.cuttingEnergy(),
      knot: this.faults.is("knot"),
      toolBroken: this.faults.toolBroken,
      held: on && kind !== undefined && kind !== "load" && kind !== "unload",
      kerfShare: this.#freed / this.#nest.parts.length,
      sealLost: this.faults.is("seal"),
    });
  }

  #wantedRpm(operation: Operation | undefined): number {
    if (this.faults.error && !this.faults.restarting(SPIN_UP_MS)) return 0;
    if (operation === undefined) return this.#serviceMs > 0 ? 0 : IDLE_RPM;
    if (operation.kind !== "tool-change") return this.tools.current().rpm;
    return (this.#run?.remainingMs() ?? 0) > SPIN_UP_MS ? 0 : operation.tool.rpm;
  }

  #show(dtMs: number, { suctionOn }: Surroundings): void {
    const { unit, faults } = this;
    const service = unit.power.able && !faults.error && this.#serviceMs > 0;
    if (service) unit.mode = unitMode.setup;
    sayCnc(unit.flags, {
      power: unit.power,
      faults,
      waiting: this.#waiting,
      running: this.#run !== undefined,
      proceeds: this.#moving,
      moves: this.#moving && this.feed() > 0.05,
      service,
      worn: this.tools.isNearlyWorn(),
      suction: suctionOn,
    });
    unit.pass(dtMs);
  }

  /** Of the programmed feed, 1 for 100 %. */
  override(): number {
    if (this.faults.is("knot")) return OVERLOAD_OVERRIDE;
    return this.tools.isNearlyWorn() ? WORN_OVERRIDE : 1;
  }

  get good(): number {
    return this.#good;
  }

  get rejected(): number {
    return this.#rejected;
  }

  nest(): Nest {
    return this.#nest;
  }

  operation(): Operation["kind"] | "none" {
    return this.#run?.current()?.kind ?? "none";
  }

  get waiting(): Waiting {
    return this.#waiting;
  }

  /** Actual feed, m/min. */
  feed(): number {
    return this.#run?.feed() ?? 0;
  }

  /** What the program asks for now, m/min. */
  programmedFeed(): number {
    return this.#run?.programmedFeed() ?? 0;
  }

  axes(): Axes {
    return axesOf(this.#run, this.#moving);
  }

  /** Its suction gate is open: whenever it has a program. */
  needsSuction(): boolean {
    return this.unit.power.on && this.#run !== undefined;
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
