import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import type { SimulatorsError } from "../errors.ts";
import { cassetteLimits } from "./cassette.ts";
import { readCassette } from "./read-cassette.ts";

const header = {
  format: "lineproof/cassette/1",
  simulated: true,
  from: { line: "panel-line", seed: 2601 },
  points: [
    { point: "press.speed", unit: "C16", type: "number" },
    { point: "press.fault", type: "boolean" },
    { point: "press.mode", type: "string" },
  ],
};

const text = (rows: readonly string[], first: unknown = header) =>
  Buffer.from([JSON.stringify(first), ...rows, ""].join("\n"));

function refusal(bytes: Uint8Array): SimulatorsError {
  try {
    readCassette(bytes, "run.jsonl");
  } catch (error) {
    return error as SimulatorsError;
  }
  throw new Error("the text was accepted");
}

const english = (error: SimulatorsError) =>
  error.message
    .split("\n")
    .slice(1)
    .map((line) => line.split(" · ").at(-1));

// Written by hand from docs/formats/cassette.md, not by the writer.
const written = `{"format":"lineproof/cassette/1","simulated":true,"from":{"csv":"泵.csv","sha256":"${"0a".repeat(32)}"},"points":[{"point":"a","type":"number"},{"point":"b","type":"boolean"},{"point":"c","type":"string"}]}
[0,1.5,true,"自动"]
[1000,-0,false,""]
[60000,3e-5,true,"x"]
`;

test("a file by the format's page reads, packed or not, with and without its last line end", () => {
  for (const bytes of [
    Buffer.from(written),
    Buffer.from(written.trimEnd()),
    gzipSync(written),
    Buffer.concat([gzipSync(written.slice(0, 200)), gzipSync(written.slice(200))]),
  ]) {
    const cassette = readCassette(bytes, "run.jsonl.gz");
    expect(cassette.header.from).toEqual({ csv: "泵.csv", sha256: "0a".repeat(32) });
    expect(cassette.rows).toEqual([
      { offsetMs: 0, values: [1.5, true, "自动"] },
      { offsetMs: 1_000, values: [-0, false, ""] },
      { offsetMs: 60_000, values: [3e-5, true, "x"] },
    ]);
  }
});

test("every bad row is named at once by its line", () => {
  const error = refusal(
    text([
      '[0,1,true,"a"]',
      "[1,1,true]",
      "",
      '[1.5,"1",1,null]',
      '{"offset":3}',
      '[0,1,true,"a"]',
      '[2,1e999,true,"a"]',
      '[9,1,true,"a"',
    ]),
  );
  expect(error).toMatchObject({
    code: "SIMULATORS_CASSETTE_INVALID",
    detail: { file: "run.jsonl", problems: 10, firstLine: 3 },
  });
  expect(english(error)).toEqual([
    "line 3: needs 1 + 3 items, not 3",
    "line 4: is no JSON array",
    'line 5: press.speed must be a number, not "1"',
    "line 5: press.fault must be a boolean, not 1",
    "line 5: press.mode must be a string, not null",
    "line 5: an offset is whole ms, not 1.5",
    "line 6: is no JSON array",
    "line 7: offset 0 is not above 0 of the row before",
    "line 8: press.speed must be a number, not null",
    "line 9: is no JSON array",
  ]);
});

test("a time of day is no offset: the first row stands at 0", () => {
  expect(english(refusal(text(['[1780272000000,1,true,"a"]'])))).toEqual([
    "line 2: the first offset is 0, not 1780272000000",
  ]);
});

test.each([
  ["a cassette that denies being simulated", { simulated: false }, /simulated/],
  ["a date beside it", { recordedAt: "2026-06-01T00:00:00Z" }, /recordedAt/],
  ["another version", { format: "lineproof/cassette/2" }, /format/],
  ["no points", { points: [] }, /points/],
  ["a point twice", { points: [header.points[0], header.points[0]] }, /a point stands twice/],
  ["a control character", { points: [{ point: "a\u0000", type: "number" }] }, /control/],
  ["an origin that is none", { from: { line: "panel-line" } }, /from/],
])("%s is refused in the header", (_, change, reason) => {
  const error = refusal(text(['[0,1,true,"a"]'], { ...header, ...change }));
  expect(error).toMatchObject({ code: "SIMULATORS_CASSETTE_INVALID", detail: { firstLine: 1 } });
  expect(error.message).toMatch(reason);
});

test.each([
  ["nothing", Buffer.alloc(0), "line 1: the file is empty"],
  ["no rows", text([]), "line 2: no rows"],
  ["a CSV", Buffer.from("time,a\n2024-05-01 08:00:00,1\n"), "line 1: the first line is no JSON"],
])("%s is refused", (_, bytes, message) => {
  expect(english(refusal(bytes))).toEqual([message]);
});

test("torn gzip and broken UTF-8 are refused", () => {
  const packed = gzipSync(written);
  for (const bytes of [packed.subarray(0, packed.length - 9), Buffer.from([0x7b, 0xff, 0x7d])]) {
    expect(english(refusal(bytes))[0]).toMatch(/^line 1: no whole UTF-8 text or gzip/);
  }
});

test("what unpacks beyond the limit is refused without being unpacked", () => {
  // 300 MiB of spaces are 300 kB packed.
  const bomb = Buffer.concat(Array(300).fill(gzipSync(Buffer.alloc(1 << 20, " "))));
  expect(bomb.length).toBeLessThan(cassetteLimits.bytes / 500);
  expect(english(refusal(bomb))[0]).toContain(`above ${cassetteLimits.bytes} bytes`);
});

test("more values than the limit are refused before they are read", () => {
  const points = Array.from({ length: 2_000 }, (_, n) => ({ point: `p${n}`, type: "number" }));
  const error = refusal(text(Array(10_001).fill("[]"), { ...header, points }));
  expect(english(error)).toEqual([
    "line 2: 10001 rows of 20002000 values; at most 2000000 rows, 20000000 values",
  ]);
});

test("a file of the wrong kind is told in full number but listed up to a limit", () => {
  const error = refusal(text(Array(3_000).fill("x")));
  expect(error.detail.problems).toBe(3_000);
  expect(error.message.split("\n")).toHaveLength(1_002);
});
