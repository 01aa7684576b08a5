// The index over durable records: samples and scans in DuckDB, for history queries, facts and sealing.
// Invariants: what `indexed` says is committed together with its rows; a record is indexed once, however
// often it is added; nothing is dropped, a batch that fails stays queued. Rebuildable from the journal.
import { setImmediate } from "node:timers/promises";
import type { DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import { type SequenceRange, SequenceRanges } from "#contracts/sequence-ranges.ts";
import type { DurableRecord } from "../durable-record.ts";
import type { RecordSink } from "../record-sink.ts";
import { BatchColumns, type Names } from "./batch-columns.ts";
import { appendColumns } from "./chunk-columns.ts";
import { Dictionary } from "./dictionary.ts";
import { isDamage, messageOf, StoreError } from "./errors.ts";
import { ExponentHints } from "./exponent-hints.ts";
import { appendIdentities } from "./identities.ts";
import { markDamaged, openIndexFile } from "./index-file.ts";
import { ReaderPool } from "./reader-pool.ts";

export type RecordIndexOptions = {
  /** DuckDB file, by convention `<data>/index.duckdb`. */
  readonly path: string;
  /** Wall clock, ms UTC. */
  readonly now: () => number;
  /** Takes messages for people. */
  readonly report: (message: string) => void;
  /** A batch is committed at the latest after this, ms. */
  readonly flushMs?: number;
  /** Samples and records of one transaction. */
  readonly batchRows?: number;
  /** Above this many queued rows `behind` is true and the feeder should wait. */
  readonly maxBacklog?: number;
  readonly memoryLimit?: string;
  readonly threads?: number;
  readonly readers?: number;
  readonly queryTimeoutMs?: number;
};

/** Part of a replay: records, and the position of the journal behind them, in the journal's own words. */
export type ReplayPart = { readonly records: readonly DurableRecord[]; readonly position?: string };

/** Queued rows of a record: itself and its samples. */
function rowsOf({ record }: DurableRecord): number {
  return record.kind === "scan" ? 1 + record.samples.length : 1;
}

type LogRanges = { readonly known: SequenceRanges; readonly committed: SequenceRanges };

export class RecordIndex implements RecordSink {
  readonly #options: Required<RecordIndexOptions>;
  readonly #instance: DuckDBInstance;
  readonly #writer: DuckDBConnection;
  readonly names: Names;
  /** Connections for queries. */
  readonly readers: ReaderPool;
  readonly #hints = new ExponentHints();
  readonly #ranges = new Map<number, LogRanges>();
  #queue: DurableRecord[] = [];
  #backlog = 0;
  #added = 0;
  #committed = 0;
  #marks: { after: number; position: string }[] = [];
  #position: string | null = null;
  #refused = 0;
  /** The last commit failed, which was said. */
  #failing = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #chain: Promise<unknown> = Promise.resolve();
  #closed = false;

  constructor(
    options: Required<RecordIndexOptions>,
    file: { instance: DuckDBInstance; writer: DuckDBConnection },
  ) {
    this.#options = options;
    this.#instance = file.instance;
    this.#writer = file.writer;
    this.names = {
      logs: new Dictionary("logs"),
      signals: new Dictionary("signals"),
      scanGroups: new Dictionary("scan_groups"),
    };
    this.readers = new ReaderPool(file.instance, {
      connections: options.readers,
      waiting: 256,
      timeoutMs: options.queryTimeoutMs,
      onDamage: (reason) => this.#damaged(reason),
    });
  }

  /** Reads names, ranges and position; once, after opening. */
  async load(): Promise<void> {
    for (const names of Object.values(this.names)) await names.load(this.#writer);
    const ranges = await this.#writer.runAndReadAll(
      "SELECT log, first::DOUBLE, past::DOUBLE FROM indexed ORDER BY log, first",
    );
    for (const [log, first, past] of ranges.getRows()) {
      const own = this.#rangesOf(Number(log));
      own.known.add(Number(first), Number(past));
      own.committed.add(Number(first), Number(past));
    }
    const position = await this.#writer.runAndReadAll(
      "SELECT value FROM meta WHERE key = 'position'",
    );
    const value = position.getRows()[0]?.[0];
    this.#position = typeof value === "string" ? value : null;
  }

  #rangesOf(log: number): LogRanges {
    const known = this.#ranges.get(log);
    if (known !== undefined) return known;
    const made = { known: new SequenceRanges(), committed: new SequenceRanges() };
    this.#ranges.set(log, made);
    return made;
  }

  /** Sequences of a log whose records are committed here, ascending. */
  indexed(site: string, gateway: string, log: string): SequenceRange[] {
    const id = this.names.logs.find(site, gateway, log);
    return id === undefined ? [] : (this.#ranges.get(id)?.committed.toArray() ?? []);
  }

  /** Whether every sequence in [from, to) of a log, by its number here, was added. */
  hasAll(log: number, from: number, to: number): boolean {
    return (this.#ranges.get(log)?.known.contiguousFrom(from) ?? from) >= to;
  }

  /** The journal's own words for what is indexed; null for a new index: replay everything. */
  get position(): string | null {
    return this.#position;
  }

  /** Rows (records and samples) taken but not committed yet. */
  get backlog(): number {
    return this.#backlog;
  }

  /** The feeder should wait for `flush`. Records are taken all the same: none is ever dropped. */
  get behind(): boolean {
    return this.#backlog > this.#options.maxBacklog;
  }

  /** Records that have no canonical bytes and were left out; reported each. */
  get refused(): number {
    return this.#refused;
  }

  add(batch: readonly DurableRecord[]): void {
    for (const record of batch) {
      const log = this.names.logs.idOf(record.site, record.gateway, record.log);
      const { known } = this.#rangesOf(log);
      if (known.has(record.sequence)) continue;
      known.add(record.sequence, record.sequence + 1);
      this.#queue.push(record);
      this.#backlog += rowsOf(record);
      this.#added += 1;
    }
    this.#wake();
  }

  /** Everything of the journal before `position` was added. Kept with the rows it speaks of. */
  mark(position: string): void {
    this.#marks.push({ after: this.#added, position });
    this.#wake();
  }

  #wake(afterMs = this.#options.flushMs): void {
    if (this.#timer !== undefined || this.#closed) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      // The failure is reported where it happens; the timer has nobody to tell.
      this.flush().catch(() => this.#wake(10 * this.#options.flushMs));
    }, afterMs);
    this.#timer.unref();
  }

  /** Runs `work` alone on the writing connection. */
  write<T>(work: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
    const run = this.#chain.then(() => work(this.#writer));
    this.#chain = run.catch(() => {});
    return run;
  }

  /**
   * Commits everything added so far.
   * Throws INGEST_INDEX_WRITE (full disk, …) or INGEST_INDEX_DAMAGED; what failed stays queued.
   */
  async flush(): Promise<void> {
    const target = this.#added;
    const mark = this.#marks.at(-1);
    await this.write(async () => {
      const isOpen = () => mark !== undefined && this.#marks.includes(mark);
      while (this.#committed < target || isOpen()) await this.#commit();
    });
  }

  #take(): DurableRecord[] {
    let rows = 0;
    const end = this.#queue.findIndex((record) => {
      const full = rows >= this.#options.batchRows;
      rows += rowsOf(record);
      return full;
    });
    return this.#queue.slice(0, end === -1 ? this.#queue.length : end);
  }

  async #commit(): Promise<void> {
    const batch = this.#take();
    const columns = this.#columnsOf(batch);
    const position = this.#marks.findLast((mark) => mark.after <= this.#committed + batch.length);
    const touched = new Map<number, SequenceRanges>();
    for (const { site, gateway, log, sequence } of batch) {
      const id = this.names.logs.idOf(site, gateway, log);
      const ranges = touched.get(id) ?? new SequenceRanges(this.#rangesOf(id).committed.toArray());
      ranges.add(sequence, sequence + 1);
      touched.set(id, ranges);
    }
    try {
      await this.#writer.run("BEGIN");
      const saved = await this.#saveRows(columns, touched, position?.position);
      await this.#writer.run("COMMIT");
      for (const [names, count] of saved) names.saved(count);
    } catch (error) {
      await this.#writer.run("ROLLBACK").catch(() => {});
      throw this.#failure(error);
    }
    this.#failing = false;
    for (const [id, committed] of touched) {
      this.#ranges.set(id, { known: this.#rangesOf(id).known, committed });
    }
    this.#queue = this.#queue.slice(batch.length);
    this.#committed += batch.length;
    for (const record of batch) this.#backlog -= rowsOf(record);
    if (position !== undefined) {
      this.#position = position.position;
      this.#marks = this.#marks.slice(this.#marks.indexOf(position) + 1);
    }
  }

  #columnsOf(batch: readonly DurableRecord[]): BatchColumns {
    const samples = batch.reduce((sum, record) => sum + rowsOf(record) - 1, 0);
    const columns = new BatchColumns(this.names, this.#hints, { records: batch.length, samples });
    for (const record of batch) {
      try {
        columns.add(record);
      } catch (error) {
        this.#refused += 1;
        this.#options.report(
          `记录 ${record.log}/${record.sequence} 无法编码,未入索引` +
            ` · record ${record.log}/${record.sequence} has no canonical bytes and is not indexed: ` +
            messageOf(error),
        );
      }
    }
    return columns;
  }

  async #saveRows(
    columns: BatchColumns,
    touched: ReadonlyMap<number, SequenceRanges>,
    position: string | undefined,
  ): Promise<[Dictionary, number][]> {
    const saved: [Dictionary, number][] = [];
    for (const names of Object.values(this.names)) {
      saved.push([names, await names.save(this.#writer)]);
    }
    const tables = [
      ["records", columns.recordColumns(), columns.records],
      ["samples", columns.sampleColumns(), columns.samples],
    ] as const;
    for (const [table, own, count] of tables) {
      const appender = await this.#writer.createAppender(table);
      await appendColumns(appender, own, count, () => setImmediate());
      appender.closeSync();
    }
    await appendIdentities(this.#writer, columns.identities);
    for (const [id, ranges] of touched) {
      await this.#writer.run("DELETE FROM indexed WHERE log = $1", [id]);
      for (const { from, to } of ranges.toArray()) {
        await this.#writer.run("INSERT INTO indexed VALUES ($1, $2, $3)", [id, from, to]);
      }
    }
    if (position !== undefined) {
      await this.#writer.run("DELETE FROM meta WHERE key = 'position'");
      await this.#writer.run("INSERT INTO meta VALUES ('position', $1)", [position]);
    }
    return saved;
  }

  #failure(error: unknown): StoreError {
    const message = messageOf(error);
    const { path, report } = this.#options;
    const damaged = isDamage(message);
    if (damaged) this.#damaged(message);
    const text =
      `写入索引 ${path} 失败,记录仍在日志与队列中,请检查磁盘空间` +
      ` · writing the index ${path} failed; the records stay in the journal and queued, check the disk: ` +
      message;
    if (!this.#failing) report(text);
    this.#failing = true;
    return new StoreError(
      damaged ? "INGEST_INDEX_DAMAGED" : "INGEST_INDEX_WRITE",
      text,
      { path, queued: this.#queue.length },
      { cause: error },
    );
  }

  #damaged(reason: string): void {
    markDamaged(this.#options.path, reason);
    this.#options.report(
      `索引 ${this.#options.path} 有损坏的数据块,重启后将由日志重建` +
        ` · the index ${this.#options.path} has a damaged block; restart to rebuild it: ${reason}`,
    );
  }

  /**
   * Brings the index up to the journal at start: `replay` yields what follows `position` (null: all),
   * in journal order; records already here are skipped. Resolves to the number of records added.
   */
  async catchUp(replay: (from: string | null) => AsyncIterable<ReplayPart>): Promise<number> {
    const before = this.#added;
    for await (const part of replay(this.#position)) {
      this.add(part.records);
      if (part.position !== undefined) this.mark(part.position);
      if (this.#backlog > this.#options.batchRows) await this.flush();
    }
    await this.flush();
    return this.#added - before;
  }

  /** A new connection to the same database, for sealing; the caller closes it. */
  connect(): Promise<DuckDBConnection> {
    return this.#instance.connect();
  }

  /** Commits what is queued, if the disk lets it, and lets the file go. */
  async close(): Promise<void> {
    clearTimeout(this.#timer);
    this.#closed = true;
    // A failure was reported; the journal has what the index lacks.
    await this.flush().catch(() => {});
    await this.#chain;
    this.readers.close();
    this.#writer.closeSync();
    this.#instance.closeSync();
  }
}

/** Opens or makes the index. Throws INGEST_INDEX_OPEN when it is locked or its folder unusable. */
export async function openRecordIndex(options: RecordIndexOptions): Promise<RecordIndex> {
  const complete = {
    flushMs: 500,
    batchRows: 200_000,
    maxBacklog: 2_000_000,
    memoryLimit: "512MB",
    threads: 2,
    readers: 2,
    queryTimeoutMs: 30_000,
    ...options,
  };
  const file = await openIndexFile(complete);
  const index = new RecordIndex(complete, file);
  await index.load();
  return index;
}
