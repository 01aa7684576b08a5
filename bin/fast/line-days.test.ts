// Days of the panel line as facts, before the judge. What the honest day must come to is worked out from the plant
// itself, stepped again.
import { expect, test } from "vitest";
import type { SiteVerdicts } from "#contracts/api.ts";
import { type Fact, hourMs } from "#contracts/fact.ts";
import { isSimulatedOrigin } from "#contracts/log-id.ts";
import type { Policy } from "#contracts/policy.ts";
import { ManualClock } from "#contracts/time.ts";
import { loadPolicy } from "#scoring/files/load-policy.ts";
import { createSiteJudge } from "../site-judge.ts";
import { demoModel } from "./demo-model.ts";
import { buildFastPlant, plainPlant } from "./fast-plant.ts";
import { type LineDay, type LineDaysOptions, lineDays } from "./line-days.ts";
import { MemoryHistory } from "./memory-history.ts";

const site = "wenan-panel";
const cadenceMs = 10_000;
/** Midnight in China. */
const from = Date.parse("2026-06-01T00:00:00+08:00");
const to = from + 24 * hourMs;
const model = demoModel(site, cadenceMs);
const plant = plainPlant({
  id: site,
  site,
  gateway: "gw-wenan",
  line: "panel-line",
  seed: 2601,
});

const formal = loadPolicy("langfang-2023");
const demo = loadPolicy("langfang-2023-demo");
/** As the demo, over the whole day. */
const dayLong: Policy = {
  ...demo,
  id: "day-long",
  windows: Object.fromEntries(
    Object.entries(demo.windows).map(([id, rule]) => [id, { ...rule, lengthMs: 24 * hourMs }]),
  ),
};

async function oneDay(more: Partial<LineDaysOptions> = {}): Promise<LineDay> {
  for await (const day of lineDays({ plant, model, from, days: 1, cadenceMs, ...more })) return day;
  throw new Error("no day came");
}

async function judged(day: LineDay, policy: Policy) {
  const history = new MemoryHistory(site);
  history.take(day);
  const judge = createSiteJudge({
    models: new Map([[site, model]]),
    policies: new Map([[policy.id, policy]]),
    history,
    observedSince: async () => from,
    // Two seconds are left to records on their way.
    clock: new ManualClock(to + 2_000),
  });
  const { items }: SiteVerdicts = await judge(site, policy.id);
  return new Map(
    items.flatMap(({ criteria }) => criteria).map((verdict) => [verdict.criterion, verdict]),
  );
}

const honest = oneDay();
const cut = oneDay({ cuts: [{ from: from + 5 * hourMs, to: from + 6 * hourMs }] });

test("facts are those of the plant, stepped again and summed by hand", async () => {
  const { facts } = await honest;
  const line = await buildFastPlant(plant, { from, cadenceMs });
  const point = "press.temperature.zone.1";
  const place = line.stepper.points.indexOf(point);
  const hours = Array.from({ length: 24 }, (_, hour) =>
    [...line.stepper.scans(from + (hour + 1) * hourMs)].map(({ values }) => Number(values[place])),
  );
  const own = facts.filter(
    ({ equipment, signal }) => equipment === "press" && signal === "temperature.zone.1",
  );
  expect(own.map(({ hour }) => hour)).toEqual(hours.map((_, n) => from + n * hourMs));
  own.forEach((fact, n) => {
    const values = hours[n]!;
    expect(fact).toMatchObject({
      site,
      expected: 360,
      received: 360,
      good: 360,
      first: values[0],
      last: values.at(-1),
      min: Math.min(...values),
      max: Math.max(...values),
      distinct: new Set(values).size,
      validMinutes: "f".repeat(15),
    });
    expect(fact.mean).toBeCloseTo(values.reduce((sum, value) => sum + value, 0) / 360, 9);
  });
});

test("what the model declares and the plant has not was never received, and expected all the same", async () => {
  const coarse = demoModel(site, 60_000);
  const lines = coarse.lines.map((line) => ({
    ...line,
    equipment: line.equipment.map((machine) => ({
      ...machine,
      signals: [...machine.signals, { ...machine.signals[0]!, id: "ghost" }],
    })),
  }));
  const { facts } = await oneDay({ model: { ...coarse, lines }, cadenceMs: 60_000 });
  const { stepper } = await buildFastPlant(plant, { from, cadenceMs: 60_000 });
  const points = new Set(stepper.points);
  const missing = ({ equipment, signal }: Fact) => !points.has(`${equipment}.${signal}`);
  const absent = facts.filter(({ received }) => received === 0);
  expect(absent).toEqual(facts.filter(missing));
  expect(new Set(absent.map(({ signal }) => signal))).toContain("ghost");
  expect(absent.every(({ expected }) => expected === 60)).toBe(true);
  const signals = lines.flatMap(({ equipment }) => equipment).flatMap((each) => each.signals);
  expect(facts).toHaveLength(24 * signals.length);
});

test("the log beside the facts declares itself simulated and is verified to its end", async () => {
  const { log } = await honest;
  const evidence = log.evidence(from, to);
  expect(isSimulatedOrigin(evidence.origin)).toBe(true);
  expect(evidence).toMatchObject({
    simulated: true,
    verified: { size: log.size, time: to },
    windowRange: { from: 0, to: log.size },
  });
  expect(log.evidence(from, from + hourMs).windowRange).toEqual({ from: 0, to: log.size / 24 });
  expect(log.evidence(to, to + hourMs).windowRange).toBeNull();
});

test("outside a demo a simulated day is INSUFFICIENT in every criterion", async () => {
  const verdicts = [...(await judged(await honest, formal)).values()];
  expect(verdicts.length).toBeGreaterThan(20);
  expect(verdicts.map(({ state }) => state)).toEqual(verdicts.map(() => "INSUFFICIENT"));
  expect(verdicts[0]?.reason.en).toContain("simulated plant");
});

test("the demo's rules find an honest line delivering, and miss what only others can show", async () => {
  const verdicts = await judged(await honest, demo);
  const states = (...ids: string[]) => ids.map((id) => verdicts.get(id)?.state);
  // All machines read, all required signals there, every scan good, clock and identities right.
  expect(states("G-03", "G-06", "G-07", "A1-04", "A1-05", "A1-06", "B1-02")).toEqual(
    Array(7).fill("MET"),
  );
  expect(verdicts.get("A1-05")?.value).toBe(1);
  // No witness outside the site, no screens, no thirty days.
  expect(states("G-04", "B1-03", "A1-14")).toEqual(Array(3).fill("INSUFFICIENT"));
  expect(verdicts.get("G-04")?.value).toBe(1);
});

test("an hour without the gateway is missing from the coverage and from nothing else", async () => {
  const [whole, less] = [await judged(await honest, dayLong), await judged(await cut, dayLong)];
  const share = (verdicts: typeof whole) => verdicts.get("A1-05")?.value;
  expect([share(whole), share(less)]).toEqual([1, expect.closeTo(23 / 24, 9)]);
  const key = ({ equipment, signal, hour }: Fact) => `${equipment}/${signal}@${hour}`;
  const before = new Map((await honest).facts.map((fact) => [key(fact), fact]));
  const differing = (await cut).facts.filter(
    (fact) => JSON.stringify(fact) !== JSON.stringify(before.get(key(fact))),
  );
  const gone = from + 5 * hourMs;
  expect(new Set(differing.map(({ hour }) => hour))).toEqual(new Set([gone]));
  expect(
    differing.every(({ received, largestGapMs }) => received === 0 && largestGapMs === hourMs),
  ).toBe(true);
});

test("days go on where the one before ended, and their facts do not depend on how many follow", async () => {
  const short = { model, plant, from, cadenceMs: 60_000 };
  const coarse = { ...short, model: demoModel(site, 60_000) };
  const two: LineDay[] = [];
  for await (const day of lineDays({ ...coarse, days: 2 })) two.push(day);
  const one = await oneDay({ ...coarse, days: 1 });
  expect(two.map((day) => day.from)).toEqual([from, to]);
  expect(two[0]?.facts).toEqual(one.facts);
  const counted = (day: LineDay | undefined) =>
    day?.facts.find(({ signal }) => signal === "output.total")?.first ?? Number.NaN;
  expect(counted(two[1])).toBeGreaterThan(counted(two[0]));
});

test("a day that does not begin on the hour is refused", async () => {
  await expect(oneDay({ from: from + 1 })).rejects.toThrow("whole hour");
});
