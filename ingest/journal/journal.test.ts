// The journal under a disk that fails or dies at every operation in turn.
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, expect, test } from "vitest";
import { errorCode } from "#contracts/errors.ts";
import type { Notice } from "../notice.ts";
import { FaultyDisk } from "./faulty-disk.ts";
import { Journal, type JournalOptions } from "./journal.ts";
import { type JournalDisk, realDisk } from "./journal-disk.ts";
import { lockJournal } from "./journal-lock.ts";
import { readJournal } from "./read-journal.ts";
import { damageError, recoverJournal } from "./recovery.ts";
import {
  encodeHeader,
  headerBytes,
  isHeader,
  type JournalEntry,
  type StoredEntry,
  segmentName,
} from "./segment-format.ts";

const log = "ab".repeat(32);
const folders: string[] = [];

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function folder(): string {
  const dir = mkdtempSync(join(tmpdir(), "lineproof-journal-"));
  folders.push(dir);
  return dir;
}

function entry(sequence: number, bytes = 20): JournalEntry {
  const payload = new Uint8Array(bytes).fill(sequence % 251);
  return {
    type: "record",
    historical: false,
    log,
    sequence,
    ingestTime: 1_700_000_000_000,
    payload,
  };
}

function journal(disk: JournalDisk, dir: string, options: Partial<JournalOptions<number>> = {}) {
  const durable: number[] = [];
  const notices: Notice[] = [];
  const made = new Journal<number>({
    dir,
    disk,
    nextEntry: 0,
    segmentBytes: 400,
    fsyncMs: 5,
    queueBytes: 1_000_000,
    retryMs: 1,
    now: () => 1_700_000_000_000,
    notify: (notice) => notices.push(notice),
    preamble: () => [],
    onDurable: (tokens) => durable.push(...tokens),
    ...options,
  });
  return { journal: made, durable, notices };
}

async function recovered(disk: JournalDisk, dir = "") {
  const entries: StoredEntry[] = [];
  const recovery = await recoverJournal(disk, dir, (found) => {
    entries.push({ ...found, payload: found.payload.slice() });
  });
  return { recovery, entries, sequences: entries.map(({ sequence }) => sequence) };
}

test("a header's bytes are those of docs/formats, its crc that of RFC 3720's polynomial", () => {
  const header = Buffer.from(encodeHeader(1_700_000_000_000, 0x1234));
  expect(header.subarray(0, 8).toString("ascii")).toBe("LPJOURN1");
  expect(header.subarray(8, 28).toString("hex")).toBe("000100200000018bcfe568000000000000001234");
  expect(isHeader(header)).toBe(true);
  header[15] = (header[15] ?? 0) ^ 1;
  expect(isHeader(header)).toBe(false);
  expect(segmentName(0x1234)).toBe("journal-0000000000001234.lpj");
});

test("entries are durable in order over several segments and read back byte for byte", async () => {
  const dir = folder();
  const { journal: made, durable } = journal(realDisk, dir);
  for (let i = 0; i < 20; i++) {
    expect(made.append(entry(i), i)).toBe(true);
    if (i % 5 === 4) expect(await made.flush(5000)).toBe(true);
  }
  expect(durable).toEqual(Array.from({ length: 20 }, (_, i) => i));
  expect(readdirSync(dir).length).toBeGreaterThan(1);
  const seen: StoredEntry[] = [];
  for await (const found of readJournal(dir, 7)) seen.push(found);
  expect(seen.map(({ number }) => number)).toEqual(Array.from({ length: 13 }, (_, i) => i + 7));
  expect(seen[0]).toEqual({ ...entry(7), number: 7, payload: Buffer.from(entry(7).payload) });
  await made.close(1000);
});

test("every segment opens with the preamble, so that it can be read alone", async () => {
  const disk = new FaultyDisk();
  const enrolment: JournalEntry = { ...entry(0), type: "enrolment" };
  const { journal: made } = journal(disk, "", { preamble: () => [enrolment], segmentBytes: 100 });
  for (let i = 0; i < 4; i++) {
    made.append(entry(i), i);
    await made.flush(1000);
  }
  expect(disk.files.size).toBeGreaterThan(1);
  for (const { bytes } of disk.files.values()) expect(bytes[headerBytes + 8]).toBe(5);
  const { recovery, entries } = await recovered(disk);
  expect(recovery.nextEntry).toBe(entries.length);
});

test("a full queue refuses and counts; what it took is not lost", async () => {
  const { journal: made, durable } = journal(new FaultyDisk(), "", { queueBytes: 300 });
  const taken = [0, 1, 2, 3, 4, 5, 6].filter((i) => made.append(entry(i), i));
  expect(taken.length).toBeLessThan(7);
  expect(made.refused).toBe(7 - taken.length);
  await made.flush(1000);
  expect(durable).toEqual(taken);
});

test("an entry that could not be read back is refused", async () => {
  const room = 16 * 1024 * 1024 - 50;
  const disk = new FaultyDisk();
  const { journal: made, durable } = journal(disk, "", { queueBytes: 1e9 });
  expect(made.append(entry(0, room + 1), 0)).toBe(false);
  expect(made.append(entry(1, room), 1)).toBe(true);
  await made.close(5000);
  expect(durable).toEqual([1]);
  expect((await recovered(disk)).sequences).toEqual([1]);
});

test("a flush ends although more keeps coming, and tells entry numbers as readers count them", async () => {
  const disk = new FaultyDisk();
  const ends: number[] = [];
  let next = 1;
  const enrolment: JournalEntry = { ...entry(0), type: "enrolment" };
  const { journal: made } = journal(disk, "", {
    preamble: () => [enrolment],
    onDurable: (_tokens, nextEntry) => {
      ends.push(nextEntry);
      made.append(entry(next), next++);
    },
  });
  made.append(entry(0), 0);
  expect(await made.flush(5000)).toBe(true);
  expect(await made.close(5000)).toBe(true);
  expect(made.append(entry(99), 99)).toBe(false);
  const { entries } = await recovered(disk);
  expect(ends.map((end) => entries.findLast(({ number }) => number < end)?.sequence)).toEqual(
    ends.map((_, i) => i),
  );
});

/** Appends ten groups of two; stops when the journal no longer makes progress. */
async function run(disk: FaultyDisk, deadlineMs: number) {
  const running = journal(disk, "", { segmentBytes: 250 });
  for (let i = 0; i < 20; i += 2) {
    running.journal.append(entry(i), i);
    running.journal.append(entry(i + 1), i + 1);
    if (!(await running.journal.flush(deadlineMs))) break;
  }
  await running.journal.close(0);
  return running;
}

const operations = await (async () => {
  const disk = new FaultyDisk();
  await run(disk, 1000);
  return disk.operations;
})();

test.each(["ENOSPC", "EIO"])(
  "%s at any operation loses nothing and tells once per outage",
  async (code) => {
    for (let at = 0; at < operations; at++) {
      for (const times of [1, 4]) {
        const disk = new FaultyDisk();
        disk.fault = { kind: "fail", at, times, code };
        const { durable, notices } = await run(disk, 5000);
        expect(durable).toEqual(Array.from({ length: 20 }, (_, i) => i));
        const errors = notices.filter(({ level }) => level === "error");
        for (const error of errors) {
          expect(error.code).toBe("INGEST_JOURNAL_FULL");
          expect(error.detail).toMatchObject({ reason: code });
        }
        disk.fault = undefined;
        const { sequences, recovery } = await recovered(disk);
        expect(new Set(sequences).size).toBe(20);
        expect(recovery.nextEntry).toBeGreaterThanOrEqual(20);
      }
    }
  },
);

test("killed at any operation, all that was called durable is there after the restart", async () => {
  for (let at = 0; at < operations; at++) {
    for (const kept of [0, 0.5, 1]) {
      const disk = new FaultyDisk();
      disk.fault = { kind: "kill", at };
      const { durable } = await run(disk, 20);
      const crashed = disk.afterCrash(kept);
      const { sequences, recovery } = await recovered(crashed);
      expect(sequences).toEqual(expect.arrayContaining(durable));
      expect(recovery.damage).toEqual([]);
      // What recovery left behind is whole, and a new journal writes beside it.
      const next = journal(crashed, "", { nextEntry: recovery.nextEntry });
      next.journal.append(entry(99), 99);
      expect(await next.journal.flush(1000)).toBe(true);
      const again = await recovered(crashed);
      expect(again.sequences).toEqual([...sequences, 99]);
      expect(again.recovery.torn).toEqual([]);
    }
  }
});

test("what a killed process wrote and did not sync is on the disk before anybody is told of it", async () => {
  const disk = new FaultyDisk();
  const { journal: made } = journal(disk, "", { segmentBytes: 1_000_000 });
  made.append(entry(0), 0);
  await made.flush(1000);
  made.append(entry(1), 1);
  // The next append succeeds, the sync behind it does not.
  disk.fault = { kind: "kill", at: disk.operations + 1 };
  await made.close(20);
  disk.fault = undefined;
  const { sequences } = await recovered(disk);
  expect(sequences).toEqual([0, 1]);
  expect((await recovered(disk.afterCrash(0))).sequences).toEqual(sequences);
});

async function oneSegment(count: number): Promise<FaultyDisk> {
  const disk = new FaultyDisk();
  const { journal: made } = journal(disk, "", { segmentBytes: 1_000_000 });
  for (let i = 0; i < count; i++) made.append(entry(i), i);
  await made.close(1000);
  return disk;
}

test("a torn tail is cut and counted, every entry before it stays", async () => {
  const whole = await oneSegment(5);
  const [[name, content]] = [...whole.files] as [[string, { bytes: Uint8Array; synced: number }]];
  const entryBytes = (content.bytes.length - headerBytes) / 5;
  for (let cut = 1; cut < entryBytes; cut++) {
    const disk = new FaultyDisk();
    disk.files.set(name, { bytes: content.bytes.slice(0, -cut), synced: 0 });
    const { recovery, sequences } = await recovered(disk);
    expect(sequences).toEqual([0, 1, 2, 3]);
    expect(recovery.torn).toEqual([
      { segment: name, offset: headerBytes + 4 * entryBytes, bytes: entryBytes - cut },
    ]);
    expect(disk.files.get(name)?.bytes.length).toBe(headerBytes + 4 * entryBytes);
  }
});

test("a flipped bit anywhere is named by segment and offset and costs one entry at most", async () => {
  const whole = await oneSegment(4);
  const [[name, content]] = [...whole.files] as [[string, { bytes: Uint8Array; synced: number }]];
  const entryBytes = (content.bytes.length - headerBytes) / 4;
  for (let at = 0; at < content.bytes.length; at++) {
    const bytes = content.bytes.slice();
    bytes[at] = (bytes[at] ?? 0) ^ (1 << (at % 8));
    const disk = new FaultyDisk();
    disk.files.set(name, { bytes, synced: bytes.length });
    const { recovery, sequences } = await recovered(disk);
    const victim = at < headerBytes ? undefined : Math.floor((at - headerBytes) / entryBytes);
    expect(sequences).toEqual([0, 1, 2, 3].filter((i) => i !== victim));
    const offset = victim === undefined ? 0 : headerBytes + victim * entryBytes;
    const named = [...recovery.damage, ...recovery.torn];
    expect(named).toHaveLength(1);
    expect(named[0]).toMatchObject({ segment: name, offset });
    if (victim === undefined) expect(recovery.damage[0]).toMatchObject({ region: "header" });
  }
});

test("a damaged stretch has an error with file, offset and mend", () => {
  const error = damageError("/data", {
    segment: "journal-0.lpj",
    region: "entry",
    offset: 32,
    end: 90,
  });
  expect(errorCode(error)).toBe("INGEST_JOURNAL_DAMAGED");
  expect(error.detail).toMatchObject({ segment: "journal-0.lpj", offset: 32, end: 90 });
});

test("any bytes at all are walked to the end without an entry that was never written", async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), async (noise) => {
      const disk = new FaultyDisk();
      const bytes = new Uint8Array([...encodeHeader(0, 0), ...noise]);
      disk.files.set(segmentName(0), { bytes, synced: bytes.length });
      expect((await recovered(disk)).sequences).toEqual([]);
    }),
    { seed: 7, numRuns: 200 },
  );
});

test("a second journal on the same folder is refused until the first lets go", () => {
  const dir = folder();
  const lock = lockJournal(dir);
  let refused: unknown;
  try {
    lockJournal(dir);
  } catch (error) {
    refused = error;
  }
  expect(errorCode(refused)).toBe("INGEST_JOURNAL_LOCKED");
  expect(refused).toMatchObject({ detail: { path: join(dir, "journal.lock") } });
  lock.release();
  lockJournal(dir).release();
});
