// The signed records behind a citation, newest first, by machine if wanted, older and newer by the page.
import { useId, useState } from "react";
import type { LineModel } from "#contracts/line-model.ts";
import type { LogCitation } from "#contracts/verdict.ts";
import { useWords } from "../../ui/language-context.tsx";
import { QueryNotice } from "../../ui/query-notice.tsx";
import { RecordEntry } from "./record-entry.tsx";
import { useRecords } from "./use-records.ts";
import "./records.css";

type RecordsProps = { readonly cited: LogCitation; readonly model: LineModel };

type PagesProps = RecordsProps & {
  readonly equipment: string | undefined;
  /** Takes over what the log has grown since; undefined when it has not. */
  readonly onNewest: (() => void) | undefined;
};

function RecordPages({ cited, model, equipment, onNewest }: PagesProps) {
  const { say } = useWords();
  const { log, from, to } = cited;
  const { asked, rows, older, ...pagesOf } = useRecords({
    site: model.site.id,
    log,
    from,
    to,
    equipment,
  });
  const newer = pagesOf.newer ?? onNewest;
  const first = rows[0]?.sequence;
  const last = rows.at(-1)?.sequence;
  const pages = (
    <div className="record-pages">
      <button type="button" className="plain-button" disabled={newer === undefined} onClick={newer}>
        ‹ {say("newer")}
      </button>
      <button type="button" className="plain-button" disabled={older === undefined} onClick={older}>
        {say("older")} ›
      </button>
      {first !== undefined && last !== undefined && (
        <span className="quiet tabular">
          {say("recordsFromTo", {
            first: first.toLocaleString("en"),
            last: last.toLocaleString("en"),
          })}
        </span>
      )}
    </div>
  );
  if (asked.data === undefined) return <QueryNotice asked={asked} />;
  return (
    <>
      {pages}
      {rows.length === 0 ? (
        <p className="quiet">{say("recordsNone")}</p>
      ) : (
        <ol className="record-list" reversed>
          {rows.map((row) => (
            <RecordEntry key={row.sequence} row={row} model={model} />
          ))}
        </ol>
      )}
      {rows.length > 4 && pages}
    </>
  );
}

export function Records({ cited, model }: RecordsProps) {
  const { say, pick } = useWords();
  const [equipment, setEquipment] = useState("");
  // The range as it was when the reader came: a verdict that is judged anew does not move what is read.
  const [held, setHeld] = useState(cited);
  const choice = useId();
  const machines = model.lines
    .flatMap((line) => line.equipment)
    .filter(({ signals }) => signals.length > 0);
  return (
    <div className="records">
      <div className="records-head">
        <h4>{say("recordsBehind")}</h4>
        <p className="records-choice">
          <label htmlFor={choice}>{say("equipment")}</label>
          <select
            id={choice}
            value={equipment}
            onChange={(event) => setEquipment(event.target.value)}
          >
            <option value="">{say("allEquipment")}</option>
            {machines.map(({ id, name }) => (
              <option key={id} value={id}>
                {pick(name)}
              </option>
            ))}
          </select>
        </p>
      </div>
      <RecordPages
        key={`${equipment} ${held.to}`}
        cited={held}
        model={model}
        equipment={equipment === "" ? undefined : equipment}
        onNewest={cited.to > held.to ? () => setHeld(cited) : undefined}
      />
    </div>
  );
}
