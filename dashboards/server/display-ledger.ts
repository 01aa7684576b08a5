// What screens said of how soon they showed a value, added up by site and hour (policy B1-03) in one SQLite file
// (docs/formats/display.md). A report is a screen's own word: nothing here proves it, and a browser may say what it
// likes; it is kept as said, within caps, for whoever checks screens by other means.
import { existsSync, mkdirSync, renameSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";
import {
  type DisplayFact,
  type DisplayKind,
  type DisplayReport,
  displayKinds,
} from "#contracts/display.ts";
import { hourMs } from "#contracts/fact.ts";
import type { Clock } from "#contracts/time.ts";
import { DashboardsError } from "../errors.ts";

export interface DisplayLedger {
  /** Counts a checked report in the running hour. Throws DASHBOARDS_DISPLAY_WRITE; then nothing was counted. */
  add(site: string, report: DisplayReport): void;
  /** Facts of hours overlapping [from, to), ms UTC, by hour and kind. */
  facts(site: string, from: number, to: number): readonly DisplayFact[];
}

export type OpenDisplayLedger = DisplayLedger & { close(): void };

export type DisplayLedgerOptions = {
  /** Path of the file; its folder is made when missing. `:memory:` keeps nothing. */
  readonly file: string;
  readonly clock: Pick<Clock, "now">;
  /** One line for people. */
  readonly log: (line: string) => void;
};

/** "LPDL": tells our file from another program's. */
const applicationId = 0x4c_50_44_4c;
const layout = 1;

/** SQLite's result codes for a file that is damaged or no database. */
const damageCodes = new Set([11, 26]);

const schema = `
CREATE TABLE shown (
  site TEXT NOT NULL,
  hour INTEGER NOT NULL,
  kind TEXT NOT NULL,
  bound INTEGER NOT NULL,
  count INTEGER NOT NULL,
  PRIMARY KEY (site, hour, kind, bound)
) STRICT, WITHOUT ROWID;
PRAGMA application_id = ${applicationId};
PRAGMA user_version = ${layout};
`;

function pragma(db: DatabaseSync, name: string): unknown {
  const row = db.prepare(`PRAGMA ${name}`).get();
  return row === undefined ? undefined : Object.values(row)[0];
}

function isDamage(error: unknown): boolean {
  if (!(error instanceof Error) || !("errcode" in error)) return false;
  return typeof error.errcode === "number" && damageCodes.has(error.errcode & 0xff);
}

function openFile(file: string): DatabaseSync {
  const db = new DatabaseSync(file, { timeout: 2000 });
  try {
    pragma(db, "journal_mode = WAL");
    // A power cut may cost the counts of the last moments, never the file; a killed process loses nothing.
    db.exec("PRAGMA synchronous = NORMAL");
    if (pragma(db, "schema_version") === 0) db.exec(`BEGIN; ${schema} COMMIT`);
    const [owner, version] = [pragma(db, "application_id"), pragma(db, "user_version")];
    if (owner !== applicationId || version !== layout) {
      throw new Error(`application ${String(owner)}, layout ${String(version)}`);
    }
    const checked = pragma(db, "quick_check(1)");
    if (checked !== "ok") throw Object.assign(new Error(String(checked)), { errcode: 11 });
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

function refusal(file: string, cause: unknown): DashboardsError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new DashboardsError(
    "DASHBOARDS_DISPLAY_OPEN",
    `无法打开展示记录 ${file},请检查文件夹、权限,以及文件是否属于别的程序或版本 · the display ledger ${file} cannot be opened; check folder, permissions, and whether it belongs to another program or version (${reason})`,
    { path: file, reason },
    { cause },
  );
}

function setAside({ file, clock, log }: DisplayLedgerOptions, reason: unknown): void {
  const aside = `${file}.aside-${clock.now()}`;
  for (const suffix of ["", "-wal", "-shm"]) {
    if (existsSync(file + suffix)) renameSync(file + suffix, aside + suffix);
  }
  log(
    `展示记录已损坏,移到 ${aside},从头计数 · the display ledger was damaged, is set aside as ${aside} and begins anew: ${String(reason)}`,
  );
}

function kindOf(text: unknown): DisplayKind | undefined {
  return displayKinds.find((kind) => kind === text);
}

/** Opens or makes the file; a damaged one is set aside. Throws DASHBOARDS_DISPLAY_OPEN. */
export function openDisplayLedger(options: DisplayLedgerOptions): OpenDisplayLedger {
  const { file, clock } = options;
  let db: DatabaseSync;
  try {
    if (file !== ":memory:") mkdirSync(dirname(file), { recursive: true });
    try {
      db = openFile(file);
    } catch (error) {
      if (!isDamage(error)) throw error;
      setAside(options, error);
      db = openFile(file);
    }
  } catch (error) {
    throw refusal(file, error);
  }
  const insert = db.prepare(`INSERT INTO shown VALUES (?, ?, ?, ?, ?)
    ON CONFLICT DO UPDATE SET count = count + excluded.count`);
  const select = db.prepare(`SELECT hour, kind, bound, count FROM shown
    WHERE site = ? AND hour > ? AND hour < ? ORDER BY hour, kind, bound`);
  return {
    add(site, report) {
      const hour = Math.floor(clock.now() / hourMs) * hourMs;
      try {
        db.exec("BEGIN IMMEDIATE");
        for (const { kind, buckets } of report) {
          for (const [bound, count] of buckets) insert.run(site, hour, kind, bound, count);
        }
        db.exec("COMMIT");
      } catch (cause) {
        if (db.isOpen && db.isTransaction) db.exec("ROLLBACK");
        throw new DashboardsError(
          "DASHBOARDS_DISPLAY_WRITE",
          `展示记录写不进 ${file},请检查磁盘空间 · a display report cannot be written to ${file}; check the disk`,
          { path: file, reason: String(cause) },
          { cause },
        );
      }
    },
    facts(site, from, to) {
      const found = new Map<
        string,
        { hour: number; kind: DisplayKind; buckets: [number, number][] }
      >();
      for (const row of select.all(site, from - hourMs, to)) {
        const kind = kindOf(row.kind);
        if (kind === undefined) continue;
        const hour = Number(row.hour);
        const fact = found.get(`${hour} ${kind}`) ?? { hour, kind, buckets: [] };
        fact.buckets.push([Number(row.bound), Number(row.count)]);
        found.set(`${hour} ${kind}`, fact);
      }
      return [...found.values()];
    },
    close: () => {
      if (db.isOpen) db.close();
    },
  };
}
