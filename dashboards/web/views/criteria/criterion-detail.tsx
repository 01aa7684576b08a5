// Behind one verdict: why, the three numbers side by side, each signal's share, the cited evidence, what
// to hand in, and the rule version.

import { formatValue } from "#contracts/measured-value.ts";
import type { Criterion } from "#contracts/policy.ts";
import type { LogCitation, Verdict } from "#contracts/verdict.ts";
import { useWords } from "../../ui/language-context.tsx";
import { formatWindow } from "../../ui/zoned-time.ts";
import "./criterion-detail.css";

type DetailProps = {
  readonly verdict: Verdict;
  readonly criterion: Criterion | undefined;
  readonly zone: string;
  /** The name of what a detail is about, e.g. of `equipment/signal`. */
  readonly nameOf: (subject: string) => string;
};

function Numbers({ verdict }: { readonly verdict: Verdict }) {
  const { say, pick } = useWords();
  const unit = verdict.threshold?.unit ?? "";
  const { declared, verified, provenByTelemetry } = verdict.numbers;
  const rows = [
    ["declared", declared],
    ["verified", verified],
    ["proven", provenByTelemetry],
  ] as const;
  return (
    <dl className="three-numbers">
      {rows.map(([phrase, value]) => (
        <div key={phrase}>
          <dt>{say(phrase)}</dt>
          <dd>
            {value === null ? "—" : pick(formatValue(value, unit, verdict.threshold?.comparison))}
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Citation({ cited }: { readonly cited: LogCitation }) {
  const { say } = useWords();
  const { log, from, to, checkpoint } = cited;
  return (
    <li>
      <span title={log}>
        {say("evidenceRange", { log: `${log.slice(0, 10)}…`, from, to: to - 1 })}
      </span>
      <br />
      {checkpoint === undefined ? (
        say("evidenceUncovered")
      ) : (
        <span title={checkpoint.root}>
          {say("evidenceCheckpoint", {
            size: checkpoint.size,
            root: `${checkpoint.root.slice(0, 12)}…`,
          })}
        </span>
      )}
    </li>
  );
}

function Details({ verdict, nameOf }: Pick<DetailProps, "verdict" | "nameOf">) {
  const { say, pick } = useWords();
  if (verdict.details.length === 0) return null;
  return (
    <div className="detail-part wide">
      <h4>{say("details")}</h4>
      <table className="by-signal">
        <tbody>
          {verdict.details.map((each, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: one subject may stand in several rows
            <tr key={i}>
              <th scope="row">{nameOf(each.subject)}</th>
              <td>{each.value === null ? "—" : pick(formatValue(each.value, each.unit))}</td>
              <td>{pick(each.note)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

export function CriterionDetail({ verdict, criterion, zone, nameOf }: DetailProps) {
  const { say, pick } = useWords();
  const { policy, version } = verdict.rules;
  const documents = criterion?.documents ?? [];
  return (
    <div className="criterion-detail">
      <div className="detail-part wide">
        <h4>{say("reason")}</h4>
        <p className="reason">{pick(verdict.reason)}</p>
        {criterion !== undefined && (
          <p className="asked">
            {say("asked")}
            {say("colon")}
            {pick(criterion.text)}
          </p>
        )}
      </div>
      <Numbers verdict={verdict} />
      <Details verdict={verdict} nameOf={nameOf} />
      <div className="detail-part">
        <h4>{say("evidence")}</h4>
        {verdict.evidence.length === 0 ? (
          <p>{say("evidenceNone")}</p>
        ) : (
          <ul className="citations">
            {verdict.evidence.map((cited) => (
              <Citation key={`${cited.log}/${cited.from}`} cited={cited} />
            ))}
          </ul>
        )}
      </div>
      {documents.length > 0 && (
        <div className="detail-part">
          <h4>{say("documents")}</h4>
          <ul>
            {documents.map((each) => (
              <li key={each.zh}>
                {pick(each)}{" "}
                <span className="chip">{say(each.class === "D" ? "documentD" : "documentV")}</span>
              </li>
            ))}
          </ul>
        </div>
      )}
      <div className="detail-part">
        <h4>{say("window")}</h4>
        <p>{formatWindow(verdict.window.from, verdict.window.to, zone)}</p>
      </div>
      <div className="detail-part">
        <h4>{say("rules")}</h4>
        <p>
          {say("rulesVersion", { policy, version, revision: verdict.factRevision })}
          {!verdict.rules.adopted && <span className="chip">{say("trial")}</span>}
        </p>
        <p className="quiet">{verdict.provenance.source}</p>
        {verdict.provenance.note !== undefined && (
          <p className="quiet">{pick(verdict.provenance.note)}</p>
        )}
      </div>
    </div>
  );
}
