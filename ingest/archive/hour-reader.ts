// Sealed files → the records that went into them, to the byte: what verify hashes into leaves.
// Files may be damaged or forged: everything is checked against the description and against each other.
import { DuckDBBlobValue, type DuckDBConnection } from "@duckdb/node-api";
import { z } from "zod";
import { CodedError } from "#contracts/errors.ts";
import { encodeRecord } from "#contracts/record-bytes.ts";
import { ArchiveError } from "./errors.ts";
import {
  descriptionKey,
  type HourDescription,
  type HourFiles,
  recordsFormat,
  samplesFormat,
} from "./hour-files.ts";
import { assembleRecords, assemblyColumns, assemblyOrder } from "./record-assembly.ts";

/** A record out of a sealed file. */
export type ArchivedRecord = {
  readonly site: string;
  readonly gateway: string;
  readonly log: string;
  readonly sequence: number;
  readonly ingestTime: number;
  /** Canonical bytes (docs/formats/record.md): the leaf of the evidence log. */
  readonly bytes: Uint8Array;
};

const id = z.number().int().nonnegative();
const descriptionSchema = z.strictObject({
  format: z.string(),
  site: z.string(),
  hour: z.number().int(),
  part: id,
  logs: z.array(z.strictObject({ id, gateway: z.string(), log: z.string() })),
  signals: z.array(z.strictObject({ id, equipment: z.string(), signal: z.string() })),
  scanGroups: z.array(z.strictObject({ id, equipment: z.string(), scanGroup: z.string() })),
});

function text(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}

function unfit(file: string, what: string, cause?: unknown): ArchiveError {
  return new ArchiveError(
    "INGEST_ARCHIVE_CONTENT",
    `归档 ${file} 内容不符:${what} · the sealed file ${file} does not fit: ${what}`,
    { file, what },
    { cause },
  );
}

async function readDescription(
  connection: DuckDBConnection,
  file: string,
  format: string,
): Promise<HourDescription> {
  const found = await connection.runAndReadAll(
    `SELECT value FROM parquet_kv_metadata(${text(file)}) WHERE decode(key) = '${descriptionKey}'`,
  );
  const value = found.getRows()[0]?.[0];
  if (!(value instanceof DuckDBBlobValue)) throw unfit(file, "no description");
  let parsed: unknown;
  try {
    parsed = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(value.bytes));
  } catch (cause) {
    throw unfit(file, "the description is no JSON", cause);
  }
  const checked = descriptionSchema.safeParse(parsed);
  if (!checked.success) throw unfit(file, z.prettifyError(checked.error));
  if (checked.data.format !== format) throw unfit(file, `format ${checked.data.format}`);
  return checked.data;
}

/**
 * Records of a sealed hour in (log, sequence) order. The connection must run nothing else meanwhile.
 * Throws INGEST_ARCHIVE_READ (missing, unreadable) or INGEST_ARCHIVE_CONTENT (files that do not fit).
 */
export async function* readHour(
  connection: DuckDBConnection,
  files: HourFiles,
): AsyncGenerator<ArchivedRecord> {
  try {
    const [samples, records] = [
      await readDescription(connection, files.samples, samplesFormat),
      await readDescription(connection, files.records, recordsFormat),
    ];
    if (samples.site !== records.site || samples.hour !== records.hour) {
      throw unfit(files.samples, `belongs to ${samples.site} ${samples.hour}`);
    }
    const lost = await connection.runAndReadAll(
      `SELECT count(*)::INTEGER FROM ${text(files.samples)} ANTI JOIN ${text(files.records)}
       USING (log, sequence)`,
    );
    const strays = Number(lost.getRows()[0]?.[0]);
    if (strays > 0) throw unfit(files.samples, `${strays} samples without a record`);
    const logs = new Map(records.logs.map((log) => [log.id, log]));
    const signals = new Map(samples.signals.map((signal) => [signal.id, signal.signal]));
    const groups = new Map(
      records.scanGroups.map((group) => [group.id, [group.equipment, group.scanGroup] as const]),
    );
    const sql = `
      WITH r AS (SELECT log, sequence, kind, scan_group, gateway_time, samples, body,
          gateway_time + ingest_offset AS ingest_time, gateway_time + source_offset AS source_time
        FROM ${text(files.records)}),
      t AS (SELECT * FROM ${text(files.samples)}),
      s AS (SELECT t.*, r.source_time + t.source_offset AS source_time FROM t JOIN r
        ON t.log = r.log AND t.sequence = r.sequence)
      SELECT ${assemblyColumns} FROM r LEFT JOIN s ON r.log = s.log AND r.sequence = s.sequence
      ORDER BY ${assemblyOrder}`;
    const names = {
      signal: (number: number) => signals.get(number),
      scanGroup: (number: number) => groups.get(number),
    };
    for await (const { log, sequence, ingestTime, record } of assembleRecords(
      connection,
      sql,
      names,
    )) {
      const owner = logs.get(log);
      if (owner === undefined) throw unfit(files.records, `log ${log}`);
      const bytes = encodeRecord(record);
      yield {
        site: records.site,
        gateway: owner.gateway,
        log: owner.log,
        sequence,
        ingestTime,
        bytes,
      };
    }
  } catch (cause) {
    if (cause instanceof CodedError) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ArchiveError(
      "INGEST_ARCHIVE_READ",
      `无法读取归档 ${files.records} · the sealed hour ${files.records} cannot be read: ${reason}`,
      { file: files.records },
      { cause },
    );
  }
}
