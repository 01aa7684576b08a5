// Bytes per sample in sealed Parquet, through the code that ingest runs: index, seal, read back.
// Shape `process-like`: 200 signals of 10 machines at 1 Hz, float32, a random walk in steps of 0.1, scan
// times that jitter, few bad samples; the first scan of every hour carries all signals. Both tables and
// every column count, and so do footers and names. Seeds are fixed; sizes do not depend on the machine.
//
//   node bench/archive.bench.ts [--hours 2] [--signals 200] [--json FILE]
import { createHash } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { hourMs } from "#contracts/fact.ts";
import type { Sample } from "#contracts/record.ts";
import { encodeRecord } from "#contracts/record-bytes.ts";
import { readHour } from "#ingest/archive/hour-reader.ts";
import { sealHour } from "#ingest/archive/hour-writer.ts";
import type { DurableRecord } from "#ingest/durable-record.ts";
import { openRecordIndex } from "#ingest/store/record-index.ts";
import { describeMachine, machineLine } from "./machine.ts";

/** DESIGN §10: all columns, both tables, `process-like` with scan times. */
const budgetBytesPerSample = 0.6;
const machines = 10;
const start = Date.UTC(2026, 4, 1);

type Shape = {
  readonly name: string;
  /** Steps of the walk, tenths; without 0 every read is a change and is recorded. */
  readonly steps: readonly number[];
  /** Every item has a source time of its own instead of its scan's. */
  readonly itemTimes: boolean;
  readonly budget: boolean;
};

const shapes: readonly Shape[] = [
  {
    name: "process-like, scan times, every read changed",
    steps: [-1, 1],
    itemTimes: false,
    budget: true,
  },
  {
    name: "process-like, scan times, a third of reads unchanged and not recorded",
    steps: [-1, 0, 1],
    itemTimes: false,
    budget: true,
  },
  {
    name: "process-like, per-item source times, every read changed",
    steps: [-1, 1],
    itemTimes: true,
    budget: false,
  },
];

export type ArchiveBenchOptions = {
  readonly hours?: number;
  readonly signals?: number;
  /** File for the numbers as JSON. */
  readonly json?: string;
};

export type ShapeResult = {
  readonly shape: string;
  readonly reads: number;
  readonly samples: number;
  readonly records: number;
  readonly sampleFileBytes: number;
  readonly recordFileBytes: number;
  readonly bytesPerSample: number;
  readonly bytesPerRead: number;
  readonly budget: number | null;
  readonly met: boolean | null;
  readonly readBackIdentical: boolean;
  readonly indexSamplesPerSecond: number;
  readonly sealSamplesPerSecond: number;
  readonly readSamplesPerSecond: number;
};

/** xorshift32: the same data on every machine. */
function randomOf(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

/** Records of one hour in the order in which scans complete. */
function* hourOfRecords(
  shape: Shape,
  signals: number,
  random: (below: number) => number,
  walk: Int32Array,
  hour: number,
  sequence: number,
): Generator<DurableRecord> {
  const perMachine = Math.ceil(signals / machines);
  let next = sequence;
  for (let second = 0; second < hourMs / 1000; second++) {
    for (let machine = 0; machine * perMachine < signals; machine++) {
      const due = hour + second * 1000 + machine * 60;
      const sourceTime = due + random(20);
      const gatewayTime = sourceTime + 5 + random(30);
      const samples: Sample[] = [];
      const last = Math.min(signals, (machine + 1) * perMachine);
      for (let i = machine * perMachine; i < last; i++) {
        const step = shape.steps[random(shape.steps.length)] ?? 0;
        walk[i] = (walk[i] ?? 0) + step;
        const bad = random(10_000) === 0;
        if (step === 0 && second > 0 && !bad) continue;
        samples.push({
          signal: `zone.${i}.temperature`,
          sourceTime: shape.itemTimes ? sourceTime - random(900) : sourceTime,
          ...(bad
            ? { kind: "null", value: null, status: 0x800a0000, flag: "B" }
            : { kind: "float", value: Math.fround((walk[i] ?? 0) / 10), status: 0, flag: "N" }),
        });
      }
      yield {
        site: "bench",
        gateway: "gateway",
        log: "0".repeat(64),
        sequence: next++,
        ingestTime: gatewayTime + 20 + random(100),
        historical: false,
        record: {
          kind: "scan",
          gatewayTime,
          equipment: `press-${machine}`,
          scanGroup: "fast",
          samples,
        },
      };
    }
  }
}

async function measure(
  shape: Shape,
  folder: string,
  hours: number,
  signals: number,
): Promise<ShapeResult> {
  const index = await openRecordIndex({
    path: join(folder, "index.duckdb"),
    now: () => start,
    report: (message) => console.error(message),
  });
  const connection = await index.connect();
  const random = randomOf(20261122);
  const walk = Int32Array.from({ length: signals }, () => 200 + random(1800));
  const totals = { samples: 0, records: 0, sampleBytes: 0, recordBytes: 0 };
  const seconds = { index: 0, seal: 0, read: 0 };
  let identical = true;
  try {
    for (let h = 0, sequence = 0; h < hours; h++) {
      const hour = start + h * hourMs;
      const made = createHash("sha256");
      const all = [...hourOfRecords(shape, signals, random, walk, hour, sequence)];
      sequence += all.length;
      for (const { record } of all) made.update(encodeRecord(record));
      let before = performance.now();
      for (let from = 0; from < all.length; from += 1000) {
        index.add(all.slice(from, from + 1000));
        if (index.behind) await index.flush();
      }
      await index.flush();
      seconds.index += (performance.now() - before) / 1000;
      before = performance.now();
      const sealed = await sealHour(connection, {
        archive: join(folder, "archive"),
        site: "bench",
        hour,
      });
      seconds.seal += (performance.now() - before) / 1000;
      before = performance.now();
      const back = createHash("sha256");
      for await (const { bytes } of readHour(connection, sealed.files)) back.update(bytes);
      seconds.read += (performance.now() - before) / 1000;
      identical &&= made.digest("hex") === back.digest("hex");
      totals.samples += sealed.samples;
      totals.records += sealed.records;
      totals.sampleBytes += sealed.sampleBytes;
      totals.recordBytes += sealed.recordBytes;
    }
  } finally {
    connection.closeSync();
    await index.close();
  }
  const bytes = totals.sampleBytes + totals.recordBytes;
  const reads = hours * 3600 * signals;
  const bytesPerSample = bytes / totals.samples;
  return {
    shape: shape.name,
    reads,
    samples: totals.samples,
    records: totals.records,
    sampleFileBytes: totals.sampleBytes,
    recordFileBytes: totals.recordBytes,
    bytesPerSample,
    bytesPerRead: bytes / reads,
    budget: shape.budget ? budgetBytesPerSample : null,
    met: shape.budget ? bytesPerSample <= budgetBytesPerSample : null,
    readBackIdentical: identical,
    indexSamplesPerSecond: Math.round(totals.samples / seconds.index),
    sealSamplesPerSecond: Math.round(totals.samples / seconds.seal),
    readSamplesPerSecond: Math.round(totals.samples / seconds.read),
  };
}

function describe(result: ShapeResult): string {
  const { samples, sampleFileBytes, recordFileBytes } = result;
  const rate = (perSecond: number) => `${(perSecond / 1e6).toFixed(2)} M/s`;
  const verdict =
    result.budget === null
      ? "no budget, published beside"
      : `budget ${result.budget} B: ${result.met ? "MET" : "NOT MET"}`;
  return [
    result.shape,
    `  ${result.bytesPerSample.toFixed(3)} B/sample (${verdict}), ${result.bytesPerRead.toFixed(3)} B/read`,
    `  samples table ${(sampleFileBytes / samples).toFixed(3)} + records table ${(recordFileBytes / samples).toFixed(3)} B/sample; ` +
      `${samples} samples in ${result.records} records`,
    `  index ${rate(result.indexSamplesPerSecond)}, seal ${rate(result.sealSamplesPerSecond)}, ` +
      `read back ${rate(result.readSamplesPerSecond)}; canonical bytes ` +
      `${result.readBackIdentical ? "identical" : "DIFFER"}`,
  ].join("\n");
}

/** Runs all shapes and prints them. Rejects when sealed files do not give back the same bytes. */
export async function run(options: ArchiveBenchOptions = {}): Promise<void> {
  const { hours = 2, signals = 200, json } = options;
  console.log(`archive: ${signals} signals, 1 Hz, ${hours} h\n${machineLine()}\n`);
  const results: ShapeResult[] = [];
  for (const shape of shapes) {
    const folder = await mkdtemp(join(tmpdir(), "lineproof-bench-"));
    try {
      const result = await measure(shape, folder, hours, signals);
      results.push(result);
      console.log(`${describe(result)}\n`);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }
  if (json !== undefined) {
    const report = { bench: "archive", machine: describeMachine(), hours, signals, results };
    await writeFile(json, `${JSON.stringify(report, null, 2)}\n`);
  }
  if (results.some((result) => !result.readBackIdentical)) {
    throw new Error("sealed files did not give back the canonical bytes that went in");
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const { values } = parseArgs({
    options: {
      hours: { type: "string", default: "2" },
      signals: { type: "string", default: "200" },
      json: { type: "string" },
    },
  });
  await run({
    hours: Number(values.hours),
    signals: Number(values.signals),
    ...(values.json === undefined ? {} : { json: values.json }),
  });
}
