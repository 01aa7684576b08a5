// Comma, semicolon or tab separated text → rows of cells (RFC 4180 with what Excel adds). Pure.

/** One row; `line` is where it begins in the file, from 1. */
export type ListRow = { readonly line: number; readonly cells: readonly string[] };

const separators = [",", ";", "\t"] as const;

/** The separator that the first lines hold most often outside quotes. Excel writes `sep=;` above when asked to. */
export function separatorOf(text: string): string {
  const told = /^sep=(.)\r?\n/.exec(text)?.[1];
  if (told !== undefined) return told;
  const head = text
    .split("\n", 20)
    .join("\n")
    .replace(/"[^"]*"/g, "");
  const counts = separators.map((each) => head.split(each).length - 1);
  return separators[counts.indexOf(Math.max(...counts))] ?? ",";
}

/** Cells are trimmed; rows without any text are left out. */
export function csvRows(text: string): readonly ListRow[] {
  const separator = separatorOf(text);
  const body = text.replace(/^sep=.(\r?\n)/, "$1");
  // A cell in quotes, a cell without, the end of a cell, the end of a row.
  const token = new RegExp(`"(?:[^"]|"")*"|[^${separator}\\n]+|${separator}|\\n`, "g");
  const rows: ListRow[] = [];
  let row = { line: 1, cells: [""] };
  let line = 1;
  for (const [piece] of `${body}\n`.matchAll(token)) {
    const last = row.cells.length - 1;
    if (piece === "\n") {
      line += 1;
      rows.push(row);
      row = { line, cells: [""] };
    } else if (piece === separator) row.cells.push("");
    else {
      row.cells[last] = `${row.cells[last]}${unquoted(piece)}`;
      line += piece.split("\n").length - 1;
    }
  }
  return rows
    .map((each) => ({ line: each.line, cells: each.cells.map((cell) => cell.trim()) }))
    .filter(({ cells }) => cells.some((cell) => cell !== ""));
}

function unquoted(piece: string): string {
  return /^"[\s\S]*"$/.test(piece) ? piece.slice(1, -1).replaceAll('""', '"') : piece;
}
