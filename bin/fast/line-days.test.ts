// Days of the panel line as facts, before the judge. What the honest day must come to is worked out from the plant
// itself, stepped again.
import { beforeAll, expect, test } from "vitest";
import type { SiteVerdicts } from "#contracts/api.ts";
import { type Fact, hourMs } from "#contracts/fact.ts";
import type { LineModel } from "#contracts/line-model.ts";
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
const cadenceMs = 30_000;
const perHour = hourMs / cadenceMs;
/** Midnight in China. */
const from = Date.parse("2026-06-01T00:00:00+08:00");
const to = from + 24 * hourMs;
const model = withGhost(demoModel(site, cadenceMs));
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

/** Every machine declares one signal more than the plant has. */
function withGhost(honestModel: LineModel): LineModel {
  const lines = honestModel.lines.map((line) => ({
    ...line,
    equipment: line.equipment.map((machine) => ({
      ...machine,
      signals: [...machine.signals, { ...machine.signals[0]!, id: "ghost", required: false }],
    })),
  }));
  return { ...honestModel, lines };
}

async function run(days: number, more: Partial<LineDaysOptions> = {}): Promise<LineDay[]> {
  const found: LineDay[] = [];
  for await (const day of lineDays({ plant, model, from, days, cadenceMs, ...more }))
    found.push(day);
  return found;
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

let honest: LineDay;
let next: LineDay;
let cut: LineDay;
const gone = from + 5 * hourMs;

beforeAll(async () => {
  [honest, next] = (await run(2)) as [LineDay, LineDay];
  [cut] = (await run(1, { cuts: [{ from: gone, to: gone + hourMs }] })) as [LineDay];
}, 60_000);

test("facts are those of the plant, stepped again and summed by hand", async () => {
  const line = await buildFastPlant(plant, { from, cadenceMs });
  const place = line.stepper.points.indexOf("press.temperature.zone.1");
  const hours = [0, 1, 2].map((hour) =>
    [...line.stepper.scans(from + (hour + 1) * hourMs)].map(({ values }) => Number(values[place])),
  );
  const own = honest.facts.filter(
    ({ equipment, signal }) => equipment === "press" && signal === "temperature.zone.1",
  );
  expect(own.map(({ hour }) => hour)).toEqual(
    Array.from({ length: 24 }, (_, n) => from + n * hourMs),
  );
  hours.forEach((values, n) => {
    expect(own[n]).toMatchObject({
      site,
      expected: perHour,
      received: perHour,
      good: perHour,
      first: values[0],
      last: values.at(-1),
      min: Math.min(...values),
      max: Math.max(...values),
      distinct: new Set(values).size,
      validMinutes: "f".repeat(15),
    });
    const mean = values.reduce((sum, value) => sum + value, 0) / perHour;
    expect(own[n]?.mean).toBeCloseTo(mean, 9);
  });
});

test("what the model declares and the plant has not was never received, and expected all the same", async () => {
  const { plant: built } = await buildFastPlant(plant, { from, cadenceMs });
  const points = new Set(built.points);
  const missing = ({ equipment, signal }: Fact) => !points.has(`${equipment}.${signal}`);
  const absent = honest.facts.filter(({ received }) => received === 0);
  expect(absent).toEqual(honest.facts.filter(missing));
  expect(new Set(absent.map(({ signal }) => signal))).toContain("ghost");
  expect(absent.every(({ expected }) => expected === perHour)).toBe(true);
  const signals = model.lines.flatMap(({ equipment }) => equipment).flatMap((each) => each.signals);
  expect(honest.facts).toHaveLength(24 * signals.length);
});

test("the log beside the facts declares itself simulated and is verified to its end", () => {
  // It goes on with the second day.
  const { log } = next;
  const evidence = log.evidence(from, next.to);
  expect(isSimulatedOrigin(evidence.origin)).toBe(true);
  expect(evidence).toMatchObject({
    simulated: true,
    verified: { size: log.size, time: next.to },
    windowRange: { from: 0, to: log.size },
  });
  expect(log.evidence(from, from + hourMs).windowRange).toEqual({ from: 0, to: log.size / 48 });
  expect(log.evidence(next.to, next.to + hourMs).windowRange).toBeNull();
});

test("outside a demo a simulated day is INSUFFICIENT in every criterion", async () => {
  const verdicts = [...(await judged(honest, formal)).values()];
  expect(verdicts.length).toBeGreaterThan(20);
  expect(verdicts.map(({ state }) => state)).toEqual(verdicts.map(() => "INSUFFICIENT"));
  expect(verdicts[0]?.reason.en).toContain("simulated plant");
});

test("the demo's rules find an honest line delivering, and miss what only others can show", async () => {
  const verdicts = await judged(honest, demo);
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
  const [whole, less] = [await judged(honest, dayLong), await judged(cut, dayLong)];
  const share = (verdicts: typeof whole) => verdicts.get("A1-05")?.value;
  expect([share(whole), share(less)]).toEqual([1, expect.closeTo(23 / 24, 9)]);
  // That one run ended after its day and the other went on changes nothing either.
  const key = ({ equipment, signal, hour }: Fact) => `${equipment}/${signal}@${hour}`;
  const before = new Map(honest.facts.map((fact) => [key(fact), JSON.stringify(fact)]));
  const differing = cut.facts.filter((fact) => JSON.stringify(fact) !== before.get(key(fact)));
  expect(new Set(differing.map(({ hour }) => hour))).toEqual(new Set([gone]));
  expect(new Set(differing.map(({ received }) => received))).toEqual(new Set([0]));
  expect(new Set(differing.map(({ largestGapMs }) => largestGapMs))).toEqual(new Set([hourMs]));
});

test("days go on where the one before ended", () => {
  expect([honest.from, honest.to, next.from]).toEqual([from, to, to]);
  const counted = ({ facts }: LineDay) =>
    facts
      .filter(({ equipment, signal }) => equipment === "press" && signal === "output.total")
      .map(({ first, last }) => [first, last] as const);
  const course = [...counted(honest), ...counted(next)].flat().map(Number);
  expect(course).toEqual(course.toSorted((a, b) => a - b));
  expect(course.at(-1)).toBeGreaterThan(course[0] ?? Number.NaN);
});

test("a day that does not begin on the hour is refused", async () => {
  await expect(run(1, { from: from + 1 })).rejects.toThrow("whole hour");
});
