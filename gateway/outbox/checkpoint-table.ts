// The last few signed checkpoints of the log, kept beside its records: the newest goes into every birth.
import type { DatabaseSync } from "node:sqlite";

export type StoredCheckpoint = {
  /** Leaves covered. */
  readonly size: number;
  /** Gateway time of signing, ms UTC. */
  readonly time: number;
  readonly note: string;
};

const keptCheckpoints = 16;

/** Within the caller's transaction; the oldest beyond the kept ones go. */
export function insertCheckpoint(db: DatabaseSync, checkpoint: StoredCheckpoint): void {
  const { size, time, note } = checkpoint;
  const { lastInsertRowid } = db
    .prepare("INSERT INTO checkpoint (size, time, note) VALUES (?, ?, ?)")
    .run(size, time, note);
  db.prepare("DELETE FROM checkpoint WHERE number <= ?").run(
    Number(lastInsertRowid) - keptCheckpoints,
  );
}

export function newestCheckpoint(db: DatabaseSync): StoredCheckpoint | undefined {
  const row = db
    .prepare("SELECT size, time, note FROM checkpoint ORDER BY number DESC LIMIT 1")
    .get();
  if (row === undefined) return undefined;
  return { size: Number(row.size), time: Number(row.time), note: String(row.note) };
}

export function forgetCheckpoints(db: DatabaseSync): void {
  db.exec("DELETE FROM checkpoint");
}
