import type { TriedImport } from "../../../local/try-import.ts";
import type { Phrase } from "../../ui/dictionary.ts";
import { useWords } from "../../ui/language.tsx";

type Column = TriedImport["columns"][number];

const meanings: Readonly<Record<NonNullable<Column["means"]>, Phrase>> = {
  name: "columnName",
  description: "columnDescription",
  address: "columnAddress",
  table: "columnTable",
  type: "columnType",
  order: "columnOrder",
  scale: "columnScale",
  offset: "columnOffset",
  unit: "columnUnit",
  station: "columnStation",
  low: "columnLow",
  high: "columnHigh",
  range: "columnRange",
  bit: "columnBit",
  length: "columnLength",
};

export function ColumnTable({ columns }: { readonly columns: readonly Column[] }) {
  const { say } = useWords();
  return (
    <>
      <h3>{say("columnsTitle")}</h3>
      <ul className="chips">
        {columns.map(({ column, header, means }) => (
          <li key={column} data-column={column} className={means === undefined ? "quiet" : ""}>
            <b>{column}</b> {header} → {say(means === undefined ? "unused" : meanings[means])}
          </li>
        ))}
      </ul>
    </>
  );
}
