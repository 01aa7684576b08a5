// Records of one log out of the index, rebuilt whole: canonical bytes are made anew and hashed, so that the leaf
// shown is the leaf of what is shown. On a reader's connection: the writer never waits. What was added less than
// one flush ago is not there yet.
import type { DuckDBConnection } from "@duckdb/node-api";
import { toHex } from "#contracts/bytes.ts";
import type { HistoryReader, RecordRow } from "#contracts/live.ts";
import { leafHash } from "#contracts/merkle.ts";
import { encodeRecord } from "#contracts/record-bytes.ts";
import { assembleRecords, assemblyColumns, assemblyOrder } from "../archive/record-assembly.ts";
import { sha256 } from "../evidence/node-crypto.ts";
import { shownValue } from "../live/shown-value.ts";
import type { RecordIndex } from "./record-index.ts";
import { storedNames } from "./stored-names.ts";

export type RecordsQuery = Parameters<HistoryReader["records"]>[0];

/** Bounds of one answer: fewer than asked come back when they would hold more. */
const mostRecords = 1000;
const mostSamples = 50_000;

type Found = { readonly sequences: readonly number[]; readonly log: number };

/** The newest sequences that are asked for, within the bounds; at least one when there is any. */
async function newest(
  connection: DuckDBConnection,
  { log, groups, query }: { log: number; groups: readonly number[] | null; query: RecordsQuery },
): Promise<Found> {
  const limit = Math.min(mostRecords, Math.max(0, Math.floor(query.limit)));
  const ofEquipment = groups === null ? "" : `AND scan_group IN (${groups.join(", ")})`;
  const found = await connection.runAndReadAll(
    `SELECT sequence::DOUBLE, samples FROM records WHERE log = ${log} ${ofEquipment}
       AND sequence >= ${Math.floor(query.from)} AND sequence < ${Math.ceil(query.to)}
     ORDER BY sequence DESC LIMIT ${limit}`,
  );
  const sequences: number[] = [];
  let samples = 0;
  for (const [sequence, count] of found.getRows()) {
    samples += Number(count);
    if (samples > mostSamples && sequences.length > 0) break;
    sequences.push(Number(sequence));
  }
  return { sequences, log };
}

async function rowsOf(
  connection: DuckDBConnection,
  index: RecordIndex,
  log: string,
  found: Found,
): Promise<RecordRow[]> {
  const [last, first] = [found.sequences[0], found.sequences.at(-1)];
  if (last === undefined || first === undefined) return [];
  const own = `log = ${found.log} AND sequence >= ${first} AND sequence <= ${last}`;
  const sql = `WITH r AS (SELECT * FROM records WHERE ${own}
      AND sequence IN (${found.sequences.join(", ")})),
    s AS (SELECT * FROM samples WHERE ${own})
    SELECT ${assemblyColumns} FROM r LEFT JOIN s ON r.log = s.log AND r.sequence = s.sequence
    ORDER BY ${assemblyOrder}`;
  const rows: RecordRow[] = [];
  for await (const stored of assembleRecords(connection, sql, storedNames(index.names))) {
    const { sequence, ingestTime, record } = stored;
    const scan = record.kind === "scan" ? record : null;
    rows.push({
      log,
      sequence,
      kind: record.kind,
      gatewayTime: record.gatewayTime,
      ingestTime,
      leaf: toHex(leafHash(sha256, encodeRecord(record))),
      equipment: scan?.equipment ?? null,
      scanGroup: scan?.scanGroup ?? null,
      samples: (scan?.samples ?? []).map(({ signal, sourceTime, value, status, flag }) => ({
        signal,
        sourceTime,
        value: shownValue(value),
        status,
        flag,
      })),
    });
  }
  return rows;
}

/**
 * The newest `limit` records of a log in the asked range, ascending; fewer when they hold too much for one
 * answer. Empty for a log or equipment that the index does not know.
 * Throws INGEST_INDEX_QUERY, INGEST_INDEX_BUSY, INGEST_INDEX_DAMAGED, and INGEST_ARCHIVE_CONTENT for rows that
 * make no record.
 */
export async function readRecords(index: RecordIndex, query: RecordsQuery): Promise<RecordRow[]> {
  const { logs, scanGroups } = index.names;
  const log = logs.ofSite(query.site).find(({ name }) => name[2] === query.log);
  if (log === undefined || !(query.from < query.to)) return [];
  const { equipment } = query;
  const groups =
    equipment === undefined ? null : [...scanGroups.within(query.site, equipment).values()];
  if (groups?.length === 0) return [];
  return index.readers.use(async (connection) =>
    rowsOf(connection, index, query.log, await newest(connection, { log: log.id, groups, query })),
  );
}
