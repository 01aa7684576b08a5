import { array, check, constantFrom, property, string } from "fast-check";
import { expect, test } from "vitest";
import { csvRows } from "./csv-rows.ts";

const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;

test("whatever the cells hold, quoted they come back as they were, with the line where each row began", () => {
  const cell = string({ unit: constantFrom("a", "温", ",", ";", "\t", '"', "\n", " ") }).map(
    (text) => text.trim(),
  );
  const rows = array(array(cell, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 6 });
  const { failed, counterexample } = check(
    property(
      rows,
      constantFrom(",", ";", "\t"),
      constantFrom("\n", "\r\n"),
      (cells, separator, end) => {
        const text = cells.map((row) => row.map(quoted).join(separator)).join(end);
        const filled = cells.filter((row) => row.some((each) => each !== ""));
        const read = csvRows(`sep=${separator}${end}${text}`);
        expect(read.map((row) => row.cells)).toEqual(filled);
        for (const { line } of read) expect(line).toBeGreaterThan(1);
      },
    ),
    { seed: 5, numRuns: 300 },
  );
  expect(failed, JSON.stringify(counterexample)).toBe(false);
});

test('a quote within a cell is a letter: 5" pipe', () => {
  expect(csvRows('a,5" pipe,b\n').map(({ cells }) => cells)).toEqual([["a", '5" pipe', "b"]]);
});

test("a separator inside quotes does not decide which one it is", () => {
  expect(csvRows('"a,b,c";d\n"e,f";g\n').map(({ cells }) => cells)).toEqual([
    ["a,b,c", "d"],
    ["e,f", "g"],
  ]);
});
