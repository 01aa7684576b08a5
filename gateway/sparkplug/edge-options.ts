// What the edge is given and what it offers: the gateway's way from a record to the host's disk.
import type { ClockState, LogRecord } from "#contracts/record.ts";
import type { Clock } from "#contracts/time.ts";
import type { DeclaredEquipment } from "../declared.ts";
import type { BrokerOptions } from "./link.ts";

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
  };
  /** Between two checkpoints, s; 10 by default. */
  readonly checkpointSeconds?: number;
  /** SHA-256 of the line model in force, 64 hex digits. */
  readonly lineModelHash?: string;
  readonly clock: Clock;
  readonly log: (message: string) => void;
  /** Uniform in [0, 1), for the jitter of reconnecting. */
  readonly random: () => number;
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
  /** The births of this session are out. */
  readonly born: boolean;
  /** null: no primary host is configured. */
  readonly hostOnline: boolean | null;
  /** Commands that were forged, malformed or for another log. */
  readonly commandsRefused: number;
  readonly clock: { readonly state: ClockState; readonly offsetMs: number };
  /** Newest signed checkpoint; time in ms UTC. */
  readonly checkpoint: { readonly size: number; readonly time: number } | null;
  /** Newest cosigned checkpoint: its own size and time. */
  readonly cosigned: { readonly size: number; readonly time: number } | null;
  readonly lastError: {
    readonly code: string;
    readonly message: string;
    /** ms UTC */
    readonly at: number;
  } | null;
};

export interface Edge {
  /**
   * Queues a record; it is durable within the commit time, then published. Do not change it afterwards.
   * Throws RecordError for a record without canonical bytes. Without room in memory (the disk is full)
   * the record is dropped and counted, and the answer is false: what comes after it must not rest on it.
   */
  record(record: LogRecord): boolean;
  /** The equipment answers: DBIRTH. Idempotent; equipment begins as down. */
  equipmentUp(equipment: string): void;
  /** All its connections are dead: DDEATH. Idempotent. Records about it may still come. The reason is for the reader of the calling code: DDEATH has no room for one. */
  equipmentDown(equipment: string, reason: string): void;
  status(): EdgeStatus;
  /** Commits, signs a last checkpoint, says NDEATH and DISCONNECT, closes. Bounded; idempotent. */
  stop(): Promise<void>;
}
