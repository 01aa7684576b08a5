// A workbook (.xlsx) → the rows of its sheets as texts. The library is loaded when the first workbook is read.
import type { ListRow } from "./csv-rows.ts";

export type ListSheet = { readonly name: string; readonly rows: readonly ListRow[] };

/** Rejects with the library's error when it is no workbook. */
export async function xlsxSheets(bytes: Uint8Array): Promise<readonly ListSheet[]> {
  const { default: readWorkbook } = await import("read-excel-file/node");
  const sheets = await readWorkbook(Buffer.from(await withFailures(bytes)));
  return sheets.map(({ sheet, data }) => ({
    name: sheet,
    rows: data
      .map((cells, i) => ({ line: i + 1, cells: cells.map(textOf) }))
      .filter(({ cells }) => cells.some((cell) => cell !== "")),
  }));
}

/** A sheet of a workbook, and a cell of which the formula failed (ECMA-376 §18.18.11, ST_CellType e). */
const sheetFile = /^xl\/worksheets\/[^/]+\.xml$/;
const failedCell = /(<c\b[^>]*\bt=)(["'])e\2/g;

/** The library drops `#REF!` and the like, and a factor that is lost so would be 1: as texts they come through. */
async function withFailures(bytes: Uint8Array): Promise<Uint8Array> {
  const { strFromU8, strToU8, unzipSync, zipSync } = await import("fflate");
  const files = unzipSync(bytes);
  const mended = Object.entries(files).flatMap(([name, content]) => {
    if (!sheetFile.test(name)) return [];
    const text = strFromU8(content);
    const changed = text.replace(failedCell, "$1$2str$2");
    return changed === text ? [] : [[name, strToU8(changed)] as const];
  });
  return mended.length === 0
    ? bytes
    : zipSync({ ...files, ...Object.fromEntries(mended) }, { level: 0 });
}

function textOf(cell: unknown): string {
  if (cell === null || cell === undefined) return "";
  if (cell instanceof Date) return cell.toISOString();
  return String(cell).trim();
}
