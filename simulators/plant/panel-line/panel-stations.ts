// Everything of a particleboard line but its press: stock preparation, drying, blending and forming before
// it, sanding, sawing and grading behind it, the side plants, the meters, the orders and the laboratory.

import { keepCounters } from "../counter.ts";
import { Instruments } from "../instruments.ts";
import { LabBook } from "../lab-book.ts";
import { MainSupply } from "../main-supply.ts";
import { meterPoints } from "../meter-points.ts";
import type { Consumption } from "../motor.ts";
import { OrderBook } from "../order-book.ts";
import type { EventBook } from "../plant-events.ts";
import type { Points, Retaining } from "../point-table.ts";
import type { Random } from "../random.ts";
import { SubMeter } from "../sub-meter.ts";
import { Blender } from "./blender.ts";
import { type Board, boardFrom } from "./board.ts";
import { BoardSaw } from "./board-saw.ts";
import { Chipper } from "./chipper.ts";
import { CompressedAir } from "./compressed-air.ts";
import { Dryer, type DryerMode } from "./dryer.ts";
import { DustFilter } from "./dust-filter.ts";
import { Former } from "./former.ts";
import { GlueTank } from "./glue-tank.ts";
import { HeatCentre } from "./heat-centre.ts";
import { GLUE_SOLIDS, LAYER_SHARE } from "./layer.ts";
import type { LineControl } from "./line-control.ts";
import { DRY_SHARE } from "./panel-design.ts";
import { specimenOf } from "./panel-laboratory.ts";
import type { PanelLineOptions, StationSizes } from "./panel-line-options.ts";
import { areaWeightOf, type PanelRecipe, panelRecipes } from "./panel-recipe.ts";
import type { MachineCondition } from "./panel-state.ts";
import { Sander } from "./sander.ts";
import { StackBook } from "./stack-book.ts";

const WARM_MOISTURE = { surface: 4.6, core: 2.5 } as const;
const subMeters = ["dryer", "press", "sander", "chipper"] as const;
type SubMeterName = (typeof subMeters)[number];

/** What the press asks of the stations before it, and what the line's control says to each. */
export interface FrontStep {
  /** Of the former's belt. */
  readonly speedMmS: number;
  readonly blender: MachineCondition;
  readonly former: MachineCondition;
  /** The platens are near enough to start the dryer. */
  readonly nearlyHot: boolean;
}

export class PanelStations {
  readonly instruments: Instruments;
  readonly supply: MainSupply;
  readonly orders: OrderBook<PanelRecipe>;
  readonly dryer: Dryer;
  readonly blender: Blender;
  readonly former: Former;
  readonly heatCentre: HeatCentre;
  readonly sander: Sander;
  readonly glueTank: GlueTank;
  readonly #options: PanelLineOptions;
  readonly #random: Random;
  readonly #chipper: Chipper;
  readonly #saw: BoardSaw;
  readonly #dust: DustFilter;
  readonly #air: CompressedAir;
  readonly #meters: Readonly<Record<SubMeterName, SubMeter>>;
  readonly #lab: LabBook;
  readonly #stacks: StackBook;
  #finishing: boolean;
  #latest: Board | undefined;

  /** @param running everything produces; `hot`: the oil is hot. */
  constructor(
    options: PanelLineOptions,
    sizes: StationSizes,
    events: EventBook,
    begin: { readonly running: boolean; readonly hot: boolean },
  ) {
    const { random, grid, now } = options;
    const { running, hot } = begin;
    const { design } = sizes;
    const ambientC = options.ambientC();
    this.#options = options;
    this.#random = random;
    this.#finishing = running;
    this.instruments = new Instruments(random.fork("instruments"), sizes.signals);
    const { instruments } = this;
    this.orders = new OrderBook({
      random: random.fork("orders"),
      events,
      prefix: sizes.orderPrefix,
      products: panelRecipes,
      quantity: sizes.orderM3,
      unit: "MTQ",
      firstShare: 0.45,
    });
    const recipe = this.orders.current().product;
    const dryKgS = DRY_SHARE * design.massKgS;
    this.supply = new MainSupply({
      random: random.fork("supply"),
      grid,
      supplyOhm: sizes.supplyOhm,
      baseKw: 24 * design.massKgS,
      historyKwh: [200_000, 700_000],
    });
    this.dryer = new Dryer({
      random: random.fork("dryer"),
      instruments,
      events,
      nominalKgS: dryKgS,
      start: running ? "run" : "off",
      ambientC,
    });
    this.#chipper = new Chipper(random.fork("chipper"), instruments, dryKgS, running);
    this.blender = new Blender({
      random: random.fork("blender"),
      instruments,
      events,
      nominalKgS: design.massKgS,
      running,
      moisture: WARM_MOISTURE,
      dosage: recipe.glue,
    });
    const meanDosage =
      LAYER_SHARE.surface * recipe.glue.surface + LAYER_SHARE.core * recipe.glue.core;
    this.glueTank = new GlueTank({
      random: random.fork("glue-tank"),
      instruments,
      events,
      nominalKgS: (dryKgS * meanDosage) / 100 / GLUE_SOLIDS,
    });
    this.former = new Former({
      random: random.fork("former"),
      instruments,
      events,
      design,
      running,
      recipe,
      moisture: WARM_MOISTURE,
    });
    this.heatCentre = new HeatCentre({
      random: random.fork("heat-centre"),
      instruments,
      events,
      oilM3H: sizes.oilM3H,
      motorKw: 40 * design.massKgS,
      hot,
      pressKw: running ? sizes.pressKw : sizes.pressKw / 5,
      dryerKw: running ? this.dryer.heatKw() : 0,
      ambientC,
    });
    const past = random.fork("boards");
    const initial = (): Board => {
      const excess = 0.013 * past.normal();
      const rawMm = recipe.rawMm + 7 * excess;
      return boardFrom(areaWeightOf(recipe) * (1 + excess), rawMm, recipe, sizes.feedMmS(recipe));
    };
    this.sander = new Sander({
      random: random.fork("sander"),
      instruments,
      events,
      design,
      headKw: sizes.headKw,
      otherHeadsKw: sizes.otherHeadsKw,
      running,
      initial,
    });
    this.#saw = new BoardSaw({
      random: random.fork("saw"),
      instruments,
      design,
      motorKw: sizes.sawKw,
      running,
      initial: () => {
        const board = initial();
        return { ...board, thicknessMm: board.recipe.finalMm };
      },
    });
    this.#dust = new DustFilter(random.fork("dust"), instruments, events, {
      fanKw: 14 * design.massKgS,
      otherFansKw: 43 * design.massKgS,
      running,
    });
    this.#air = new CompressedAir(random.fork("air"), instruments, 22 * design.massKgS, running);
    const meter = (name: SubMeterName, cableOhm: number): SubMeter =>
      new SubMeter({
        random: random.fork(`meter-${name}`),
        cableOhm,
        historyKwh: [30_000, 90_000],
      });
    this.#meters = {
      dryer: meter("dryer", 0.002),
      press: meter("press", 0.0015),
      sander: meter("sander", 0.0015),
      chipper: meter("chipper", 0.0008),
    };
    this.#lab = new LabBook({ random: random.fork("laboratory"), events, now, hours: [2, 4] });
    this.#stacks = new StackBook(events);
  }

  get recipe(): PanelRecipe {
    return this.orders.current().product;
  }

  /** Order on the line now; null between two. */
  order(): string | null {
    return this.orders.begun() ? this.orders.current().number : null;
  }

  front(dtMs: number, control: LineControl, given: FrontStep): void {
    const volts = this.supply.lineVoltageV();
    const upset = control.upset();
    const moisture = this.dryer.moistureOut();
    const on = control.running();
    this.blender.step(
      dtMs,
      {
        demandKgS: this.former.demandKgS(),
        moisture,
        dosage: this.recipe.glue,
        on,
        clogged: upset === "strainer",
        condition: given.blender,
      },
      volts,
    );
    const { massKgS, dryKgS, glueKgS } = this.blender.flow();
    this.glueTank.step(dtMs, glueKgS);
    this.former.step(
      dtMs,
      {
        speedMmS: given.speedMmS,
        spreading: control.spreading(),
        recipe: this.recipe,
        blendedKgS: massKgS,
        moisture,
        on,
        metal: upset === "metal",
        condition: given.former,
      },
      volts,
    );
    this.dryer.step(
      dtMs,
      {
        mode: dryerMode(control, given.nearlyHot),
        demandKgS: dryKgS,
        ambientC: this.#options.ambientC(),
      },
      volts,
    );
    this.#chipper.step(dtMs, on, this.dryer.feedKgS(), this.dryer.moistureIn(), volts);
  }

  /** @param good boards that left the press in this step. */
  finish(dtMs: number, control: LineControl, good: readonly Board[]): void {
    const volts = this.supply.lineVoltageV();
    this.#finishing = control.running() || good.length > 0 || !this.#finishIdle();
    const sanded = this.sander.step(dtMs, good, this.#finishing, volts);
    const panels = this.#saw.step(dtMs, sanded, this.#finishing, volts);
    for (const { board } of panels) this.#latest = board;
    this.#stacks.add(panels, this.order());
    const work = this.sander.feedMmS() > 0 ? 1 : 0;
    const moving = this.#finishing || this.dryer.fan.on();
    this.#dust.step(dtMs, moving, work, volts);
    this.#air.step(dtMs, moving || control.heat() === "work", work, volts);
    this.#lab.step(dtMs, panels.length > 0, this.order(), () => this.#specimen());
  }

  energy(
    dtMs: number,
    control: LineControl,
    press: { readonly heatKw: number; readonly loads: readonly Consumption[] },
  ): void {
    this.heatCentre.step(
      dtMs,
      {
        on: control.heat() !== "off",
        pressKw: press.heatKw,
        dryerKw: this.dryer.heatKw(),
        ambientC: this.#options.ambientC(),
      },
      this.supply.lineVoltageV(),
    );
    const dryer = [this.dryer.fan, this.dryer.drum];
    const sander = [this.sander.head, this.sander.otherHeads];
    const chipper = [this.#chipper.motor];
    this.supply.step(dtMs, [
      ...dryer,
      ...sander,
      ...chipper,
      ...press.loads,
      this.blender.motor,
      this.blender.otherMotors,
      this.former.motor,
      this.#saw.motor,
      this.#dust.fan,
      this.#dust.otherFans,
      this.#air.motor,
      this.heatCentre.motor,
    ]);
    const main = this.supply.reading();
    this.#meters.dryer.step(dtMs, main, dryer);
    this.#meters.press.step(dtMs, main, press.loads);
    this.#meters.sander.step(dtMs, main, sander);
    this.#meters.chipper.step(dtMs, main, chipper);
  }

  /** By equipment. */
  stations(): Readonly<Record<string, Points>> {
    const meters = subMeters.map(
      (name) => [`meter-${name}`, meterPoints(() => this.#meters[name].reading())] as const,
    );
    return {
      chipper: this.#chipper.points(),
      dryer: this.dryer.points(),
      blender: this.blender.points(),
      glue: this.glueTank.points(),
      former: this.former.points(),
      prepress: this.former.prepressPoints(),
      sander: this.sander.points(),
      saw: this.#saw.points(),
      "heat-centre": this.heatCentre.points(),
      dust: this.#dust.points(),
      air: this.#air.points(),
      "meter-main": meterPoints(() => this.supply.reading()),
      ...Object.fromEntries(meters),
    };
  }

  /** Of the line as a whole. @param volume m³ of good boards. */
  linePoints(volume: () => number): Points {
    return {
      order: () => this.order() ?? "",
      product: () => this.recipe.name,
      curve: () => this.recipe.curve,
      "output.volume": volume,
    };
  }

  kept(): Readonly<Record<string, Retaining>> {
    const { total, grades } = this.#saw;
    return {
      chipper: keepCounters({ total: this.#chipper.total }),
      dryer: keepCounters({ total: this.dryer.total, sparks: this.dryer.sparks.count }),
      blender: keepCounters({ total: this.blender.total }),
      former: keepCounters({ total: this.former.total }),
      sander: keepCounters({ total: this.sander.total }),
      saw: keepCounters({ total, a: grades.a, b: grades.b, reject: grades.reject }),
      orders: this.orders,
      "meter-main": this.supply,
      ...Object.fromEntries(subMeters.map((name) => [`meter-${name}`, this.#meters[name]])),
    };
  }

  #finishIdle(): boolean {
    return this.sander.idle() && this.#saw.idle();
  }

  #specimen() {
    const board = this.#latest;
    if (board === undefined) return [];
    const dosage = this.blender.dosage();
    return specimenOf(board, {
      dosage: dosage.core > 0 ? dosage : board.recipe.glue,
      coreMoisture: this.former.matMoisture().core,
      random: this.#random,
    });
  }
}

function dryerMode(control: LineControl, nearlyHot: boolean): DryerMode {
  if (control.running()) return "run";
  return control.phase() === "heating" && nearlyHot ? "warm" : "off";
}
