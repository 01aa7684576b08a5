// What a power cut leaves of the cell: machines are off and start one after the other, glue has cooled as long as it
// was dark, nothing of the time before it happens again, and what the book began it ends.

import { expect, test } from "vitest";
import type { PlantEvent } from "../plant-events.ts";
import type { WorkSchedule } from "../work-schedule.ts";
import { START, type TestCell, testCell } from "./test-cell.ts";

const MINUTE = 60_000;
const seeds = [1, 2, 3, 4, 5];
/** From one minute to another after START there is no current: nobody works. */
const cut = (from: number, to: number): WorkSchedule => ({
  at: (now) => {
    const dark = now >= START + from * MINUTE && now < START + to * MINUTE;
    return dark ? { kind: "off-shift", shift: "" } : { kind: "work", shift: "day" };
  },
});

/** Runs to the cut, through it and `after` minutes on, as a built plant does it. */
function cutCell(seed: number, [from, to, after]: [number, number, number]) {
  const cell = testCell(seed, { schedule: cut(from, to) });
  const events: PlantEvent[] = [];
  const run = (minutes: number): void => {
    cell.run(minutes * MINUTE, undefined, 1_000);
    events.push(...cell.plant.takeEvents());
  };
  run(from);
  const kept = cell.plant.retained();
  run(to - from);
  const glueC = cell.number("edgebander-1.temperature.glue");
  cell.plant.restore(kept);
  run(after);
  return { cell, events, glueC };
}

const states = (cell: TestCell): readonly number[] =>
  ["cnc-1", "saw-1", "drill-1", "edgebander-1", "edgebander-2"].map((machine) =>
    cell.number(`${machine}.state`),
  );

test.each(seeds)(
  "seed %d: after three hours in the dark the glue is cold and nothing runs",
  (seed) => {
    const { cell, glueC } = cutCell(seed, [20, 200, 0.05]);
    expect(glueC).toBeLessThan(80);
    expect(states(cell)).toEqual([0, 0, 0, 0, 0]);
    expect(Math.abs(cell.number("edgebander-1.temperature.glue") - glueC)).toBeLessThan(2);
    cell.run(5 * MINUTE, undefined, 1_000);
    expect(cell.number("edgebander-1.state")).toBe(1);
    expect(cell.number("edgebander-1.temperature.glue")).toBeLessThan(180);
  },
);

test("after half a minute it is still warm enough", () => {
  const { cell, glueC } = cutCell(6, [20, 20.5, 3]);
  expect(glueC).toBeGreaterThan(180);
  expect(cell.number("edgebander-1.temperature.glue")).toBeGreaterThan(175);
});

test.each(seeds)("seed %d: no sheet of the time before is cut again", (seed) => {
  const { events } = cutCell(seed, [30, 40, 60]);
  // Metres of the path and yield: no two nests have the same.
  const nests = events.flatMap((event) =>
    event.kind === "batch" && event.equipment === "cnc-1" && event.of.completed === 1
      ? [`${event.of.cutM} ${event.of.yieldPercent}`]
      : [],
  );
  expect(nests.length).toBeGreaterThan(8);
  expect(new Set(nests).size).toBe(nests.length);
});

test.each(seeds)("seed %d: every order and changeover that begins ends, cut or not", (seed) => {
  const { cell, events } = cutCell(seed, [40, 60, 240]);
  const open = new Set<string>();
  let changing = 0;
  for (const event of events) {
    if (event.kind === "order-start") {
      expect(open.has(event.order)).toBe(false);
      open.add(event.order);
    }
    if (event.kind === "order-end") expect(open.delete(event.order)).toBe(true);
    if (event.kind === "changeover-start") changing += 1;
    if (event.kind === "changeover-end") changing -= 1;
    expect([0, 1]).toContain(changing);
  }
  const { book } = cell.cell.machines();
  expect([...open].toSorted()).toEqual(
    book
      .open()
      .map(({ id }) => id)
      .toSorted(),
  );
});

test.each(seeds)("seed %d: alarms and states of the book follow each other", (seed) => {
  const { events } = cutCell(seed, [25, 25.5, 90]);
  const standing = new Set<string>();
  const state = new Map<string, string>();
  for (const event of events) {
    if (event.kind === "alarm") {
      const name = `${event.equipment}.${event.alarm}`;
      expect([name, standing.delete(name)]).toEqual([name, !event.active]);
      if (event.active) standing.add(name);
    }
    if (event.kind === "state") {
      const { equipment, from, to } = event;
      expect([equipment, state.get(equipment) ?? from]).toEqual([equipment, from]);
      state.set(equipment, to);
    }
  }
});

test("a machine that waits does not draw the same to the digit: what hangs on the mains follows the voltage", () => {
  const cell = testCell(8);
  let still = 0;
  let before = "";
  cell.run(
    20 * MINUTE,
    () => {
      const now = ["power.active", "power.reactive"].map((name) =>
        cell.number(`meter-saw-1.${name}`),
      );
      still = `${now}` === before ? still + 1 : 0;
      before = `${now}`;
      expect(still).toBeLessThan(3);
    },
    1_000,
  );
});
