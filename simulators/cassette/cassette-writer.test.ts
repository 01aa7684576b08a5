import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import type { PointValue } from "../plant/plant.ts";
import type { CassettePoint, CassetteRow } from "./cassette.ts";
import { CassetteWriter } from "./cassette-writer.ts";
import { readCassette } from "./read-cassette.ts";

const folder = mkdtempSync(join(tmpdir(), "lineproof-cassette-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let made = 0;
function newFile(end = ".jsonl"): string {
  made += 1;
  return join(folder, `${made}${end}`);
}

const from = { line: "panel-line", seed: 7 } as const;
const points: CassettePoint[] = [
  { point: "press.speed", type: "number" },
  { point: "press.fault", type: "boolean" },
  { point: "press.mode", type: "string" },
];
const start = Date.UTC(2026, 5, 1, 7, 30);

test("a run becomes offsets: nothing in the file tells when it was", () => {
  const file = newFile();
  const writer = new CassetteWriter(file, { from, points });
  writer.add(start, [305.25, false, "auto"]);
  writer.add(start + 10_000, [-0, true, "手动"]);
  writer.close();
  expect(readFileSync(file, "utf8")).toBe(
    '{"format":"lineproof/cassette/1","simulated":true,"from":{"line":"panel-line","seed":7},' +
      '"points":[{"point":"press.speed","type":"number"},{"point":"press.fault","type":"boolean"},' +
      '{"point":"press.mode","type":"string"}]}\n[0,305.25,false,"auto"]\n[10000,-0,true,"手动"]\n',
  );
});

const row = fc.record({
  stepMs: fc.integer({ min: 1, max: 100_000 }),
  values: fc.tuple(
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.boolean(),
    fc.string({ unit: "binary" }).filter((text) => text.isWellFormed()),
  ),
});

test.each([1, 2, 3, 4, 5])(
  "what is written is read bit for bit, packed or not (seed %i)",
  (seed) => {
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 40 }), fc.boolean(), (rows, packed) => {
        const file = newFile(packed ? ".jsonl.gz" : ".jsonl");
        const writer = new CassetteWriter(file, { from, points });
        const expected: CassetteRow[] = [];
        let at = start;
        for (const { stepMs, values } of rows) {
          writer.add(at, values);
          expected.push({ offsetMs: at - start, values });
          at += stepMs;
        }
        writer.close();
        const bytes = readFileSync(file);
        expect(readCassette(bytes, file)).toEqual({
          header: { format: "lineproof/cassette/1", simulated: true, from, points },
          rows: expected,
        });
        const text = (packed ? gunzipSync(bytes) : bytes).toString();
        expect(text).not.toContain(String(start));
      }),
      { seed, numRuns: 30 },
    );
  },
);

test.each<[string, number, readonly PointValue[], RegExp]>([
  ["a number that is none", start + 1, [Number.NaN, true, ""], /press.speed is a number, not NaN/],
  ["a value of another type", start + 1, [1, 1, ""], /press.fault is a boolean, not 1/],
  ["too few values", start + 1, [1, true], /2 values for 3 points/],
  ["an instant again", start, [1, true, ""], /no whole ms after/],
  ["half a millisecond", start + 0.5, [1, true, ""], /no whole ms/],
])("%s is refused", (_, at, values, reason) => {
  const writer = new CassetteWriter(newFile(), { from, points });
  writer.add(start, [1, true, ""]);
  expect(() => writer.add(at, values)).toThrow(reason);
  writer.close();
});

test("a file that is there already is left alone", () => {
  const file = newFile();
  new CassetteWriter(file, { from, points }).close();
  const before = readFileSync(file);
  expect(() => new CassetteWriter(file, { from, points })).toThrow(
    expect.objectContaining({ code: "SIMULATORS_CASSETTE_UNWRITABLE", detail: { file } }),
  );
  expect(readFileSync(file)).toEqual(before);
});
