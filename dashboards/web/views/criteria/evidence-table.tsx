// The log ranges that a verdict cites, each under the checkpoint that covers it.
import type { LogCitation } from "#contracts/verdict.ts";
import { CopyText } from "../../ui/copy-text.tsx";
import { useWords } from "../../ui/language-context.tsx";
import "./detail-table.css";

type EvidenceTableProps = {
  readonly evidence: readonly LogCitation[];
  /** Place of the citation whose records are shown. */
  readonly chosen: number;
  readonly onChoose: (place: number) => void;
};

function count(n: number): string {
  return n.toLocaleString("en");
}

export function EvidenceTable({ evidence, chosen, onChoose }: EvidenceTableProps) {
  const { say } = useWords();
  return (
    <table className="evidence-table">
      <thead>
        <tr>
          <th scope="col">{say("log")}</th>
          <th scope="col">{say("recordRange")}</th>
          <th scope="col" className="number-head">
            {say("recordCount")}
          </th>
          <th scope="col">{say("checkpoint")}</th>
          <th scope="col">{say("records")}</th>
        </tr>
      </thead>
      <tbody>
        {evidence.map(({ log, from, to, checkpoint }, place) => (
          <tr key={`${log}/${from}`} className={place === chosen ? "chosen" : undefined}>
            <td>
              <CopyText text={log} name={say("log")} shown={12} />
            </td>
            <td>
              <span className="cell-label">{say("recordRange")}</span>
              {count(from)} – {count(to - 1)}
            </td>
            <td className="detail-value">
              <span className="cell-label">{say("recordCount")}</span>
              {count(to - from)}
            </td>
            <td>
              {checkpoint === undefined ? (
                <span className="quiet">{say("evidenceUncovered")}</span>
              ) : (
                <>
                  {say("checkpointOf", { size: count(checkpoint.size) })}{" "}
                  <CopyText text={checkpoint.root} name={say("root")} shown={12} />
                </>
              )}
            </td>
            <td>
              <button
                type="button"
                className="plain-button"
                aria-pressed={place === chosen}
                onClick={() => onChoose(place)}
              >
                {say(place === chosen ? "recordsShown" : "recordsShow")}
              </button>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
