// The registry of a centre: one SQLite file in WAL mode, every commit on the platter, open to a command beside the
// running centre. Migrations only ever grow at the end; the number of those applied is the file's user_version.
import { chmodSync, mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { IngestError } from "../errors.ts";

/** "LPRG": tells our file from another program's. */
const applicationId = 0x4c_50_52_47;
/** How long one process waits for another's transaction, ms. */
const busyMs = 5_000;

const migrations = [
  // 1: enrolment codes, gateways and their certificates, logs that were closed.
  `
  CREATE TABLE enrolment_code (
    hash TEXT PRIMARY KEY,
    site TEXT NOT NULL,
    gateway TEXT NOT NULL,
    replaces TEXT,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    used_at INTEGER,
    used_by_log TEXT
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE enrolment (
    number INTEGER PRIMARY KEY,
    code TEXT NOT NULL UNIQUE REFERENCES enrolment_code (hash),
    site TEXT NOT NULL,
    gateway TEXT NOT NULL,
    log TEXT NOT NULL,
    public_key TEXT NOT NULL,
    simulated INTEGER NOT NULL,
    client_key TEXT NOT NULL,
    certificate TEXT NOT NULL,
    fingerprint TEXT NOT NULL UNIQUE,
    serial TEXT NOT NULL,
    replaces TEXT,
    enrolled_at INTEGER NOT NULL,
    ended_at INTEGER,
    ended_by TEXT CHECK (ended_by IN ('renewed', 'replaced', 'revoked'))
  ) STRICT;
  CREATE UNIQUE INDEX enrolment_standing ON enrolment (site, gateway) WHERE ended_at IS NULL;
  CREATE INDEX enrolment_log ON enrolment (log);
  CREATE TABLE closed_log (
    log TEXT PRIMARY KEY,
    site TEXT NOT NULL,
    gateway TEXT NOT NULL,
    closed_at INTEGER NOT NULL,
    replaced_by TEXT NOT NULL,
    size INTEGER,
    root TEXT,
    checkpoint_time INTEGER
  ) STRICT, WITHOUT ROWID;
  `,
];

function pragma(db: DatabaseSync, name: string): unknown {
  const row = db.prepare(`PRAGMA ${name}`).get();
  return row === undefined ? undefined : Object.values(row)[0];
}

/** Runs `work` in one transaction that no other writer can interleave with. */
export function transaction<T>(db: DatabaseSync, work: () => T): T {
  db.exec("BEGIN IMMEDIATE");
  try {
    const result = work();
    db.exec("COMMIT");
    return result;
  } catch (error) {
    if (db.isTransaction) db.exec("ROLLBACK");
    throw error;
  }
}

function migrate(db: DatabaseSync, file: string): void {
  transaction(db, () => {
    const version = Number(pragma(db, "user_version"));
    if (version > migrations.length) {
      throw new IngestError(
        "INGEST_REGISTRY_VERSION",
        `登记库 ${file} 的版本是 ${version},本程序只认识到 ${migrations.length};请用写入它的程序版本 · the registry ${file} has version ${version}, this program knows ${migrations.length}: use the version that wrote it`,
        { file, version },
      );
    }
    for (const migration of migrations.slice(version)) db.exec(migration);
    db.exec(`PRAGMA application_id = ${applicationId}; PRAGMA user_version = ${migrations.length}`);
  });
}

/** SQLite's result codes for a file that is damaged or no database. */
const damageCodes = new Set([11, 26]);

function registryError(file: string, cause: unknown): IngestError {
  if (cause instanceof IngestError) return cause;
  const damaged = damageCodes.has(Number((cause as { errcode?: unknown }).errcode));
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new IngestError(
    damaged ? "INGEST_REGISTRY_DAMAGED" : "INGEST_REGISTRY_OPEN",
    damaged
      ? `登记库 ${file} 已损坏(${reason});请从备份恢复 · the registry ${file} is damaged: restore it from a backup`
      : `登记库 ${file} 打不开(${reason});请检查权限与磁盘 · the registry ${file} cannot be opened: check permissions and disk`,
    { file, reason },
    { cause },
  );
}

/** Opens, makes or migrates the file. Throws INGEST_REGISTRY_*. */
export function openRegistryFile(file: string): DatabaseSync {
  let db: DatabaseSync | undefined;
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    db = new DatabaseSync(file, { timeout: busyMs });
    // SQLite gives its other files the mode of this one.
    chmodSync(file, 0o600);
    const tables = db.prepare("SELECT count(*) AS count FROM sqlite_master").get();
    if (tables?.count !== 0 && pragma(db, "application_id") !== applicationId) {
      throw Object.assign(new Error("another program's database"), { errcode: 26 });
    }
    db.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON");
    migrate(db, file);
    return db;
  } catch (error) {
    db?.close();
    throw registryError(file, error);
  }
}

/** A number that is another one after another connection has committed. */
export function dataVersion(db: DatabaseSync): number {
  return Number(pragma(db, "data_version"));
}
