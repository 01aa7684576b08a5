// A recorded CSV: separator "," or ";", optional byte-order mark, LF or CRLF, one header line, first
// column a time stamp `YYYY-MM-DD HH:MM:SS` without zone, all others decimal numbers.
// Nothing is repaired or skipped: one bad cell refuses the file, and all bad cells are named at once.

import { SimulatorsError } from "../errors.ts";

export interface Recording {
  /** Names of the value columns, in the file's order. */
  readonly columns: readonly string[];
  readonly rows: readonly RecordedRow[];
}

export interface RecordedRow {
  /** The file's stamp read as UTC, ms; may step backwards where the recorder's clock did. */
  readonly stampMs: number;
  /** One per column; within float32's range. */
  readonly values: readonly number[];
}

interface Problem {
  readonly line: number;
  /** Column name, or its number where there is no name; absent for the whole line. */
  readonly column?: string;
  readonly zh: string;
  readonly en: string;
}

/** A file of the wrong kind is bad in every cell; beyond this many problems only their number is told. */
const MAX_LISTED = 1_000;
const MAX_FLOAT32 = 3.4028234663852886e38;
const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;
const STAMP = /^(\d{4})-(\d{2})-(\d{2}) (\d{2}):(\d{2}):(\d{2})$/;

/**
 * @param file its name, for messages.
 * Throws SIMULATORS_CSV_INVALID with every problem, by line (the header is line 1) and column.
 */
export function parseRecording(text: string, file: string): Recording {
  const lines = text.replace(/^\uFEFF/, "").split(/\r?\n/);
  if (lines.at(-1) === "") lines.pop();
  const problems: Problem[] = [];
  const header = lines[0] ?? "";
  const separator = header.includes(";") ? ";" : ",";
  const names = header.split(separator).map((name) => name.trim());
  checkHeader(names, problems);
  const rows = lines
    .slice(1)
    .map((line, index) => parseRow(line.split(separator), names, index + 2, problems));
  if (rows.length === 0) problems.push({ line: 2, zh: "没有数据行", en: "no data rows" });
  if (problems.length > 0) throw refuse(file, problems);
  return { columns: names.slice(1), rows };
}

function checkHeader(names: readonly string[], problems: Problem[]): void {
  if (names.length < 2) {
    problems.push({
      line: 1,
      zh: "表头须有时间列和至少一个数值列,以 , 或 ; 分隔",
      en: "the header needs a time column and at least one value column, separated by , or ;",
    });
  }
  names.forEach((name, index) => {
    const column = `#${index + 1}`;
    if (name === "") {
      problems.push({ line: 1, column, zh: "列名为空", en: "the column has no name" });
    } else if (names.indexOf(name) !== index) {
      const [zh, en] = [`列名 ${name} 重复`, `the column name ${name} is used twice`];
      problems.push({ line: 1, column, zh, en });
    }
  });
}

function parseRow(
  cells: readonly string[],
  names: readonly string[],
  line: number,
  problems: Problem[],
): RecordedRow {
  if (cells.length !== names.length) {
    problems.push({
      line,
      zh: `应有 ${names.length} 列,实有 ${cells.length} 列`,
      en: `expected ${names.length} cells, found ${cells.length}`,
    });
    return { stampMs: 0, values: [] };
  }
  const stampMs = parseStamp(cells[0] ?? "");
  if (stampMs === undefined) {
    problems.push({
      line,
      column: names[0] || "#1",
      zh: `${quote(cells[0])} 不是 YYYY-MM-DD HH:MM:SS`,
      en: `${quote(cells[0])} is not YYYY-MM-DD HH:MM:SS`,
    });
  }
  const values = cells.slice(1).map((cell, index) => {
    const text = cell.trim();
    const value = Number(text);
    if (!DECIMAL.test(text) || Math.abs(value) > MAX_FLOAT32) {
      problems.push({
        line,
        column: names[index + 1] || `#${index + 2}`,
        zh: `${quote(cell)} 不是 float32 范围内的十进制数`,
        en: `${quote(cell)} is not a decimal number within float32`,
      });
    }
    return value;
  });
  return { stampMs: stampMs ?? 0, values };
}

/** Undefined unless the text is a real calendar instant. */
function parseStamp(text: string): number | undefined {
  const match = STAMP.exec(text.trim());
  if (match === null) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match
    .slice(1)
    .map(Number);
  const stampMs = Date.UTC(year, month - 1, day, hour, minute, second);
  // Date.UTC carries 30 February over into March; only a stamp that survives the round trip is real.
  const back = new Date(stampMs).toISOString().slice(0, 19).replace("T", " ");
  return back === text.trim() ? stampMs : undefined;
}

function quote(cell: string | undefined): string {
  const text = cell ?? "";
  return JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text);
}

function refuse(file: string, problems: readonly Problem[]): SimulatorsError {
  const listed = problems.slice(0, MAX_LISTED).map(({ line, column, zh, en }) => {
    const place =
      column === undefined
        ? [`第 ${line} 行`, `line ${line}`]
        : [`第 ${line} 行 ${column} 列`, `line ${line}, column ${column}`];
    return `  ${place[0]}:${zh} · ${place[1]}: ${en}`;
  });
  const more = problems.length - listed.length;
  if (more > 0) listed.push(`  另有 ${more} 处 · and ${more} more`);
  const first = problems[0];
  return new SimulatorsError(
    "SIMULATORS_CSV_INVALID",
    `${file} 有 ${problems.length} 处错误,请改正后重试。 · ${file} has ${problems.length} problem(s); correct the file and try again.\n${listed.join("\n")}`,
    {
      file,
      problems: problems.length,
      firstLine: first?.line ?? 0,
      firstColumn: first?.column ?? null,
    },
  );
}
