// Records out of the index: every kind comes back whole, its leaf is that of the bytes that were recorded, and
// asking holds nobody up.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, expect, test } from "vitest";
import { toHex } from "#contracts/bytes.ts";
import { hourMs } from "#contracts/fact.ts";
import { leafHash } from "#contracts/merkle.ts";
import type { LogRecord, Sample } from "#contracts/record.ts";
import { encodeRecord } from "#contracts/record-bytes.ts";
import type { DurableRecord } from "../durable-record.ts";
import { sha256 } from "../evidence/node-crypto.ts";
import { recordArbitrary } from "./record-arbitrary.ts";
import { openRecordIndex, type RecordIndex } from "./record-index.ts";
import { type RecordsQuery, readRecords } from "./record-rows.ts";

const start = Date.UTC(2026, 4, 1, 8);
const log = "ab".repeat(32);
let folder: string;
let index: RecordIndex;
let files = 0;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "lineproof-rows-"));
  index = await open();
});
afterEach(async () => {
  await index.close();
  await rm(folder, { recursive: true });
});

function open(): Promise<RecordIndex> {
  const path = join(folder, `index-${files++}.duckdb`);
  return openRecordIndex({ path, now: () => start, report: () => undefined });
}

const durable = (record: LogRecord, sequence: number, ofLog = log): DurableRecord => ({
  site: "site",
  gateway: "gateway",
  log: ofLog,
  sequence,
  ingestTime: start + sequence * 1000 + 50,
  historical: false,
  record,
});

function scan(sequence: number, equipment = "press", samples: readonly Sample[] = []): LogRecord {
  const gatewayTime = start + sequence * 1000;
  return { kind: "scan", gatewayTime, equipment, scanGroup: "fast", samples };
}

const sample = (signal: string, typed: Pick<Sample, "kind" | "value">): Sample => ({
  signal,
  sourceTime: start - 7,
  status: 0,
  flag: "N",
  ...typed,
});

async function fill(records: readonly LogRecord[]): Promise<void> {
  index.add(records.map((record, i) => durable(record, i)));
  await index.flush();
}

const ask = (query: Partial<RecordsQuery> = {}) =>
  readRecords(index, { site: "site", log, from: 0, to: 1000, limit: 100, ...query });

const sequences = async (query: Partial<RecordsQuery>) =>
  (await ask(query)).map(({ sequence }) => sequence);

test("a scan comes back with everything it said, and the leaf of its canonical bytes", async () => {
  const record = scan(0, "press", [
    sample("b", { kind: "int", value: 2n ** 60n }),
    sample("a", { kind: "bytes", value: Uint8Array.of(1, 255) }),
    { ...sample("c", { kind: "null", value: null }), status: 0x80050000, flag: "B" },
    sample("a", { kind: "double", value: 20.5 }),
  ]);
  await fill([record]);
  expect(await ask()).toEqual([
    {
      log,
      sequence: 0,
      kind: "scan",
      gatewayTime: start,
      ingestTime: start + 50,
      leaf: toHex(leafHash(sha256, encodeRecord(record))),
      equipment: "press",
      scanGroup: "fast",
      samples: [
        { signal: "b", sourceTime: start - 7, value: "1152921504606846976", status: 0, flag: "N" },
        { signal: "a", sourceTime: start - 7, value: "01ff", status: 0, flag: "N" },
        { signal: "c", sourceTime: start - 7, value: null, status: 0x80050000, flag: "B" },
        { signal: "a", sourceTime: start - 7, value: 20.5, status: 0, flag: "N" },
      ],
    },
  ]);
});

test("records of any kind and content keep kind, time and leaf", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(recordArbitrary(start), { maxLength: 20 }), async (records) => {
      await index.close();
      index = await open();
      await fill(records);
      const rows = await ask();
      expect(rows.map(({ sequence }) => sequence)).toEqual(records.map((_, i) => i));
      expect(rows.map(({ leaf }) => leaf)).toEqual(
        records.map((record) => toHex(leafHash(sha256, encodeRecord(record)))),
      );
      expect(rows.map(({ kind, gatewayTime }) => [kind, gatewayTime])).toEqual(
        records.map(({ kind, gatewayTime }) => [kind, gatewayTime]),
      );
    }),
    { seed: 3, numRuns: 25 },
  );
});

test("the newest of the range come, ascending, of one machine when it is named", async () => {
  const identity: LogRecord = { kind: "identity", gatewayTime: start, properties: [] };
  const scans = Array.from({ length: 30 }, (_, i) => scan(i + 1, i % 3 === 0 ? "saw" : "press"));
  await fill([identity, ...scans]);
  expect(await sequences({ from: 5, to: 10 })).toEqual([5, 6, 7, 8, 9]);
  expect(await sequences({ from: 0, to: 31, limit: 3 })).toEqual([28, 29, 30]);
  expect(await sequences({ to: 31, limit: 3, equipment: "saw" })).toEqual([22, 25, 28]);
  expect(await sequences({ to: 2, equipment: "press" })).toEqual([]);
  expect(await sequences({ to: 1 })).toEqual([0]);
});

test.each([
  ["an unknown log", { log: "cd".repeat(32) }],
  ["another site", { site: "elsewhere" }],
  ["an unknown machine", { equipment: "nobody" }],
  ["an empty range", { from: 5, to: 5 }],
  ["a limit of none", { limit: 0 }],
])("%s has no records", async (_, query) => {
  await fill([scan(0), scan(1)]);
  expect(await ask(query)).toEqual([]);
});

test("two logs with the same numbers are kept apart", async () => {
  const other = "ef".repeat(32);
  index.add([durable(scan(0, "press"), 0), durable(scan(9, "saw"), 0, other)]);
  await index.flush();
  expect((await ask({ log: other })).map(({ equipment }) => equipment)).toEqual(["saw"]);
});

test("one answer holds at most fifty thousand samples, the newest ones", async () => {
  const many = Array.from({ length: 6000 }, (_, i) => sample(`s-${i}`, { kind: "int", value: i }));
  await fill(Array.from({ length: 12 }, (_, i) => scan(i, "press", many)));
  expect(await sequences({})).toEqual([4, 5, 6, 7, 8, 9, 10, 11]);
  expect((await ask({ limit: 1 }))[0]?.samples).toHaveLength(6000);
});

test("records are asked for while others are being written", async () => {
  await fill([scan(0)]);
  let asking = true;
  const asked = (async () => {
    const seen: number[] = [];
    while (asking) seen.push((await ask({ to: hourMs, limit: 1000 })).length);
    return seen;
  })();
  for (let i = 1; i < 800; i += 40) {
    index.add(Array.from({ length: 40 }, (_, k) => durable(scan(i + k), i + k)));
    await index.flush();
  }
  asking = false;
  const seen = await asked;
  expect(seen).toEqual([...seen].sort((a, b) => a - b));
  expect(await ask({ to: hourMs, limit: 1000 })).toHaveLength(801);
});
