// The continuous particleboard line: stock preparation, dryer, blender, former, press, sander and saw, coupled
// by what flows from one to the next, behind one main meter with sub-meters. The press sets the pace. Started
// warm in working time it produces at once; short stops, slow phases, changeovers, breaks and maintenance come
// as on a real line, never in the first minutes.

import { keepCounters } from "../counter.ts";
import type { MeterReading } from "../meter-reading.ts";
import type { Plant, PlantSummary, PlantTruth, PointValue } from "../plant.ts";
import { EventBook, type PlantEvent } from "../plant-events.ts";
import { gatherRetained, PointTable, type Retaining, spreadRetained } from "../point-table.ts";
import { ShiftOee } from "../shift-oee.ts";
import { checkStep } from "../step-limit.ts";
import { ContinuousPress, idealBoardsPerHour, pressSpeed } from "./continuous-press.ts";
import { continuousLineSignals } from "./continuous-press-signals.ts";
import { conditionOf } from "./line-conditions.ts";
import { LineControl } from "./line-control.ts";
import { continuousDesign } from "./panel-design.ts";
import type { PanelLineOptions, StationSizes } from "./panel-line-options.ts";
import { panelRecipes } from "./panel-recipe.ts";
import { type PanelState, panelState, wordsOf } from "./panel-state.ts";
import { PanelStations } from "./panel-stations.ts";
import { type ChainMachine, stops } from "./panel-upset.ts";

/** 18 mm boards per hour without any loss; other products count as what they take of this time. */
export const IDEAL_BOARDS_PER_HOUR = 450;
/** Mat between former and exit, m³ per mm of final thickness. */
const BELT_M3_PER_MM = (30 * 2.44) / 1000;
const NEARLY_HOT_C = -25;

const sizes: StationSizes = {
  design: continuousDesign,
  signals: continuousLineSignals,
  orderPrefix: "PB",
  recipes: panelRecipes,
  orderM3: [140, 480],
  supplyOhm: 0.00022,
  oilM3H: 300,
  pressKw: 4_100,
  headKw: 230,
  otherHeadsKw: 650,
  sawKw: 240,
  dustFanKw: 140,
  feedMmS: pressSpeed,
};

export class PanelLinePlant implements Plant {
  readonly points: readonly string[];
  readonly #now: () => number;
  readonly #events: EventBook;
  readonly #control: LineControl;
  readonly #stations: PanelStations;
  readonly #press: ContinuousPress;
  readonly #oee: ShiftOee;
  readonly #table: PointTable;
  readonly #kept: Readonly<Record<string, Retaining>>;
  #state: PanelState;

  /** @param serials serial number of each machine, shown as its point `<equipment>.serial`. */
  constructor(options: PanelLineOptions, serials: Readonly<Record<string, string>>) {
    const { random, now } = options;
    this.#now = now;
    this.#events = new EventBook(now);
    const kind = options.schedule.at(now()).kind;
    const warm = options.start === "warm";
    const running = warm && (kind === "work" || kind === "break");
    const heat = running ? "work" : warm ? "standby" : "off";
    this.#stations = new PanelStations(options, sizes, this.#events, { running, hot: warm });
    const { orders, instruments } = this.#stations;
    this.#control = new LineControl({
      ...options,
      random: random.fork("control"),
      events: this.#events,
      nextOrder: () => {
        const from = orders.current().product.name;
        return { from, to: orders.next().product.name };
      },
      beginOrder: () => orders.begin(),
    });
    this.#press = new ContinuousPress({
      random: random.fork("press"),
      instruments,
      events: this.#events,
      recipe: orders.current().product,
      running,
      heat,
      ambientC: options.ambientC(),
    });
    this.#state = running ? panelState.producing : panelState.stopped;
    this.#oee = new ShiftOee({
      idealPerHour: IDEAL_BOARDS_PER_HOUR,
      now: now(),
      typical: { availability: 0.93, performance: 0.955, quality: 0.978 },
    });
    const { total, good, rejected, volume } = this.#press.tally;
    this.#kept = {
      ...this.#stations.kept(),
      press: keepCounters({ total, good, rejected, volume }),
      oee: this.#oee,
    };
    this.#table = new PointTable(
      {
        ...this.#stations.stations(),
        press: {
          ...this.#press.points(() => this.#oee.value()),
          ...this.#stations.heatCentre.oilPoints(),
        },
        ...this.#press.gauges.stations(),
        line: this.#stations.linePoints(() => volume.exact()),
      },
      serials,
    );
    this.points = this.#table.names;
  }

  step(dtMs: number): void {
    checkStep(dtMs);
    const control = this.#control;
    const recipe = this.#stations.recipe;
    control.step(dtMs, {
      hot: this.#press.platens.hot(),
      dryerReady: this.#stations.dryer.ready(),
      primed: this.#press.matAtExit(),
      empty: this.#press.empty() && this.#press.speedMmS() === 0,
      orderDone: this.#stations.orders.remaining() < BELT_M3_PER_MM * recipe.finalMm,
    });
    const good = this.#pressStep(dtMs);
    this.#stations.front(dtMs, control, {
      speedMmS: this.#press.speedMmS(),
      blender: this.#condition("blender"),
      former: this.#condition("former"),
      nearlyHot: this.#press.platens.againstSetpointC() > NEARLY_HOT_C,
    });
    this.#stations.finish(dtMs, control, good);
    this.#stations.energy(dtMs, control, {
      heatKw: this.#press.platens.heatKw(),
      loads: [this.#press.drive, this.#press.hydraulics],
    });
  }

  value(point: string): PointValue {
    return this.#table.value(point);
  }

  meter(): MeterReading {
    return this.#stations.meters.main.reading();
  }

  takeEvents(): readonly PlantEvent[] {
    return this.#events.take();
  }

  summary(): PlantSummary {
    const { zh, en } = wordsOf(this.#state);
    return {
      state: { zh, en },
      product: this.#stations.recipe.name,
      output: { value: this.#press.tally.total.value(), unit: "C62" },
      powerKw: this.meter().activeW / 1000,
    };
  }

  truth(): PlantTruth {
    const { dryer, blender, former, heatCentre, glueTank, orders, finishing } = this.#stations;
    const { sander } = finishing;
    return {
      state: wordsOf(this.#state).truth,
      work: this.#control.work().kind,
      order: this.#stations.order(),
      product: this.#stations.recipe.name,
      orderLeftM3: orders.remaining(),
      phase: this.#control.phase(),
      upset: this.#control.upset() ?? null,
      speedMmS: this.#press.speedMmS(),
      areaWeight: former.areaWeight(),
      matMoisture: former.matMoisture(),
      dryer: { ...dryer.truth(), moistureOut: dryer.moistureOut() },
      blendedKgS: blender.flow().massKgS,
      glue: { kgS: blender.flow().glueKgS, dosage: blender.dosage(), tankKg: glueTank.contentKg() },
      sectionsC: this.#press.platens.temperaturesC(),
      oil: {
        inC: heatCentre.oilC(),
        outC: heatCentre.oilOutC(),
        pressKw: this.#press.platens.heatKw(),
      },
      fuelKgH: heatCentre.fuelKgH(),
      sanding: { removalMm: sander.removalMm(), feedMmS: sander.feedMmS() },
      boards: this.#press.tally.total.value(),
      outputM3: this.#press.tally.volume.exact(),
      oee: {
        availability: this.#oee.availability(),
        performance: this.#oee.performance(),
        quality: this.#oee.quality(),
      },
      activeW: this.meter().activeW,
      importKwh: this.meter().importKwh,
    };
  }

  retained(): Readonly<Record<string, number>> {
    return gatherRetained(this.#kept);
  }

  restore(counters: Readonly<Record<string, number>>): void {
    spreadRetained(this.#kept, counters);
  }

  #pressStep(dtMs: number) {
    const control = this.#control;
    const { former, heatCentre, recipe } = this.#stations;
    const upset = control.upset();
    const condition = this.#condition("press");
    this.#note(condition.state);
    const emptied = control.phase() === "running-out" && this.#press.empty();
    const volumeBefore = this.#press.tally.volume.exact();
    const { cut, good } = this.#press.step(
      dtMs,
      {
        speedMmS: emptied ? 0 : control.pace() * pressSpeed(recipe),
        areaWeight: former.areaWeight(),
        coreMoisture: former.matMoisture().core,
        recipe,
        on: control.driving(),
        heat: control.heat(),
        oilC: heatCentre.oilC(),
        ambientC: this.#stations.ambientC(),
        condition,
        alarms: {
          hydraulics: upset === "press-hydraulics",
          belt: upset === "press-belt",
          emergency: upset === "emergency-stop",
        },
      },
      this.#stations.meters.main.lineVoltageV(),
    );
    this.#stations.orders.add(this.#press.tally.volume.exact() - volumeBefore);
    this.#count(dtMs, condition.state, cut, good.length);
    return good;
  }

  #condition(machine: ChainMachine) {
    const share = this.#press.speedMmS() / pressSpeed(this.#stations.recipe);
    return conditionOf(machine, this.#control, share, this.#press.matAtExit());
  }

  #note(state: PanelState): void {
    if (state === this.#state) return;
    const [from, to] = [wordsOf(this.#state).truth, wordsOf(state).truth];
    this.#state = state;
    this.#events.write({ kind: "state", equipment: "press", from, to });
  }

  #count(dtMs: number, state: PanelState, cut: number, good: number): void {
    const producing = state === panelState.producing || state === panelState.slow;
    const worth = IDEAL_BOARDS_PER_HOUR / idealBoardsPerHour(this.#stations.recipe);
    this.#oee.step(dtMs, this.#now(), {
      producing: producing && !stops(this.#control.upset()),
      pieces: cut * worth,
      good: good * worth,
    });
  }
}
