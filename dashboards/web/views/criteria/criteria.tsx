// What the rules find, item by item; the gates, which every item needs, stand folded below.

import { Collapse } from "antd";
import { useMemo } from "react";
import type { SiteVerdicts } from "#contracts/api.ts";
import type { LineModel } from "#contracts/line-model.ts";
import type { ItemVerdict, Subject } from "#contracts/verdict.ts";
import { useWords } from "../../ui/language-context.tsx";
import { Panel } from "../../ui/panel.tsx";
import { StateMark } from "../../ui/state-mark.tsx";
import { formatClock } from "../../ui/zoned-time.ts";
import { CriterionRow } from "./criterion-row.tsx";
import { findingSentence, ItemHead, mustSentence } from "./item-head.tsx";
import "./criteria.css";

const gatesId = "G";

type CriteriaProps = { readonly verdicts: SiteVerdicts; readonly model: LineModel };

function useNames(model: LineModel): (subject: string) => string {
  const { pick } = useWords();
  return useMemo(() => {
    const names = new Map<string, string>();
    for (const equipment of model.lines.flatMap((line) => line.equipment)) {
      names.set(equipment.id, pick(equipment.name));
      for (const signal of equipment.signals) {
        names.set(`${equipment.id}/${signal.id}`, `${pick(signal.name)} · ${pick(equipment.name)}`);
      }
    }
    return (subject) => names.get(subject) ?? subject;
  }, [model, pick]);
}

function itemKey({ item, subject }: ItemVerdict): string {
  return `${item}/${"line" in subject ? subject.line : ""}`;
}

function ItemTable({
  verdict,
  verdicts,
  model,
}: CriteriaProps & { readonly verdict: ItemVerdict }) {
  const words = useWords();
  const { say } = words;
  const nameOf = useNames(model);
  const item = verdicts.policy.items.find(({ id }) => id === verdict.item);
  return (
    <>
      <table className="criteria-table">
        <thead>
          <tr>
            <th scope="col">{say("criterion")}</th>
            <th scope="col">{say("state")}</th>
            <th scope="col">{say("measured")}</th>
            <th scope="col">{say("provenance")}</th>
            <th scope="col" className="cell-window">
              {say("window")}
            </th>
          </tr>
        </thead>
        <tbody>
          {verdict.criteria.map((each) => (
            <CriterionRow
              key={each.criterion}
              verdict={each}
              criterion={item?.criteria.find(({ id }) => id === each.criterion)}
              must={verdict.must.includes(each.criterion)}
              zone={model.site.timeZone}
              nameOf={nameOf}
            />
          ))}
        </tbody>
      </table>
      <p className="finding">{findingSentence(verdict, verdicts.policy.version, words)}</p>
    </>
  );
}

function subjectName(subject: Subject, model: LineModel): { zh: string; en: string } | undefined {
  return subject.kind === "line"
    ? model.lines.find(({ id }) => id === subject.line)?.name
    : undefined;
}

export function Criteria({ verdicts, model }: CriteriaProps) {
  const words = useWords();
  const { say, pick } = words;
  const gates = verdicts.items.filter(({ item }) => item === gatesId);
  const items = verdicts.items.filter(({ item }) => item !== gatesId);
  return (
    <Panel
      title={say("criteria")}
      className="criteria"
      aside={
        <>
          {pick(verdicts.policy.name)} ·{" "}
          {say("judgedAt", { time: formatClock(verdicts.hostTime, model.site.timeZone) })}
        </>
      }
    >
      {items.map((verdict) => {
        const name = subjectName(verdict.subject, model);
        return (
          <section key={itemKey(verdict)} className="item">
            <ItemHead
              verdict={verdict}
              item={verdicts.policy.items.find(({ id }) => id === verdict.item)}
              subject={name === undefined ? undefined : pick(name)}
            />
            <ItemTable verdict={verdict} verdicts={verdicts} model={model} />
          </section>
        );
      })}
      {gates.map((verdict) => (
        <Collapse
          key={itemKey(verdict)}
          className="gates"
          items={[
            {
              key: gatesId,
              label: (
                <span className="gates-label">
                  <span className="gates-title">{say("gates")}</span>
                  <StateMark state={verdict.state} />
                  <span className="quiet">{mustSentence(verdict, words)}</span>
                </span>
              ),
              children: <ItemTable verdict={verdict} verdicts={verdicts} model={model} />,
            },
          ]}
        />
      ))}
    </Panel>
  );
}
