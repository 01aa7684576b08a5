// The report of one site, from its ledgers and logs.
import type { LogLedger } from "#contracts/live.ts";
import type { SiteIntake } from "./intake/site-intake.ts";
import type { SiteReport } from "./report.ts";

/** @param closedAt when a log was closed for good, ms UTC; null while it stands */
export function siteReport(site: SiteIntake, closedAt: (log: string) => number | null): SiteReport {
  const ledgers = site.ledger();
  const sum = (of: (ledger: LogLedger) => number) => ledgers.reduce((all, one) => all + of(one), 0);
  const gaps = sum((ledger) => ledger.gaps);
  const hostGaps = sum((ledger) => ledger.hostGaps);
  const outstanding = sum((ledger) => ledger.outstanding);
  return {
    site: site.site,
    received: site.received,
    journalled: sum((ledger) => ledger.journalled),
    lost: gaps + hostGaps + outstanding,
    gaps,
    hostGaps,
    outstanding,
    duplicates: sum((ledger) => ledger.duplicates),
    quarantined: site.logs.reduce((all, { state }) => all + state.quarantined, 0),
    undecodable: site.undecodable,
    dropped: site.dropped,
    latency: site.latency.percentiles(),
    logs: site.logs.map(({ state }) => ({
      log: state.enrolment.log,
      gateway: state.enrolment.gateway,
      size: state.tree.size,
      verifiedSize: state.checkpoints.verified?.size ?? null,
      verifiedRoot: state.checkpoints.verified?.root ?? null,
      forks: state.forks,
      closedAt: closedAt(state.enrolment.log),
    })),
  };
}
