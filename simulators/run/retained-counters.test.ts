import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openRetainedCounters, type RetainedCounters } from "./retained-counters.ts";

let folder: string;
let path: string;
let lines: string[];
const opened: RetainedCounters[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "lineproof-retain-"));
  path = join(folder, "retain.json");
  lines = [];
});
afterEach(() => {
  for (const retained of opened.splice(0)) retained.close({});
  rmSync(folder, { recursive: true, force: true });
});

function open(plant = "panel-line"): RetainedCounters {
  const retained = openRetainedCounters({ path, plant, now: 17, log: (line) => lines.push(line) });
  opened.push(retained);
  return retained;
}

test("counters come back exactly, after a close and after none", () => {
  const first = open();
  expect(first.loaded).toEqual({});
  first.save({ "press.boards": 7, "meter.kwh": 12.345_678_9 });
  // Not closed: as after a kill.
  const second = open();
  expect(second.loaded).toEqual({ "press.boards": 7, "meter.kwh": 12.345_678_9 });
  second.close({ "press.boards": 8 });
  second.close({ "press.boards": 9 });
  second.save({ "press.boards": 9 });
  expect(open().loaded).toEqual({ "press.boards": 8 });
  expect(lines).toEqual([]);
});

test("a write cut off at any byte leaves the counters before it", () => {
  const retained = open();
  retained.save({ boards: 1 });
  const before = readFileSync(path);
  retained.save({ boards: 2 });
  const after = readFileSync(path);
  fc.assert(
    fc.property(fc.nat(before.length), (written) => {
      writeFileSync(path, Buffer.concat([after.subarray(0, written), before.subarray(written)]));
      const { loaded } = open();
      expect([1, 2]).toContain(loaded.boards);
    }),
    { seed: 1, numRuns: 60 },
  );
  expect(lines).toEqual([]);
});

test.each([
  ["text that is no slot", (file: string) => writeFileSync(file, "boards: 7\n")],
  ["a file cut within both slots", (file: string) => truncateSync(file, 20)],
])("a damaged file is kept aside and told, and counters begin anew: %s", (_, damage) => {
  open().close({ boards: 7 });
  damage(path);
  const damaged = readFileSync(path);
  expect(open().loaded).toEqual({});
  expect(readFileSync(`${path}.damaged-17`)).toEqual(damaged);
  expect(lines).toHaveLength(1);
  expect(lines[0]).toContain(`${path}.damaged-17`);
});

test("an empty file, from a kill at the very first start, is fresh and no damage", () => {
  writeFileSync(path, "");
  expect(open().loaded).toEqual({});
  expect(lines).toEqual([]);
  expect(readdirSync(folder)).toEqual(["retain.json"]);
});

test("counters of another plant are refused and stay as they are", () => {
  open("panel-line").close({ boards: 7 });
  const bytes = readFileSync(path);
  expect(() => open("furniture-cell")).toThrowError(
    expect.objectContaining({
      code: "SIMULATORS_RETAIN_FOREIGN",
      detail: { file: path, plant: "panel-line", wanted: "furniture-cell" },
    }),
  );
  expect(readFileSync(path)).toEqual(bytes);
});

test("a folder that is missing is named", () => {
  path = join(folder, "missing", "retain.json");
  expect(() => open()).toThrowError(
    expect.objectContaining({ code: "SIMULATORS_RETAIN_UNUSABLE", detail: { file: path } }),
  );
});
