// The gateway's durable queue and evidence log in one SQLite file: a commit writes the records, the
// tree's right edge and the cursors in one transaction, so that no crash can part them.
// Sequence numbers are dense from 0. Nothing is handed out for publishing before it is committed.
import { join } from "node:path";
import type { DatabaseSync, StatementSync } from "node:sqlite";
import { sameBytes } from "#contracts/bytes.ts";
import type { Sha256 } from "#contracts/hashing.ts";
import { Frontier, leafHash } from "#contracts/merkle.ts";
import type { ClockState, GapRecord, LogRecord } from "#contracts/record.ts";
import { encodeRecord } from "#contracts/record-bytes.ts";
import { GatewayError } from "../errors.ts";
import { insertCheckpoint, newestCheckpoint, type StoredCheckpoint } from "./checkpoint-table.ts";
import { openDatabase, restartWriteAheadLog, transaction } from "./database.ts";
import { DiskReserve } from "./disk-reserve.ts";
import { type LogState, loadState, prepareSave } from "./log-state.ts";
import { Retention, rowOverhead } from "./retention.ts";
import { outboxFailure } from "./sqlite-failure.ts";

export const outboxFileName = "outbox.db";

export type OutboxOptions = {
  readonly dataDir: string;
  readonly sha256: Sha256;
  /** Cap of all held records, bytes. */
  readonly maxBytes: number;
  /** Delivered records are kept while all held records stay below, bytes. */
  readonly historyBytes: number;
  readonly newLog: () => Uint8Array;
  /** Upper bound of the file in pages, so that a test can fill the disk. */
  readonly maxPages?: number;
};

export type NewRecord = {
  readonly gatewayTime: number;
  /** 0x00, then the canonical bytes: the form whose SHA-256 is the leaf. */
  readonly prefixed: Uint8Array;
};

/** A record that is on disk. */
export type CommittedRecord = {
  readonly sequence: number;
  readonly record: LogRecord;
  readonly bytes: Uint8Array;
};

export type StoredRecord = {
  readonly sequence: number;
  /** Canonical bytes; null when they no longer agree with the log's leaf. */
  readonly bytes: Uint8Array | null;
};

function isFull(error: unknown): boolean {
  return error instanceof GatewayError && error.code === "GATEWAY_OUTBOX_FULL";
}

export class Outbox {
  readonly file: string;
  readonly #db: DatabaseSync;
  readonly #sha256: Sha256;
  readonly #limits: { readonly maxBytes: number; readonly historyBytes: number };
  readonly #save: (state: LogState) => void;
  readonly #insert: StatementSync;
  readonly #read: StatementSync;
  readonly #retention: Retention;
  readonly #reserve: DiskReserve;
  #state: LogState;

  /** Opens, locks and checks the file. Throws GatewayError GATEWAY_OUTBOX_*. */
  constructor(options: OutboxOptions) {
    this.file = join(options.dataDir, outboxFileName);
    this.#sha256 = options.sha256;
    this.#limits = options;
    this.#db = openDatabase({ ...options, file: this.file });
    this.#reserve = new DiskReserve(`${this.file}.reserve`);
    try {
      this.#state = loadState(this.#db, this.file, options.sha256);
      this.#save = prepareSave(this.#db);
      this.#retention = new Retention(this.#db, options.sha256);
      this.#insert = this.#db.prepare(
        "INSERT INTO record (sequence, gateway_time, leaf, bytes) VALUES (?, ?, ?, ?)",
      );
      this.#read = this.#db.prepare(
        `SELECT sequence, leaf, bytes FROM record
         WHERE sequence >= ? AND sequence < ? ORDER BY sequence`,
      );
    } catch (error) {
      this.#db.close();
      throw outboxFailure(error, this.file, "GATEWAY_OUTBOX_OPEN");
    }
    this.#reserve.hold();
  }

  get publicKey(): Uint8Array {
    return this.#state.publicKey;
  }
  /** Number of records committed; the sequence of the next one. */
  get next(): number {
    return this.#state.frontier.size;
  }
  get oldest(): number {
    return this.#state.oldest;
  }
  get acknowledged(): number {
    return this.#state.acknowledged;
  }
  get heldBytes(): number {
    return this.#state.heldBytes;
  }
  get clockState(): ClockState {
    return this.#state.clockState;
  }
  get bdSeq(): number | undefined {
    return this.#state.bdSeq;
  }
  get cosigned(): string | undefined {
    return this.#state.cosigned;
  }

  root(): Uint8Array {
    return this.#state.frontier.root();
  }

  /** One transaction over a working copy of the state; the copy becomes the state when it is on disk. */
  #change<T>(work: (state: LogState) => T): T {
    const draft: LogState = {
      ...this.#state,
      frontier: Frontier.restore(this.#sha256, this.#state.frontier.state()),
    };
    try {
      const result = transaction(this.#db, () => {
        const done = work(draft);
        this.#save(draft);
        return done;
      });
      this.#state = draft;
      return result;
    } catch (error) {
      throw outboxFailure(error, this.file, "GATEWAY_OUTBOX_WRITE");
    }
  }

  #append(state: LogState, gatewayTime: number, prefixed: Uint8Array): void {
    const leaf = this.#sha256(prefixed);
    const bytes = prefixed.subarray(1);
    this.#insert.run(state.frontier.size, gatewayTime, leaf, bytes);
    state.frontier.append(leaf);
    state.heldBytes += bytes.length + rowOverhead;
  }

  #appendGap(state: LogState, gap: GapRecord): GapRecord {
    const bytes = encodeRecord(gap);
    const prefixed = new Uint8Array(bytes.length + 1);
    prefixed.set(bytes, 1);
    this.#append(state, gap.gatewayTime, prefixed);
    return gap;
  }

  /**
   * Appends the records in order, and a gap record behind them when the cap made older ones go.
   * Returns the gap record, whose sequence is the last one. On any error nothing has changed.
   * @param now gateway time, ms UTC
   */
  commit(
    records: readonly NewRecord[],
    now: number,
    clockState: ClockState = this.clockState,
  ): GapRecord | undefined {
    const work = (state: LogState): GapRecord | undefined => {
      for (const { gatewayTime, prefixed } of records) this.#append(state, gatewayTime, prefixed);
      state.clockState = clockState;
      this.#retention.trimDelivered(state, this.#limits.historyBytes);
      this.#retention.trimDelivered(state, this.#limits.maxBytes);
      const gap = this.#retention.dropUndelivered(state, this.#limits.maxBytes, now);
      if (gap === undefined) return undefined;
      state.gap = { record: gap, sequence: state.frontier.size };
      return this.#appendGap(state, gap);
    };
    try {
      return this.#change(work);
    } catch (error) {
      if (!isFull(error) || !this.#giveUpHistory()) throw error;
      return this.#change(work);
    } finally {
      this.#reserve.hold();
    }
  }

  /**
   * On a full disk delivered records make room for new ones, with the reserve to work in.
   * False when there are none to give: the reserve stays for the day there are.
   */
  #giveUpHistory(): boolean {
    const { oldest, acknowledged } = this.#state;
    if (acknowledged <= oldest) return false;
    this.#reserve.release();
    restartWriteAheadLog(this.#db);
    try {
      this.#change((state) => {
        this.#retention.trimDelivered(state, state.heldBytes / 2);
      });
    } catch {
      return false;
    }
    return this.#state.oldest > oldest;
  }

  /** Every record below is durable at the host. Moves the cursor in memory; the next commit stores it. */
  acknowledge(below: number): void {
    const state = this.#state;
    state.acknowledged = Math.max(state.acknowledged, Math.min(below, this.next));
    if (state.gap !== undefined && state.acknowledged > state.gap.sequence) state.gap = undefined;
  }

  /**
   * Held records of [from, to) in order: at most `count`, and no further one once `bytes` are reached.
   * Records already declared unreadable are left out. Throws GATEWAY_OUTBOX_CORRUPT.
   */
  read(from: number, to: number, count: number, bytes: number): StoredRecord[] {
    const found: StoredRecord[] = [];
    let left = bytes;
    try {
      for (const row of this.#read.iterate(from, to)) {
        const stored = row.bytes as Uint8Array;
        if (stored.length === 0) continue;
        const intact = sameBytes(leafHash(this.#sha256, stored), row.leaf as Uint8Array);
        found.push({ sequence: Number(row.sequence), bytes: intact ? stored : null });
        left -= stored.length;
        if (found.length >= count || left <= 0) break;
      }
    } catch (error) {
      throw outboxFailure(error, this.file, "GATEWAY_OUTBOX_WRITE");
    }
    return found;
  }

  /** Gives a damaged record up: a gap record with its leaf is appended and its bytes are emptied. */
  declareUnreadable(sequence: number, now: number): CommittedRecord {
    const record = this.#change((state) => {
      const row = this.#db
        .prepare("SELECT leaf, length(bytes) AS length FROM record WHERE sequence = ?")
        .get(sequence);
      if (row === undefined) throw new RangeError(`record ${sequence} is not held`);
      this.#db.prepare("UPDATE record SET bytes = x'' WHERE sequence = ?").run(sequence);
      state.heldBytes -= Number(row.length);
      const hash = (row.leaf as Uint8Array).slice();
      return this.#appendGap(state, {
        kind: "gap",
        gatewayTime: now,
        from: sequence,
        to: sequence + 1,
        reason: "unreadable",
        roots: [{ level: 0, index: sequence, hash }],
      });
    });
    return { sequence: this.next - 1, record, bytes: encodeRecord(record) };
  }

  /** Stores the number of the session that is about to begin. */
  saveBdSeq(bdSeq: number): void {
    this.#change((state) => {
      state.bdSeq = bdSeq;
    });
  }

  saveCheckpoint(checkpoint: StoredCheckpoint): void {
    this.#change(() => insertCheckpoint(this.#db, checkpoint));
  }

  newestCheckpoint(): StoredCheckpoint | undefined {
    return newestCheckpoint(this.#db);
  }

  saveCosigned(note: string): void {
    this.#change((state) => {
      state.cosigned = note;
    });
  }

  /** Replaces the key of a log that has neither records nor checkpoints: its key file was never written. */
  renewKey(publicKey: Uint8Array): void {
    if (this.next > 0 || this.newestCheckpoint() !== undefined) {
      throw new RangeError("a log with records keeps its key");
    }
    this.#change(() => {
      this.#db.prepare("UPDATE state SET public_key = ? WHERE id = 1").run(publicKey);
    });
    this.#state = { ...this.#state, publicKey };
  }

  close(): void {
    if (!this.#db.isOpen) return;
    try {
      this.#change(() => undefined);
    } catch {
      // The cursor on disk lags: the host acknowledges again.
    }
    this.#db.close();
  }
}
