import { expect, test } from "vitest";
import { findUnits, type UnitQuestions } from "./find-units.ts";
import type { Answer } from "./link.ts";

const timeout: Answer = { kind: "timeout", tookMs: 300 };
const exception = (code: number): Answer => ({ kind: "exception", exception: code, tookMs: 1 });

async function found(
  range: readonly [number, number],
  answers: Readonly<Record<number, Readonly<Record<string, Answer>>>>,
  stopAfter = Number.POSITIVE_INFINITY,
) {
  const asked: string[] = [];
  const aborting = new AbortController();
  const questions: UnitQuestions = {
    ask: async (unit, table, start, count) => {
      asked.push(`${unit} ${table} ${start}×${count}`);
      if (asked.length >= stopAfter) aborting.abort();
      return answers[unit]?.[table] ?? timeout;
    },
    identify: async (unit) =>
      unit === 3
        ? new Map([
            [0, "Eastron\0"],
            [1, "SDM630"],
          ])
        : undefined,
  };
  const units = await Array.fromAsync(findUnits(range, questions, aborting.signal));
  return { units, asked };
}

test("answers, refusals and broken answers betray a unit; silence and 0A, 0B do not", async () => {
  const { units, asked } = await found([1, 6], {
    1: { holding: { kind: "data", bytes: Uint8Array.of(0, 1), tookMs: 1 } },
    2: { holding: exception(11), input: exception(10) },
    3: { holding: exception(2) },
    4: { input: exception(1) },
    5: { holding: { kind: "malformed", reason: "short", tookMs: 1 } },
  });
  expect(units.map(({ shared }) => shared.unit)).toEqual([1, 3, 4, 5]);
  expect(units[1]?.said).toEqual([
    ["maker", "Eastron"],
    ["product", "SDM630"],
  ]);
  // A second question only where the first said nothing.
  expect(asked.filter((one) => one.startsWith("1 "))).toEqual(["1 holding 0×1"]);
  expect(asked.filter((one) => one.startsWith("6 "))).toEqual(["6 holding 0×1", "6 input 0×1"]);
});

test("a search ends with its signal, after the question that is open", async () => {
  const { asked } = await found([1, 247], {}, 3);
  expect(asked).toEqual(["1 holding 0×1", "1 input 0×1", "2 holding 0×1"]);
});

test("no unit outside 0 to 255 is asked", async () => {
  const { asked } = await found([254, 400], {});
  expect(asked.map((one) => one.split(" ")[0])).toEqual(["254", "254", "255", "255"]);
});
