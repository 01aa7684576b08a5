import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import fc from "fast-check";
import { afterEach, beforeEach, expect, test } from "vitest";
import { toHex } from "#contracts/bytes.ts";
import type { LogRecord } from "#contracts/record.ts";
import { encodeRecord } from "#contracts/record-bytes.ts";
import type { DurableRecord } from "../durable-record.ts";
import { recordArbitrary } from "../store/record-arbitrary.ts";
import { openRecordIndex } from "../store/record-index.ts";
import { hourFiles } from "./hour-files.ts";
import { readHour } from "./hour-reader.ts";
import { sealHour } from "./hour-writer.ts";

const hour = Date.UTC(2026, 4, 1, 8);
let folder: string;
const closing: (() => unknown)[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "lineproof-archive-"));
});
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
  await rm(folder, { recursive: true });
});

function durable(record: LogRecord, sequence: number, log = "log-1"): DurableRecord {
  return {
    site: "site.'一",
    gateway: "gateway",
    log,
    sequence,
    ingestTime: record.gatewayTime + (sequence % 7) * 1000,
    historical: false,
    record,
  };
}

async function openIndex(name = "index") {
  const index = await openRecordIndex({
    path: join(folder, `${name}.duckdb`),
    now: () => hour,
    report: () => {},
  });
  closing.push(() => index.close());
  return index;
}

async function memory() {
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  closing.push(() => {
    connection.closeSync();
    instance.closeSync();
  });
  return connection;
}

async function seal(records: readonly DurableRecord[], name = "index") {
  const index = await openIndex(name);
  index.add(records);
  await index.flush();
  const connection = await index.connect();
  const sealed = await sealHour(connection, {
    archive: join(folder, name),
    site: "site.'一",
    hour: hour + 5,
  });
  connection.closeSync();
  return sealed;
}

function lineOf(site: string, log: string, sequence: number, time: number, bytes: Uint8Array) {
  return `${site} ${log} ${sequence} ${time} ${toHex(bytes)}`;
}

test("records of all kinds come back from the sealed files to the byte", async () => {
  const reader = await memory();
  let run = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(recordArbitrary(hour), { maxLength: 40 }), async (records) => {
      const all = records.map((record, i) =>
        durable(record, Math.floor(i / 2) * 3, i % 2 === 0 ? "log-1" : "log-2"),
      );
      run += 1;
      const sealed = await seal(all, `run-${run}`);
      expect(sealed.records).toBe(all.length);
      const back: string[] = [];
      for await (const record of readHour(reader, sealed.files)) {
        expect(record.gateway).toBe("gateway");
        const { site, log, sequence, ingestTime, bytes } = record;
        back.push(lineOf(site, log, sequence, ingestTime, bytes));
      }
      const expected = all.map(({ site, log, sequence, ingestTime, record }) =>
        lineOf(site, log, sequence, ingestTime, encodeRecord(record)),
      );
      expect(back.sort()).toEqual(expected.sort());
    }),
    { seed: 20261122, numRuns: 40 },
  );
});

const scan = (at: number, value: number): LogRecord => ({
  kind: "scan",
  gatewayTime: at,
  equipment: "press",
  scanGroup: "fast",
  samples: ["a", "b"].map((signal) => ({
    signal,
    sourceTime: at - 10,
    kind: "float",
    value,
    status: 0,
    flag: "N",
  })),
});

test("a record lies whole in the hour of its gateway time", async () => {
  const sealed = await seal([
    durable(scan(hour - 1, 1), 0),
    durable(scan(hour, 2), 1),
    durable(scan(hour + 3_599_999, 3), 2),
    durable(scan(hour + 3_600_000, 4), 3),
  ]);
  expect(sealed).toMatchObject({ records: 2, samples: 4 });
});

test("an hour without records is sealed as two empty tables", async () => {
  const sealed = await seal([durable(scan(hour - 1, 1), 0)]);
  expect(sealed).toMatchObject({ records: 0, samples: 0 });
  const back = [];
  for await (const record of readHour(await memory(), sealed.files)) back.push(record);
  expect(back).toEqual([]);
});

test("any Parquet reader finds the names of the integers in the file itself", async () => {
  const { files } = await seal([durable(scan(hour, 2), 0)]);
  const reader = await memory();
  const found = await reader.runAndReadAll(
    `SELECT decode(value) FROM parquet_kv_metadata('${files.samples}') WHERE decode(key) = 'lineproof'`,
  );
  expect(JSON.parse(String(found.getRows()[0]?.[0]))).toMatchObject({
    format: "lineproof/archive-samples/1",
    site: "site.'一",
    hour,
    signals: [
      { id: 0, equipment: "press", signal: "a" },
      { id: 1, equipment: "press", signal: "b" },
    ],
  });
});

async function failure(files: { samples: string; records: string }) {
  const reader = await memory();
  try {
    for await (const _ of readHour(reader, files));
  } catch (error) {
    return error as { code: string; detail: { [key: string]: unknown } };
  }
  return undefined;
}

test("a missing file is named", async () => {
  const files = hourFiles(folder, "nowhere", hour);
  expect(await failure(files)).toMatchObject({
    code: "INGEST_ARCHIVE_READ",
    detail: { file: files.records },
  });
});

test("files of different hours, or the two files of one hour confused, are refused", async () => {
  const one = await seal([durable(scan(hour, 2), 0)], "one");
  const two = await seal([durable(scan(hour, 2), 0), durable(scan(hour + 1, 3), 1)], "two");
  expect(await failure({ samples: two.files.samples, records: one.files.records })).toMatchObject({
    code: "INGEST_ARCHIVE_CONTENT",
    detail: { file: two.files.samples, what: "2 samples without a record" },
  });
  expect(await failure({ samples: one.files.samples, records: two.files.records })).toMatchObject({
    code: "INGEST_ARCHIVE_CONTENT",
    detail: { sequence: 1, what: "0 of 2 samples" },
  });
  expect(await failure({ samples: one.files.records, records: one.files.samples })).toMatchObject({
    code: "INGEST_ARCHIVE_CONTENT",
    detail: { what: "format lineproof/archive-records/1" },
  });
});

test("a flipped byte ends in a coded error or in other leaf bytes, never in a crash", async () => {
  const { files } = await seal(
    Array.from({ length: 50 }, (_, i) => durable(scan(hour + i * 1000, i / 10), i)),
  );
  const bytes = await readFile(files.samples);
  let refused = 0;
  const offsets = Array.from({ length: 40 }, (_, i) => Math.floor((bytes.length * i) / 40));
  for (const offset of offsets) {
    const damaged = Buffer.from(bytes);
    damaged[offset] = (damaged[offset] ?? 0) ^ 0x55;
    await writeFile(files.samples, damaged);
    const error = await failure(files);
    if (error !== undefined) {
      expect(error.code).toMatch(/^(INGEST_ARCHIVE|CONTRACTS_RECORD)_/);
      refused += 1;
    }
  }
  expect(refused).toBeGreaterThan(0);
  await writeFile(files.samples, bytes);
  expect(await failure(files)).toBeUndefined();
});

test("an archive that cannot be written says so and leaves the hour unsealed", async () => {
  await writeFile(join(folder, "blocked"), "");
  const index = await openIndex();
  const connection = await index.connect();
  closing.push(() => connection.closeSync());
  await expect(
    sealHour(connection, { archive: join(folder, "blocked"), site: "s", hour }),
  ).rejects.toMatchObject({ code: "INGEST_ARCHIVE_WRITE", detail: { site: "s", hour } });
});
