// The rows of a signal list → signals of a configuration, or every problem at once with its cell. Pure.
import type { ListRow } from "./csv-rows.ts";
import { type ColumnName, columnLetters, findHeader, type ListHeader } from "./list-columns.ts";
import {
  type ListedSignal,
  type ListOptions,
  type ListProblem,
  RowReader,
} from "./list-row-reader.ts";

export type SignalList = {
  readonly signals: readonly ListedSignal[];
  readonly problems: readonly ListProblem[];
  /** What the person should know of the whole list, zh · en. */
  readonly notes: readonly string[];
  /** How the columns were understood, in their order. */
  readonly columns: readonly ListColumn[];
};

export type ListColumn = {
  /** As a spreadsheet names it, e.g. C. */
  readonly column: string;
  /** As it is written. */
  readonly header: string;
  /** undefined: it is not used. */
  readonly means?: ColumnName;
};

export function readSignalList(rows: readonly ListRow[], options: ListOptions): SignalList {
  const header = findHeader(rows);
  if (header === undefined) {
    return {
      signals: [],
      problems: [
        {
          cell: "A1",
          message:
            "找不到表头:须有「地址」列和「名称」「类型」等列 · no header: an address column beside name, type … is needed; --template-out writes an example",
        },
      ],
      notes: [],
      columns: [],
    };
  }
  const reader = new RowReader(header, rows, options);
  const signals = rows.slice(header.row + 1).flatMap((row) => reader.read(row) ?? []);
  reader.checkDuplicates(signals);
  const notes =
    header.unused.length === 0
      ? []
      : [`没有用到的列 · columns not used: ${header.unused.join(", ")}`];
  const columns = columnsOf(header, rows[header.row]?.cells ?? []);
  return { signals, problems: reader.problems, notes, columns };
}

function columnsOf({ columns }: ListHeader, cells: readonly string[]): readonly ListColumn[] {
  const meanings = new Map([...columns].map(([means, at]) => [at, means]));
  return cells.flatMap((header, at) => {
    const means = meanings.get(at);
    if (header === "" && means === undefined) return [];
    return [{ column: columnLetters(at), header, ...(means === undefined ? {} : { means }) }];
  });
}
