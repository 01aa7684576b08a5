import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { LogRecord, Sample, ScanRecord } from "#contracts/record.ts";
import type { DurableRecord } from "../durable-record.ts";
import { openRecordIndex, type RecordIndex, type RecordIndexOptions } from "./record-index.ts";
import { StoredHours } from "./stored-hours.ts";
import { readTrend } from "./trend.ts";

const start = Date.UTC(2026, 4, 1, 8);
let folder: string;
let reports: string[];
const opened: RecordIndex[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "lineproof-index-"));
  reports = [];
});
afterEach(async () => {
  for (const index of opened.splice(0)) await index.close();
  await rm(folder, { recursive: true });
});

const path = () => join(folder, "index.duckdb");

async function open(options: Partial<RecordIndexOptions> = {}): Promise<RecordIndex> {
  const index = await openRecordIndex({
    path: path(),
    now: () => start,
    report: (message) => reports.push(message),
    ...options,
  });
  opened.push(index);
  return index;
}

async function close(index: RecordIndex): Promise<void> {
  opened.splice(opened.indexOf(index), 1);
  await index.close();
}

function sample(signal: string, sourceTime: number, value: number): Sample {
  return { signal, sourceTime, kind: "double", value, status: 0, flag: "N" };
}

function scan(sequence: number, value: number, log = "log"): DurableRecord {
  const gatewayTime = start + sequence * 1000;
  const record: LogRecord = {
    kind: "scan",
    gatewayTime,
    equipment: "press",
    scanGroup: "fast",
    samples: [sample("temp", gatewayTime, value), sample("load", gatewayTime, value * 2)],
  };
  return {
    site: "site",
    gateway: "gateway",
    log,
    sequence,
    ingestTime: gatewayTime + 50,
    historical: false,
    record,
  };
}

const scans = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, i) => scan(from + i, (from + i) / 10));

async function values(index: RecordIndex, signal = "temp") {
  const query = { site: "site", equipment: "press", signal, from: start, to: start + 3_600_000 };
  return (await readTrend(index, { ...query, points: 100_000 })).value;
}

test("what was added is read back, and is still there after a restart", async () => {
  const index = await open();
  index.add(scans(0, 3));
  expect(index.backlog).toBe(9);
  await index.flush();
  expect(index.backlog).toBe(0);
  expect(await values(index)).toEqual([0, 0.1, 0.2]);
  await close(index);
  const again = await open();
  expect(await values(again, "load")).toEqual([0, 0.2, 0.4]);
  expect(again.indexed("site", "gateway", "log")).toEqual([{ from: 0, to: 3 }]);
});

test("a record that comes twice is indexed once, over restarts too", async () => {
  const index = await open();
  index.add([...scans(0, 3), ...scans(1, 4)]);
  await index.flush();
  index.add(scans(0, 4));
  await close(index);
  const again = await open();
  again.add(scans(0, 6));
  await again.flush();
  expect(await values(again)).toEqual([0, 0.1, 0.2, 0.3, 0.4, 0.5]);
});

test("small batches of one flush commit everything, in order", async () => {
  const index = await open({ batchRows: 5 });
  index.add(scans(0, 20));
  index.mark("segment 1");
  index.add(scans(20, 25));
  index.mark("segment 2");
  await index.flush();
  expect(await values(index)).toHaveLength(25);
  expect(index.position).toBe("segment 2");
});

test("a flush ends although more is added and marked all the time", async () => {
  const index = await open({ flushMs: 60_000 });
  index.add([scan(0, 0)]);
  index.mark("0");
  let flushed = false;
  const flushing = index.flush().then(() => {
    flushed = true;
  });
  let added = 1;
  for (; !flushed && added < 20_000; added++) {
    index.add([scan(added, added)]);
    index.mark(String(added));
    await setImmediate();
  }
  expect(flushed).toBe(true);
  await flushing;
  await index.flush();
  expect(index.position).toBe(String(added - 1));
});

test("without a call to flush a batch is committed by the index itself", async () => {
  const index = await open({ flushMs: 1 });
  index.add(scans(0, 2));
  await expect.poll(() => index.backlog, { timeout: 5000, interval: 5 }).toBe(0);
  expect(await values(index)).toEqual([0, 0.1]);
});

test("a backlog above the bound asks the feeder to wait and keeps every record", async () => {
  const index = await open({ maxBacklog: 10, flushMs: 60_000 });
  index.add(scans(0, 3));
  expect(index.behind).toBe(false);
  index.add(scans(3, 100));
  expect([index.behind, index.backlog]).toEqual([true, 300]);
  await index.flush();
  expect([index.behind, index.backlog]).toEqual([false, 0]);
  expect(await values(index)).toHaveLength(100);
});

/** A journal of 10 records in parts of 4; positions are record numbers. */
async function* journal(from: string | null) {
  for (let at = from === null ? 0 : Number(from); at < 10; at += 4) {
    const to = Math.min(at + 4, 10);
    yield { records: scans(at, to), position: String(to) };
  }
}

test("the journal is replayed from the position on, and only once", async () => {
  const index = await open();
  expect(index.position).toBeNull();
  expect(await index.catchUp(journal)).toBe(10);
  await close(index);
  const again = await open();
  expect(again.position).toBe("10");
  const asked: (string | null)[] = [];
  const replay = (from: string | null) => {
    asked.push(from);
    return journal(from);
  };
  expect(await again.catchUp(replay)).toBe(0);
  expect(asked).toEqual(["10"]);
  expect(await values(again)).toHaveLength(10);
});

test("a position never runs ahead of the records it speaks of", async () => {
  const child = spawn(
    process.execPath,
    [
      "--input-type=module-typescript",
      "--eval",
      `import { openRecordIndex } from ${JSON.stringify(new URL("./record-index.ts", import.meta.url).href)};
       const index = await openRecordIndex({ path: ${JSON.stringify(path())}, now: Date.now,
         report: () => {}, flushMs: 1, batchRows: 50 });
       const record = (sequence) => ({ site: "site", gateway: "gateway", log: "log", sequence,
         ingestTime: 0, historical: false, record: { kind: "scan", gatewayTime: ${start} + sequence,
         equipment: "press", scanGroup: "fast", samples: [{ signal: "temp", kind: "int",
         sourceTime: ${start} + sequence, value: sequence, status: 0, flag: "N" }] } });
       for (let n = 0; ; n++) {
         index.add([record(n)]);
         index.mark(String(n + 1));
         if (index.position !== null) process.stdout.write(index.position + "\\n");
         await new Promise((resolve) => setImmediate(resolve));
       }`,
    ],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  // The first positions are on disk and more batches are under way.
  await once(child.stdout, "data");
  child.kill("SIGKILL");
  await once(child, "exit");
  const index = await open();
  const position = Number(index.position);
  expect(position).toBeGreaterThan(0);
  expect(index.indexed("site", "gateway", "log")[0]).toMatchObject({ from: 0 });
  expect(index.hasAll(0, 0, position)).toBe(true);
  expect((await values(index)).slice(0, position)).toEqual(
    Array.from({ length: position }, (_, i) => i),
  );
});

test.each([
  ["no database at all", async () => writeFile(path(), "garbage garbage garbage")],
  [
    "a damaged header",
    async () => {
      const bytes = await readFile(path());
      for (const at of [100, 5000, 9000]) bytes[at] = (bytes[at] ?? 0) ^ 0xff;
      await writeFile(path(), bytes);
    },
  ],
  [
    "cut off",
    async () => {
      const bytes = await readFile(path());
      await writeFile(path(), bytes.subarray(0, 6000));
    },
  ],
])("an index that is %s is set aside with a message and rebuilt", async (_, damage) => {
  const index = await open();
  await index.catchUp(journal);
  await close(index);
  await damage();
  const again = await open();
  expect(reports).toHaveLength(1);
  expect(reports[0]).toContain(`${path()}.aside-${start}`);
  expect(await readdir(folder)).toContain(`index.duckdb.aside-${start}`);
  expect(await again.catchUp(journal)).toBe(10);
  expect(await values(again)).toHaveLength(10);
});

test("a missing index is made anew", async () => {
  const index = await open();
  await index.catchUp(journal);
  await close(index);
  await rm(path());
  const again = await open();
  expect(again.position).toBeNull();
  expect(await again.catchUp(journal)).toBe(10);
  expect(reports).toEqual([]);
});

test("a block found damaged by a query is named, and the next start rebuilds the index", async () => {
  const index = await open();
  const many = Array.from({ length: 30_000 }, (_, i) => scan(i, Math.sin(i)));
  index.add(many);
  await close(index);
  const bytes = await readFile(path());
  // Three headers of 4 kB, then blocks: beyond them lie the rows.
  for (let at = 12_288; at < bytes.length; at += 262_144) {
    for (let i = 64; i < 8192; i++) bytes[at + i] = (bytes[at + i] ?? 0) ^ 0xff;
  }
  await writeFile(path(), bytes);
  const damaged = await open().catch((error: unknown) => error);
  // DuckDB may meet the damage while opening; then the file is set aside at once.
  if (reports.length === 0) {
    const again = damaged as RecordIndex;
    await expect(values(again)).rejects.toMatchObject({ code: "INGEST_INDEX_DAMAGED" });
    expect(existsSync(`${path()}.damaged`)).toBe(true);
    await close(again);
    await open();
  }
  expect(reports.at(-1)).toContain("set aside");
  expect(existsSync(`${path()}.damaged`)).toBe(false);
  const rebuilt = opened.at(-1)!;
  rebuilt.add(many.slice(0, 5));
  await rebuilt.flush();
  expect(await values(rebuilt)).toHaveLength(5);
});

test("an index held by another process stops the start and stays as it is", async () => {
  const child = spawn(
    process.execPath,
    [
      "--input-type=module-typescript",
      "--eval",
      `import { openRecordIndex } from ${JSON.stringify(new URL("./record-index.ts", import.meta.url).href)};
       await openRecordIndex({ path: ${JSON.stringify(path())}, now: Date.now, report: () => {} });
       process.stdout.write("open");
       setInterval(() => {}, 1000);`,
    ],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  await once(child.stdout, "data");
  await expect(open()).rejects.toMatchObject({
    code: "INGEST_INDEX_OPEN",
    detail: { path: path(), reason: "locked" },
  });
  child.kill("SIGKILL");
  await once(child, "exit");
  expect((await stat(path())).size).toBeGreaterThan(0);
  expect(reports).toEqual([]);
});

test("a folder that cannot be made stops the start", async () => {
  await writeFile(join(folder, "file"), "");
  const wrong = join(folder, "file", "index.duckdb");
  await expect(open({ path: wrong })).rejects.toMatchObject({
    code: "INGEST_INDEX_OPEN",
    detail: { path: wrong, reason: "access" },
  });
});

test("readers see whole batches while the writer goes on", async () => {
  const index = await open({ batchRows: 300, flushMs: 1 });
  let done = false;
  const seen: number[] = [];
  const reading = (async () => {
    while (!done) seen.push((await values(index)).length);
  })();
  for (let from = 0; from < 3000; from += 100) {
    index.add(scans(from, from + 100));
    await index.flush();
  }
  done = true;
  await reading;
  expect(seen.length).toBeGreaterThan(1);
  expect(seen.every((count) => count % 100 === 0)).toBe(true);
  expect(seen).toEqual([...seen].sort((a, b) => a - b));
  expect(await values(index)).toHaveLength(3000);
});

test("more waiting readers than admitted are turned away with a code", async () => {
  const index = await open({ readers: 1 });
  const asked = Array.from({ length: 300 }, () => index.readers.use(async () => "read"));
  const results = await Promise.allSettled(asked);
  const refused = results.filter((result) => result.status === "rejected");
  expect(refused).toHaveLength(300 - 1 - 256);
  expect(refused[0]).toMatchObject({
    reason: { code: "INGEST_INDEX_BUSY", detail: { waiting: 256 } },
  });
});

test("a query that takes too long is interrupted", async () => {
  const index = await open({ queryTimeoutMs: 20 });
  const endless =
    "SELECT count(*) FROM range(1000000000) a, range(1000) b WHERE a.range + b.range = -1";
  await expect(index.readers.use((connection) => connection.run(endless))).rejects.toMatchObject({
    code: "INGEST_INDEX_QUERY",
  });
});

test("a record without canonical bytes is left out with a message and holds up no other", async () => {
  const index = await open();
  const wrong = scan(1, 1);
  const record = wrong.record as ScanRecord & { samples: Sample[] };
  record.samples.push({ ...sample("temp", start, 0), kind: "boolean", value: 3 });
  index.add([scan(0, 0), wrong, scan(2, 0.2)]);
  await index.flush();
  expect(index.refused).toBe(1);
  expect(reports[0]).toContain("log/1");
  expect(await values(index)).toEqual([0, 0.2]);
});

test("rows of many chunks keep their own values, NULLs and text included", async () => {
  for (const withText of [false, true]) {
    const records = Array.from({ length: 5000 }, (_, i) => {
      const durable = scan(i, 0, `log-${withText}`);
      const temp = sample(`temp-${withText}`, start + i, i % 1000 === 7 ? Number.NaN : i / 10);
      const text: Sample = { ...temp, signal: "text", kind: "string", value: `第${i}` };
      // Every fourth record has its samples in descending order, which needs ordinals.
      const both = [temp, ...(withText ? [text] : [sample(`load-${withText}`, start + i, i)])];
      const samples = i % 4 === 0 ? both : both.toReversed();
      return { ...durable, record: { ...(durable.record as ScanRecord), samples } };
    });
    const index = await open({ path: join(folder, `${withText}.duckdb`) });
    index.add(records);
    await index.flush();
    const back: LogRecord[] = [];
    await new StoredHours(index).scans("site", "gateway", start, (one) => back.push(one.record));
    const inHour = records.filter(({ record }) => record.gatewayTime < start + 3_600_000);
    expect(back).toEqual(inHour.map(({ record }) => record));
  }
});
