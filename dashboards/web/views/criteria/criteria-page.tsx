// All that the rules find of a site: one look at every criterion, then item by item with the reasons.
import { useEffect } from "react";
import type { SiteVerdicts } from "#contracts/api.ts";
import type { LineModel } from "#contracts/line-model.ts";
import { useWords } from "../../ui/language-context.tsx";
import { CriteriaMatrix } from "./criteria-matrix.tsx";
import { findingSentence, ItemHead } from "./item-head.tsx";
import { ItemTable } from "./item-table.tsx";
import { RulesLine } from "./rules-line.tsx";
import { judgedItems, subjectName } from "./verdict-list.ts";

type CriteriaPageProps = { readonly verdicts: SiteVerdicts; readonly model: LineModel };

/** An address with `#item-…` leads to that item once it is drawn. */
function useItemOfAddress(): void {
  useEffect(() => {
    const id = location.hash.slice(1);
    if (id !== "") document.getElementById(id)?.scrollIntoView();
  }, []);
}

export function CriteriaPage({ verdicts, model }: CriteriaPageProps) {
  const words = useWords();
  const { say, pick } = words;
  const items = judgedItems(verdicts, model.site.id);
  useItemOfAddress();
  return (
    <>
      <section className="panel">
        <header className="panel-head">
          <h2>{say("criteria")}</h2>
          <RulesLine verdicts={verdicts} zone={model.site.timeZone} />
        </header>
        <CriteriaMatrix items={items} />
      </section>
      {items.map(({ key, verdict, item, criteria }) => {
        const name = subjectName(verdict.subject, model);
        return (
          <section key={key} id={`item-${key}`} className="panel item-panel">
            <div id={`head-${key}`}>
              <ItemHead
                verdict={verdict}
                item={item}
                subject={name === undefined ? undefined : pick(name)}
              />
            </div>
            <ItemTable criteria={criteria} zone={model.site.timeZone} labelledBy={`head-${key}`} />
            <p className="finding">{findingSentence(verdict, verdicts.policy.version, words)}</p>
          </section>
        );
      })}
    </>
  );
}
