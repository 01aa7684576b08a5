// The journal's writer: groups entries, writes a group, syncs it once, and only then calls it durable.
// After any failed operation the file is given up, because nobody knows what of it is on the disk: the
// group goes again, whole, into a new segment. Until that succeeds nothing is acknowledged.
import { IngestError } from "../errors.ts";
import { type Notify, noticeOf } from "../notice.ts";
import { Batch } from "./batch.ts";
import type { JournalDisk, JournalFile } from "./journal-disk.ts";
import {
  encodeHeader,
  fitsEntry,
  headerBytes,
  type JournalEntry,
  segmentName,
} from "./segment-format.ts";

export type JournalOptions<Token> = {
  readonly dir: string;
  readonly disk: JournalDisk;
  /** Number of the first entry that will be written. */
  readonly nextEntry: number;
  readonly segmentBytes: number;
  /** Longest time an entry waits for its group, ms. */
  readonly fsyncMs: number;
  /** Bytes that may wait for the disk before further entries are refused. */
  readonly queueBytes: number;
  /** Pause after a failure, ms. */
  readonly retryMs: number;
  readonly now: () => number;
  readonly notify: Notify;
  /** Entries that open every segment, so that it can be read without those before it. */
  readonly preamble: () => readonly JournalEntry[];
  /** A group is durable; tokens in order, and the number of the next entry behind it. Must not throw. */
  readonly onDurable: (tokens: readonly Token[], nextEntry: number) => void;
};

type Open = { file: JournalFile; name: string; durable: number };

export class Journal<Token> {
  readonly #options: JournalOptions<Token>;
  #filling = new Batch<Token>();
  #writing = new Batch<Token>();
  #open: Open | undefined;
  #nextEntry: number;
  #timer: NodeJS.Timeout | undefined;
  #busy: Promise<void> | undefined;
  #failed = false;
  /** Nothing more is taken. */
  #ending = false;
  /** Nothing more is written. */
  #closed = false;
  #refused = 0;
  /** Entries taken, and of these durable, since the start. */
  #taken = 0;
  #durable = 0;

  constructor(options: JournalOptions<Token>) {
    this.#options = options;
    this.#nextEntry = options.nextEntry;
  }

  /** Entries refused because too many bytes wait for the disk, or because they exceed the format. */
  get refused(): number {
    return this.#refused;
  }

  /** True while the disk takes nothing. */
  get failing(): boolean {
    return this.#failed;
  }

  /**
   * Queues an entry. False when the queue is full or the entry too long to be read back: it is not taken
   * and will never be durable.
   */
  append(entry: JournalEntry, token: Token): boolean {
    const { length } = entry.payload;
    const waiting = this.#filling.bytes.length + this.#writing.bytes.length;
    if (this.#ending || !fitsEntry(length) || waiting + length > this.#options.queueBytes) {
      this.#refused += 1;
      return false;
    }
    this.#filling.add(entry, token);
    this.#taken += 1;
    this.#timer ??= setTimeout(() => this.#commit(), this.#options.fsyncMs);
    return true;
  }

  /** Resolves true when everything queued before the call is durable, false at the deadline. */
  async flush(deadlineMs: number): Promise<boolean> {
    const target = this.#taken;
    const expired = Symbol();
    let timer: NodeJS.Timeout | undefined;
    const deadline = new Promise<typeof expired>((resolve) => {
      timer = setTimeout(() => resolve(expired), deadlineMs);
    });
    try {
      while (this.#durable < target && !this.#closed) {
        this.#commit();
        if ((await Promise.race([this.#busy, deadline])) === expired) return false;
      }
      return this.#durable >= target;
    } finally {
      clearTimeout(timer);
    }
  }

  /** Flushes within the deadline and lets go of the file. */
  async close(deadlineMs: number): Promise<boolean> {
    this.#ending = true;
    const flushed = await this.flush(deadlineMs);
    this.#closed = true;
    clearTimeout(this.#timer);
    if (flushed) await this.#open?.file.close().catch(() => undefined);
    return flushed;
  }

  #commit(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#busy !== undefined || this.#closed || this.#filling.tokens.length === 0) return;
    [this.#filling, this.#writing] = [this.#writing, this.#filling];
    this.#busy = this.#writeUntilDurable().then(() => {
      this.#busy = undefined;
      if (this.#filling.tokens.length > 0 && this.#timer === undefined) this.#commit();
    });
  }

  async #writeUntilDurable(): Promise<void> {
    const batch = this.#writing;
    while (!this.#closed) {
      try {
        await this.#write(batch.bytes);
        break;
      } catch (cause) {
        await this.#fail(cause, batch.tokens.length);
        await new Promise((resolve) => setTimeout(resolve, this.#options.retryMs));
      }
    }
    if (this.#closed) return;
    if (this.#failed) {
      this.#failed = false;
      this.#options.notify({
        level: "info",
        message: `落盘日志已恢复写入 · the journal writes again: ${this.#options.dir}`,
      });
    }
    const { tokens } = batch;
    this.#nextEntry += tokens.length;
    this.#durable += tokens.length;
    batch.reset();
    this.#options.onDurable(tokens, this.#nextEntry);
  }

  async #write(bytes: Uint8Array): Promise<void> {
    if (this.#open !== undefined && this.#open.durable >= this.#options.segmentBytes) {
      const full = this.#open;
      this.#open = undefined;
      await full.file.close();
    }
    this.#open ??= await this.#roll();
    const { file } = this.#open;
    await file.append(bytes);
    await file.sync();
    this.#open.durable += bytes.length;
  }

  async #roll(): Promise<Open> {
    const { dir, disk } = this.#options;
    const name = segmentName(this.#nextEntry);
    const file = await disk.create(dir, name);
    const open: Open = { file, name, durable: 0 };
    // Known before the first byte, so that a failure can take the file away again.
    this.#open = open;
    const preamble = new Batch<undefined>();
    for (const entry of this.#options.preamble()) preamble.add(entry, undefined);
    await file.append(encodeHeader(this.#options.now(), this.#nextEntry));
    await file.append(preamble.bytes);
    await file.sync();
    await disk.syncDir(dir);
    open.durable = headerBytes + preamble.bytes.length;
    this.#nextEntry += preamble.tokens.length;
    return open;
  }

  /** Gives the file up; its undurable end is cut where the disk still lets us. */
  async #fail(cause: unknown, entries: number): Promise<void> {
    const { dir, disk, notify } = this.#options;
    const open = this.#open;
    this.#open = undefined;
    // Numbers are never used twice: what was written of this group may still be read one day.
    this.#nextEntry += entries + this.#options.preamble().length;
    if (open !== undefined) {
      await open.file.close().catch(() => undefined);
      const away =
        open.durable === 0
          ? disk.remove(dir, open.name)
          : disk.truncate(dir, open.name, open.durable);
      await away.catch(() => undefined);
    }
    if (this.#failed) return;
    this.#failed = true;
    const reason = (cause as NodeJS.ErrnoException).code ?? String(cause);
    notify(
      noticeOf(
        "error",
        new IngestError(
          "INGEST_JOURNAL_FULL",
          `落盘日志目录 ${dir} 无法写入(${reason}),已暂停确认,数据留在网关;请清理磁盘空间或更换磁盘,随后自动恢复 · journal folder ${dir} takes no writes (${reason}): nothing is acknowledged, the data stays on the gateways; free or replace the disk and it goes on by itself`,
          { path: dir, reason },
          { cause },
        ),
      ),
    );
  }
}
