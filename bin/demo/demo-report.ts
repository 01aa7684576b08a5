// The report of a demo run: one entry per site, every number read from the processes, none assumed.
import type { LogEvidence } from "#contracts/evidence.ts";
import type { LogLedger } from "#contracts/live.ts";
import type { ItemVerdict } from "#contracts/verdict.ts";

/** What a gateway process answers to `status`, as far as the report needs it. */
export type GatewayAnswer = {
  readonly gateway: string;
  readonly site: string;
  readonly edge: {
    readonly log: string;
    readonly next: number;
    readonly published: number;
    readonly resent: number;
    readonly dropped: number;
  };
  /** Since the process started. */
  readonly poll: { readonly equipment: readonly { readonly readings: number }[] };
};

/** What a centre answers to `report`. */
export type SiteAnswer = {
  readonly site: string;
  readonly ledger: readonly LogLedger[];
  readonly logs: readonly LogEvidence[];
  readonly latency: { readonly p50: number; readonly p99: number } | null;
  /** Records found more than once in the journal. */
  readonly duplicated: number;
  readonly damage: readonly string[];
  readonly verdicts: readonly { readonly policy: string; readonly items: readonly ItemVerdict[] }[];
};

export type SiteReport = {
  readonly site: string;
  /** Samples that gateways read from equipment, unchanged ones included. */
  readonly samplesRead: number;
  /** Records committed by the gateways. */
  readonly recorded: number;
  readonly published: number;
  readonly journalled: number;
  /** Recorded and not journalled: gaps, host gaps, outstanding, and what never reached a gateway's disk. */
  readonly lost: number;
  readonly duplicated: number;
  /** Deliveries beyond the first: harmless, each acknowledged again. */
  readonly redelivered: number;
  readonly quarantined: number;
  readonly latencyMs: { readonly p50: number; readonly p99: number } | null;
  readonly logs: readonly {
    readonly log: string;
    readonly gateway: string;
    readonly size: number;
    readonly checkpointVerified: { readonly size: number; readonly root: string } | null;
    readonly forks: number;
  }[];
  readonly verdicts: SiteAnswer["verdicts"];
};

const sum = (values: readonly number[]): number =>
  values.reduce((total, value) => total + value, 0);

export function siteReport(answer: SiteAnswer, gateways: readonly GatewayAnswer[]): SiteReport {
  const own = gateways.filter((gateway) => gateway.site === answer.site);
  const recorded = sum(own.map(({ edge }) => edge.next));
  const journalled = sum(answer.ledger.map((ledger) => ledger.journalled));
  const quarantined = sum(answer.ledger.map((ledger) => ledger.quarantined));
  return {
    site: answer.site,
    samplesRead: sum(own.flatMap(({ poll }) => poll.equipment.map(({ readings }) => readings))),
    recorded,
    published: sum(own.map(({ edge }) => edge.published)),
    journalled,
    lost: recorded - journalled - quarantined + sum(own.map(({ edge }) => edge.dropped)),
    duplicated: answer.duplicated,
    redelivered: sum(answer.ledger.map((ledger) => ledger.duplicates)),
    quarantined,
    latencyMs: answer.latency,
    logs: answer.logs.map((log) => ({
      log: log.log,
      gateway: log.gateway,
      size: log.size,
      checkpointVerified:
        log.verified === null ? null : { size: log.verified.size, root: log.verified.root },
      forks: log.forks,
    })),
    verdicts: answer.verdicts,
  };
}

/** Why a run is no success; empty when it is one. */
export function shortcomings(report: SiteReport): string[] {
  const found: string[] = [];
  const { site } = report;
  if (report.recorded === 0) found.push(`${site}: 没有记录 · nothing was recorded`);
  if (report.lost !== 0) found.push(`${site}: 丢失 ${report.lost} · lost ${report.lost}`);
  if (report.duplicated !== 0)
    found.push(`${site}: 重复 ${report.duplicated} · duplicated ${report.duplicated}`);
  if (report.quarantined !== 0)
    found.push(`${site}: 隔离 ${report.quarantined} · quarantined ${report.quarantined}`);
  for (const log of report.logs) {
    if (log.checkpointVerified?.size !== log.size || log.forks > 0) {
      found.push(
        `${site}: 日志 ${log.log.slice(0, 16)} 未核对到末尾 · log not verified to its end`,
      );
    }
  }
  return found;
}
