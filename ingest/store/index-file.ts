// Opens the DuckDB file of the index, or makes a new one. The journal can rebuild it at any time, so a
// damaged or foreign file is set aside with a message and never repaired; a locked one stops the start.
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import { isDamage, messageOf, StoreError } from "./errors.ts";
import { indexFormat, indexMacros, indexTables } from "./index-schema.ts";

export type IndexFileOptions = {
  /** Path of the DuckDB file; its folder is made when missing. */
  readonly path: string;
  /** Most memory that DuckDB takes, e.g. `512MB`; sorting beyond it goes to a folder beside the file. */
  readonly memoryLimit: string;
  readonly threads: number;
  /** Wall clock, ms UTC: names a file that is set aside. */
  readonly now: () => number;
  /** Takes messages for people. */
  readonly report: (message: string) => void;
};

export type IndexFile = {
  readonly instance: DuckDBInstance;
  /** The only connection that writes. */
  readonly writer: DuckDBConnection;
};

/** While this file stands beside the index, the index is known to be damaged. */
function damageMark(path: string): string {
  return `${path}.damaged`;
}

/** Has the index set aside at the next start. */
export function markDamaged(path: string, reason: string): void {
  writeFileSync(damageMark(path), `${reason}\n`);
}

/** A connection on which the macros of the index are known. */
export async function connectIndex(instance: DuckDBInstance): Promise<DuckDBConnection> {
  const connection = await instance.connect();
  await connection.run(indexMacros);
  return connection;
}

async function open(options: IndexFileOptions): Promise<IndexFile> {
  const instance = await DuckDBInstance.create(options.path, {
    memory_limit: options.memoryLimit,
    threads: String(options.threads),
  });
  try {
    const writer = await connectIndex(instance);
    const tables = await writer.runAndReadAll(
      "SELECT count(*)::INTEGER FROM duckdb_tables() WHERE schema_name = 'main'",
    );
    if (tables.getRows()[0]?.[0] === 0) {
      await writer.run(`BEGIN; ${indexTables} INSERT INTO meta VALUES ('format', '${indexFormat}');
        COMMIT`);
    }
    const found = await writer.runAndReadAll("SELECT value FROM meta WHERE key = 'format'");
    const format = found.getRows()[0]?.[0];
    if (format !== indexFormat)
      throw new Error(`index format ${String(format)} is not ${indexFormat}`);
    return { instance, writer };
  } catch (error) {
    instance.closeSync();
    throw error;
  }
}

function setAside(options: IndexFileOptions, reason: string): void {
  const { path, now, report } = options;
  const aside = `${path}.aside-${now()}`;
  for (const suffix of ["", ".wal"]) {
    if (existsSync(path + suffix)) renameSync(path + suffix, aside + suffix);
  }
  rmSync(damageMark(path), { force: true });
  report(
    `索引已损坏或版本不同,已移到 ${aside},将由日志重建;原因:${reason}` +
      ` · the index was damaged or of another version, is set aside as ${aside} and rebuilt from the` +
      ` journal; reason: ${reason}`,
  );
}

function refusal(path: string, error: unknown): StoreError {
  const message = messageOf(error);
  const locked = /could not set lock|conflicting lock|being used by another process/i.test(message);
  const text = locked
    ? `索引文件 ${path} 正被另一进程使用,请先停止它` +
      ` · the index ${path} is held by another process: stop that one first`
    : `无法打开索引文件 ${path},请检查文件夹、权限和磁盘` +
      ` · the index ${path} cannot be opened: check folder, permissions and disk`;
  return new StoreError(
    "INGEST_INDEX_OPEN",
    `${text} (${message})`,
    { path, reason: locked ? "locked" : "access" },
    { cause: error },
  );
}

/**
 * Opens the index. A damaged file, or one of another format, is renamed and an empty one is made.
 * Throws INGEST_INDEX_OPEN when another process holds the file or the disk refuses it.
 */
export async function openIndexFile(options: IndexFileOptions): Promise<IndexFile> {
  try {
    mkdirSync(dirname(options.path), { recursive: true });
    if (existsSync(damageMark(options.path))) setAside(options, "damaged block · 数据块损坏");
  } catch (error) {
    throw refusal(options.path, error);
  }
  try {
    return await open(options);
  } catch (error) {
    if (!isDamage(messageOf(error))) throw refusal(options.path, error);
    try {
      setAside(options, messageOf(error));
      return await open(options);
    } catch (second) {
      throw refusal(options.path, second);
    }
  }
}
