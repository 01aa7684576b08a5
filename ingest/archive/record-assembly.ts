// Rows of records joined with their samples → records again, one at a time, in (log, sequence) order.
// Used for sealed files and for the index alike: both have the same columns. What does not add up
// (a sample missing, an unknown number) is an error, never a shorter record.
import type { DuckDBConnection, DuckDBDataChunk } from "@duckdb/node-api";
import { DuckDBBlobValue } from "@duckdb/node-api";
import { type Flag, flags } from "#contracts/quality.ts";
import type { LogRecord, Sample } from "#contracts/record.ts";
import { decodeRecord } from "#contracts/record-bytes.ts";
import { ArchiveError } from "./errors.ts";
import { decodeValue } from "./mantissa.ts";

/** A record with the numbers that its table gives to log and scan group. */
export type StoredRecord = {
  readonly log: number;
  readonly sequence: number;
  readonly ingestTime: number;
  readonly record: LogRecord;
};

/** Names behind the integers of the tables; undefined for an unknown one. */
export type StoredNames = {
  readonly signal: (id: number) => string | undefined;
  /** Equipment and scan group. */
  readonly scanGroup: (id: number) => readonly [string, string] | undefined;
};

/**
 * The columns that `assembleRecords` reads, in its order. `r` has the columns of records with absolute
 * times, `s` those of samples with absolute times; every row of `r` comes at least once.
 */
export const assemblyColumns = `
  r.log, r.sequence::DOUBLE, r.kind, r.scan_group, r.gateway_time::DOUBLE, r.ingest_time::DOUBLE,
  r.samples, r.body, s.signal, s.source_time::DOUBLE, s.kind, s.mantissa, s.exponent, s.status, s.flag,
  s.bytes`;
/** The order that `assembleRecords` needs: samples of a record in their places. */
export const assemblyOrder = "r.log, r.sequence, coalesce(s.ordinal, s.signal)";

type Row = readonly unknown[];

function content(log: number, sequence: number, what: string): ArchiveError {
  return new ArchiveError(
    "INGEST_ARCHIVE_CONTENT",
    `记录 ${sequence}(日志 ${log})不完整:${what} · record ${sequence} of log ${log} does not add up: ${what}`,
    { log, sequence, what },
  );
}

function bytesOf(value: unknown): Uint8Array | null {
  return value instanceof DuckDBBlobValue ? value.bytes : null;
}

function sampleOf(row: Row, names: StoredNames): Sample {
  const [log, sequence] = [Number(row[0]), Number(row[1])];
  const [, , , , , , , , signalId, sourceTime, kind, mantissa, exponent, status, flag, bytes] = row;
  const signal = names.signal(Number(signalId));
  const letter = String.fromCharCode(Number(flag)) as Flag;
  if (signal === undefined) throw content(log, sequence, `signal ${String(signalId)}`);
  if (!flags.includes(letter)) throw content(log, sequence, `flag ${Number(flag)}`);
  const value = decodeValue(Number(kind), mantissa as bigint, Number(exponent), bytesOf(bytes));
  return {
    signal,
    sourceTime: Number(sourceTime),
    ...value,
    status: Number(status),
    flag: letter,
  };
}

function recordOf(row: Row, samples: readonly Sample[], names: StoredNames): StoredRecord {
  const [log, sequence] = [Number(row[0]), Number(row[1])];
  const [gatewayTime, ingestTime, count] = [Number(row[4]), Number(row[5]), Number(row[6])];
  const body = bytesOf(row[7]);
  if (samples.length !== count) {
    throw content(log, sequence, `${samples.length} of ${count} samples`);
  }
  if (body !== null) return { log, sequence, ingestTime, record: decodeRecord(body) };
  const group = names.scanGroup(Number(row[3]));
  if (group === undefined) throw content(log, sequence, `scan group ${String(row[3])}`);
  const [equipment, scanGroup] = group;
  const record = { kind: "scan", gatewayTime, equipment, scanGroup, samples } as const;
  return { log, sequence, ingestTime, record };
}

async function* rowsOf(connection: DuckDBConnection, sql: string): AsyncGenerator<Row> {
  const result = await connection.stream(sql);
  for (
    let chunk: DuckDBDataChunk | null = await result.fetchChunk();
    chunk !== null && chunk.rowCount > 0;
    chunk = await result.fetchChunk()
  ) {
    yield* chunk.getRows();
  }
}

/**
 * Records of a query that selects `assemblyColumns` ordered by `assemblyOrder`.
 * Throws INGEST_ARCHIVE_CONTENT or INGEST_ARCHIVE_VALUE for rows that make no record.
 */
export async function* assembleRecords(
  connection: DuckDBConnection,
  sql: string,
  names: StoredNames,
): AsyncGenerator<StoredRecord> {
  let head: Row | undefined;
  let samples: Sample[] = [];
  for await (const row of rowsOf(connection, sql)) {
    if (head === undefined || head[0] !== row[0] || head[1] !== row[1]) {
      if (head !== undefined) yield recordOf(head, samples, names);
      head = row;
      samples = [];
    }
    if (row[8] !== null) samples.push(sampleOf(row, names));
  }
  if (head !== undefined) yield recordOf(head, samples, names);
}
