import { expect, test } from "vitest";
import { status } from "#contracts/quality.ts";
import type { Reading } from "../driver.ts";
import { ChangeDetection } from "./change-detection.ts";

const at = Date.UTC(2026, 0, 5, 8, 59, 58);

function read(value: Reading["value"], more: Partial<Reading> = {}): Reading {
  const kind = value === null ? "null" : typeof value === "number" ? "double" : "boolean";
  return { kind, value, status: status.good, sourceTime: at, asked: true, ...more };
}

function group(deadband = 0) {
  return new ChangeDetection("press", "fast", [
    { id: "a", deadband },
    { id: "b", deadband: 0 },
  ]);
}

function ids(detection: ChangeDetection, readings: readonly Reading[], time = at): string[] {
  return detection.record(readings, time).samples.map(({ signal }) => signal);
}

test("the first scan carries every signal, the next only what changed, an equal one none", () => {
  const detection = group();
  expect(detection.record([read(1), read(2)], at)).toEqual({
    kind: "scan",
    gatewayTime: at,
    equipment: "press",
    scanGroup: "fast",
    samples: [
      { signal: "a", sourceTime: at, kind: "double", value: 1, status: 0, flag: "N" },
      { signal: "b", sourceTime: at, kind: "double", value: 2, status: 0, flag: "N" },
    ],
  });
  expect(ids(detection, [read(1), read(3)])).toEqual(["b"]);
  expect(ids(detection, [read(1), read(3)])).toEqual([]);
});

test("the first scan of every UTC hour carries every signal, also when the clock steps back", () => {
  const detection = group();
  expect(ids(detection, [read(1), read(2)], at)).toHaveLength(2);
  expect(ids(detection, [read(1), read(2)], at + 1_999)).toEqual([]);
  expect(ids(detection, [read(1), read(2)], at + 2_000)).toEqual(["a", "b"]);
  expect(ids(detection, [read(1), read(2)], at + 3_000)).toEqual([]);
  expect(ids(detection, [read(1), read(2)], at)).toEqual(["a", "b"]);
});

test("values are compared exactly: minus zero differs, NaN is itself", () => {
  const detection = group();
  ids(detection, [read(0), read(Number.NaN)]);
  expect(ids(detection, [read(-0), read(Number.NaN)])).toEqual(["a"]);
});

test("a changed status or kind is a change, and the flag follows the status", () => {
  const detection = group();
  ids(detection, [read(1), read(2)]);
  const bad = { status: status.badOutOfRange };
  const { samples } = detection.record([read(1, bad), read(2, { kind: "int" })], at);
  expect(samples.map(({ signal, flag }) => [signal, flag])).toEqual([
    ["a", "T"],
    ["b", "N"],
  ]);
});

test("a deadband counts from the value last recorded, so that a drift is not lost", () => {
  const detection = group(1);
  ids(detection, [read(10), read(0)]);
  expect(ids(detection, [read(10.9), read(0)])).toEqual([]);
  expect(ids(detection, [read(11.1), read(0)])).toEqual(["a"]);
  expect(ids(detection, [read(11.5, { status: status.uncertainLastUsable }), read(0)])).toEqual([
    "a",
  ]);
});

test("bytes are compared by content", () => {
  const detection = group();
  const bytes = (value: Uint8Array) => read(null, { kind: "bytes", value });
  ids(detection, [bytes(Uint8Array.of(1, 2)), read(0)]);
  expect(ids(detection, [bytes(Uint8Array.of(1, 2)), read(0)])).toEqual([]);
  expect(ids(detection, [bytes(Uint8Array.of(1, 3)), read(0)])).toEqual(["a"]);
});
