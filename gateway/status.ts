// What a gateway says of itself, in one shape: for the terminal, the local page, metrics and health.
import type { Quality } from "#contracts/quality.ts";
import type { Value } from "#contracts/value.ts";
import type { NtpServerStatus } from "./clock/ntp-watch.ts";
import type { LatenessStatus } from "./poll/lateness.ts";
import type { EdgeStatus } from "./sparkplug/edge-options.ts";

/** Whether a device answers, from what was read of it and never from its socket. */
export const deviceStates = ["unknown", "up", "degraded", "down", "quarantined"] as const;
/**
 * up: everything good. degraded: some signals bad. down: nothing answers. quarantined: the device answers, but
 * refuses every address that is asked of it, so they are asked rarely.
 */
export type DeviceState = (typeof deviceStates)[number];

export type ConnectionStatus = {
  readonly id: string;
  readonly state: "idle" | "connecting" | "open" | "waiting" | "closed";
  /** Connections opened since the start. */
  readonly opened: number;
  readonly failures: number;
  /** With its code, for people. */
  readonly lastError: string | null;
  /** Why nothing is read though it is open, in words. */
  readonly trouble: string | null;
  /** What the driver mended or lost since it was opened, by name. */
  readonly counts: Readonly<Record<string, number>>;
};

export type SignalStatus = {
  readonly id: string;
  readonly scanGroup: string;
  /** As last read; null with a bad reading, and before the first. */
  readonly value: Value;
  /** Raw status of the last reading; null before the first. */
  readonly status: number | null;
  readonly quality: Quality | null;
  /** ms UTC of the last reading, the device's own where it has one. */
  readonly sourceTime: number | null;
  /** ms UTC (gateway clock) of the last scan that read it good; null: never. Its age is now minus this. */
  readonly lastGoodAt: number | null;
  /** Set aside after a refusal, and asked again rarely. */
  readonly quarantined: boolean;
};

export type EquipmentStatus = {
  readonly id: string;
  readonly connection: string;
  readonly state: DeviceState;
  /** In words, zh · en; empty when up. */
  readonly reason: string;
  /** ms UTC since when it is in this state. */
  readonly since: number;
  /** ms UTC; null: never. */
  readonly lastGoodAt: number | null;
  /** Scans that read. */
  readonly scans: number;
  /** Ticks without a scan, because the one before still ran. */
  readonly skipped: number;
  /** Times that the watchdog mended a stall of it. */
  readonly stalls: number;
  /** Signals read, recorded or not. */
  readonly readings: number;
  /** Samples in records. */
  readonly samples: number;
};

export type PollerStatus = {
  readonly connections: readonly ConnectionStatus[];
  readonly equipment: readonly EquipmentStatus[];
  /** How late scans begin. */
  readonly lateness: LatenessStatus;
  /** Times that the gateway itself stood still for more than a second: sleep, SIGSTOP, a busy computer. */
  readonly standstills: { readonly count: number; readonly ms: number };
};

export type ReloadStatus = {
  /** Configurations taken over since the start. */
  readonly count: number;
  /** ms UTC of the last attempt; null: none. */
  readonly lastAt: number | null;
  /** With its code, for people; null: it was taken over. The configuration before stays in force. */
  readonly lastError: string | null;
};

export type GatewayStatus = {
  readonly gateway: string;
  readonly site: string;
  readonly edge: EdgeStatus;
  readonly poll: PollerStatus;
  readonly reload: ReloadStatus;
  readonly time: {
    /** Time servers that the clock is compared with. */
    readonly servers: readonly NtpServerStatus[];
    /** What the operating system says of its clock; null: it does not tell. */
    readonly systemSynchronised: boolean | null;
  };
};
