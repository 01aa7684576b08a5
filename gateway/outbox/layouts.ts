// Every layout that the outbox file ever had, as the step that leads to it from the one before: a new file
// takes all of them, an older file those it lacks. Steps are frozen; a change of layout is a further step.
import type { DatabaseSync } from "node:sqlite";
import type { Sha256 } from "#contracts/hashing.ts";
import { sealState } from "./state-digest.ts";

/** Leads from layout n to n + 1; runs in a transaction that also writes the number. */
type LayoutStep = (db: DatabaseSync, sha256: Sha256) => void;

const record = `
CREATE TABLE record (
  sequence INTEGER PRIMARY KEY,
  gateway_time INTEGER NOT NULL,
  leaf BLOB NOT NULL,
  bytes BLOB NOT NULL
) STRICT;
CREATE TABLE state (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  public_key BLOB NOT NULL,
  size INTEGER NOT NULL DEFAULT 0,
  roots BLOB NOT NULL DEFAULT x'',
  oldest INTEGER NOT NULL DEFAULT 0,
  held_bytes INTEGER NOT NULL DEFAULT 0,
  acknowledged INTEGER NOT NULL DEFAULT 0,
  gap BLOB,
  gap_sequence INTEGER,
  clock_state TEXT NOT NULL DEFAULT 'unknown',
  bd_seq INTEGER,
  cosigned TEXT
) STRICT;
CREATE TABLE checkpoint (
  number INTEGER PRIMARY KEY,
  size INTEGER NOT NULL,
  time INTEGER NOT NULL,
  note TEXT NOT NULL
) STRICT;
`;

/** PRAGMA user_version is the number of steps that a file has taken. */
export const layouts: readonly LayoutStep[] = [
  // 1: records, cursors, checkpoints.
  (db) => db.exec(record),
  // 2: the row of state carries its own digest, because SQLite does not notice a flipped bit.
  (db, sha256) => {
    db.exec("ALTER TABLE state ADD COLUMN digest BLOB NOT NULL DEFAULT x''");
    sealState(db, sha256);
  },
];
