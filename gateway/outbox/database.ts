// The outbox file: SQLite in WAL mode, every commit on the platter (synchronous=FULL), locked for one
// process while it is open. Tables: record (the log's leaves that are still held), state (one row:
// tree, cursors, session numbers), checkpoint (the last few signed ones).
import { DatabaseSync } from "node:sqlite";
import type { Sha256 } from "#contracts/hashing.ts";
import { GatewayError } from "../errors.ts";
import { layouts } from "./layouts.ts";
import { outboxDamage, outboxFailure } from "./sqlite-failure.ts";
import { sealState } from "./state-digest.ts";

/** "LPOX": tells our file from another program's. */
const applicationId = 0x4c_50_4f_58;

export type DatabaseOptions = {
  readonly file: string;
  readonly sha256: Sha256;
  /** Called for a file without a log; gives the raw public key of the log to begin. */
  readonly newLog: () => Uint8Array;
  /** Upper bound of the file in pages, so that a test can fill the disk. */
  readonly maxPages?: number;
};

function pragma(db: DatabaseSync, name: string): unknown {
  const row = db.prepare(`PRAGMA ${name}`).get();
  return row === undefined ? undefined : Object.values(row)[0];
}

function lock(db: DatabaseSync): void {
  pragma(db, "locking_mode = EXCLUSIVE");
  pragma(db, "page_size = 8192");
  pragma(db, "journal_mode = WAL");
  db.exec("PRAGMA synchronous = FULL; PRAGMA cell_size_check = ON; PRAGMA temp_store = MEMORY;");
  // 256 pages of 8 KiB: what the write-ahead log may come to between checkpoints, see disk-reserve.ts.
  db.exec("PRAGMA wal_autocheckpoint = 256; BEGIN EXCLUSIVE; COMMIT;");
}

/** Takes the steps that the file lacks, each in a transaction of its own. */
function migrate(db: DatabaseSync, { file, sha256 }: DatabaseOptions): void {
  if (pragma(db, "application_id") !== applicationId) {
    throw outboxDamage(file, "the file is another program's database");
  }
  const found = Number(pragma(db, "user_version"));
  if (found > layouts.length) {
    throw new GatewayError(
      "GATEWAY_OUTBOX_LAYOUT",
      `待发队列 ${file} 的版本是 ${found},本程序只认识到 ${layouts.length}:它由更新的程序写成。请使用写入它的程序版本或更新的版本 · The outbox ${file} has layout ${found}, this program knows up to ${layouts.length}: use the version that wrote it, or a newer one.`,
      { file, layout: found },
    );
  }
  for (const [n, step] of layouts.entries()) {
    if (n < found) continue;
    transaction(db, () => {
      step(db, sha256);
      db.exec(`PRAGMA user_version = ${n + 1}`);
    });
  }
}

function beginLog(db: DatabaseSync, { sha256, newLog }: DatabaseOptions): void {
  const publicKey = newLog();
  transaction(db, () => {
    for (const step of layouts) step(db, sha256);
    db.prepare("INSERT INTO state (id, public_key) VALUES (1, ?)").run(publicKey);
    sealState(db, sha256);
    db.exec(`PRAGMA application_id = ${applicationId}; PRAGMA user_version = ${layouts.length}`);
  });
}

/** Opens and locks the file, making log and tables when it is new. Throws GatewayError GATEWAY_OUTBOX_*. */
export function openDatabase(options: DatabaseOptions): DatabaseSync {
  const { file } = options;
  let db: DatabaseSync | undefined;
  try {
    db = new DatabaseSync(file);
    lock(db);
    if (options.maxPages !== undefined) pragma(db, `max_page_count = ${options.maxPages}`);
    const tables = db.prepare("SELECT count(*) AS count FROM sqlite_master").get();
    if (tables?.count === 0) beginLog(db, options);
    migrate(db, options);
    return db;
  } catch (error) {
    db?.close();
    throw outboxFailure(error, file, "GATEWAY_OUTBOX_OPEN");
  }
}

/**
 * Moves what stands in the write-ahead log home, so that the log is written from its start again and needs no
 * more of the disk. False when there is no room even for that.
 */
export function restartWriteAheadLog(db: DatabaseSync): boolean {
  try {
    return db.prepare("PRAGMA wal_checkpoint(RESTART)").get()?.busy === 0;
  } catch {
    return false;
  }
}

/** Runs `work` in one transaction; whatever it throws, the file stays as it was. */
export function transaction<T>(db: DatabaseSync, work: () => T): T {
  db.exec("BEGIN IMMEDIATE");
  try {
    const result = work();
    db.exec("COMMIT");
    return result;
  } catch (error) {
    // SQLite rolls back by itself after some errors, a full disk among them.
    if (db.isTransaction) db.exec("ROLLBACK");
    throw error;
  }
}
