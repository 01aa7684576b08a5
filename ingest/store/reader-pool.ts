// Connections that only read: DuckDB gives each query its own snapshot, so readers never hold up the
// writer nor each other. Bounded: connections, waiting readers and the time of one query.
import type { DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import { isDamage, messageOf, StoreError } from "./errors.ts";
import { connectIndex } from "./index-file.ts";

export type ReaderPoolOptions = {
  readonly connections: number;
  /** Readers that may wait for a connection. */
  readonly waiting: number;
  /** A query is interrupted after this, ms. */
  readonly timeoutMs: number;
  /** Told once a query meets a damaged block. */
  readonly onDamage: (reason: string) => void;
};

export class ReaderPool {
  readonly #instance: DuckDBInstance;
  readonly #options: ReaderPoolOptions;
  readonly #free: DuckDBConnection[] = [];
  readonly #waiting: ((connection: DuckDBConnection) => void)[] = [];
  #open = 0;

  constructor(instance: DuckDBInstance, options: ReaderPoolOptions) {
    this.#instance = instance;
    this.#options = options;
  }

  async #take(): Promise<DuckDBConnection> {
    const free = this.#free.pop();
    if (free !== undefined) return free;
    if (this.#open < this.#options.connections) {
      this.#open += 1;
      return connectIndex(this.#instance);
    }
    if (this.#waiting.length >= this.#options.waiting) {
      throw new StoreError(
        "INGEST_INDEX_BUSY",
        `索引查询过多(${this.#waiting.length} 个在等待),请稍后再试` +
          ` · ${this.#waiting.length} queries of the index are waiting: try again later`,
        { waiting: this.#waiting.length },
      );
    }
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  #give(connection: DuckDBConnection): void {
    const next = this.#waiting.shift();
    if (next !== undefined) next(connection);
    else this.#free.push(connection);
  }

  /**
   * Runs `query` with a connection of its own.
   * Throws INGEST_INDEX_BUSY, INGEST_INDEX_QUERY, INGEST_INDEX_DAMAGED; coded errors pass through.
   */
  async use<T>(query: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
    const connection = await this.#take();
    const timer = setTimeout(() => connection.interrupt(), this.#options.timeoutMs);
    try {
      return await query(connection);
    } catch (error) {
      throw this.#coded(error);
    } finally {
      clearTimeout(timer);
      this.#give(connection);
    }
  }

  #coded(error: unknown): unknown {
    const message = messageOf(error);
    if (error instanceof Error && "code" in error) return error;
    if (isDamage(message)) {
      this.#options.onDamage(message);
      return new StoreError(
        "INGEST_INDEX_DAMAGED",
        "索引有损坏的数据块,重启后将由日志重建" +
          ` · the index has a damaged block; restart to rebuild it from the journal (${message})`,
        { reason: message },
        { cause: error },
      );
    }
    return new StoreError(
      "INGEST_INDEX_QUERY",
      `索引查询失败 · a query of the index failed: ${message}`,
      { reason: message },
      { cause: error },
    );
  }

  /** Interrupts what runs and closes what is free; call when nobody asks any more. */
  close(): void {
    for (const connection of this.#free.splice(0)) connection.closeSync();
  }
}
