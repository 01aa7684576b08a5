// The loss ledger in plain words, gateway by gateway: every record has a place, or it is said to be lost.
import type { LogEvidence } from "#contracts/evidence.ts";
import type { LogLedger } from "#contracts/live.ts";
import { formatAge } from "../../ui/age.ts";
import type { Phrase } from "../../ui/dictionary.ts";
import { useWords } from "../../ui/language-context.tsx";
import { Panel } from "../../ui/panel.tsx";
import "./ledger.css";

type LedgerProps = {
  readonly ledger: readonly LogLedger[];
  readonly logs: readonly LogEvidence[];
  readonly now: number | undefined;
};

/** Records that the ledger does not explain; 0 when it closes (contracts/live.ts LogLedger). */
export function unexplained(ledger: LogLedger): number {
  const { next, journalled, gaps, quarantined, hostGaps, outstanding } = ledger;
  return next - (journalled + gaps + quarantined + hostGaps + outstanding);
}

/** Records that will never come. */
export function lostForGood({ gaps, hostGaps }: LogLedger): number {
  return gaps + hostGaps;
}

type Row = { readonly phrase: Phrase; readonly count: number; readonly grave: boolean };

function rowsOf(ledger: LogLedger): readonly Row[] {
  return [
    { phrase: "ledgerRead", count: ledger.next, grave: false },
    { phrase: "ledgerJournalled", count: ledger.journalled, grave: false },
    { phrase: "ledgerOutstanding", count: ledger.outstanding, grave: false },
    { phrase: "ledgerDuplicates", count: ledger.duplicates, grave: false },
    { phrase: "ledgerGaps", count: ledger.gaps, grave: true },
    { phrase: "ledgerHostGaps", count: ledger.hostGaps, grave: true },
    { phrase: "ledgerQuarantined", count: ledger.quarantined, grave: true },
    { phrase: "ledgerForks", count: ledger.forks, grave: true },
  ];
}

function LedgerSum({ ledger }: { readonly ledger: LogLedger }) {
  const { say } = useWords();
  const missing = unexplained(ledger);
  const lost = lostForGood(ledger);
  if (missing !== 0) return <p className="ledger-sum grave">{say("ledgerOpen", { n: missing })}</p>;
  return (
    <p className={lost > 0 ? "ledger-sum grave" : "ledger-sum"}>
      {lost > 0 ? say("ledgerLost", { n: lost }) : say("ledgerCloses")}
    </p>
  );
}

function Checkpoint({
  log,
  now,
}: {
  readonly log: LogEvidence | undefined;
  readonly now: number | undefined;
}) {
  const { say } = useWords();
  const verified = log?.verified ?? null;
  return (
    <p className="checkpoint">
      {say("checkpoint")}
      {say("colon")}
      {verified === null || now === undefined
        ? say("checkpointNone")
        : say("checkpointVerified", {
            size: verified.size.toLocaleString("en"),
            age: formatAge(now - verified.time),
          })}
    </p>
  );
}

export function Ledger({ ledger, logs, now }: LedgerProps) {
  const { say } = useWords();
  return (
    <Panel title={say("ledger")} className="ledger">
      {ledger.length === 0 && <p className="quiet">{say("ledgerNone")}</p>}
      {ledger.map((each) => (
        <section key={each.log} className="ledger-log">
          <h3>
            {each.gateway}
            <span className="quiet" title={each.log}>
              {each.log.slice(0, 10)}…
            </span>
          </h3>
          <dl>
            {rowsOf(each).map(({ phrase, count, grave }) => (
              <div key={phrase} className={grave && count > 0 ? "grave" : undefined}>
                <dt>{say(phrase)}</dt>
                <dd>{count.toLocaleString("en")}</dd>
              </div>
            ))}
          </dl>
          <LedgerSum ledger={each} />
          <Checkpoint log={logs.find(({ log }) => log === each.log)} now={now} />
        </section>
      ))}
    </Panel>
  );
}
