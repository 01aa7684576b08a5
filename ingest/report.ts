// What ingest says of a site when it is asked or stops: everything that came, and where it is.
import type { Damage, TornTail } from "./journal/recovery.ts";

export type LogReport = {
  readonly log: string;
  readonly gateway: string;
  /** Leaves in the rebuilt tree. */
  readonly size: number;
  /** Size of the newest checkpoint that agrees with the tree; null when none. */
  readonly verifiedSize: number | null;
  readonly verifiedRoot: string | null;
  readonly forks: number;
  /** When another log took its place by an enrolment, ms UTC; null while it stands. */
  readonly closedAt: number | null;
};

export type SiteReport = {
  readonly site: string;
  /** MQTT messages of the site. */
  readonly received: number;
  readonly journalled: number;
  /** gaps + hostGaps + outstanding. */
  readonly lost: number;
  readonly gaps: number;
  readonly hostGaps: number;
  readonly outstanding: number;
  readonly duplicates: number;
  readonly quarantined: number;
  /** Deliveries that did not decode, and those dropped because their session had a hole. */
  readonly undecodable: number;
  readonly dropped: number;
  readonly latency: { readonly p50: number; readonly p99: number } | null;
  readonly logs: readonly LogReport[];
};

export type JournalReport = {
  /** Entries found at the start. */
  readonly recovered: number;
  readonly torn: readonly TornTail[];
  readonly damage: readonly Damage[];
  /** Entries refused because the disk took nothing; never acknowledged, sent again. */
  readonly refused: number;
};

export type IngestReport = {
  readonly sites: readonly SiteReport[];
  readonly journal: JournalReport;
};
