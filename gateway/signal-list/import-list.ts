// A file with a signal list, as PLC programmers have them → signals, problems and notes.
import { csvRows, type ListRow } from "./csv-rows.ts";
import { findHeader } from "./list-columns.ts";
import type { ListOptions } from "./list-row-reader.ts";
import { decodeListText } from "./list-text.ts";
import { readSignalList, type SignalList } from "./read-signal-list.ts";
import { unpackedSize } from "./unpacked-size.ts";
import { xlsxSheets } from "./xlsx-rows.ts";

/** More rows than any gateway has signals: a file by mistake. */
const maxRows = 20_000;
/** A workbook is unpacked in memory. */
const maxBytes = 20 * 1024 * 1024;
const maxUnpackedBytes = 100 * 1024 * 1024;

export type ImportOptions = ListOptions & {
  /** Sheet of a workbook; absent: the first that has a header. */
  readonly sheet?: string;
};

/** @param name of the file, for its ending. Never rejects for bad input: that is told as a problem. */
export async function importList(
  name: string,
  bytes: Uint8Array,
  options: ImportOptions,
): Promise<SignalList> {
  if (bytes.length > maxBytes) return refused("文件超过 20 MB · the file is larger than 20 MB");
  const read = /\.xlsx$/i.test(name) ? await workbook(bytes, options.sheet) : textFile(name, bytes);
  if ("refused" in read) return refused(read.refused);
  if (read.rows.length > maxRows) {
    return refused(`${read.rows.length} 行,最多 ${maxRows} 行 · more than ${maxRows} rows`);
  }
  const list = readSignalList(read.rows, options);
  return { ...list, notes: [...read.notes, ...list.notes] };
}

type Read =
  | { readonly rows: readonly ListRow[]; readonly notes: readonly string[] }
  | { readonly refused: string };

function textFile(name: string, bytes: Uint8Array): Read {
  const decoded = /\.xls$/i.test(name) ? undefined : decodeListText(bytes);
  if (decoded === undefined) {
    return {
      refused:
        "不是 CSV 文字:旧的 .xls 请在 Excel 里另存为 .xlsx 或 CSV · no CSV text: save an old .xls as .xlsx or CSV",
    };
  }
  const notes = decoded.encoding === "utf-8" ? [] : [`编码 · encoding: ${decoded.encoding}`];
  return { rows: csvRows(decoded.text), notes };
}

async function workbook(bytes: Uint8Array, wanted: string | undefined): Promise<Read> {
  if (unpackedSize(bytes) > maxUnpackedBytes) {
    return {
      refused:
        "工作簿展开后超过 100 MB:删掉别的工作表,或另存为 CSV · the workbook is larger than 100 MB unpacked: remove other sheets, or save it as CSV",
    };
  }
  try {
    const sheets = await xlsxSheets(bytes);
    const names = sheets.map(({ name }) => name).join(", ");
    const sheet =
      wanted === undefined
        ? (sheets.find(({ rows }) => findHeader(rows) !== undefined) ?? sheets[0])
        : sheets.find(({ name }) => name === wanted);
    if (sheet === undefined) {
      return {
        refused: `没有工作表 ${wanted},有:${names} · no sheet ${wanted}; there is ${names}`,
      };
    }
    const notes =
      sheets.length > 1
        ? [`工作表 ${sheet.name}(共:${names})· sheet ${sheet.name} of: ${names}`]
        : [];
    return { rows: sheet.rows, notes };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { refused: `不是 Excel 工作簿(.xlsx)· no Excel workbook: ${reason}` };
  }
}

function refused(message: string): SignalList {
  return { signals: [], problems: [{ cell: "", message }], notes: [], columns: [] };
}
