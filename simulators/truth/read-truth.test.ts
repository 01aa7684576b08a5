import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, expect, test } from "vitest";
import { readTruth } from "./read-truth.ts";
import type { TruthLine } from "./truth-format.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "lineproof-truth-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const START = Date.UTC(2026, 0, 5, 8);
const head: TruthLine = {
  format: "lineproof/truth/1",
  simulated: true,
  by: "Lineproof simulator",
  scenario: "test",
  seed: 4,
  startedAt: START,
  plants: [{ id: "a", line: "press-hall", seed: 9 }],
};

function state(second: number, of: { state?: string; fault?: boolean } = {}): TruthLine {
  const at = START + 1000 * second;
  return {
    at,
    plant: "a",
    truth: { state: of.state ?? "producing", work: "work", order: null, product: null },
    faults: of.fault === true ? [{ kind: "sensor-stuck", on: "x.y", since: START }] : [],
    cheats: [{ kind: "frozen-signal", point: "x.z", shown: 1 }],
    deviations: {},
  };
}

function write(lines: readonly (TruthLine | string)[], name = "truth.jsonl"): string {
  const file = join(folder, name);
  const text = `${lines.map((line) => (typeof line === "string" ? line : JSON.stringify(line))).join("\n")}\n`;
  writeFileSync(file, name.endsWith(".gz") ? gzipSync(text) : text);
  return file;
}

const run = [
  head,
  state(1),
  state(2, { fault: true }),
  state(3, { fault: true, state: "fault" }),
  state(4),
  state(5, { fault: true }),
  {
    at: START + 3000,
    plant: "a",
    event: { kind: "alarm", equipment: "x" },
  } as unknown as TruthLine,
];

test.each(["truth.jsonl", "truth.jsonl.gz"])(
  "states add up and acts have spans: %s",
  async (name) => {
    const summary = await readTruth(write(run, name));
    expect(summary).toEqual({
      scenario: "test",
      seed: 4,
      from: START,
      to: START + 5000,
      lines: 7,
      plants: [
        {
          id: "a",
          line: "press-hall",
          seed: 9,
          states: { producing: 3000, fault: 1000 },
          work: { work: 4000 },
          events: { alarm: 1 },
          acts: [
            { kind: "frozen-signal", on: "x.z", from: START + 1000, to: START + 5000 },
            { kind: "sensor-stuck", on: "x.y", from: START + 2000, to: START + 3000 },
            { kind: "sensor-stuck", on: "x.y", from: START + 5000, to: START + 5000 },
          ].sort((one, other) => one.from - other.from),
        },
      ],
    });
  },
);

test("time between two runs of one plant is no state", async () => {
  const later = { ...head, startedAt: START + 3_600_000 };
  const { plants } = await readTruth(
    write([head, state(1), state(2), later, state(3601), state(3602)]),
  );
  expect(plants[0]?.states).toEqual({ producing: 2000 });
});

test("damaged lines are named by number", async () => {
  const file = write([
    head,
    state(1),
    '{"at":1',
    '{"at":1,"plant":"b","event":{"kind":"x"}}',
    "{}",
  ]);
  await expect(readTruth(file)).rejects.toMatchObject({
    code: "SIMULATORS_TRUTH_INVALID",
    detail: {
      file,
      problems: [
        "3: 不是 JSON(写入时中断?)· no JSON (cut off while writing?)",
        "4: 工厂 b 不在头里 · plant b is not in the head",
        "5: 不是真值行 · no line of a truth file",
      ].join("\n"),
    },
  });
});

test("a file without a head, an empty one and a missing one are refused", async () => {
  await expect(readTruth(write([state(1)]))).rejects.toMatchObject({
    code: "SIMULATORS_TRUTH_INVALID",
    detail: { problems: "1: 首行不是真值文件的头 · the first line is no head of a truth file" },
  });
  await expect(readTruth(write([""]))).rejects.toMatchObject({
    code: "SIMULATORS_TRUTH_INVALID",
    detail: { problems: "文件是空的 · the file is empty" },
  });
  await expect(readTruth(join(folder, "absent"))).rejects.toMatchObject({
    code: "SIMULATORS_FILE_UNREADABLE",
  });
});
