import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Sample } from "#contracts/record.ts";
import type { Value, ValueKind } from "#contracts/value.ts";
import { openRecordIndex, type RecordIndex } from "./record-index.ts";
import { readTrend } from "./trend.ts";

const start = Date.UTC(2026, 4, 1, 8);
const group = { id: "fast", intervalMs: 1000 };
let folder: string;
let index: RecordIndex;
let equipments = 0;
let sequence = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "lineproof-trend-"));
  index = await openRecordIndex({
    path: join(folder, "index.duckdb"),
    now: () => start,
    report: () => {},
  });
});
afterAll(async () => {
  await index.close();
  await rm(folder, { recursive: true });
});

type Read = { at: number; value?: Value; kind?: ValueKind; status?: number };

/** Scans of an equipment of its own; a read without a value is a scan without samples. */
async function store(reads: readonly Read[]): Promise<string> {
  const equipment = `press-${equipments++}`;
  index.add(
    reads.map(({ at, value, kind = "double", status = 0 }) => {
      const one: Sample[] =
        value === undefined
          ? []
          : [{ signal: "temp", sourceTime: at, kind, value, status, flag: "N" }];
      return {
        site: "site",
        gateway: "gateway",
        log: "log",
        sequence: sequence++,
        ingestTime: at,
        historical: false,
        record: {
          kind: "scan",
          gatewayTime: at,
          equipment,
          scanGroup: "fast",
          samples: one,
        },
      };
    }),
  );
  await index.flush();
  return equipment;
}

async function trend(equipment: string, points = 1000, from = start, to = start + 600_000) {
  const query = { site: "site", equipment, signal: "temp", from, to, points };
  return readTrend(index, query, group);
}

function pairs(frame: Awaited<ReturnType<typeof trend>>) {
  return frame.time.map((time, i) => [time - start, frame.value[i]]);
}

test("few samples come raw, with source time in [from, to)", async () => {
  const equipment = await store(
    [0, 1000, 2000, 3000].map((t) => ({ at: start + t, value: t / 10 })),
  );
  const frame = await trend(equipment, 10, start + 1000, start + 3000);
  expect(frame).toMatchObject({ equipment, signal: "temp", reduction: "raw", good: [true, true] });
  expect(pairs(frame)).toEqual([
    [1000, 100],
    [2000, 200],
  ]);
});

test("an unknown signal gives an empty frame", async () => {
  expect(await trend("nobody")).toMatchObject({ time: [], value: [], good: [], reduction: "raw" });
});

test("every numeric kind reaches the chart as the same double, what is no number as null", async () => {
  const cases: [ValueKind, Value, number | null][] = [
    ["float", Math.fround(20.1), Math.fround(20.1)],
    ["float", Math.fround(1e30), Math.fround(1e30)],
    ["float", Math.fround(-1e-40), Math.fround(-1e-40)],
    ["double", 0.1 + 0.2, 0.1 + 0.2],
    ["double", -Math.PI, -Math.PI],
    ["double", 1.7976931348623157e308, 1.7976931348623157e308],
    ["double", 5e-324, 5e-324],
    ["double", Number.NaN, null],
    ["double", Number.NEGATIVE_INFINITY, null],
    ["int", -(2n ** 63n), -(2 ** 63)],
    ["uint", 2n ** 64n - 2048n, 2 ** 64 - 2048],
    ["int", -5, -5],
    ["boolean", true, 1],
    ["string", "on", null],
    ["bytes", new Uint8Array([1]), null],
    ["null", null, null],
  ];
  const equipment = await store(
    cases.map(([kind, value], i) => ({ at: start + i * 1000, kind, value })),
  );
  const frame = await trend(equipment);
  expect(frame.value).toEqual(cases.map(([, , number]) => number));
  expect(frame.good).toEqual(cases.map(() => true));
});

test("any double or float bit pattern is the same number in SQL", async () => {
  const view = new DataView(new ArrayBuffer(8));
  const doubles = fc.bigInt(0n, 2n ** 64n - 1n).map((bits) => {
    view.setBigUint64(0, bits);
    return { kind: "double" as const, value: view.getFloat64(0) };
  });
  const floats = fc.nat(0xffffffff).map((bits) => {
    view.setUint32(0, bits);
    return { kind: "float" as const, value: view.getFloat32(0) };
  });
  const all = fc.sample(fc.oneof(doubles, floats), { seed: 5, numRuns: 2000 });
  const equipment = await store(all.map((one, i) => ({ at: start + i, ...one })));
  const frame = await trend(equipment, 10_000);
  expect(frame.value).toEqual(all.map(({ value }) => (Number.isFinite(value) ? value + 0 : null)));
});

test("a reduced trend keeps the extremes of every bucket, their times, and the order", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), {
        minLength: 30,
        maxLength: 200,
      }),
      fc.integer({ min: 4, max: 20 }),
      async (values, points) => {
        const reads = values.map((value, i) => ({ at: start + i * 1000, value }));
        const equipment = await store(reads);
        const to = start + values.length * 1000;
        const frame = await trend(equipment, points, start, to);
        expect(frame.reduction).toBe("minmax");
        expect(frame.time.length).toBeLessThanOrEqual(points);
        expect([...frame.time]).toEqual([...frame.time].sort((a, b) => a - b));
        const width = Math.ceil((to - start) / Math.floor(points / 2));
        for (let from = start; from < to; from += width) {
          const inside = (at: number) => at >= from && at < from + width;
          const all = reads.filter(({ at }) => inside(at)).map(({ value }) => value);
          const kept = frame.value.filter((_, i) => inside(frame.time[i]!)) as number[];
          expect(Math.min(...kept) + 0).toBe(Math.min(...all) + 0);
          expect(Math.max(...kept) + 0).toBe(Math.max(...all) + 0);
        }
        for (const [i, at] of frame.time.entries()) {
          expect(frame.value[i]! + 0).toBe(reads[(at - start) / 1000]!.value + 0);
        }
      },
    ),
    { seed: 20261122, numRuns: 30 },
  );
});

test("a bad sample breaks the line, raw and reduced", async () => {
  const reads = Array.from({ length: 100 }, (_, i) =>
    i === 50
      ? { at: start + i * 1000, value: null, kind: "null" as const, status: 0x800a0000 }
      : { at: start + i * 1000, value: i },
  );
  const equipment = await store(reads);
  const raw = await trend(equipment, 1000);
  expect([raw.value[49], raw.value[50], raw.value[51]]).toEqual([49, null, 51]);
  expect(raw.good[50]).toBe(false);
  const reduced = await trend(equipment, 20, start, start + 100_000);
  const at = reduced.time.indexOf(start + 50_000);
  expect([reduced.value[at], reduced.good[at]]).toEqual([null, false]);
});

test("an uncertain value is not good and is not drawn", async () => {
  const equipment = await store([{ at: start, value: 5, status: 0x40900000 }]);
  expect(await trend(equipment)).toMatchObject({ value: [null], good: [false] });
});

test("scans more than three intervals apart break the line, three intervals do not", async () => {
  const at = [0, 1, 2, 5, 6, 7, 20, 21, 25].map((s) => ({ at: start + s * 1000, value: s }));
  const frame = await trend(await store(at));
  expect(pairs(frame)).toEqual([
    [0, 0],
    [1000, 1],
    [2000, 2],
    [5000, 5],
    [6000, 6],
    [7000, 7],
    [8000, null],
    [20_000, 20],
    [21_000, 21],
    [22_000, null],
    [25_000, 25],
  ]);
});

test("gaps are seen in a reduced trend too", async () => {
  const seconds = [...Array(200).keys(), ...Array.from({ length: 200 }, (_, i) => 400 + i)];
  const equipment = await store(seconds.map((s) => ({ at: start + s * 1000, value: s % 7 })));
  const frame = await trend(equipment, 40);
  const at = frame.time.indexOf(start + 200_000);
  expect(frame.value[at]).toBeNull();
  expect(frame.value[at + 1]).not.toBeNull();
});

test("a value read again unchanged reaches to the last scan, and never across a gap", async () => {
  const reads: Read[] = [{ at: start, value: 7 }];
  for (let s = 1; s <= 10; s++) reads.push({ at: start + s * 1000 });
  for (let s = 30; s <= 35; s++) reads.push({ at: start + s * 1000 });
  const frame = await trend(await store(reads));
  expect(pairs(frame)).toEqual([
    [0, 7],
    [10_000, 7],
    [11_000, null],
  ]);
});

test("a window in which nothing changed shows the value that was read all the time", async () => {
  const reads: Read[] = [{ at: start, value: 7 }];
  for (let s = 1; s <= 100; s++) reads.push({ at: start + s * 1000 });
  const equipment = await store(reads);
  const frame = await trend(equipment, 100, start + 50_000, start + 60_000);
  expect(pairs(frame)).toEqual([
    [50_000, 7],
    [59_000, 7],
  ]);
});
