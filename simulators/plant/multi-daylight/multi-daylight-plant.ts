// The particleboard line with a multi-daylight press: the same front and finish as with a continuous press,
// and between them a loading rack and a press of twelve openings that works load by load.

import { keepCounters } from "../counter.ts";
import type { MeterReading } from "../meter-reading.ts";
import { conditionOf } from "../panel-line/line-conditions.ts";
import { LineControl } from "../panel-line/line-control.ts";
import { daylightDesign } from "../panel-line/panel-design.ts";
import type { PanelLineOptions, StationSizes } from "../panel-line/panel-line-options.ts";
import { areaWeightOf, type PanelRecipe } from "../panel-line/panel-recipe.ts";
import { type PanelState, panelState, wordsOf } from "../panel-line/panel-state.ts";
import { PanelStations } from "../panel-line/panel-stations.ts";
import { stops } from "../panel-line/panel-upset.ts";
import type { Plant, PlantSummary, PlantTruth, PointValue } from "../plant.ts";
import { EventBook, type PlantEvent } from "../plant-events.ts";
import { gatherRetained, PointTable, type Retaining, spreadRetained } from "../point-table.ts";
import { ShiftOee } from "../shift-oee.ts";
import { checkStep } from "../step-limit.ts";
import { DaylightPress } from "./daylight-press.ts";
import { cycleS, daylightRecipes, idealLoadBoardsPerHour, OPENINGS } from "./daylight-recipe.ts";
import { LoadingRack } from "./loading-rack.ts";
import { multiDaylightSignals } from "./multi-daylight-signals.ts";

/** 18 mm boards per hour without any loss; other products count as what they take of this time. */
const IDEAL_DAYLIGHT_BOARDS_PER_HOUR = Math.round(idealLoadBoardsPerHour(daylightRecipes[0]));
const NEARLY_HOT_C = -25;
/** Standing open longer than this the press waits for mats, s. */
const WAITING_S = 90;

/** Forming speed that keeps up with the press, mm/s. */
function formingSpeed(recipe: PanelRecipe): number {
  return (OPENINGS * daylightDesign.boardLengthMm) / cycleS(recipe);
}

const sizes: StationSizes = {
  design: daylightDesign,
  signals: multiDaylightSignals,
  recipes: daylightRecipes,
  orderPrefix: "MD",
  orderM3: [60, 200],
  supplyOhm: 0.0005,
  oilM3H: 125,
  pressKw: 1_600,
  headKw: 110,
  otherHeadsKw: 290,
  sawKw: 95,
  dustFanKw: 75,
  feedMmS: formingSpeed,
};

export class MultiDaylightPlant implements Plant {
  readonly points: readonly string[];
  readonly #now: () => number;
  readonly #events: EventBook;
  readonly #control: LineControl;
  readonly #stations: PanelStations;
  readonly #rack: LoadingRack;
  readonly #press: DaylightPress;
  readonly #oee: ShiftOee;
  readonly #table: PointTable;
  readonly #kept: Readonly<Record<string, Retaining>>;
  #state: PanelState;
  /** A load has come out since the line was started. */
  #primed = false;

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
    const recipe = orders.current().product;
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
    const mats = running ? OPENINGS + 2 : 0;
    this.#rack = new LoadingRack(
      daylightDesign.boardLengthMm,
      running ? formingSpeed(recipe) : 0,
      Array.from({ length: mats }, () => areaWeightOf(recipe)),
    );
    this.#press = new DaylightPress({
      random: random.fork("press"),
      instruments,
      events: this.#events,
      recipe,
      running,
      heat,
      ambientC: options.ambientC(),
    });
    this.#state = running ? panelState.producing : panelState.stopped;
    this.#oee = new ShiftOee({
      idealPerHour: IDEAL_DAYLIGHT_BOARDS_PER_HOUR,
      now: now(),
      typical: { availability: 0.92, performance: 0.94, quality: 0.975 },
    });
    const { total, good, rejected, volume } = this.#press.tally;
    this.#kept = {
      ...this.#stations.kept(),
      press: keepCounters({ total, good, rejected, volume, loads: this.#press.loads }),
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
    const { recipe, orders } = this.#stations;
    const before = control.phase();
    control.step(dtMs, {
      hot: this.#press.platens.hot(),
      dryerReady: this.#stations.dryer.ready(),
      primed: this.#primed,
      empty: this.#press.empty() && this.#rack.mats() < OPENINGS,
      orderDone: orders.remaining() < this.#loadM3(recipe),
    });
    if (before === "running-out" && control.phase() !== "running-out") this.#rack.clear();
    if (!control.spreading()) this.#primed = false;
    const good = this.#pressStep(dtMs);
    this.#rack.step(
      dtMs,
      this.#formingPace() * formingSpeed(recipe),
      this.#stations.former.areaWeight(),
    );
    this.#stations.front(dtMs, control, {
      speedMmS: this.#rack.speedMmS(),
      blender: this.#condition("blender"),
      former: this.#condition("former"),
      nearlyHot: this.#press.platens.againstSetpointC() > NEARLY_HOT_C,
    });
    this.#stations.finish(dtMs, control, good);
    this.#stations.energy(dtMs, control, {
      heatKw: this.#press.platens.heatKw(),
      loads: [this.#press.pump, this.#press.loader],
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
      daylight: this.#press.phase(),
      times: this.#press.times(),
      bar: this.#press.bar(),
      rackMats: this.#rack.mats(),
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
    const { former, heatCentre, recipe, orders, meters } = this.#stations;
    const upset = control.upset();
    const condition = this.#condition("press");
    this.#note(condition.state);
    const volumeBefore = this.#press.tally.volume.exact();
    const { pressed, good } = this.#press.step(
      dtMs,
      {
        takeLoad: () => this.#rack.take(),
        pace: control.running() ? control.pace() : 0,
        coreMoisture: former.matMoisture().core,
        recipe,
        on: control.driving() || !this.#press.empty(),
        heat: control.heat(),
        oilC: heatCentre.oilC(),
        ambientC: this.#stations.ambientC(),
        condition,
        hydraulics: upset === "press-hydraulics" || upset === "press-belt",
        emergency: upset === "emergency-stop",
      },
      meters.main.lineVoltageV(),
    );
    if (pressed > 0) this.#primed = true;
    orders.add(this.#press.tally.volume.exact() - volumeBefore);
    const producing =
      condition.state === panelState.producing || condition.state === panelState.slow;
    const worth = IDEAL_DAYLIGHT_BOARDS_PER_HOUR / idealLoadBoardsPerHour(recipe);
    this.#oee.step(dtMs, this.#now(), {
      producing: producing && !stops(upset),
      pieces: pressed * worth,
      good: good.length * worth,
    });
    return good;
  }

  /** While mats are formed; what is left in the rack is pressed without. */
  #formingPace(): number {
    return this.#control.spreading() ? this.#control.pace() : 0;
  }

  #condition(machine: "blender" | "former" | "press") {
    const share =
      machine === "press"
        ? this.#pressShare()
        : this.#rack.speedMmS() / formingSpeed(this.#stations.recipe);
    return conditionOf(machine, this.#control, share, true);
  }

  /** A press at work is at its pace; one that finishes its last load or waits for mats is slow. */
  #pressShare(): number {
    const pace = this.#control.pace();
    if (this.#press.waitedS() > WAITING_S || (this.#press.empty() && pace === 0)) return 0;
    return pace > 0 ? pace : 0.5;
  }

  #note(state: PanelState): void {
    if (state === this.#state) return;
    const [from, to] = [wordsOf(this.#state).truth, wordsOf(state).truth];
    this.#state = state;
    this.#events.write({ kind: "state", equipment: "press", from, to });
  }

  #loadM3({ finalMm }: PanelRecipe): number {
    const { boardLengthMm, boardWidthM } = daylightDesign;
    return (OPENINGS * boardLengthMm * boardWidthM * finalMm) / 1e6;
  }
}
