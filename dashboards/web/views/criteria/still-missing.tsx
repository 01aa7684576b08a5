// What stands between this verdict and 符合: what the measure found wanting, and what is to be handed in.
import type { VerdictState } from "#contracts/verdict.ts";
import type { Phrase } from "../../ui/dictionary.ts";
import { useWords } from "../../ui/language-context.tsx";
import type { JudgedCriterion } from "./verdict-list.ts";

const next: { readonly [S in VerdictState]: Phrase } = {
  MET: "missingNothing",
  NOT_MET: "missingNotMet",
  INSUFFICIENT: "missingInsufficient",
  SUSPECT: "missingSuspect",
  DOCUMENT_NEEDED: "missingDocument",
};

export function StillMissing({ judged }: { readonly judged: JudgedCriterion }) {
  const { say, pick } = useWords();
  const { verdict, criterion } = judged;
  const documents = criterion?.documents ?? [];
  return (
    <section className="panel">
      <header className="panel-head">
        <h3>{say("missing")}</h3>
      </header>
      <p>{say(next[verdict.state])}</p>
      {documents.length > 0 && (
        <>
          <h4>{say("documents")}</h4>
          <ul className="document-list">
            {documents.map((each) => (
              <li key={each.zh}>
                <span className="chip">{say(each.class === "D" ? "documentD" : "documentV")}</span>
                {pick(each)}
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}
