// One criterion down to its records: the verdict and why, what is asked, each signal's own number, what is
// missing, the evidence cited and the records behind it.
import { useState } from "react";
import type { SiteVerdicts } from "#contracts/api.ts";
import type { LineModel } from "#contracts/line-model.ts";
import { pathOfCriteria } from "../../state/site-address.ts";
import { useWords } from "../../ui/language-context.tsx";
import { Link } from "../../ui/link.tsx";
import { StateMark } from "../../ui/state-mark.tsx";
import { Records } from "../records/records.tsx";
import { CriterionFacts } from "./criterion-facts.tsx";
import { DetailTable } from "./detail-table.tsx";
import { EvidenceTable } from "./evidence-table.tsx";
import { isNear, MeasuredValue } from "./measured-value.tsx";
import { RulesLine } from "./rules-line.tsx";
import { StillMissing } from "./still-missing.tsx";
import { useSubjectNames } from "./subject-names.ts";
import { ThreeNumbers } from "./three-numbers.tsx";
import { type Found, subjectName } from "./verdict-list.ts";
import "./criterion-page.css";

type CriterionPageProps = {
  readonly found: Found;
  readonly model: LineModel;
  readonly verdicts: SiteVerdicts;
};

function Way({ found, site }: { readonly found: Found; readonly site: string }) {
  const { say, pick } = useWords();
  const { item, before, after } = found;
  return (
    <nav className="criterion-way" aria-label={say("criteria")}>
      <Link href={`${pathOfCriteria(site)}#item-${item.key}`}>
        ← {say("criteria")} · {item.verdict.item}{" "}
        {item.item === undefined ? "" : pick(item.item.name)}
      </Link>
      <span>
        {before !== undefined && (
          <Link href={before.href} rel="prev">
            ‹ {before.verdict.criterion}
          </Link>
        )}
        {after !== undefined && (
          <Link href={after.href} rel="next">
            {after.verdict.criterion} ›
          </Link>
        )}
      </span>
    </nav>
  );
}

function Verdict({ found, model }: Pick<CriterionPageProps, "found" | "model">) {
  const { say, pick } = useWords();
  const { judged, item } = found;
  const { verdict, criterion, must } = judged;
  const subject = subjectName(item.verdict.subject, model);
  return (
    <section className="panel criterion-verdict">
      <header>
        <h2>
          <span className="criterion-id">{verdict.criterion}</span>{" "}
          {criterion === undefined ? "" : pick(criterion.name)}
          {must && <span className="chip">{say("must")}</span>}
          {subject !== undefined && <span className="item-subject">{pick(subject)}</span>}
        </h2>
        <p className="criterion-state">
          <StateMark state={verdict.state} large />
          {isNear(verdict, criterion) && <span className="near">{say("amber")}</span>}
        </p>
      </header>
      <p className="reason">{pick(verdict.reason)}</p>
      <div className="criterion-numbers">
        <div className="criterion-measured">
          <h3>{say("measured")}</h3>
          <MeasuredValue verdict={verdict} />
        </div>
        <ThreeNumbers verdict={verdict} />
      </div>
    </section>
  );
}

function Evidence({ found, model }: Pick<CriterionPageProps, "found" | "model">) {
  const { say } = useWords();
  const { evidence } = found.judged.verdict;
  const [place, setPlace] = useState(0);
  const cited = evidence[place];
  return (
    <section className="panel">
      <header className="panel-head">
        <h3>{say("evidence")}</h3>
      </header>
      {cited === undefined ? (
        <p className="quiet">{say("evidenceNone")}</p>
      ) : (
        <>
          <EvidenceTable evidence={evidence} chosen={place} onChoose={setPlace} />
          <Records key={`${cited.log} ${place}`} cited={cited} model={model} />
        </>
      )}
    </section>
  );
}

export function CriterionPage({ found, model, verdicts }: CriterionPageProps) {
  const nameOf = useSubjectNames(model);
  const { judged } = found;
  const zone = model.site.timeZone;
  return (
    <article className="criterion-page">
      <Way found={found} site={model.site.id} />
      <Verdict found={found} model={model} />
      <div className="criterion-columns">
        <section className="panel">
          <CriterionFacts judged={judged} zone={zone} />
        </section>
        <StillMissing judged={judged} />
      </div>
      {judged.verdict.details.length > 0 && (
        <DetailTable verdict={judged.verdict} nameOf={nameOf} />
      )}
      <Evidence found={found} model={model} />
      <RulesLine verdicts={verdicts} zone={zone} />
    </article>
  );
}
