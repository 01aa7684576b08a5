// What a fault is: a mishap of sensor, device, cable, controller, plant or gateway host that begins and ends
// at instants of plant time. One file per kind, one line each in registry.ts. Each says what it does while it
// acts; the deck (fault-deck.ts) gathers all of a plant and hands each layer its own. What acts is written
// into the truth. A fault is honest trouble; what somebody does on purpose is a cheat (../cheats).

import type { PointValue } from "../plant/plant.ts";
import type { Random } from "../plant/random.ts";
import type { ModbusExchange, ModbusReply } from "../servers/modbus-hook.ts";
import type { CableState } from "../servers/tcp-cable-state.ts";
import type { FaultTiming } from "./fault-timing.ts";

/** Sensor, transmitter or meter: between the process and whoever shows it. */
export interface PointFault {
  readonly point: string;
  /**
   * What is shown for `value`, which is the truth or what an earlier fault made of it. Called as often as
   * somebody looks, or never: a function of its arguments, the begin and the random stream, not of the steps.
   * `elapsedMs`: since the fault began; it never falls.
   */
  shown(value: PointValue, elapsedMs: number): PointValue;
}

/** What the plant listens on: its Modbus TCP port, its OPC UA port, a converter's port, an RS-485 line. */
export type Listener = "modbus" | "rtu-over-tcp" | "rtu" | "opcua";

/** Between a Modbus request and its answer. */
export interface ModbusFault {
  /**
   * What goes out instead of `replies`, which is the device's answer or what earlier faults made of it; the
   * same array: as it is.
   */
  replies(
    replies: readonly ModbusReply[],
    exchange: ModbusExchange,
    moment: { readonly elapsedMs: number; readonly listener: Listener },
  ): readonly ModbusReply[];
}

/** A frame on an RS-485 line, without its checksum. */
export interface BusFrame {
  readonly unit: number;
  readonly pdu: Uint8Array;
}

/** On an RS-485 line, between the frames of the plant's own devices. */
export interface BusFault {
  /** What was sent since the last call, in order; at most one poll. */
  frames(elapsedMs: number): readonly BusFrame[];
}

export interface CableFault {
  readonly listeners: readonly Listener[];
  readonly state: CableState;
}

/** What happens to an OPC UA server as a whole. */
export type OpcUaTrouble =
  | { readonly kind: "down" }
  /** Down while it acts; comes back with other namespace indexes where `renumber` says so. */
  | { readonly kind: "restart"; readonly renumber: boolean }
  /** Shows a certificate whose validity is over. */
  | { readonly kind: "certificate-expired" };

/** What happens to the plant as a machine. */
export type PlantTrouble =
  /** No supply: nothing answers, controllers begin anew when it is back, retained counters are kept. */
  | { readonly kind: "power-cut" }
  /** The controllers' clock minus true time: source times carry it. Several add up. */
  | { readonly kind: "clock"; readonly offsetMs: number };

/** What happens to the host of the gateway that reads the plant. */
export type HostTrouble =
  /** No way to the broker; the plant is still read. */
  | { readonly kind: "network-outage" }
  | { readonly kind: "power-cut" }
  /** Nothing more can be written. */
  | { readonly kind: "disk-full" }
  /** Wall clock minus true time. Several add up. */
  | { readonly kind: "clock"; readonly offsetMs: number }
  /** Booted without battery at the begin: the clock began at `bootTime` then (ms since the epoch) and runs. */
  | { readonly kind: "dead-bios-clock"; readonly bootTime: number; readonly offsetMs: number }
  /** A second gateway runs from a copy of this one's disk. */
  | { readonly kind: "cloned-image" };

/** What one fault does while it acts; every member is optional, most faults use one. */
export interface Fault {
  readonly point?: PointFault;
  readonly modbus?: ModbusFault;
  readonly bus?: BusFault;
  readonly cable?: CableFault;
  readonly opcua?: OpcUaTrouble;
  readonly plant?: (elapsedMs: number) => PlantTrouble;
  readonly host?: (elapsedMs: number) => HostTrouble;
}

/** What a fault finds when it begins. */
export interface FaultBegin {
  /** Its own stream, another one each time it begins. */
  readonly random: Random;
  /** ms since the epoch, plant time. */
  readonly since: number;
  /** What is shown of a point at this instant, behind the faults listed before this one. */
  read(point: string): PointValue;
}

export type PointType = "number" | "boolean" | "string";

/** What must be there for a fault to act on; `key` is where the scenario names it. */
export type FaultNeed =
  | {
      readonly kind: "point";
      readonly key: string;
      readonly point: string;
      /** Types on which it makes sense. */
      readonly types: readonly PointType[];
    }
  | { readonly kind: "unit"; readonly key: string; readonly unit: number }
  /** Must not be there: it belongs to somebody else. */
  | { readonly kind: "foreign-unit"; readonly key: string; readonly unit: number }
  | { readonly kind: "listener"; readonly key: string; readonly anyOf: readonly Listener[] };

/** One entry of `faults` in a scenario, checked. */
export interface FaultPlan {
  readonly kind: string;
  /** On what it acts, for the truth: a point, `unit 11`, `opcua`, `host` … */
  readonly on: string;
  readonly timing: FaultTiming;
  readonly needs: readonly FaultNeed[];
  /** Points that it names, of `needs`. */
  readonly points: readonly string[];
  /** Called each time it begins; nothing of one time is left in the next. */
  begin(begin: FaultBegin): Fault;
}

/** For the truth: what acts now. */
export interface FaultAct {
  readonly kind: string;
  readonly on: string;
  /** ms since the epoch, plant time. */
  readonly since: number;
}

/** For the truth: one end of a fault. */
export interface FaultChange {
  /** ms since the epoch, plant time at the end of the step that made it so. */
  readonly at: number;
  readonly phase: "begin" | "end";
  readonly kind: string;
  readonly on: string;
}
