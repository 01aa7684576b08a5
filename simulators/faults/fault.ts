// What a fault is: a mishap of sensor, device, cable, controller, plant or gateway host that begins and ends
// at instants of plant time. One file per kind. Each says what it does while it acts; the deck (deck.ts)
// gathers all of a plant and hands each layer its own. What acts is written into the truth.

import type { PointValue } from "../plant/plant.ts";
import type { Random } from "../plant/random.ts";
import type { ModbusHook } from "../servers/modbus-hook.ts";

/** When a fault acts, ms of plant time since the start of the run. */
export interface FaultTiming {
  readonly afterMs: number;
  /** Absent: to the end. */
  readonly forMs?: number;
  /** Comes again, counted from begin to begin. */
  readonly everyMs?: number;
}

/** Sensor and transmitter: between the process and whoever shows it. */
export interface PointFault {
  readonly point: string;
  /** Called with the true value after each step while the fault acts; `elapsedMs` since it began. */
  shown(truth: PointValue, elapsedMs: number, dtMs: number): PointValue;
}

/** A listener of the plant: its Modbus TCP port, its OPC UA port … */
export type Listener = "modbus" | "opcua" | "rtu-over-tcp";

export type CableState =
  | { readonly kind: "whole" }
  /** Nothing passes in either direction and nobody is told: pulled cable, dead switch, half-open peer. */
  | { readonly kind: "silent"; readonly newConnections: "silent" | "refused" | "served" }
  /** Existing connections are reset once, new ones are refused: host down, port closed. */
  | { readonly kind: "refused" };

/** What happens to an OPC UA server as a whole. */
export type OpcUaTrouble =
  | { readonly kind: "down" }
  /** Comes back after the fault with other namespace indexes. */
  | { readonly kind: "restart"; readonly renumber: boolean }
  /** Shows a certificate whose validity is over. */
  | { readonly kind: "certificate-expired" };

/** What happens to the plant as a machine. */
export type PlantTrouble =
  /** No supply: nothing answers, physics goes on without power, controllers begin anew when it is back. */
  | { readonly kind: "power-cut" }
  /** The controller's clock is wrong by so much: source times carry it. */
  | { readonly kind: "clock"; readonly offsetMs: number };

/** What happens to the host of the gateway that reads the plant. */
export type HostTrouble =
  | { readonly kind: "network-outage" }
  | { readonly kind: "power-cut" }
  | { readonly kind: "disk-full" }
  /** Wall clock minus true time; a rate makes it drift, ms per hour. */
  | { readonly kind: "clock"; readonly offsetMs: number }
  /** After a boot without battery the clock stands at this instant until NTP answers. */
  | { readonly kind: "dead-bios-clock"; readonly bootTime: number }
  /** A second gateway runs from a copy of this one's disk. */
  | { readonly kind: "cloned-image" };

/** What one fault does while it acts; every member is optional, most faults use one. */
export interface Fault {
  readonly points?: readonly PointFault[];
  readonly modbus?: ModbusHook;
  readonly cable?: { readonly listener: Listener; readonly state: CableState };
  readonly opcua?: OpcUaTrouble;
  readonly plant?: PlantTrouble;
  readonly host?: HostTrouble;
  /** On what it acts, for the truth: a point, `unit 11`, `opcua`, `host` … */
  readonly on: string;
}

/** One entry of `faults` in a scenario, checked. */
export interface FaultPlan {
  readonly kind: string;
  readonly timing: FaultTiming;
  /** Points that it names; they must be shown. */
  readonly points: readonly string[];
  /** Unit ids that it names; they must be there. */
  readonly units: readonly number[];
  /** Listeners that it needs; they must be open. */
  readonly listeners: readonly Listener[];
  create(random: Random): Fault;
}

/** For the truth: what acts now. */
export interface FaultAct {
  readonly kind: string;
  readonly on: string;
  /** ms since the epoch, plant time. */
  readonly since: number;
}
