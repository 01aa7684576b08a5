// All criteria of a site at one look: a row per item, a cell per criterion, told apart by shape.
import { verdictStates, verdictWords } from "#contracts/verdict.ts";
import { useWords } from "../../ui/language-context.tsx";
import { Link } from "../../ui/link.tsx";
import { StateMark, StateShape } from "../../ui/state-mark.tsx";
import type { JudgedCriterion, JudgedItem } from "./verdict-list.ts";
import "./criteria-matrix.css";

function Cell({ judged }: { readonly judged: JudgedCriterion }) {
  const { say, pick } = useWords();
  const { verdict, criterion, must, href } = judged;
  const name = criterion === undefined ? "" : pick(criterion.name);
  const label = `${verdict.criterion} ${name}${say("colon")}${pick(verdictWords[verdict.state])}`;
  return (
    <li>
      <Link className={must ? "matrix-cell must" : "matrix-cell"} href={href} title={label}>
        <StateShape state={verdict.state} />
        <span aria-hidden="true">{verdict.criterion.split("-")[1]}</span>
        <span className="visually-hidden">{label}</span>
      </Link>
    </li>
  );
}

export function CriteriaMatrix({ items }: { readonly items: readonly JudgedItem[] }) {
  const { say, pick } = useWords();
  return (
    <section className="matrix" aria-label={say("matrix")}>
      {items.map(({ key, verdict, item, criteria }) => (
        <div key={key} className="matrix-row">
          <h3>
            <a className="matrix-item" href={`#item-${key}`}>
              <span className="item-id">{verdict.item}</span>
              {item === undefined ? "" : pick(item.name)}
            </a>
          </h3>
          <ul>
            {criteria.map((judged) => (
              <Cell key={judged.verdict.criterion} judged={judged} />
            ))}
          </ul>
          <StateMark state={verdict.state} />
        </div>
      ))}
      <ul className="matrix-key">
        {verdictStates.toReversed().map((state) => (
          <li key={state}>
            <StateMark state={state} />
          </li>
        ))}
        <li>
          <span className="matrix-cell must sample" aria-hidden="true" />
          {say("must")}
        </li>
      </ul>
    </section>
  );
}
