import { expect, test } from "vitest";
import { type Fact, hourMs } from "#contracts/fact.ts";
import { emptyFacts } from "#contracts/fact-feed.ts";
import { buildEvidence, evidenceSchema } from "../../test/golden/scoring/build-evidence.ts";
import { countedOutput } from "./counted-output.ts";

const hour = Date.parse("2023-03-01T10:00:00+08:00");
const { lineModel } = buildEvidence(
  evidenceSchema.parse({
    window: { from: "2023-03-01T10:00:00+08:00", to: "2023-03-01T11:00:00+08:00" },
    signals: [{ id: "count", class: "CNT" }],
  }),
);
const [empty] = emptyFacts(lineModel, hour) as [Fact];

/** [lowest, highest] of the first minutes; null where nothing was read. */
function counted(...minutes: (readonly [number, number] | null)[]) {
  const pad = (pick: 0 | 1) =>
    Array.from({ length: 60 }, (_, minute) => minutes[minute]?.[pick] ?? null);
  const fact = { ...empty, minuteMin: pad(0), minuteMax: pad(1) };
  return countedOutput(new Map([[hour, fact]]), hour, hour + minutes.length * 60_000);
}

test.each([
  [
    "steady",
    [
      [10, 12],
      [12, 15],
      [15, 15],
    ],
    { made: 5, resets: 0, unknownMs: 0 },
  ],
  [
    "what was made between two minutes counts",
    [
      [10, 12],
      [14, 15],
    ],
    { made: 5, resets: 0, unknownMs: 0 },
  ],
  ["a gap, higher after it", [[10, 12], null, [20, 21]], { made: 11, resets: 0, unknownMs: 0 }],
  [
    "a reset within a minute",
    [
      [10, 12],
      [0, 13],
      [2, 4],
    ],
    { made: 7, resets: 1, unknownMs: 0 },
  ],
  [
    "a reset between minutes",
    [
      [10, 12],
      [0, 2],
      [2, 4],
    ],
    { made: 6, resets: 1, unknownMs: 0 },
  ],
  [
    "a reset to another value than 0",
    [
      [10, 12],
      [5, 6],
      [6, 8],
    ],
    { made: 5, resets: 1, unknownMs: 0 },
  ],
  ["nothing known at first", [null, [10, 12]], { made: 2, resets: 0, unknownMs: 60_000 }],
  ["nothing known at last", [[10, 12], null, null], { made: 2, resets: 0, unknownMs: 120_000 }],
  [
    "the count of the shift before, cleared a moment after this one began",
    [
      [0, 5000],
      [3, 10],
      [10, 17],
    ],
    { made: 17, resets: 1, unknownMs: 0 },
  ],
  [
    "cleared a moment before this shift ended",
    [
      [4990, 5000],
      [0, 5003],
    ],
    { made: 13, resets: 1, unknownMs: 0 },
  ],
  [
    "one scan that read 0",
    [
      [1000, 1001],
      [0, 1002],
      [1002, 1003],
    ],
    { made: 3, resets: 0, unknownMs: 0 },
  ],
  [
    "a small counter that climbed above its last value again, to a minute's output",
    [
      [1, 5],
      [0, 30],
      [30, 60],
    ],
    { made: 59, resets: 0, unknownMs: 0 },
  ],
  [
    "a 32-bit counter that rolled over",
    [
      [4_294_967_290, 4_294_967_293],
      [0, 4_294_967_295],
      [3, 6],
    ],
    { made: 11, resets: 1, unknownMs: 0 },
  ],
] as const)("%s", (_, minutes, expected) => {
  expect(counted(...minutes)).toEqual(expected);
});

test("a fall across a gap, or no value at all, is no number", () => {
  expect(counted([10, 12], null, [3, 4])).toBeNull();
  expect(counted(null, null)).toBeNull();
});

test("what lies before the interval is never looked at", () => {
  const before = {
    ...empty,
    hour: hour - hourMs,
    minuteMin: Array(60).fill(1),
    minuteMax: Array(60).fill(1),
  };
  const own = { ...empty, minuteMin: Array(60).fill(10), minuteMax: Array(60).fill(10) };
  const facts = new Map([
    [hour - hourMs, before],
    [hour, own],
  ]);
  expect(countedOutput(facts, hour, hour + 60_000)).toEqual({ made: 0, resets: 0, unknownMs: 0 });
});
