// What the line does through shifts, breaks, holidays, ordered stops, cold starts, orders and campaigns (domain
// reference A3, states and batch; A4, X6): read from its books.
import { expect, test } from "vitest";
import type { PlantEvent } from "../plant-events.ts";
import { CalendarSchedule, type WorkCalendar } from "../work-schedule.ts";
import { columnOf, meanOf, recordWoolRun, type WoolRun } from "./wool-run.ts";
import { woolState } from "./wool-state.ts";

const HOUR_MS = 3_600_000;
/** 10:00 in China, a Monday. */
const START = Date.UTC(2026, 4, 18, 2);
const seeds = [1, 2, 3, 4, 5];

const calendar = (own: Partial<WorkCalendar>): CalendarSchedule =>
  new CalendarSchedule({
    utcOffsetMinutes: 480,
    shifts: [
      { id: "day", start: "08:00", end: "20:00", weekdays: [1, 2, 3, 4, 5, 6, 7] },
      { id: "night", start: "20:00", end: "08:00", weekdays: [1, 2, 3, 4, 5, 6, 7] },
    ],
    breaks: [],
    days: [],
    orderedStops: [],
    ...own,
  });

const stateChanges = (run: WoolRun, equipment: string) =>
  run.events.flatMap((event) =>
    event.kind === "state" && event.equipment === equipment ? [event] : [],
  );

const ofKind = <Kind extends PlantEvent["kind"]>(run: WoolRun, kind: Kind) =>
  run.events.filter((event): event is Extract<PlantEvent, { kind: Kind }> => event.kind === kind);

test.each(["cupola", "furnace"] as const)(
  "%s, cold: ignition of half a day, heating, lead-in, production, in that order",
  (furnace) => {
    const run = recordWoolRun({
      seed: 6,
      furnace,
      hours: 21,
      everyS: 60,
      points: [`${furnace}.flow.melt`, "saw.output.good", "meter-main.power.active"],
      start: "cold",
    });
    const line = stateChanges(run, "line").slice(0, 4);
    expect(line.map(({ to }) => to)).toEqual(["ignition", "heating", "melt lead-in", "producing"]);
    const [ignited = 0, heating = 0, leadIn = 0, producing = 0] = line.map(({ at }) => at);
    // 12–48 h; the electric one reaches the mark at 1.5 °C a minute just so.
    expect(heating - ignited).toBeGreaterThan(11.5 * HOUR_MS);
    expect(leadIn - heating).toBeGreaterThan(HOUR_MS);
    expect(producing - leadIn).toBeLessThan(0.5 * HOUR_MS);
    const good = columnOf(run, "saw.output.good");
    expect(good[600]).toBe(good[0]);
    expect(good.at(-1)).toBeGreaterThan((good[0] ?? 0) + 500);
    expect(columnOf(run, "meter-main.power.active")[5]).toBeLessThan(600_000);
  },
);

test("without a melt the line waits for it, and does not say that it produces", () => {
  let waited = 0;
  for (const seed of seeds) {
    const points = ["spinner.state", "line.state", "furnace.flow.melt"];
    const run = recordWoolRun({ seed, furnace: "furnace", hours: 5, everyS: 5, points });
    const [spinner, line] = [columnOf(run, "spinner.state"), columnOf(run, "line.state")];
    spinner.forEach((state, n) => {
      if (line[n] === woolState.starved) waited += 1;
      if (state === woolState.starved) expect(line[n]).not.toBe(woolState.producing);
    });
  }
  expect(waited).toBeGreaterThan(10);
});

test("a break: the melt is diverted or the next crew runs on; the furnace never stops", () => {
  const schedule = calendar({ breaks: [{ start: "11:00", end: "11:40" }] });
  const outcomes = seeds.map((seed) => {
    const points = [
      "cupola.state",
      "cupola.flow.blast",
      "saw.output.good",
      "spinner.speed.wheel.1",
    ];
    const run = recordWoolRun({ seed, furnace: "cupola", hours: 2, everyS: 1, points, schedule });
    expect(Math.min(...columnOf(run, "cupola.flow.blast"))).toBeGreaterThan(5_500);
    expect(Math.min(...columnOf(run, "spinner.speed.wheel.1"))).toBeGreaterThan(4_000);
    expect(ofKind(run, "work").map(({ from, to }) => [from, to])).toEqual([
      ["work", "break"],
      ["break", "work"],
    ]);
    const states = [...columnOf(run, "cupola.state").slice(3_660, 5_900)];
    const good = columnOf(run, "saw.output.good");
    const made = (good[5_900] ?? 0) - (good[4_600] ?? 0);
    const diverted = states.every((state) => state === woolState.holding);
    expect(made > 100).toBe(!diverted);
    return diverted;
  });
  expect(outcomes).toContain(true);
});

test("off shift the furnace is held at reduced blast, wheels and burners are off; then it goes on", () => {
  const schedule = calendar({
    shifts: [{ id: "day", start: "08:00", end: "12:00", weekdays: [1, 2, 3, 4, 5, 6, 7] }],
  });
  const points = [
    "cupola.state",
    "cupola.flow.blast",
    "spinner.state",
    "spinner.speed.wheel.2",
    "gas-meter.gas.flow",
    "saw.output.good",
  ];
  const run = recordWoolRun({
    seed: 9,
    furnace: "cupola",
    hours: 24,
    everyS: 60,
    points,
    schedule,
  });
  const night = [4 * 60, 20 * 60] as const;
  expect(new Set(columnOf(run, "cupola.state").slice(...night))).toEqual(
    new Set([woolState.holding]),
  );
  expect(meanOf(columnOf(run, "cupola.flow.blast"), ...night) / 8_100).toBeCloseTo(0.35, 1);
  expect(Math.max(...columnOf(run, "spinner.speed.wheel.2").slice(...night))).toBeLessThan(20);
  expect(new Set(columnOf(run, "spinner.state").slice(...night))).toEqual(
    new Set([woolState.stopped]),
  );
  expect(meanOf(columnOf(run, "gas-meter.gas.flow"), ...night)).toBeLessThan(2);
  const good = columnOf(run, "saw.output.good");
  expect(good[20 * 60]).toBe(good[4 * 60]);
  expect((good.at(-1) ?? 0) - (good[20 * 60] ?? 0)).toBeGreaterThan(500);
});

test("an ordered stop: burnt down, tapped, stopped; afterwards ignited again within hours", () => {
  const schedule = calendar({
    orderedStops: [
      {
        from: "2026-05-18T12:00:00+08:00",
        to: "2026-05-19T00:00:00+08:00",
        document: "廊气办〔2026〕7号",
      },
    ],
  });
  const points = ["cupola.level", "cupola.flow.blast", "saw.output.good"];
  const run = recordWoolRun({
    seed: 10,
    furnace: "cupola",
    hours: 24,
    everyS: 60,
    points,
    schedule,
  });
  expect(ofKind(run, "work")[0]).toMatchObject({
    to: "ordered-stop",
    document: "廊气办〔2026〕7号",
  });
  const furnace = stateChanges(run, "cupola").filter(({ at }) => at >= START + 2 * HOUR_MS);
  expect(furnace.map(({ to }) => to).slice(0, 6)).toEqual([
    "slag tapping",
    "stopped",
    "ignition",
    "heating",
    "melt lead-in",
    "producing",
  ]);
  const [tapping = 0, stopped = 0, , , , producing = 0] = furnace.map(({ at }) => at);
  expect(stopped - tapping).toBeGreaterThan(0.5 * HOUR_MS);
  expect(stopped - tapping).toBeLessThan(4 * HOUR_MS);
  expect(producing - (START + 14 * HOUR_MS)).toBeLessThan(8 * HOUR_MS);
  // Charging stops first and the burden sinks.
  expect(Math.min(...columnOf(run, "cupola.level"))).toBeLessThan(3);
});

test("orders: one after another, their pieces are those of the saw, another product is a changeover", () => {
  const points = ["saw.output.good", "curing-oven.height.chain", "line.state"];
  const run = recordWoolRun({ seed: 12, furnace: "cupola", hours: 40, everyS: 60, points });
  const [starts, ends] = [ofKind(run, "order-start"), ofKind(run, "order-end")];
  expect(ends.length).toBeGreaterThan(2);
  ends.forEach((end, n) => {
    const start = starts[n];
    expect([end.order, end.product]).toEqual([start?.order, start?.product]);
    expect(end.made).toBeGreaterThanOrEqual(start?.quantity ?? Number.POSITIVE_INFINITY);
  });
  const good = columnOf(run, "saw.output.good");
  const made = ends.reduce((sum, { made: pieces }) => sum + pieces, 0);
  expect((good.at(-1) ?? 0) - (good[0] ?? 0)).toBeGreaterThanOrEqual(0.98 * made);
  const [from, to] = [ofKind(run, "changeover-start"), ofKind(run, "changeover-end")];
  expect(to.length).toBeGreaterThan(0);
  to.forEach((end, n) => {
    const minutes = (end.at - (from[n]?.at ?? 0)) / 60_000;
    expect(minutes).toBeGreaterThan(5);
    expect(minutes).toBeLessThan(25);
    expect(end.from).not.toBe(end.to);
  });
  expect(
    new Set(columnOf(run, "curing-oven.height.chain").map((mm) => Math.round(mm / 10))).size,
  ).toBeGreaterThan(1);
  const batches = ofKind(run, "batch").filter(({ equipment }) => equipment === "batching");
  expect(batches.length / 40).toBeGreaterThan(9);
  expect(batches.length / 40).toBeLessThan(15);
  for (const { of } of batches) {
    const rock = ["basalt", "dolomite", "slag", "briquette"].map((name) => Number(of[`${name}Kg`]));
    const sum = rock.reduce((kg, each) => kg + each, 0);
    expect([sum > 450, sum < 600]).toEqual([true, true]);
    expect(Number(of.cokeKg) / sum).toBeGreaterThan(0.19);
    expect(Number(of.cokeKg) / sum).toBeLessThan(0.26);
  }
});
