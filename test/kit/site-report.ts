// What a centre says of the logs of its one site.
import type { Child } from "../../bin/process/child.ts";

export type LedgerOfLog = {
  readonly log: string;
  readonly next: number;
  readonly journalled: number;
  readonly gaps: number;
  readonly quarantined: number;
  readonly hostGaps: number;
  readonly outstanding: number;
};

/** The ledger of a log; undefined before its first birth. */
export async function ledgerOf(serve: Child, log: string): Promise<LedgerOfLog | undefined> {
  const sites = (await serve.ask("report", 30_000)) as {
    readonly ledger: readonly LedgerOfLog[];
  }[];
  return sites.flatMap(({ ledger }) => ledger).find((each) => each.log === log);
}
