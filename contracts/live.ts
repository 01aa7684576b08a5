// The live side: last values, link states, the loss ledger, and the readers that ingest implements
// and dashboards and scoring use.
import type { EquipmentIdentity, LogEvidence } from "./evidence.ts";
import type { Fact } from "./fact.ts";
import type { LineModel } from "./line-model.ts";
import type { Flag } from "./quality.ts";
import type { LogRecord } from "./record.ts";

/** Newest known value of a signal; historical deliveries never overwrite it. */
export type LastValue = {
  readonly equipment: string;
  readonly signal: string;
  /** 64-bit integers beyond 2^53 and bytes as text. */
  readonly value: number | boolean | string | null;
  /** When the value was true at its source, ms UTC. */
  readonly sourceTime: number;
  /** When the gateway last read it, changed or not, ms UTC; what age is counted from. */
  readonly readTime: number;
  readonly status: number;
  readonly flag: Flag;
  /** The link is down, or the value comes from a birth: shown, never counted as fresh. */
  readonly stale: boolean;
};

export type LinkState = {
  readonly gateway: string;
  readonly online: boolean;
  /** Since when, host time, ms UTC. */
  readonly since: number;
  /** Offline because the host itself lost its broker: nothing is known of the gateway. */
  readonly unknown?: "broker";
  readonly devices: readonly {
    readonly equipment: string;
    readonly online: boolean;
    readonly since: number;
  }[];
};

/** The loss ledger of one log. Invariant: next = journalled + gaps + quarantined + hostGaps + outstanding. */
export type LogLedger = {
  readonly log: string;
  readonly site: string;
  readonly gateway: string;
  /** One above the highest sequence known to exist (BIRTH's next, or seen). */
  readonly next: number;
  readonly journalled: number;
  /** Dropped by the gateway and declared, or below its oldest. */
  readonly gaps: number;
  /** Same number, other hash: kept aside, counted once per sequence without a journalled record. */
  readonly quarantined: number;
  /** Given up after three undecodable deliveries; bytes kept. */
  readonly hostGaps: number;
  /** Known to exist, not here yet, asked for. */
  readonly outstanding: number;
  /** Deliveries beyond the first of equal bytes; harmless, counted. */
  readonly duplicates: number;
  readonly acknowledged: number;
  readonly forks: number;
};

export type Frame = {
  readonly equipment: string;
  readonly signal: string;
  readonly from: number;
  readonly to: number;
  /**
   * `raw`: every sample, and where a value stood unchanged its first and last scan, so that a constant draws a line.
   * `minmax`: two samples per bucket, the lowest and the highest, in time order.
   */
  readonly reduction: "raw" | "minmax";
  /** Columns of equal length, ascending in time. A bad sample has value null: a line breaks there. */
  readonly time: readonly number[];
  readonly value: readonly (number | null)[];
  readonly good: readonly boolean[];
};

/** A record as people look at it: what stands behind a citation. */
export type RecordRow = {
  readonly log: string;
  readonly sequence: number;
  readonly kind: LogRecord["kind"];
  /** ms UTC. */
  readonly gatewayTime: number;
  /** When it was durable at the host, ms UTC. */
  readonly ingestTime: number;
  /** SHA-256 leaf of the evidence log over the canonical bytes, 64 hex digits. */
  readonly leaf: string;
  /** Of a scan record. */
  readonly equipment: string | null;
  readonly scanGroup: string | null;
  /** Signals that are absent were read again unchanged. */
  readonly samples: readonly {
    readonly signal: string;
    readonly sourceTime: number;
    readonly value: number | boolean | string | null;
    readonly status: number;
    readonly flag: Flag;
  }[];
};

export type LiveEvent =
  | { readonly kind: "values"; readonly site: string; readonly values: readonly LastValue[] }
  | { readonly kind: "link"; readonly site: string; readonly link: LinkState }
  | { readonly kind: "ledger"; readonly site: string; readonly ledger: readonly LogLedger[] };

export interface LiveReader {
  /** Locked line models of the sites kept here. */
  lineModels(): readonly LineModel[];
  lastValues(site: string): readonly LastValue[];
  links(site: string): readonly LinkState[];
  ledger(site: string): readonly LogLedger[];
  /** Ingest latency (durable − gateway time) of recent records, ms; null before the first. */
  latency(site: string): { readonly p50: number; readonly p99: number } | null;
  /** Calls back for every change, coalesced to at most 10 per second; returns the way to stop. */
  subscribe(listener: (event: LiveEvent) => void): () => void;
}

export interface HistoryReader {
  /** Samples with source time in [from, to), reduced to about `points` when there are more. */
  range(query: {
    site: string;
    equipment: string;
    signal: string;
    from: number;
    to: number;
    points: number;
  }): Promise<Frame>;
  /**
   * Facts of hours overlapping [from, to), the newest revision of each; the running hour included.
   * @param since scans before it are left out of its hour: for a plant that did not exist before.
   */
  facts(site: string, from: number, to: number, since?: number): Promise<readonly Fact[]>;
  logs(site: string, from: number, to: number): Promise<readonly LogEvidence[]>;
  /**
   * Newest identity of each equipment, key and gateway, standing at the end of the window: read before `to`, however
   * long ago, of logs that stood at or after `from`.
   */
  identities(site: string, from: number, to: number): Promise<readonly EquipmentIdentity[]>;
  /** Records of one log with sequence in [from, to), the newest `limit` of them, ascending. */
  records(query: {
    site: string;
    log: string;
    from: number;
    to: number;
    /** Only scans of this equipment. */
    equipment?: string;
    limit: number;
  }): Promise<readonly RecordRow[]>;
}
