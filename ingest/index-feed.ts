// Hands durable records to index and facts and marks how far in the journal that is. While the index is
// behind (its disk is slow, full or gone) nothing more is handed over: the journal has it, and is read from
// where the feed stopped once the index takes rows again. So memory stays bounded and nothing is left out.
import { setTimeout as sleep } from "node:timers/promises";
import type { DurableRecord } from "./durable-record.ts";
import type { JournalledRecord } from "./journal/durable-records.ts";
import { type Notify, noticeOf } from "./notice.ts";
import type { RecordSink } from "./record-sink.ts";
import { StoreError } from "./store/errors.ts";
import type { RecordIndex } from "./store/record-index.ts";

export type IndexFeedOptions = {
  readonly index: Pick<RecordIndex, "add" | "behind" | "flush" | "mark" | "position">;
  readonly facts: Pick<RecordSink, "add">;
  /** Records of the journal with entry number ≥ from, in order. */
  readonly journal: (from: number) => AsyncIterable<JournalledRecord>;
  readonly notify: Notify;
  /** Pause between two attempts while the index takes nothing, ms. */
  readonly retryMs?: number;
};

/** Records handed over at once from the journal. */
const portion = 5_000;
/** Records that may arrive while the journal is read; beyond it that is read once more. */
const maxWaiting = 20_000;

type Waiting = { readonly batch: readonly DurableRecord[]; readonly next: number };

export class IndexFeed implements RecordSink {
  readonly #options: IndexFeedOptions;
  readonly #stopping = new AbortController();
  /** Numbers of the first entry not handed over, and of the first not durable. */
  #fed: number;
  #durable: number;
  #catchingUp: Promise<void> | undefined;
  /** What arrived while the journal is read; undefined when that was too much. */
  #waiting: Waiting[] | undefined;
  #said: string | undefined;

  constructor(options: IndexFeedOptions) {
    this.#options = options;
    this.#fed = Number(options.index.position ?? 0);
    this.#durable = this.#fed;
  }

  add(batch: readonly DurableRecord[], next: number): void {
    this.#durable = next;
    if (this.#catchingUp !== undefined) this.#wait(batch, next);
    else if (this.#options.index.behind) this.#fallBehind();
    else this.#feed(batch, next);
  }

  /** Ends a catching-up under way; what it did not reach is read at the next start. */
  async close(): Promise<void> {
    this.#stopping.abort();
    await this.#catchingUp;
  }

  #feed(batch: readonly DurableRecord[], next: number): void {
    const { index, facts } = this.#options;
    index.add(batch);
    facts.add(batch, next);
    index.mark(String(next));
    this.#fed = next;
  }

  #wait(batch: readonly DurableRecord[], next: number): void {
    const waiting = this.#waiting?.reduce((sum, each) => sum + each.batch.length, batch.length);
    if (waiting !== undefined && waiting <= maxWaiting) this.#waiting?.push({ batch, next });
    else this.#waiting = undefined;
  }

  #fallBehind(): void {
    this.#options.notify(
      noticeOf(
        "error",
        new StoreError(
          "INGEST_INDEX_BEHIND",
          "索引跟不上,暂停写入索引;数据已在日志中,恢复后自动补齐;请检查索引所在磁盘 · the index is behind and is left alone for now: the journal has everything and the index catches up by itself; check the disk it lies on",
          { durable: this.#durable, fed: this.#fed },
        ),
      ),
    );
    this.#catchingUp = this.#catchUp();
  }

  async #catchUp(): Promise<void> {
    const { index, notify, retryMs = 1_000 } = this.#options;
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      try {
        await index.flush();
        if (await this.#readOn()) {
          notify({ level: "info", message: "索引已补齐 · the index has caught up" });
          return;
        }
      } catch (error) {
        // The index says itself what it suffers from.
        const said = error instanceof StoreError || this.#said === String(error);
        if (!said) notify(noticeOf("error", error));
        this.#said = String(error);
        await sleep(retryMs, undefined, { signal }).catch(() => undefined);
      }
    }
  }

  /** One pass over the journal up to what was durable when it began. True when nothing is left. */
  async #readOn(): Promise<boolean> {
    const { index, journal } = this.#options;
    const end = this.#durable;
    this.#waiting = [];
    let records: DurableRecord[] = [];
    for await (const { entry, durable } of journal(this.#fed)) {
      if (entry >= end || this.#stopping.signal.aborted) break;
      records.push(durable);
      if (records.length < portion) continue;
      this.#feed(records, entry + 1);
      records = [];
      if (index.behind) await index.flush();
    }
    if (this.#stopping.signal.aborted) return false;
    this.#feed(records, end);
    const waiting = this.#waiting;
    if (waiting === undefined) return false;
    // In the same turn, so that nothing slips in between.
    for (const { batch, next } of waiting) this.#feed(batch, next);
    this.#waiting = undefined;
    this.#catchingUp = undefined;
    return true;
  }
}
