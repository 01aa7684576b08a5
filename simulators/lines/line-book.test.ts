// The book of every line over a day with a break, a change of shift and a power cut, as a scenario runs it: what
// begins ends, alarms do not chatter, laboratory values are hours apart, counters go on, and the counters fit into
// their file.

import { describe, expect, test } from "vitest";
import type { PlantEvent } from "../plant/plant-events.ts";
import { eventsOf } from "../run/running-plant.ts";
import { parseScenario } from "../scenario/scenario.ts";
import { createFastLine } from "../stepping/fast-line.ts";
import type { TruthEvent } from "../truth/truth-format.ts";
import type { LineKind } from "./registry.ts";

const FROM = Date.parse("2026-10-12T08:00:00+08:00");
const HOURS = 7;
const kinds = [
  "panel-line",
  "multi-daylight-line",
  "furniture-cell",
  "rock-wool-line",
  "electric-rock-wool-line",
] as const satisfies readonly LineKind[];
/** A retain file's slot holds 16 384 bytes; what a line keeps grows by digits only. */
const LEAST_ROOM = 4;

const scenarioOf = (line: LineKind, seed: number): string => `
format: lineproof/scenario/1
name: { zh: 一天, en: a day }
calendar:
  shifts:
    - { id: early, start: "06:00", end: "14:00" }
    - { id: late, start: "14:00", end: "22:00" }
  breaks: [{ start: "12:00", end: "12:40" }]
plants:
  - id: plant
    line: ${line}
    seed: ${seed}
    faults: [{ kind: power-cut, after: 3h, for: 90s }]
`;

async function bookOf(line: LineKind, seed: number) {
  const scenario = parseScenario(scenarioOf(line, seed), "line-book.test");
  const [plant] = scenario.plants;
  if (plant === undefined) throw new Error("no plant");
  const fast = await createFastLine({
    scenario,
    plant,
    from: FROM,
    cadenceMs: 1_000,
    only: new Set(),
  });
  const events: TruthEvent[] = [];
  const kept: Readonly<Record<string, number>>[] = [];
  for (let second = 0; second < HOURS * 3_600; second += 1) {
    fast.stepper.scan();
    events.push(...eventsOf(fast));
    if (second % 600 === 0) kept.push(fast.retained());
  }
  return { events, kept };
}

/** What is wrong with a book; empty where nothing is. */
function problemsOf(events: readonly TruthEvent[]): readonly string[] {
  const orders = new Map<string, "open" | "ended">();
  const alarms = new Map<string, number[]>();
  const states = new Map<string, string>();
  const taken = new Map<string, number>();
  const readers: Readonly<Record<string, (event: PlantEvent) => boolean>> = {
    "order-start": (event) => {
      if (event.kind !== "order-start") return false;
      const first = !orders.has(event.order);
      orders.set(event.order, "open");
      return first;
    },
    "order-end": (event) => {
      if (event.kind !== "order-end") return false;
      const open = orders.get(event.order) === "open";
      orders.set(event.order, "ended");
      return open;
    },
    alarm: (event) => {
      if (event.kind !== "alarm") return false;
      const name = `${event.equipment}.${event.alarm}`;
      const before = alarms.get(name) ?? [];
      alarms.set(name, [...before, event.at]);
      // Comes and goes in turn, and at most three changes in any minute.
      const turn = event.active === (before.length % 2 === 0);
      return turn && event.at - (before.at(-3) ?? Number.NEGATIVE_INFINITY) > 60_000;
    },
    state: (event) => {
      if (event.kind !== "state") return false;
      const before = states.get(event.equipment) ?? event.from;
      states.set(event.equipment, event.to);
      return before === event.from && event.from !== event.to;
    },
    "lab-sample": (event) => {
      if (event.kind !== "lab-sample") return false;
      const before = taken.get(event.test) ?? Number.NEGATIVE_INFINITY;
      taken.set(event.test, event.takenAt);
      return event.takenAt - before >= 3_600_000 && event.takenAt <= event.at;
    },
  };
  return events.flatMap(({ at, event }) => {
    const read = readers[event.kind];
    const fine = read === undefined || read({ at, ...event } as PlantEvent);
    return fine ? [] : [`${new Date(at).toISOString()} ${JSON.stringify(event)}`];
  });
}

const books = new Map(kinds.map((kind, n) => [kind, bookOf(kind, n + 1)]));

describe.each(kinds)("%s", (kind) => {
  const book = books.get(kind) ?? Promise.reject(new Error(kind));

  test("what begins ends, in turn, and no alarm chatters", async () => {
    const { events } = await book;
    expect(problemsOf(events)).toEqual([]);
    const seen = new Set<string>(events.map(({ event }) => event.kind));
    for (const each of ["alarm", "order-start", "state", "lab-sample", "batch", "work"]) {
      expect([each, seen.has(each)]).toEqual([each, true]);
    }
  });

  test("counters go on through the power cut and fit into their file", async () => {
    const { kept } = await book;
    const counted = Object.keys(kept[0] ?? {}).filter((name) => !/oee|tool/.test(name));
    expect(counted.length).toBeGreaterThan(20);
    kept.forEach((now, n) => {
      expect(JSON.stringify(now).length * LEAST_ROOM).toBeLessThan(16_384);
      const before = kept[n - 1] ?? now;
      expect(counted.filter((name) => !((now[name] ?? -1) >= (before[name] ?? 0)))).toEqual([]);
    });
  });
});

test("a book with a hole in it is seen", async () => {
  const events = (await books.get("furniture-cell"))?.events ?? [];
  /** The nth event of its kind was never written. */
  const without = (kind: string, nth: number): readonly string[] => {
    const own = events.flatMap(({ event }, n) => (event.kind === kind ? [n] : []));
    return problemsOf(events.toSpliced(own[nth] ?? -1, 1));
  };
  for (const kind of ["alarm", "state", "order-start"]) {
    expect([kind, without(kind, 20).length > 0]).toEqual([kind, true]);
  }
});
