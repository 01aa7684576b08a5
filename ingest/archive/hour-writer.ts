// Seals one hour of one site: two Parquet files out of the index tables (docs/formats/archive.md).
// A record lies whole in the hour of its gateway time. Times are kept as small differences: a record's
// source_time to its gateway time, a sample's to its record's, so that block reads cost nothing.
import { mkdir, rm, stat } from "node:fs/promises";
import { dirname } from "node:path";
import type { DuckDBConnection } from "@duckdb/node-api";
import { hourMs } from "#contracts/fact.ts";
import { writeDurably } from "./durable-file.ts";
import { ArchiveError } from "./errors.ts";
import {
  descriptionKey,
  type HourDescription,
  type HourFiles,
  hourFiles,
  recordsFormat,
  samplesFormat,
} from "./hour-files.ts";

export type SealedHour = {
  readonly files: HourFiles;
  readonly records: number;
  readonly samples: number;
  /** Size of the files, bytes. */
  readonly recordBytes: number;
  readonly sampleBytes: number;
};

/**
 * Without a dictionary DuckDB picks DELTA_BINARY_PACKED for whole numbers, which zstd then shortens.
 * zstd level 15 would save another 15 % for three to five times the CPU, and sealing must keep pace.
 */
const parquet =
  "FORMAT parquet, PARQUET_VERSION v2, COMPRESSION zstd, COMPRESSION_LEVEL 6, DICTIONARY_SIZE_LIMIT 1";

function text(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}

function recordsIn(hour: number, logs: readonly number[]): string {
  return `SELECT * FROM records WHERE gateway_time >= ${hour} AND gateway_time < ${hour + hourMs}
    AND log IN (${logs.length === 0 ? "NULL" : logs.join(", ")})`;
}

// Status goes out as BIGINT: of a 32-bit column DuckDB packs differences of 33 bits where 0 and 0x800a0000
// stand side by side, which Parquet does not allow and other readers refuse.
const samplesOf = "samples s JOIN r ON s.log = r.log AND s.sequence = r.sequence";

async function describe(
  connection: DuckDBConnection,
  site: string,
  hour: number,
  part: number,
): Promise<Omit<HourDescription, "format">> {
  const logs = (
    await connection.runAndReadAll(
      "SELECT id, gateway, log FROM logs WHERE site = $1 ORDER BY id",
      [site],
    )
  ).getRows();
  const within = `WITH r AS (${recordsIn(
    hour,
    logs.map(([id]) => Number(id)),
  )})`;
  const used = await connection.runAndReadAll(
    `${within} SELECT id FROM logs WHERE id IN (SELECT log FROM r)`,
  );
  const usedLogs = new Set(used.getRows().map(([id]) => Number(id)));
  const signals = await connection.runAndReadAll(
    `${within} SELECT id, equipment, signal FROM signals
     WHERE id IN (SELECT s.signal FROM ${samplesOf}) ORDER BY id`,
  );
  const groups = await connection.runAndReadAll(
    `${within} SELECT id, equipment, scan_group FROM scan_groups
     WHERE id IN (SELECT scan_group FROM r) ORDER BY id`,
  );
  return {
    site,
    hour,
    part,
    logs: logs
      .filter(([id]) => usedLogs.has(Number(id)))
      .map(([id, gateway, log]) => ({
        id: Number(id),
        gateway: String(gateway),
        log: String(log),
      })),
    signals: signals.getRows().map(([id, equipment, signal]) => ({
      id: Number(id),
      equipment: String(equipment),
      signal: String(signal),
    })),
    scanGroups: groups.getRows().map(([id, equipment, scanGroup]) => ({
      id: Number(id),
      equipment: String(equipment),
      scanGroup: String(scanGroup),
    })),
  };
}

async function copy(
  connection: DuckDBConnection,
  path: string,
  query: string,
  description: HourDescription,
): Promise<number> {
  let rows = 0;
  await writeDurably(path, async (temporary) => {
    const result = await connection.run(
      `COPY (${query}) TO ${text(temporary)}
       (${parquet}, KV_METADATA {${descriptionKey}: ${text(JSON.stringify(description))}})`,
    );
    rows = result.rowsChanged;
  });
  return rows;
}

/**
 * Writes the files of one hour of one site; an hour without records gives two empty tables.
 * Sealing again replaces the files. The connection must see the index tables and run nothing else.
 * Throws INGEST_ARCHIVE_WRITE; then the records file is absent and the hour counts as not sealed.
 */
export async function sealHour(
  connection: DuckDBConnection,
  options: {
    readonly archive: string;
    readonly site: string;
    readonly hour: number;
    readonly part?: number;
  },
): Promise<SealedHour> {
  const { archive, site, part = 0 } = options;
  const hour = Math.floor(options.hour / hourMs) * hourMs;
  const files = hourFiles(archive, site, hour, part);
  try {
    await mkdir(dirname(files.samples), { recursive: true });
    await rm(files.records, { force: true });
    // One snapshot for both files: what arrives meanwhile belongs to a later part.
    await connection.run("BEGIN TRANSACTION READ ONLY");
    const description = await describe(connection, site, hour, part);
    const within = `WITH r AS (${recordsIn(
      hour,
      description.logs.map(({ id }) => id),
    )})`;
    const samples = await copy(
      connection,
      files.samples,
      `${within} SELECT s.signal, s.log, s.sequence, s.ordinal, s.source_time - r.source_time AS
         source_offset, s.kind, s.mantissa, s.exponent, s.status::BIGINT AS status, s.flag, s.bytes
       FROM ${samplesOf} ORDER BY s.signal, s.source_time, s.log, s.sequence, s.ordinal`,
      { ...description, format: samplesFormat, scanGroups: [] },
    );
    const records = await copy(
      connection,
      files.records,
      `${within} SELECT log, sequence, kind, scan_group, gateway_time,
         ingest_time - gateway_time AS ingest_offset, source_time - gateway_time AS source_offset,
         samples, body
       FROM r ORDER BY log, sequence`,
      { ...description, format: recordsFormat, signals: [] },
    );
    return {
      files,
      records,
      samples,
      recordBytes: (await stat(files.records)).size,
      sampleBytes: (await stat(files.samples)).size,
    };
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ArchiveError(
      "INGEST_ARCHIVE_WRITE",
      `归档 ${files.records} 写入失败,请检查磁盘空间和权限` +
        ` · sealing ${files.records} failed, check disk space and permissions: ${reason}`,
      { file: files.records, site, hour },
      { cause },
    );
  } finally {
    // Nothing to undo when BEGIN itself failed.
    await connection.run("ROLLBACK").catch(() => {});
  }
}
