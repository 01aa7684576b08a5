// Records between the poller and the disk: encoded at once, in a memory queue with a cap.
// What does not fit while the disk is full is dropped and counted, never silently.
import { ByteWriter } from "#contracts/bytes.ts";
import type { LogRecord } from "#contracts/record.ts";
import { writeRecord } from "#contracts/record-bytes.ts";
import type { NewRecord } from "./outbox.ts";

export type QueuedRecord = NewRecord & { readonly record: LogRecord };

/** Caps of the queue: some seconds of a busy gateway. */
export const intakeCap = { records: 20_000, bytes: 32 << 20 } as const;

export class Intake {
  readonly #cap: { readonly records: number; readonly bytes: number };
  readonly #out = new ByteWriter(4096);
  #queue: QueuedRecord[] = [];
  #bytes = 0;
  #dropped = 0;

  constructor(cap: { readonly records: number; readonly bytes: number } = intakeCap) {
    this.#cap = cap;
  }

  get length(): number {
    return this.#queue.length;
  }
  /** Records that found no room. */
  get dropped(): number {
    return this.#dropped;
  }

  /** Queues a record; false when there was no room. Throws RecordError when it has no canonical bytes. */
  add(record: LogRecord): boolean {
    this.#out.reset();
    this.#out.u8(0);
    writeRecord(this.#out, record);
    const full =
      this.#queue.length >= this.#cap.records || this.#bytes + this.#out.length > this.#cap.bytes;
    if (full) {
      this.#dropped += 1;
      return false;
    }
    const prefixed = this.#out.take();
    this.#bytes += prefixed.length;
    this.#queue.push({ record, gatewayTime: record.gatewayTime, prefixed });
    return true;
  }

  /** The oldest records, at most `count`, in order; they stay queued until removed. */
  peek(count: number): readonly QueuedRecord[] {
    return this.#queue.length <= count ? this.#queue : this.#queue.slice(0, count);
  }

  /** Removes the oldest `count` records: they are on disk. */
  remove(count: number): void {
    for (const { prefixed } of this.#queue.slice(0, count)) this.#bytes -= prefixed.length;
    this.#queue = this.#queue.slice(count);
  }
}
