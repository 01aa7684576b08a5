// Everything of a particleboard line but its press: stock preparation, drying, blending and forming before
// it, sanding, sawing and grading behind it, the side plants, the meters, the orders and the laboratory.

import { keepCounters } from "../counter.ts";
import { Instruments } from "../instruments.ts";
import type { Consumption } from "../motor.ts";
import { OrderBook } from "../order-book.ts";
import type { EventBook } from "../plant-events.ts";
import type { Points, Retaining } from "../point-table.ts";
import { Blender } from "./blender.ts";
import type { Board } from "./board.ts";
import { Chipper } from "./chipper.ts";
import { Dryer, type DryerMode } from "./dryer.ts";
import { Former } from "./former.ts";
import { GlueTank } from "./glue-tank.ts";
import { HeatCentre } from "./heat-centre.ts";
import type { LineControl } from "./line-control.ts";
import { DRY_SHARE, nominalGlueKgS } from "./panel-design.ts";
import { PanelFinish } from "./panel-finish.ts";
import type { PanelLineOptions, StationSizes } from "./panel-line-options.ts";
import { PanelMeters } from "./panel-meters.ts";
import type { PanelRecipe } from "./panel-recipe.ts";
import type { MachineCondition } from "./panel-state.ts";

const AMBIENT_MS = 10_000;
const WARM_MOISTURE = { surface: 4.6, core: 2.5 } as const;

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
  readonly meters: PanelMeters;
  readonly orders: OrderBook<PanelRecipe>;
  readonly dryer: Dryer;
  readonly blender: Blender;
  readonly former: Former;
  readonly heatCentre: HeatCentre;
  readonly finishing: PanelFinish;
  readonly glueTank: GlueTank;
  readonly #options: PanelLineOptions;
  readonly #chipper: Chipper;
  #ambientC: number;
  #ambientMs = 0;

  /** @param running everything produces; `hot`: the oil is hot. */
  constructor(
    options: PanelLineOptions,
    sizes: StationSizes,
    events: EventBook,
    begin: { readonly running: boolean; readonly hot: boolean },
  ) {
    const { random, grid } = options;
    const { running, hot } = begin;
    const { design } = sizes;
    const ambientC = options.ambientC();
    this.#ambientC = ambientC;
    this.#options = options;
    this.instruments = new Instruments(random.fork("instruments"), sizes.signals);
    const { instruments } = this;
    this.orders = new OrderBook({
      random: random.fork("orders"),
      events,
      prefix: sizes.orderPrefix,
      products: sizes.recipes,
      quantity: sizes.orderM3,
      unit: "MTQ",
      firstShare: 0.45,
    });
    const recipe = this.orders.current().product;
    const dryKgS = DRY_SHARE * design.massKgS;
    const baseKw = 34 * design.massKgS;
    this.meters = new PanelMeters({ random, grid, supplyOhm: sizes.supplyOhm, baseKw });
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
    this.glueTank = new GlueTank({
      random: random.fork("glue-tank"),
      instruments,
      events,
      nominalKgS: nominalGlueKgS(design),
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
    this.finishing = new PanelFinish(options, sizes, instruments, events, { running, recipe });
  }

  get recipe(): PanelRecipe {
    return this.orders.current().product;
  }

  /** Order on the line now; null between two. */
  order(): string | null {
    return this.orders.begun() ? this.orders.current().number : null;
  }

  /** Of the hall's air; the weather is asked every ten seconds. */
  ambientC(): number {
    return this.#ambientC;
  }

  front(dtMs: number, control: LineControl, given: FrontStep): void {
    this.#ambientMs += dtMs;
    if (this.#ambientMs >= AMBIENT_MS) {
      this.#ambientMs = 0;
      this.#ambientC = this.#options.ambientC();
    }
    const volts = this.meters.main.lineVoltageV();
    const upset = control.upset();
    const moisture = this.dryer.moistureOut();
    const on = control.driving();
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
        ambientC: this.#ambientC,
      },
      volts,
    );
    this.#chipper.step(
      dtMs,
      control.running(),
      this.dryer.feedKgS(),
      this.dryer.moistureIn(),
      volts,
    );
  }

  /** @param boards good ones that left the press in this step. */
  finish(dtMs: number, control: LineControl, boards: readonly Board[]): void {
    this.finishing.step(
      dtMs,
      {
        boards,
        running: control.running(),
        air: this.dryer.fan.on() || control.heat() === "work",
        order: this.order(),
        mat: () => ({
          dosage: this.blender.dosage(),
          coreMoisture: this.former.matMoisture().core,
        }),
      },
      this.meters.main.lineVoltageV(),
    );
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
        ambientC: this.#ambientC,
      },
      this.meters.main.lineVoltageV(),
    );
    this.meters.step(
      dtMs,
      {
        dryer: [this.dryer.fan, this.dryer.drum],
        press: press.loads,
        sander: this.finishing.sanderLoads(),
        chipper: [this.#chipper.motor],
      },
      [
        this.blender.motor,
        this.blender.otherMotors,
        this.former.motor,
        this.heatCentre.motor,
        ...this.finishing.otherLoads(),
      ],
    );
  }

  /** By equipment. */
  stations(): Readonly<Record<string, Points>> {
    return {
      chipper: this.#chipper.points(),
      dryer: this.dryer.points(),
      blender: this.blender.points(),
      glue: this.glueTank.points(),
      former: this.former.points(),
      prepress: this.former.prepressPoints(),
      ...this.finishing.stations(),
      "heat-centre": this.heatCentre.points(),
      ...this.meters.stations(),
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
    return {
      chipper: keepCounters({ total: this.#chipper.total }),
      dryer: keepCounters({ total: this.dryer.total, sparks: this.dryer.sparks.count }),
      blender: keepCounters({ total: this.blender.total }),
      former: keepCounters({ total: this.former.total }),
      ...this.finishing.kept(),
      orders: this.orders,
      ...this.meters.kept(),
    };
  }
}

function dryerMode(control: LineControl, nearlyHot: boolean): DryerMode {
  if (control.running()) return "run";
  return control.phase() === "heating" && nearlyHot ? "warm" : "off";
}
