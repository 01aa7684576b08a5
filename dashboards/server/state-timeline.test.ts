// Joining hourly states: over an hour's edge nothing is invented and nothing breaks that was read.
import { expect, test } from "vitest";
import { type Fact, hourMs, type StateInterval } from "#contracts/fact.ts";
import { emptyFacts, FactFeed } from "#contracts/fact-feed.ts";
import { furnitureModel } from "../fixtures/furniture-model.ts";
import { stateTimeline } from "./state-timeline.ts";

const model = furnitureModel();
const hour = Date.UTC(2026, 2, 2, 3);

function facts(at: number, equipment: string, states: readonly StateInterval[]): Fact[] {
  return emptyFacts(model, at).map((fact) =>
    fact.equipment === equipment && fact.signal === "state" ? { ...fact, states } : fact,
  );
}

function timeline(given: readonly Fact[], from = hour, to = hour + 2 * hourMs) {
  const signals = stateTimeline(model, given, from, to);
  return signals.find(({ equipment }) => equipment === "cnc-1")?.intervals;
}

test("only signals of class ST with a table are told, in the model's order, read or not", () => {
  expect(stateTimeline(model, [], hour, hour + 1)).toEqual(
    [
      ["cnc-1", "state"],
      ["cnc-1", "mode"],
      ["edgebander-1", "state"],
      ["edgebander-2", "state"],
      ["drill-1", "state"],
      ["packer-1", "state"],
    ].map(([equipment, signal]) => ({ equipment, signal, intervals: [] })),
  );
});

test.each([
  ["the same state goes on", hourMs, hourMs + 400, 3, [{ from: 0, to: hourMs + 9000, value: 3 }]],
  [
    "another state follows at once",
    hourMs,
    hourMs + 400,
    1,
    [
      { from: 0, to: hourMs + 400, value: 3 },
      { from: hourMs + 400, to: hourMs + 9000, value: 1 },
    ],
  ],
  [
    "a gap stays a gap",
    hourMs,
    hourMs + 1001,
    3,
    [
      { from: 0, to: hourMs, value: 3 },
      { from: hourMs + 1001, to: hourMs + 9000, value: 3 },
    ],
  ],
  [
    "what ended before the hour stays ended",
    hourMs - 800,
    hourMs + 400,
    3,
    [
      { from: 0, to: hourMs - 800, value: 3 },
      { from: hourMs + 400, to: hourMs + 9000, value: 3 },
    ],
  ],
])("over the edge of an hour: %s", (_, until, since, value, expected) => {
  const given = [
    ...facts(hour + hourMs, "cnc-1", [{ from: hour + since, to: hour + hourMs + 9000, value }]),
    ...facts(hour, "cnc-1", [{ from: hour, to: hour + until, value: 3 }]),
  ];
  expect(timeline(given)).toEqual(
    expected.map(({ from, to, ...rest }) => ({ from: hour + from, to: hour + to, ...rest })),
  );
});

test("an hour without a state between two others is no bridge", () => {
  const given = [
    ...facts(hour, "cnc-1", [{ from: hour, to: hour + hourMs, value: 3 }]),
    ...facts(hour + 2 * hourMs, "cnc-1", [
      { from: hour + 2 * hourMs, to: hour + 2 * hourMs + 5, value: 3 },
    ]),
  ];
  expect(timeline(given, hour, hour + 3 * hourMs)).toHaveLength(2);
});

test("two states inside one hour that touch stay two", () => {
  const states = [
    { from: hour, to: hour + 500, value: 3 },
    { from: hour + 900, to: hour + 2000, value: 3 },
  ];
  expect(timeline(facts(hour, "cnc-1", states))).toEqual(states);
});

test("intervals are clipped to the span", () => {
  const states = [
    { from: hour + 10, to: hour + 100, value: 1 },
    { from: hour + 100, to: hour + 200, value: 3 },
    { from: hour + 200, to: hour + 300, value: 1 },
  ];
  expect(timeline(facts(hour, "cnc-1", states), hour + 50, hour + 200)).toEqual([
    { from: hour + 50, to: hour + 100, value: 1 },
    { from: hour + 100, to: hour + 200, value: 3 },
  ]);
});

test("scans every second over two hours make one interval, with a hole where nobody read", () => {
  const feed = new FactFeed({ model });
  const group = model.lines[0]?.equipment[0]?.signals.filter((each) => each.scanGroup === "second");
  let sequence = 0;
  for (let t = hour + 300; t < hour + 2 * hourMs; t += 1000) {
    if (t > hour + 100_000 && t < hour + 130_000) continue;
    const first = t % hourMs < 1000 || t === hour + 130_300;
    const samples = (first ? (group ?? []) : []).map(({ id }) => ({
      signal: id,
      sourceTime: t,
      kind: "int" as const,
      value: 3,
      status: 0,
      flag: "N" as const,
    }));
    const record = {
      kind: "scan",
      gatewayTime: t,
      equipment: "cnc-1",
      scanGroup: "second",
      samples,
    } as const;
    feed.add({ sequence: sequence++, ingestTime: t, record });
  }
  expect(timeline(feed.finish())).toEqual([
    { from: hour + 300, to: hour + 101_300, value: 3 },
    { from: hour + 130_300, to: hour + 2 * hourMs, value: 3 },
  ]);
});
