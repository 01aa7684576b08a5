// The rock-wool line: furnace, spinner, collector, crimper, curing oven, saw and stacker, coupled by the melt that
// becomes a mat that becomes boards, behind electricity meters and one gas meter. Warm it starts producing.
// When a wheel of the spinner shakes too much, or for a break or another product, the melt is diverted to the
// waste pit and the line behind runs empty, while the furnace goes on.

import type { Plant, PlantSummary, PlantTruth, PointValue } from "../plant.ts";
import { EventBook, type PlantEvent } from "../plant-events.ts";
import { gatherRetained, PointTable, type Retaining, spreadRetained } from "../point-table.ts";
import { ShiftOee } from "../shift-oee.ts";
import { checkStep } from "../step-limit.ts";
import { UpsetSchedule } from "../upset-schedule.ts";
import type { WorkTime } from "../work-schedule.ts";
import { Cupola } from "./cupola.ts";
import { ElectricFurnace } from "./electric-furnace.ts";
import { FlueGas } from "./flue-gas.ts";
import type { Furnace, FurnaceGiven } from "./furnace.ts";
import { FurnaceControl } from "./furnace-control.ts";
import { furnaceShare } from "./furnace-share.ts";
import { hallC } from "./hall-climate.ts";
import { LineControl } from "./line-control.ts";
import { MachineStates } from "./machine-states.ts";
import type { RockWoolPlantOptions } from "./rock-wool-plant-options.ts";
import { rockWoolPoints } from "./rock-wool-points.ts";
import { WoolAlarms } from "./wool-alarms.ts";
import { WoolLab } from "./wool-lab.ts";
import { WoolMachines } from "./wool-machines.ts";
import { WoolOrders } from "./wool-orders.ts";
import { woolRecipes } from "./wool-recipe.ts";
import { referencePieces } from "./wool-saw.ts";
import { stateWords, upsetPlansOf, type WoolUpset, woolState } from "./wool-state.ts";
import { WoolSupply } from "./wool-supply.ts";
import { watchedOf } from "./wool-watched.ts";

/** Of the reference product per hour without any loss: 4.95 t/h of melt. */
export const IDEAL_BOARDS_PER_HOUR = 1_100;
const QUIET_MS = 4 * 60_000;
const MEAN_GAP_MS = 18 * 60_000;

export class RockWoolPlant implements Plant {
  readonly points: readonly string[];
  readonly #options: RockWoolPlantOptions;
  readonly #table: PointTable;
  readonly #events: EventBook;
  readonly #upsets: UpsetSchedule<WoolUpset>;
  readonly #supply: WoolSupply;
  readonly #furnace: Furnace;
  readonly #furnaceControl: FurnaceControl;
  readonly #control: LineControl;
  readonly #machines: WoolMachines;
  readonly #states: MachineStates;
  readonly #orders: WoolOrders;
  readonly #lab: WoolLab;
  readonly #alarms: WoolAlarms;
  readonly #flue: FlueGas;
  readonly #oee: ShiftOee;
  readonly #kept: Readonly<Record<string, Retaining>>;
  #work: WorkTime;
  /** How long the present upset lasts; 0: none. */
  #upsetMs = 0;

  /**
   * @param serials serial number of each machine, shown as its point `<equipment>.serial`.
   * @param furnace which furnace melts: equipment `cupola`, or `furnace` for electric melting.
   */
  constructor(
    options: RockWoolPlantOptions,
    serials: Readonly<Record<string, string>>,
    furnace: Furnace["equipment"] = "cupola",
  ) {
    const { random, grid, ambientC, now, schedule, start } = options;
    this.#options = options;
    this.#events = new EventBook(now);
    this.#work = schedule.at(now());
    const running = start === "warm";
    this.#upsets = new UpsetSchedule<WoolUpset>({
      random: random.fork("upsets"),
      plans: upsetPlansOf(furnace),
      quietMs: QUIET_MS,
      meanGapMs: MEAN_GAP_MS,
    });
    this.#orders = new WoolOrders(random.fork("orders"), this.#events);
    const recipe = this.#orders.recipe();
    this.#furnaceControl = new FurnaceControl(random.fork("campaign"), running);
    const melting = {
      random: random.fork("furnace"),
      events: this.#events,
      recipe: recipe.charge,
      running,
      ambientC: ambientC(),
    };
    const electric =
      furnace === "furnace" ? new ElectricFurnace(melting, this.#furnaceControl.wear()) : undefined;
    this.#furnace = electric ?? new Cupola(melting);
    const hall = hallC(ambientC());
    this.#machines = new WoolMachines(random, this.#events, recipe, running, hall);
    this.#control = new LineControl(random.fork("breaks"), this.#work, running);
    this.#states = new MachineStates(this.#events, furnace, running);
    this.#lab = new WoolLab(random.fork("laboratory"), this.#events);
    this.#alarms = new WoolAlarms(this.#events, furnace);
    this.#flue = new FlueGas(random.fork("flue"), furnace, running ? 1 : 0);
    const loads = { furnace: this.#furnace.loads, ...this.#machines.loads() };
    this.#supply = new WoolSupply(random.fork("supply"), grid, loads, electric);
    this.#oee = new ShiftOee({
      idealPerHour: IDEAL_BOARDS_PER_HOUR,
      now: now(),
      typical: { availability: 0.94, performance: 0.95, quality: 0.98 },
    });
    this.#kept = {
      [furnace]: this.#furnace.kept,
      ...this.#machines.kept(),
      oee: this.#oee,
      ...this.#supply.kept(),
    };
    this.#advance(100);
    const stations = rockWoolPoints({
      furnace: this.#furnace,
      furnaceControl: this.#furnaceControl,
      machines: this.#machines,
      states: this.#states,
      alarms: this.#alarms,
      flue: this.#flue,
      supply: this.#supply,
      orders: this.#orders,
      shift: () => this.#work.shift,
      ambientC,
    });
    this.#table = new PointTable(stations, serials);
    this.points = this.#table.names;
  }

  step(dtMs: number): void {
    checkStep(dtMs);
    this.#advance(dtMs);
  }

  value(point: string): PointValue {
    return this.#table.value(point);
  }

  takeEvents(): readonly PlantEvent[] {
    return this.#events.take();
  }

  summary(): PlantSummary {
    return {
      state: stateWords(this.#states.of("line")),
      product: this.#orders.recipe().product,
      output: { value: this.#machines.saw.total.value(), unit: "C62" },
      powerKw: this.#supply.powerKw(),
    };
  }

  truth(): PlantTruth {
    const order = this.#orders.current();
    return {
      state: stateWords(this.#states.of("line")).en,
      work: this.#work.kind,
      order,
      product: order === null ? null : this.#orders.recipe().product,
      progress: this.#orders.progress(),
      campaign: this.#furnaceControl.campaign(),
      upset: this.#upset() ?? null,
      diverted: this.#control.reason() !== undefined,
      reason: this.#control.reason() ?? null,
      [this.#furnace.equipment]: this.#furnace.truth(),
      ...this.#machines.truth(),
      oee: {
        availability: this.#oee.availability(),
        performance: this.#oee.performance(),
        quality: this.#oee.quality(),
      },
      activeW: 1000 * this.#supply.powerKw(),
      importKwh: this.#supply.importKwh(),
    };
  }

  retained(): Readonly<Record<string, number>> {
    return gatherRetained(this.#kept);
  }

  restore(counters: Readonly<Record<string, number>>): void {
    spreadRetained(this.#kept, counters);
  }

  /** Nothing goes wrong by chance while nothing is made. */
  #upset(): WoolUpset | undefined {
    const making = this.#furnaceControl.phase() === woolState.producing;
    return making && this.#work.kind === "work" ? this.#upsets.current() : undefined;
  }

  #advance(dtMs: number): void {
    const now = this.#options.now();
    this.#noticeWork(this.#options.schedule.at(now));
    this.#upsets.step(dtMs);
    const upset = this.#upset();
    this.#upsetMs = upset === undefined ? 0 : this.#upsetMs + dtMs;
    const ambientC = this.#options.ambientC();
    const volts = this.#supply.lineVoltageV();
    this.#direct(dtMs, upset);
    this.#furnace.step(dtMs, this.#furnaceGiven(upset), ambientC, volts);
    const { cut, good } = this.#make(dtMs, upset, ambientC, volts);
    const { oven, saw } = this.#machines;
    const producing = this.#control.reason() === undefined;
    const recipe = this.#orders.recipe();
    this.#orders.step(dtMs, good, oven.empty(), producing);
    const [reference = recipe] = woolRecipes;
    this.#oee.step(dtMs, now, {
      producing: saw.cutting(),
      pieces: referencePieces(cut, recipe, reference),
      good: referencePieces(good, recipe, reference),
    });
    const order = this.#orders.current();
    this.#lab.step(dtMs, now, this.#machines.specimen(order, this.#furnace.acidity()));
    this.#flue.step(dtMs, this.#furnace.fire(), oven.gasNm3H(), upset === "flue-high");
    this.#supply.step(dtMs);
    const phase = this.#furnaceControl.phase();
    const giving = phase === woolState.producing;
    const flue = this.#flue.worst();
    this.#alarms.step(dtMs, watchedOf(this.#furnace, giving, this.#machines, flue));
    const holding = this.#furnaceControl.duty(this.#work.kind) === "hold";
    this.#states.step({ phase, holding, upset, control: this.#control, plant: this.#machines });
  }

  #noticeWork(work: WorkTime): void {
    const before = this.#work;
    if (work === before) return;
    this.#work = work;
    if (work.kind === before.kind) return;
    const document = work.document === undefined ? {} : { document: work.document };
    this.#events.write({ kind: "work", from: before.kind, to: work.kind, ...document });
  }

  #direct(dtMs: number, upset: WoolUpset | undefined): void {
    this.#furnaceControl.step(dtMs, this.#furnace, this.#work.kind);
    this.#control.step(dtMs, {
      work: this.#work,
      phase: this.#furnaceControl.phase(),
      upset,
      upsetMs: this.#upsetMs,
      vibrationAlarm: this.#alarms.active("spinner", "alarm.vibration"),
      changing: this.#orders.changing(),
      ovenReady: this.#machines.oven.ready(),
      wheelsAtSpeed: this.#machines.spinner.atSpeed(),
    });
  }

  #furnaceGiven(upset: WoolUpset | undefined): FurnaceGiven {
    const control = this.#furnaceControl;
    const reason = this.#control.reason();
    return {
      phase: control.phase(),
      share: furnaceShare(this.#furnace.equipment, control.phase(), {
        holding: control.duty(this.#work.kind) === "hold",
        reason,
        upset,
      }),
      dryOut: control.dryOut(),
      wear: control.wear(),
      diverted: reason !== undefined,
      upset,
      recipe: this.#orders.recipe().charge,
      words: {
        order: this.#orders.current(),
        campaign: control.campaign(),
        shift: this.#work.shift,
      },
    };
  }

  #make(dtMs: number, upset: WoolUpset | undefined, ambientC: number, volts: number) {
    return this.#machines.step(
      dtMs,
      {
        control: this.#control,
        recipe: this.#orders.recipe(),
        meltTH: this.#furnace.meltTH(),
        upset,
        upsetMs: this.#upsetMs,
        changing: this.#orders.changing(),
        oee: this.#oee.value(),
        hallC: hallC(ambientC),
        words: {
          order: this.#orders.current(),
          shift: this.#work.shift,
          binderLot: this.#machines.spinner.binder.lot(),
        },
      },
      volts,
    );
  }
}
