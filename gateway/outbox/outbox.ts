// The gateway's durable queue and evidence log in one SQLite file: a commit writes the records, the
// tree's right edge and the cursors in one transaction, so that no crash can part them.
// Sequence numbers are dense from 0. Nothing is handed out for publishing before it is committed.
import { join } from "node:path";
import type { DatabaseSync, StatementSync } from "node:sqlite";
import { errorCode } from "#contracts/errors.ts";
import type { Sha256 } from "#contracts/hashing.ts";
import type { ClockState, GapRecord, LogRecord } from "#contracts/record.ts";
import { encodeRecord } from "#contracts/record-bytes.ts";
import {
  forgetCheckpoints,
  insertCheckpoint,
  newestCheckpoint,
  type StoredCheckpoint,
} from "./checkpoint-table.ts";
import { openDatabase, restartWriteAheadLog, transaction } from "./database.ts";
import { DiskReserve } from "./disk-reserve.ts";
import { checkAgainstMark, HighWaterMark, type Mark, markOf, readMark } from "./high-water-mark.ts";
import { mendLeaf } from "./leaf-mend.ts";
import { draftOf, type LogState, loadState, prepareSave } from "./log-state.ts";
import { asNewRecord } from "./new-record.ts";
import { RecordReader, type StoredRecord } from "./record-reader.ts";
import { Retention, rowOverhead } from "./retention.ts";
import { outboxFailure } from "./sqlite-failure.ts";

export const outboxFileName = "outbox.db";
export const markFileName = "outbox.mark";

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

export class Outbox {
  readonly file: string;
  readonly #db: DatabaseSync;
  readonly #sha256: Sha256;
  readonly #limits: { readonly maxBytes: number; readonly historyBytes: number };
  readonly #save: (state: LogState) => void;
  readonly #insert: StatementSync;
  readonly #reader: RecordReader;
  readonly #retention: Retention;
  readonly #reserve: DiskReserve;
  readonly #mark: HighWaterMark;
  #checkpoint: StoredCheckpoint | undefined;
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
      this.#checkpoint = newestCheckpoint(this.#db);
      const mark = readMark(join(options.dataDir, markFileName), options.sha256);
      checkAgainstMark(mark, this.#here(), this.file);
      this.#save = prepareSave(this.#db, options.sha256);
      this.#retention = new Retention(this.#db, this.file, options.sha256);
      this.#insert = this.#db.prepare(
        "INSERT INTO record (sequence, gateway_time, leaf, bytes) VALUES (?, ?, ?, ?)",
      );
      this.#reader = new RecordReader(this.#db, this.file, options.sha256);
    } catch (error) {
      this.#db.close();
      throw outboxFailure(error, this.file, "GATEWAY_OUTBOX_OPEN");
    }
    this.#reserve.hold();
    this.#mark = new HighWaterMark(join(options.dataDir, markFileName), options.sha256);
    this.#mark.write(this.#here());
  }

  #here(): Mark {
    return markOf(this.#state, this.#checkpoint?.note ?? null);
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
    const draft = draftOf(this.#state, this.#sha256);
    try {
      const result = transaction(this.#db, () => {
        const done = work(draft);
        this.#save(draft);
        return done;
      });
      this.#state = draft;
      this.#mark.write(this.#here());
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
    const { gatewayTime, prefixed } = asNewRecord(gap);
    this.#append(state, gatewayTime, prefixed);
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
      if (errorCode(error) !== "GATEWAY_OUTBOX_FULL" || !this.#giveUpHistory()) throw error;
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

  /** See RecordReader; numbers that are not held any more are left out. */
  read(from: number, to: number, count: number, bytes: number): StoredRecord[] {
    const held = { from: Math.max(from, this.oldest), to: Math.min(to, this.next) };
    const read = (from: number, to: number) => this.#reader.read(from, to, count, bytes);
    return read(held.from, held.to).map((row) => {
      const { sequence } = row;
      if (row.bytes !== null || !mendLeaf(this.#db, this.#sha256, this.#state, sequence))
        return row;
      return read(sequence, sequence + 1)[0] ?? row;
    });
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
    this.#checkpoint = checkpoint;
    this.#mark.write(this.#here());
  }

  newestCheckpoint(): StoredCheckpoint | undefined {
    return this.#checkpoint;
  }

  /** Gives up stored checkpoints that the disk damaged; the next one is signed over what is there. */
  forgetCheckpoints(): void {
    this.#change(() => forgetCheckpoints(this.#db));
    this.#checkpoint = undefined;
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
    this.#change((state) => {
      state.publicKey = publicKey;
    });
  }

  close(): void {
    if (!this.#db.isOpen) return;
    try {
      this.#change(() => undefined);
    } catch {
      // The cursor on disk lags: the host acknowledges again.
    }
    this.#mark.close();
    this.#db.close();
  }
}
