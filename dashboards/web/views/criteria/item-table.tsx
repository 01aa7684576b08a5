// Every criterion of one item in a row: state, value against threshold, the three numbers, where the
// threshold comes from, the window, and why.
import { useWords } from "../../ui/language-context.tsx";
import { Link } from "../../ui/link.tsx";
import { StateMark } from "../../ui/state-mark.tsx";
import { formatDateTime } from "../../ui/zoned-time.ts";
import { isNear, MeasuredValue } from "./measured-value.tsx";
import { ProvenanceShort } from "./provenance-text.tsx";
import { numberText, threeNumbers } from "./three-numbers.tsx";
import type { JudgedCriterion } from "./verdict-list.ts";
import "./item-table.css";

function Row({ judged, zone }: { readonly judged: JudgedCriterion; readonly zone: string }) {
  const { say, pick } = useWords();
  const { verdict, criterion, must, href } = judged;
  return (
    <tr className="full-row" data-criterion={verdict.criterion}>
      <th scope="row" className="full-name">
        <Link href={href}>
          <span className="criterion-id">{verdict.criterion}</span>{" "}
          {criterion === undefined ? "" : pick(criterion.name)}
        </Link>
        {must && <span className="chip">{say("must")}</span>}
      </th>
      <td className="full-state">
        <StateMark state={verdict.state} />
        {isNear(verdict, criterion) && <span className="near">{say("amber")}</span>}
      </td>
      <td className="full-measured">
        <MeasuredValue verdict={verdict} />
      </td>
      {threeNumbers.map(([phrase, name]) => (
        <td key={phrase} className="full-number">
          <span className="cell-label">{say(phrase)}</span> {numberText(verdict, name, pick)}
        </td>
      ))}
      <td className="full-provenance">
        <ProvenanceShort provenance={verdict.provenance} />
      </td>
      <td className="full-window">
        <time>{formatDateTime(verdict.window.from, zone)}</time>
        <span className="dash"> – </span>
        <time>{formatDateTime(verdict.window.to, zone)}</time>
      </td>
      <td className="full-reason">{pick(verdict.reason)}</td>
    </tr>
  );
}

type ItemTableProps = {
  readonly criteria: readonly JudgedCriterion[];
  readonly zone: string;
  /** Id of the heading that names the table. */
  readonly labelledBy: string;
};

export function ItemTable({ criteria, zone, labelledBy }: ItemTableProps) {
  const { say } = useWords();
  return (
    <table className="full-table" aria-labelledby={labelledBy}>
      <thead>
        <tr>
          <th scope="col">{say("criterion")}</th>
          <th scope="col">{say("state")}</th>
          <th scope="col">{say("measured")}</th>
          {threeNumbers.map(([phrase]) => (
            <th key={phrase} scope="col" className="number-head">
              {say(phrase)}
            </th>
          ))}
          <th scope="col">{say("provenance")}</th>
          <th scope="col">{say("window")}</th>
          <th scope="col">{say("reason")}</th>
        </tr>
      </thead>
      <tbody>
        {criteria.map((judged) => (
          <Row key={judged.verdict.criterion} judged={judged} zone={zone} />
        ))}
      </tbody>
    </table>
  );
}
