// What each machine of the line shows as its state, and an event for every change.

import type { EventBook } from "../plant-events.ts";
import type { FurnacePhase } from "./furnace.ts";
import type { LineControl } from "./line-control.ts";
import type { WoolMachines } from "./wool-machines.ts";
import { stateWords, type WoolState, type WoolUpset, woolState } from "./wool-state.ts";

const machines = [
  "furnace",
  "spinner",
  "collector",
  "crimper",
  "curing-oven",
  "saw",
  "stacker",
  "line",
] as const;
export type WoolMachine = (typeof machines)[number];

/** Faults of the oven and its chain; the other diverting upsets are the spinner's. */
const ovenUpsets: ReadonlySet<WoolUpset> = new Set(["chain-overload", "gas-leak", "oven-fire"]);

export interface StatesGiven {
  readonly phase: FurnacePhase;
  readonly holding: boolean;
  readonly upset: WoolUpset | undefined;
  readonly control: LineControl;
  readonly plant: WoolMachines;
}

export class MachineStates {
  readonly #events: EventBook;
  readonly #furnaceName: string;
  readonly #states: Record<WoolMachine, WoolState>;

  /** @param furnaceName equipment of the furnace. */
  constructor(events: EventBook, furnaceName: string, running: boolean) {
    this.#events = events;
    this.#furnaceName = furnaceName;
    const at = running ? woolState.producing : woolState.stopped;
    this.#states = {
      furnace: at,
      spinner: at,
      collector: at,
      crimper: at,
      "curing-oven": at,
      saw: at,
      stacker: at,
      line: at,
    };
  }

  of(machine: WoolMachine): WoolState {
    return this.#states[machine];
  }

  step(given: StatesGiven): void {
    const { control, plant } = given;
    const waiting = control.waitingState();
    const producing = woolState.producing;
    const mat = plant.collector.laying() ? producing : waiting;
    this.#set("furnace", furnaceState(given));
    this.#set("spinner", spinnerState(given, waiting));
    this.#set("collector", mat);
    this.#set("crimper", mat);
    this.#set("curing-oven", ovenState(given, waiting));
    this.#set("saw", plant.saw.cutting() ? producing : waiting);
    this.#set("stacker", plant.stacker.packing() ? producing : waiting);
    this.#set("line", lineState(given));
  }

  #set(machine: WoolMachine, state: WoolState): void {
    const before = this.#states[machine];
    if (before === state) return;
    this.#states[machine] = state;
    const equipment = machine === "furnace" ? this.#furnaceName : machine;
    const [from, to] = [stateWords(before).en, stateWords(state).en];
    this.#events.write({ kind: "state", equipment, from, to });
  }
}

function furnaceState({ phase, holding, upset, control }: StatesGiven): WoolState {
  if (phase !== woolState.producing) return phase;
  if (upset === "furnace-trip") return woolState.fault;
  const diverted = holding || control.reason() !== undefined;
  return diverted ? woolState.holding : woolState.producing;
}

function spinnerState({ control, plant, upset }: StatesGiven, waiting: WoolState): WoolState {
  const reason = control.reason();
  if (reason === undefined) {
    return plant.spinner.streaming() ? woolState.producing : woolState.starved;
  }
  const own = reason === "vibration" || (reason === "upset" && !isOvens(upset));
  if (own) return woolState.fault;
  if (plant.spinner.atRest()) return woolState.stopped;
  return waiting === woolState.stopped ? woolState.holding : waiting;
}

function ovenState({ control, plant, upset }: StatesGiven, waiting: WoolState): WoolState {
  if (control.reason() === "upset" && isOvens(upset)) return woolState.fault;
  return plant.oven.carrying() ? woolState.producing : waiting;
}

function isOvens(upset: WoolUpset | undefined): boolean {
  return upset !== undefined && ovenUpsets.has(upset);
}

/** A line whose melt stays away (a broken stream, a furnace without current) does not produce. */
function lineState({ phase, control, plant }: StatesGiven): WoolState {
  if (phase !== woolState.producing) return phase;
  switch (control.reason()) {
    case undefined:
      return plant.spinner.streaming() ? woolState.producing : woolState.starved;
    case "vibration":
    case "upset":
      return woolState.fault;
    case "changeover":
      return woolState.changeover;
    default:
      return woolState.holding;
  }
}
