// What the edge is given and what it offers: the gateway's way from a record to the host's disk.
import type { ClockState, LogRecord } from "#contracts/record.ts";
import type { Clock } from "#contracts/time.ts";
import type { DeclaredEquipment } from "../declared.ts";
import type { ClockSource } from "../evidence/clock-tracker.ts";
import type { BrokerOptions } from "./broker-options.ts";

export type EdgeOptions = {
  /** Sparkplug group. */
  readonly site: string;
  /** Sparkplug edge node. */
  readonly gatewayId: string;
  /** The plant is simulated, and every checkpoint says so. */
  readonly simulated: boolean;
  /** Folder of outbox and key; made when it is absent. */
  readonly dataDir: string;
  readonly declared: readonly DeclaredEquipment[];
  readonly broker: BrokerOptions;
  readonly outbox?: {
    /** Cap of all held records, bytes; 1 GiB by default. */
    readonly maxBytes?: number;
    /** Longest wait of a record for its commit, ms; 50 by default. */
    readonly commitMs?: number;
    /** Delivered records are kept while all held ones stay below, bytes; 256 MiB by default. */
    readonly historyBytes?: number;
    /** Backlog records per second beside live ones; 2000 by default. */
    readonly resendPerSecond?: number;
  };
  /** Between two checkpoints, s; 10 by default. */
  readonly checkpointSeconds?: number;
  /** Within this of host and time servers, ms, the clock counts as synchronised; 1000 by default. */
  readonly maxClockOffsetMs?: number;
  /** SHA-256 of the line model in force, 64 hex digits. */
  readonly lineModelHash?: string;
  readonly clock: Clock;
  readonly log: (message: string) => void;
  /** Uniform in [0, 1), for the jitter of reconnecting. */
  readonly random: () => number;
};

export type EdgeTrouble = {
  readonly code: string;
  readonly message: string;
  /** ms UTC */
  readonly at: number;
};

export type EdgeStatus = {
  /** Log id, 64 hex digits. */
  readonly log: string;
  readonly origin: string;
  /** Raw Ed25519 key, 64 hex digits. */
  readonly publicKey: string;
  /** Checkpoints can be signed. */
  readonly signing: boolean;
  /** Records on disk since the log began. */
  readonly next: number;
  readonly acknowledged: number;
  readonly oldest: number;
  /** Recorded, not yet on disk. */
  readonly buffered: number;
  /** Records that never reached the disk. */
  readonly dropped: number;
  /** Numbers declared lost by gap records since the start. */
  readonly gapRecords: number;
  readonly outboxBytes: number;
  /** Records waiting in the backlog lane. */
  readonly pending: number;
  /** Record messages handed to the socket, resends included. */
  readonly published: number;
  /** Of these, numbers that this process had sent before. */
  readonly resent: number;
  /** Births by command. */
  readonly rebirths: number;
  readonly connections: number;
  readonly connected: boolean;
  /** Where it is connected, or tries to be. */
  readonly server: string;
  /** The births of this session are out. */
  readonly born: boolean;
  /** null: no primary host is configured. */
  readonly hostOnline: boolean | null;
  /** In words, when the births have been held back for 10 s because the primary host is not there. */
  readonly waitingFor: string | null;
  /** Commands that were forged, malformed or for another log. */
  readonly commandsRefused: number;
  readonly clock: {
    readonly state: ClockState;
    /** Gateway time minus reference time, ms, by the source that is furthest off. */
    readonly offsetMs: number;
    /** What each source said last. */
    readonly sources: readonly ClockSource[];
    readonly maxOffsetMs: number;
  };
  /** Newest signed checkpoint; time in ms UTC. */
  readonly checkpoint: { readonly size: number; readonly time: number } | null;
  /** Newest cosigned checkpoint: its own size and time. */
  readonly cosigned: { readonly size: number; readonly time: number } | null;
  /** The newest of the troubles. */
  readonly lastError: EdgeTrouble | null;
  /** What stands now, one per code, the newest last. */
  readonly troubles: readonly EdgeTrouble[];
};

export interface Edge {
  /**
   * Queues a record; it is durable within the commit time, then published. Do not change it afterwards.
   * Throws RecordError for a record without canonical bytes. Without room in memory (the disk is full)
   * the record is dropped and counted, and the answer is false: what comes after it must not rest on it.
   */
  record(record: LogRecord): boolean;
  /** Gateway time minus that of the time servers, ms, measured just now. */
  ntpOffset(offsetMs: number): void;
  /** The equipment answers: DBIRTH. Idempotent; equipment begins as down. */
  equipmentUp(equipment: string): void;
  /** All its connections are dead: DDEATH. Idempotent. Records about it may still come. The reason is for the reader of the calling code: DDEATH has no room for one. */
  equipmentDown(equipment: string, reason: string): void;
  /**
   * Goes over to other equipment, signals or another line model while running: DDEATH of what is gone, then
   * births; the checkpoints from now on carry the hash. Throws GATEWAY_SPARKPLUG_ID and changes nothing.
   */
  redeclare(declared: readonly DeclaredEquipment[], lineModelHash: string | undefined): void;
  /** The newest records that are held, newest first, up to about an hour of them. */
  recorded(): Iterable<LogRecord>;
  status(): EdgeStatus;
  /** Commits, signs a last checkpoint, says NDEATH and DISCONNECT, closes. Bounded; idempotent. */
  stop(): Promise<void>;
}
