// What flows from gateway to archive: samples, gathered in records, one record per completed scan.
// A record is one leaf of the evidence log; its canonical bytes are in record-bytes.ts.
// Sequence, alias, historical flag and payload time are not part of a record: they may change on the way.
import type { Flag } from "./quality.ts";
import type { Value, ValueKind } from "./value.ts";

/** One value of one signal at one instant. */
export type Sample = {
  /** Signal id within its equipment, e.g. `press.temp_zone.1`. */
  readonly signal: string;
  /** Source time, ms UTC: when the value was true at the device (OPC UA) or was read from it (Modbus). */
  readonly sourceTime: number;
  readonly kind: ValueKind;
  readonly value: Value;
  /** Raw OPC UA status code, unsigned 32 bit. */
  readonly status: number;
  readonly flag: Flag;
};

/**
 * A completed scan of one scan group of one equipment, even an empty one.
 * A signal of the group that is absent was read again with the same value and quality.
 */
export type ScanRecord = {
  readonly kind: "scan";
  readonly gatewayTime: number;
  readonly equipment: string;
  readonly scanGroup: string;
  readonly samples: readonly Sample[];
};

export type GapReason = "outbox-full" | "unreadable";

/** The root over the leaves [index · 2^level, (index + 1) · 2^level). */
export type SubtreeRoot = {
  readonly level: number;
  readonly index: number;
  readonly hash: Uint8Array;
};

/** Records [from, to) were dropped before delivery; the roots keep the tree checkable. */
export type GapRecord = {
  readonly kind: "gap";
  readonly gatewayTime: number;
  readonly from: number;
  readonly to: number;
  readonly reason: GapReason;
  readonly roots: readonly SubtreeRoot[];
};

/** Who and what the gateway is, written at every start; keys are unique and sorted by UTF-8 bytes. */
export type IdentityRecord = {
  readonly kind: "identity";
  readonly gatewayTime: number;
  readonly properties: readonly (readonly [string, string])[];
};

export const clockStates = ["unknown", "synchronised", "unsynchronised", "stepped"] as const;
export type ClockState = (typeof clockStates)[number];

/** The gateway's clock changed state. */
export type ClockRecord = {
  readonly kind: "clock";
  readonly gatewayTime: number;
  readonly state: ClockState;
  /** Gateway time minus reference time, ms; for `stepped` the size of the step. */
  readonly offsetMs: number;
  /** What the offset refers to, e.g. `host`, `ntp`, `monotonic`. */
  readonly reference: string;
};

/** The last record of a log: it never continues. */
export type EndRecord = {
  readonly kind: "end";
  readonly gatewayTime: number;
  readonly reason: string;
};

export type LogRecord = ScanRecord | GapRecord | IdentityRecord | ClockRecord | EndRecord;
