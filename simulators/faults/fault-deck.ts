// All faults of one plant: begins and ends them as time goes on and hands each layer what acts on it. Same plans,
// seed, truth and steps: same run. While nothing begins or ends a step costs one comparison.

import type { PointValue } from "../plant/plant.ts";
import type { Random } from "../plant/random.ts";
import type { ModbusHook } from "../servers/modbus-hook.ts";
import { type CableState, wholeCable, worseCable } from "../servers/tcp-cable-state.ts";
import { ActingFault } from "./acting-fault.ts";
import type {
  BusFrame,
  FaultAct,
  FaultChange,
  FaultPlan,
  HostTrouble,
  Listener,
  OpcUaTrouble,
  PlantTrouble,
} from "./fault.ts";
import { hookOf } from "./modbus-chain.ts";

export interface FaultDeckOptions {
  readonly random: Random;
  /** Plant time at the end of the present step, ms since the epoch. */
  readonly now: () => number;
}

/** Changes that nobody takes; beyond, the oldest fall out and are counted. */
const MAX_CHANGES = 10_000;
const none: readonly never[] = [];
const OPCUA_RANK = { "certificate-expired": 0, restart: 1, down: 2 } as const;

export class FaultDeck {
  /** For a Modbus TCP server. */
  readonly hook: ModbusHook = this.hookFor("modbus");
  readonly #slots: readonly ActingFault[];
  readonly #now: () => number;
  #elapsedMs = 0;
  /** Until then no fault begins or ends. */
  #nextChangeMs = 0;
  #acting: readonly ActingFault[] = [];
  /** Faults on points that act, by point, in the listed order. */
  #byPoint: ReadonlyMap<string, readonly ActingFault[]> = new Map();
  #onPlant: readonly ActingFault[] = [];
  #onHost: readonly ActingFault[] = [];
  #changes: FaultChange[] = [];
  #droppedChanges = 0;

  constructor(plans: readonly FaultPlan[], { random, now }: FaultDeckOptions) {
    this.#now = now;
    this.#slots = plans.map(
      (plan, index) => new ActingFault(plan, random.fork(`${index}:${plan.kind}`)),
    );
  }

  /** Changes that nobody took in time. */
  get droppedChanges(): number {
    return this.#droppedChanges;
  }

  /**
   * After each step of the plant.
   * @param elapsedMs since the start of the run, at the end of the step; never falls.
   * @param readTruth the plant's own values.
   */
  step(elapsedMs: number, _dtMs: number, readTruth: (point: string) => PointValue): void {
    this.#elapsedMs = elapsedMs;
    if (elapsedMs < this.#nextChangeMs) return;
    let nextMs = Infinity;
    for (const slot of this.#slots) {
      const read = (point: string): PointValue => this.#shownBefore(slot, point, readTruth(point));
      for (const phase of slot.advance(elapsedMs, this.#now(), read)) this.#note(slot, phase);
      nextMs = Math.min(nextMs, slot.nextChangeMs);
    }
    this.#nextChangeMs = nextMs;
    this.#gather();
  }

  /** What sensors show for `truth`; faults on one point act in the listed order. */
  shown(point: string, truth: PointValue): PointValue {
    if (this.#byPoint.size === 0) return truth;
    let value = truth;
    for (const slot of this.#byPoint.get(point) ?? []) value = slot.shown(value, this.#elapsedMs);
    return value;
  }

  /** All Modbus faults that act at the time of a request, in the listed order. */
  hookFor(listener: Listener): ModbusHook {
    return hookOf(listener, () => ({
      acting: this.#acting,
      elapsedMs: this.#elapsedMs,
      cable: listener === "rtu" ? this.cable("rtu") : wholeCable,
    }));
  }

  /** What others sent on the RS-485 line since the last call; a line that is pulled lets nothing be heard. */
  takeBusFrames(): readonly BusFrame[] {
    if (this.#acting.length === 0) return none;
    const sent = this.#acting.flatMap(
      (slot) => slot.fault?.bus?.frames(slot.elapsed(this.#elapsedMs)) ?? [],
    );
    return this.cable("rtu").kind === "whole" ? sent : [];
  }

  /** The worst that acts. */
  cable(listener: Listener): CableState {
    return this.#acting.reduce<CableState>((state, { fault }) => {
      const cable = fault?.cable;
      return cable?.listeners.includes(listener) ? worseCable(state, cable.state) : state;
    }, wholeCable);
  }

  /** The worst that acts. */
  opcua(): OpcUaTrouble | undefined {
    return this.#acting.reduce<OpcUaTrouble | undefined>((worst, { fault }) => {
      const other = fault?.opcua;
      if (other === undefined || worst === undefined) return worst ?? other;
      return OPCUA_RANK[other.kind] > OPCUA_RANK[worst.kind] ? other : worst;
    }, undefined);
  }

  plant(): readonly PlantTrouble[] {
    if (this.#onPlant.length === 0) return none;
    return this.#onPlant.flatMap(
      (slot) => slot.fault?.plant?.(slot.elapsed(this.#elapsedMs)) ?? [],
    );
  }

  host(): readonly HostTrouble[] {
    if (this.#onHost.length === 0) return none;
    return this.#onHost.flatMap((slot) => slot.fault?.host?.(slot.elapsed(this.#elapsedMs)) ?? []);
  }

  acts(): readonly FaultAct[] {
    return this.#acting.map(({ plan: { kind, on }, since }) => ({ kind, on, since }));
  }

  /** Begins and ends since the last call, oldest first. */
  takeChanges(): readonly FaultChange[] {
    if (this.#changes.length === 0) return none;
    const taken = this.#changes;
    this.#changes = [];
    return taken;
  }

  /** A point behind the faults that are listed before `slot`. */
  #shownBefore(slot: ActingFault, point: string, truth: PointValue): PointValue {
    let value = truth;
    for (const earlier of this.#slots) {
      if (earlier === slot) break;
      if (earlier.fault?.point?.point === point) value = earlier.shown(value, this.#elapsedMs);
    }
    return value;
  }

  #gather(): void {
    this.#acting = this.#slots.filter(({ fault }) => fault !== undefined);
    const byPoint = new Map<string, ActingFault[]>();
    for (const slot of this.#acting) {
      const point = slot.fault?.point?.point;
      if (point === undefined) continue;
      byPoint.set(point, [...(byPoint.get(point) ?? []), slot]);
    }
    this.#byPoint = byPoint;
    this.#onPlant = this.#acting.filter(({ fault }) => fault?.plant !== undefined);
    this.#onHost = this.#acting.filter(({ fault }) => fault?.host !== undefined);
  }

  #note({ plan: { kind, on } }: ActingFault, phase: FaultChange["phase"]): void {
    if (this.#changes.length >= MAX_CHANGES) {
      this.#changes.shift();
      this.#droppedChanges += 1;
    }
    this.#changes.push({ at: this.#now(), phase, kind, on });
  }
}
