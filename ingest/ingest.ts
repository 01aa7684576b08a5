// What ingest is to those who compose it: what it needs, what it answers, how it is stopped.
import { join } from "node:path";
import type { LogEvidence } from "#contracts/evidence.ts";
import type { LiveReader } from "#contracts/live.ts";
import type { Clock } from "#contracts/time.ts";
import type { JournalDisk } from "./journal/journal-disk.ts";
import type { Notify } from "./notice.ts";
import type { RecordSink } from "./record-sink.ts";
import type { IngestReport } from "./report.ts";

export type IngestDeps = {
  readonly clock: Clock;
  readonly log: Notify;
  readonly index?: RecordSink;
  /** Another disk for the journal, in tests. */
  readonly disk?: JournalDisk;
  /** Bounds that tests shorten; ms. */
  readonly timing?: Partial<IngestTiming>;
};

export type IngestTiming = {
  readonly tickMs: number;
  readonly reorderMs: number;
  readonly rebirthMs: number;
  readonly retryMs: number;
  readonly reconnectMs: number;
  readonly closeMs: number;
};

export const usualTiming: IngestTiming = {
  tickMs: 50,
  reorderMs: 2_000,
  rebirthMs: 3_000,
  retryMs: 1_000,
  reconnectMs: 500,
  closeMs: 10_000,
};

export interface Ingest extends LiveReader {
  /** State of the site's evidence logs; times of the window are gateway times, ms UTC, half-open. */
  logs(site: string, from: number, to: number): LogEvidence[];
  /**
   * Passes a visitor's nonce (canonical base64 of 16 to 64 bytes) to a gateway, whose next checkpoint then
   * carries it. False when it is no nonce or the gateway is not online; ask again then.
   */
  sendNonce(site: string, gateway: string, nonce: string): boolean;
  /** The signed checkpoint that carries this nonce, once it has come; one of the last hundred of a log since the start. */
  nonceCheckpoint(site: string, gateway: string, nonce: string): string | null;
  report(): IngestReport;
  /** Port of the embedded broker; null with an external one. */
  readonly brokerPort: number | null;
  /** Port of its TLS listener; null without one. */
  readonly securePort: number | null;
  /** Port where gateways are enrolled; null when none can be. */
  readonly enrolmentPort: number | null;
  /** True while connected to the broker and subscribed. */
  readonly online: boolean;
  /** Flushes, acknowledges, says STATE offline, disconnects. */
  close(): Promise<void>;
}

/** Folder of the journal segments within the data folder. */
export function journalFolder(data: string): string {
  return join(data, "journal");
}
