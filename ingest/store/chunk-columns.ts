// Columns in memory → DuckDB chunks of at most 2048 rows; a chunk costs a third of row-wise appends.
// Whole numbers below 2^53 travel as DOUBLE and are cast by DuckDB, which is exact and spares a bigint each.
import {
  BIGINT,
  BLOB,
  blobValue,
  DOUBLE,
  type DuckDBAppender,
  DuckDBDataChunk,
  type DuckDBType,
  type DuckDBVector,
  INTEGER,
  TINYINT,
  UINTEGER,
  UTINYINT,
} from "@duckdb/node-api";

export const chunkRows = 2048;

const types = {
  integer: INTEGER,
  whole: DOUBLE,
  big: BIGINT,
  tiny: TINYINT,
  byte: UTINYINT,
  status: UINTEGER,
  blob: BLOB,
} as const satisfies { [kind: string]: DuckDBType };

type NumberKind = "integer" | "whole" | "tiny" | "byte" | "status";

/** `absent`: the number that stands for NULL. */
export type Column =
  | { readonly kind: NumberKind; readonly values: ArrayLike<number>; readonly absent?: number }
  | { readonly kind: "big"; readonly values: readonly (number | bigint)[] }
  | { readonly kind: "blob"; readonly values: readonly (Uint8Array | null)[] };

type NumberColumn = Extract<Column, { readonly kind: NumberKind }>;

function fillNumbers(vector: DuckDBVector, column: NumberColumn, from: number, rows: number): void {
  const { values, absent } = column;
  // Vectors of a chunk are born valid but not empty, so every row is set, NULL or not.
  for (let row = 0; row < rows; row++) {
    const value = values[from + row] ?? 0;
    vector.setItem(row, Object.is(value, absent) ? null : value);
  }
}

function fill(vector: DuckDBVector, column: Column, from: number, rows: number): void {
  if (column.kind === "blob") {
    for (let row = 0; row < rows; row++) {
      const bytes = column.values[from + row] ?? null;
      vector.setItem(row, bytes === null ? null : blobValue(bytes));
    }
  } else if (column.kind === "big") {
    for (let row = 0; row < rows; row++)
      vector.setItem(row, BigInt(column.values[from + row] ?? 0));
  } else fillNumbers(vector, column, from, rows);
  vector.flush();
}

/** Most columns say the same in every row: good, flag N, no text, one log. */
function isConstant(column: Column, count: number): boolean {
  const first = column.values[0];
  for (let row = 1; row < count; row++) {
    if (!Object.is(column.values[row], first)) return false;
  }
  return true;
}

/**
 * Appends `count` rows of columns of equal length; yields to other work between groups of chunks.
 * One chunk is filled again and again, since appending copies it: a constant column is filled once.
 */
export async function appendColumns(
  appender: DuckDBAppender,
  columns: readonly Column[],
  count: number,
  breathe: () => Promise<void>,
): Promise<void> {
  const columnTypes = columns.map((column) => types[column.kind]);
  const constant = columns.map((column) => isConstant(column, count));
  // Text and bytes grow a chunk's heap each time, so such a chunk is not used twice.
  const reusable = columns.every((column, i) => column.kind !== "blob" || constant[i]);
  let chunk: DuckDBDataChunk | undefined;
  for (let from = 0, chunks = 1; from < count; from += chunkRows, chunks++) {
    const rows = Math.min(chunkRows, count - from);
    const fresh = chunk === undefined || !reusable || chunk.rowCount !== rows;
    if (fresh) chunk = DuckDBDataChunk.create(columnTypes, rows);
    if (chunk === undefined) return;
    for (const [index, column] of columns.entries()) {
      if (fresh || !constant[index]) fill(chunk.getColumnVector(index), column, from, rows);
    }
    appender.appendDataChunk(chunk);
    if (chunks % 16 === 0) await breathe();
  }
}
