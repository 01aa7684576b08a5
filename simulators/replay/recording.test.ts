import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import type { SimulatorsError } from "../errors.ts";
import { parseRecording } from "./recording.ts";

const DATA = new URL("../../../shared/data/", import.meta.url);

function refusal(text: string): SimulatorsError {
  try {
    parseRecording(text, "line.csv");
  } catch (error) {
    return error as SimulatorsError;
  }
  throw new Error("the text was accepted");
}

test("commas, semicolons, byte-order mark, CRLF and a missing last line end read alike", () => {
  const expected = {
    columns: ["Flow", "Temp 2"],
    rows: [
      { stampMs: Date.UTC(2020, 1, 8, 13, 30, 47), values: [1.5, -2] },
      { stampMs: Date.UTC(2020, 1, 8, 13, 30, 49), values: [0.25, 3e-5] },
    ],
  };
  const lines = ["time,Flow,Temp 2", "2020-02-08 13:30:47,1.5,-2", "2020-02-08 13:30:49,.25,3e-5"];
  for (const end of ["\n", "\r\n"]) {
    const text = lines.join(end);
    for (const variant of [text, text + end, `\uFEFF${text}`, text.replaceAll(",", ";")]) {
      expect(parseRecording(variant, "line.csv")).toEqual(expected);
    }
  }
});

test("every bad cell is named at once by line and column", () => {
  const error = refusal(
    [
      "time,a,b",
      "2020-02-30 00:00:00,1,2",
      "2020-02-08 13:30:47,x,",
      "2020-02-08 13:30:48,1",
      "",
      "08/02/2020 13:30,0x10,1e39",
      "2020-02-08 13:30:50,NaN,4",
    ].join("\n"),
  );
  expect(error).toMatchObject({
    name: "SimulatorsError",
    code: "SIMULATORS_CSV_INVALID",
    detail: { file: "line.csv", problems: 9, firstLine: 2, firstColumn: "time" },
  });
  expect(
    error.message
      .split("\n")
      .slice(1)
      .map((line) => line.split(" · ")[1]),
  ).toEqual([
    'line 2, column time: "2020-02-30 00:00:00" is not YYYY-MM-DD HH:MM:SS',
    'line 3, column a: "x" is not a decimal number within float32',
    'line 3, column b: "" is not a decimal number within float32',
    "line 4: expected 3 cells, found 2",
    "line 5: expected 3 cells, found 1",
    'line 6, column time: "08/02/2020 13:30" is not YYYY-MM-DD HH:MM:SS',
    'line 6, column a: "0x10" is not a decimal number within float32',
    'line 6, column b: "1e39" is not a decimal number within float32',
    'line 7, column a: "NaN" is not a decimal number within float32',
  ]);
});

test.each([
  ["", 3, "the header needs a time column and at least one value column, separated by , or ;"],
  ["time,a,a\n2020-02-08 13:30:47,1,2", 1, "the column name a is used twice"],
  ["time,,b\n2020-02-08 13:30:47,1,2", 1, "the column has no name"],
  ["time,a\n", 1, "no data rows"],
])("the header and an empty file are checked: %j", (text, problems, message) => {
  const error = refusal(text);
  expect(error).toMatchObject({ code: "SIMULATORS_CSV_INVALID", detail: { problems } });
  expect(error.message).toContain(message);
});

test("a file of the wrong kind is told in full number but listed up to a limit", () => {
  const error = refusal(`time,a\n${"?,?\n".repeat(2_000)}`);
  expect(error.detail.problems).toBe(4_000);
  expect(error.message.split("\n")).toHaveLength(1_002);
  expect(error.message).toContain("and 3000 more");
});

test.skipIf(!existsSync(new URL("skab_anomaly_free.csv", DATA)))(
  "the recorded pump testbed reads whole (skipped where the data folder is absent)",
  () => {
    const recording = parseRecording(
      readFileSync(new URL("skab_anomaly_free.csv", DATA), "utf8"),
      "skab_anomaly_free.csv",
    );
    expect(recording.columns).toHaveLength(8);
    expect(recording.columns.at(-1)).toBe("Volume Flow RateRMS");
    expect(recording.rows).toHaveLength(9_405);
    expect(recording.rows[0]).toEqual({
      stampMs: Date.UTC(2020, 1, 8, 13, 30, 47),
      values: [0.202394, 0.275154, 2.16975, 0.382638, 90.6454, 26.8508, 238.852, 122.664],
    });
  },
);

test.skipIf(!existsSync(new URL("steel_industry_energy.csv", DATA)))(
  "a real file of another shape is refused with every cell counted (skipped where it is absent)",
  () => {
    const text = readFileSync(new URL("steel_industry_energy.csv", DATA), "utf8");
    // One stamp and three words in each of 35 040 rows.
    expect(refusal(text).detail.problems).toBe(4 * 35_040);
  },
);
