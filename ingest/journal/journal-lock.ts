// One ingest per data folder: an exclusive lock that the operating system releases when the process dies.
// SQLite's file lock is used because it exists on every platform and needs no process id.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { IngestError } from "../errors.ts";

export type JournalLock = { release(): void };

/** Throws INGEST_JOURNAL_LOCKED when another process, or another journal of this one, holds the folder. */
export function lockJournal(dir: string): JournalLock {
  mkdirSync(dir, { recursive: true });
  const path = join(dir, "journal.lock");
  const database = new DatabaseSync(path, { timeout: 0 });
  try {
    database.exec("PRAGMA journal_mode = DELETE; BEGIN EXCLUSIVE");
  } catch (cause) {
    database.close();
    throw new IngestError(
      "INGEST_JOURNAL_LOCKED",
      `落盘日志目录 ${dir} 正被另一个采集进程使用,请先停止它 · journal folder ${dir} is in use by another ingest process: stop that one first`,
      { path },
      { cause },
    );
  }
  return { release: () => database.close() };
}
