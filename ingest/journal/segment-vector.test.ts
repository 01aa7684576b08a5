// A whole segment file laid out by another program after docs/formats/journal.md.
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { fromHex, toHex } from "#contracts/bytes.ts";
import { parseCheckpoint } from "#contracts/checkpoint.ts";
import { decodeRecord, encodeRecord } from "#contracts/record-bytes.ts";
import { parseNote } from "#contracts/signed-note.ts";
import { decodeEnrolment, encodeEnrolment } from "../evidence/enrolment.ts";
import { FaultyDisk } from "./faulty-disk.ts";
import { Journal } from "./journal.ts";
import { readJournal } from "./read-journal.ts";
import { damageError, recoverJournal } from "./recovery.ts";
import { scanSegment } from "./scan-segment.ts";
import { firstEntryOf, type JournalEntry, type StoredEntry } from "./segment-format.ts";

type WrittenEntry = Omit<StoredEntry, "payload"> & {
  readonly payload: string;
  readonly offset: number;
};
type Damaged = {
  readonly name: string;
  readonly changes: readonly { readonly offset: number; readonly hex: string }[];
  readonly length?: number;
  readonly damage: readonly {
    readonly region: "header" | "entry";
    readonly offset: number;
    readonly end: number;
  }[];
  readonly torn: { readonly offset: number; readonly bytes: number } | null;
  readonly numbers: readonly number[];
};

const vector = JSON.parse(
  readFileSync(new URL("../../contracts/vectors/journal-segment.json", import.meta.url), "utf8"),
) as {
  segment: string;
  firstEntry: number;
  created: number;
  hex: string;
  parts: { offset: number; hex: string }[];
  entries: WrittenEntry[];
  damaged: Damaged[];
  refused: { name: string; hex: string; version: number }[];
};
const { segment, entries } = vector;

function entryOf({ type, historical, log, sequence, ingestTime, payload }: WrittenEntry) {
  return { type, historical, log, sequence, ingestTime, payload: fromHex(payload) };
}

function diskWith(bytes: Uint8Array): FaultyDisk {
  const disk = new FaultyDisk();
  disk.files.set(segment, { bytes, synced: bytes.length });
  return disk;
}

async function recovered(disk: FaultyDisk) {
  const found: StoredEntry[] = [];
  const recovery = await recoverJournal(disk, "", (entry) => {
    found.push({ ...entry, payload: entry.payload.slice() });
  });
  return { recovery, found };
}

test("the parts of the vector are the file", () => {
  expect(vector.parts.map(({ hex }) => hex).join("")).toBe(vector.hex);
  let offset = 0;
  for (const part of vector.parts) {
    expect(part.offset).toBe(offset);
    offset += part.hex.length / 2;
  }
});

test("the writer gives the file to the byte", async () => {
  const [enrolment, ...rest] = entries.map(entryOf) as [JournalEntry, ...JournalEntry[]];
  const disk = new FaultyDisk();
  const journal = new Journal<number>({
    dir: "",
    disk,
    nextEntry: vector.firstEntry,
    segmentBytes: 1_000_000,
    fsyncMs: 5,
    queueBytes: 1_000_000,
    retryMs: 1,
    now: () => vector.created,
    notify: () => {},
    preamble: () => [enrolment],
    onDurable: () => {},
  });
  for (const [i, entry] of rest.entries()) journal.append(entry, i);
  expect(await journal.close(5000)).toBe(true);
  expect([...disk.files.keys()]).toEqual([segment]);
  expect(toHex(disk.files.get(segment)!.bytes)).toBe(vector.hex);
});

test("the reader gives the entries, each at its offset", async () => {
  expect(firstEntryOf(segment)).toBe(vector.firstEntry);
  const parts = [...scanSegment(fromHex(vector.hex), vector.firstEntry)];
  const found = parts.map((part) =>
    part.kind === "entry"
      ? { ...part.entry, payload: toHex(part.entry.payload), offset: part.from }
      : part,
  );
  expect(found).toEqual(entries);
  const numbers: number[] = [];
  const from = vector.firstEntry + 3;
  for await (const { number } of readJournal("", from, diskWith(fromHex(vector.hex)))) {
    numbers.push(number);
  }
  expect(numbers).toEqual(entries.slice(3).map(({ number }) => number));
});

test("payloads are what the page says", () => {
  for (const { type, log, sequence, payload } of entries) {
    const bytes = fromHex(payload);
    if (type === "enrolment") {
      const enrolment = decodeEnrolment(log, bytes)!;
      expect(enrolment).toMatchObject({ site: "wenan-demo", gateway: "gw-01", log });
      expect(toHex(encodeEnrolment(enrolment))).toBe(payload);
    } else if (type === "checkpoint") {
      const note = parseNote(new TextDecoder().decode(bytes));
      expect(parseCheckpoint(note.text).size).toBe(sequence);
    } else if (type !== "hostGap") {
      const record = type === "record" ? bytes : bytes.subarray(1);
      expect(toHex(encodeRecord(decodeRecord(record)))).toBe(toHex(record));
    }
  }
});

for (const { name, changes, length, damage, torn, numbers } of vector.damaged) {
  test(`named by segment and offset: ${name}`, async () => {
    const bytes = fromHex(vector.hex);
    for (const change of changes) bytes.set(fromHex(change.hex), change.offset);
    const disk = diskWith(bytes.slice(0, length));
    const { recovery, found } = await recovered(disk);
    expect(recovery.damage).toEqual(damage.map((each) => ({ segment, ...each })));
    expect(recovery.torn).toEqual(torn === null ? [] : [{ segment, ...torn }]);
    expect(found.map(({ number }) => number)).toEqual(numbers);
    expect(disk.files.get(segment)?.bytes.length).toBe(torn?.offset ?? bytes.length);
    for (const each of recovery.damage) {
      const { offset, end } = each;
      const error = damageError("/data", each);
      expect(error.detail).toMatchObject({ segment, offset, end });
      expect(error.message).toContain(`/data/${segment}`);
      expect(error.message).toContain(String(offset));
    }
  });
}

for (const { name, hex, version } of vector.refused) {
  test(`refused by name, and left alone: ${name}`, async () => {
    const disk = diskWith(fromHex(hex));
    const refusal = { code: "INGEST_JOURNAL_VERSION", detail: { segment, version } };
    await expect(recovered(disk)).rejects.toMatchObject(refusal);
    await expect(readJournal("", 0, disk).next()).rejects.toMatchObject(refusal);
    expect(toHex(disk.files.get(segment)!.bytes)).toBe(hex);
  });
}
