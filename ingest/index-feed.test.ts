// The feed between a real journal and a real index, and an index that takes nothing for a while.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test, vi } from "vitest";
import { encodeRecord } from "#contracts/record-bytes.ts";
import type { DurableRecord } from "./durable-record.ts";
import { encodeEnrolment } from "./evidence/enrolment.ts";
import { IndexFeed } from "./index-feed.ts";
import { readDurableRecords } from "./journal/durable-records.ts";
import { Journal } from "./journal/journal.ts";
import { realDisk } from "./journal/journal-disk.ts";
import type { JournalEntry } from "./journal/segment-format.ts";
import type { Notice } from "./notice.ts";
import { StoreError } from "./store/errors.ts";
import { openRecordIndex } from "./store/record-index.ts";

const start = Date.UTC(2026, 4, 1, 8);
const log = "ab".repeat(32);
const cleanUp: (() => unknown)[] = [];

afterEach(async () => {
  for (const step of cleanUp.splice(0).reverse()) await step();
});

function record(sequence: number): DurableRecord {
  const ingestTime = start + sequence;
  return {
    site: "site",
    gateway: "gateway",
    log,
    sequence,
    ingestTime,
    historical: false,
    record: { kind: "end", gatewayTime: ingestTime, reason: "test" },
  };
}

const records = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, i) => record(from + i));

function entry(durable: DurableRecord): JournalEntry {
  const { historical, sequence, ingestTime } = durable;
  const payload = encodeRecord(durable.record);
  return { type: "record", historical, log, sequence, ingestTime, payload };
}

function enrolment(): JournalEntry {
  const { site, gateway } = record(0);
  const key = new Uint8Array(32);
  const payload = encodeEnrolment({ site, gateway, log, key, origin: "o", lineModel: "" });
  return { type: "enrolment", historical: false, log, sequence: 0, ingestTime: start, payload };
}

function folder(): string {
  const dir = mkdtempSync(join(tmpdir(), "lineproof-feed-"));
  cleanUp.push(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

async function readFrom(dir: string, from: number): Promise<number[]> {
  const found: number[] = [];
  for await (const { durable } of readDurableRecords(dir, from)) found.push(durable.sequence);
  return found;
}

test("a restart reads only what follows the mark, and all of a journal that is an older copy", async () => {
  const dir = folder();
  const options = { path: join(dir, "index.duckdb"), now: () => start, report: () => undefined };
  const index = await openRecordIndex(options);
  const feed = new IndexFeed({
    index,
    facts: { add: () => undefined },
    journal: (from) => readDurableRecords(dir, from),
    notify: () => undefined,
  });
  let feeding = true;
  const journal = new Journal<DurableRecord>({
    dir,
    disk: realDisk,
    nextEntry: 0,
    segmentBytes: 2_000,
    fsyncMs: 5,
    queueBytes: 1e6,
    retryMs: 1,
    now: () => start,
    notify: () => undefined,
    preamble: () => [enrolment()],
    onDurable: (tokens, next) => feeding && feed.add(tokens, next),
  });
  for (const each of records(0, 60)) {
    journal.append(entry(each), each);
    if (each.sequence % 10 === 9) await journal.flush(5_000);
  }
  await index.flush();
  const position = Number(index.position);
  expect(await readFrom(dir, position)).toEqual([]);
  // The process dies with these in the journal only.
  feeding = false;
  for (const each of records(60, 63)) journal.append(entry(each), each);
  await journal.close(5_000);
  await feed.close();
  await index.close();
  expect(await readFrom(dir, position)).toEqual([60, 61, 62]);
  expect(await readFrom(dir, 1_000)).toEqual(records(0, 63).map(({ sequence }) => sequence));
});

/** An index whose disk takes nothing until it is told to, and a journal in memory. */
function stalled() {
  const journal: DurableRecord[] = [];
  const indexed: number[] = [];
  const facts: number[] = [];
  const notices: Notice[] = [];
  let queued = 0;
  const index = {
    position: null as string | null,
    stuck: true,
    get behind() {
      return queued > 20;
    },
    add(batch: readonly DurableRecord[]) {
      queued += batch.length;
      indexed.push(...batch.map(({ sequence }) => sequence));
    },
    mark(position: string) {
      this.position = position;
    },
    async flush() {
      if (this.stuck) throw new StoreError("INGEST_INDEX_WRITE", "disk full");
      queued = 0;
    },
  };
  const feed = new IndexFeed({
    index,
    facts: { add: (batch) => facts.push(...batch.map(({ sequence }) => sequence)) },
    journal: async function* (from) {
      // As the real one: what was written when the reading began.
      const written = journal.length;
      for (let i = from; i < written; i++) {
        await Promise.resolve();
        yield { entry: i, durable: journal[i]! };
      }
    },
    notify: (notice) => notices.push(notice),
    retryMs: 1,
  });
  cleanUp.push(() => feed.close());
  const add = (count: number) => {
    const batch = records(journal.length, journal.length + count);
    journal.push(...batch);
    feed.add(batch, journal.length);
  };
  return { journal, indexed, facts, notices, index, feed, add };
}

test("an index that takes nothing is said once, fed no further, and misses nothing in the end", async () => {
  const { journal, indexed, facts, notices, index, add } = stalled();
  for (let i = 0; i < 500; i++) add(10);
  expect(indexed).toHaveLength(30);
  expect(notices.map(({ code }) => code)).toEqual(["INGEST_INDEX_BEHIND"]);
  expect(notices[0]?.detail).toEqual({ durable: 40, fed: 30 });
  index.stuck = false;
  await vi.waitFor(
    () => {
      add(1);
      expect(notices.at(-1)?.level).toBe("info");
    },
    { timeout: 5_000, interval: 1 },
  );
  add(1);
  expect(indexed).toEqual(journal.map(({ sequence }) => sequence));
  expect(facts).toEqual(indexed);
  expect(index.position).toBe(String(journal.length));
});

test("closing does not wait for an index that takes nothing", async () => {
  const { add, feed, notices } = stalled();
  for (let i = 0; i < 10; i++) add(10);
  await feed.close();
  expect(notices).toHaveLength(1);
});
