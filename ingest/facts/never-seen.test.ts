// Equipment of the line model that nobody ever heard of: a gateway that never came, a machine that never answered
// its gateway. Both have facts for every hour in which the site was observed, with nothing received.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Fact, hourMs } from "#contracts/fact.ts";
import { emptyFacts } from "#contracts/fact-feed.ts";
import { parseLineModel } from "#contracts/line-model.ts";
import type { LogRecord } from "#contracts/record.ts";
import { ManualClock } from "#contracts/time.ts";
import { openRecordIndex, type RecordIndex } from "../store/record-index.ts";
import { StoredHours } from "../store/stored-hours.ts";
import { FactKeeper } from "./fact-keeper.ts";

const hour = Date.UTC(2026, 4, 4, 8);
const minute = 60_000;
let folder: string;
let clock: ManualClock;
let index: RecordIndex;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "lineproof-never-"));
  clock = new ManualClock(hour + minute);
  index = await openRecordIndex({
    path: join(folder, "index.duckdb"),
    now: () => clock.now(),
    report: () => undefined,
  });
});
afterEach(async () => {
  await index.close();
  await rm(folder, { recursive: true });
});

const bilingual = { zh: "名", en: "name" };

function machine(id: string, gateway: string) {
  return {
    id,
    name: bilingual,
    stage: "press",
    maker: "",
    model: "",
    serial: "",
    digital: true,
    scanGroups: [{ id: "fast", intervalMs: minute }],
    signals: [
      {
        id: "temp",
        name: bilingual,
        unit: "CEL",
        class: "PV",
        required: true,
        scanGroup: "fast",
        purpose: "temperature",
        gateway,
      },
    ],
  };
}

const model = parseLineModel("test", {
  format: "lineproof/line-model/1",
  site: {
    id: "site",
    name: bilingual,
    cluster: "c",
    timeZone: "Asia/Shanghai",
    productionDayStart: "08:00",
    simulated: true,
  },
  firm: { name: bilingual, creditCode: "91131026MA0XXXXX0A" },
  calendar: {
    shifts: [
      { id: "all", name: bilingual, start: "00:00", end: "00:00", weekdays: [1, 2, 3, 4, 5, 6, 7] },
    ],
  },
  lines: [
    {
      id: "line",
      name: bilingual,
      profile: "wood-panel",
      stages: [{ id: "press", name: bilingual, key: true }],
      equipment: [machine("press", "came"), machine("packer", "came"), machine("saw", "never")],
    },
  ],
});

const never = ["packer", "saw"];

async function openKeeper(): Promise<FactKeeper> {
  const keeper = new FactKeeper({
    source: new StoredHours(index),
    clock,
    sites: [{ model, modelHash: "hash" }],
  });
  await keeper.open();
  return keeper;
}

function deliver(keeper: FactKeeper, records: readonly LogRecord[], from = 0): void {
  const batch = records.map((record, i) => ({
    site: "site",
    gateway: "came",
    log: "log",
    sequence: from + i,
    ingestTime: clock.now(),
    historical: false,
    record,
  }));
  index.add(batch);
  keeper.add(batch);
}

/** Scans of the press alone, each with its value. */
function scans(fromMinute: number, toMinute: number): LogRecord[] {
  return Array.from({ length: toMinute - fromMinute }, (_, i) => {
    const gatewayTime = hour + (fromMinute + i) * minute;
    const typed = { kind: "double", value: i } as const;
    const sample = {
      signal: "temp",
      sourceTime: gatewayTime,
      ...typed,
      status: 0,
      flag: "N",
    } as const;
    return { kind: "scan", gatewayTime, equipment: "press", scanGroup: "fast", samples: [sample] };
  });
}

const of = (facts: readonly Fact[], equipment: readonly string[]) =>
  facts.filter((fact) => equipment.includes(fact.equipment));

function expectNothing(facts: readonly Fact[], hours: readonly number[], revision = 0): void {
  const expected = hours.flatMap((each) => of(emptyFacts(model, each, revision), never));
  expect(of(facts, never)).toEqual(expected);
  for (const fact of expected) expect(fact).toMatchObject({ received: 0, expected: 60 });
}

test("in the running hour", async () => {
  const keeper = await openKeeper();
  deliver(keeper, scans(0, 2));
  const facts = await keeper.facts("site", hour, hour + hourMs);
  expect(facts.map(({ equipment, received }) => [equipment, received])).toEqual([
    ["press", 2],
    ["packer", 0],
    ["saw", 0],
  ]);
  expectNothing(facts, [hour]);
});

test("in closed hours with and without records, kept, and after a restart", async () => {
  const keeper = await openKeeper();
  deliver(keeper, scans(0, 2));
  clock.advance(3 * hourMs);
  const hours = [hour, hour + hourMs, hour + 2 * hourMs, hour + 3 * hourMs];
  const facts = await keeper.facts("site", hour - 9 * hourMs, clock.now());
  expectNothing(facts, hours);
  expect(await keeper.facts("site", hour - 9 * hourMs, clock.now())).toEqual(facts);
  const again = await openKeeper();
  expect(await again.facts("site", hour - 9 * hourMs, clock.now())).toEqual(facts);
});

test("in an hour that is recomputed because a record came late", async () => {
  const keeper = await openKeeper();
  deliver(keeper, scans(0, 2));
  clock.advance(2 * hourMs);
  await keeper.facts("site", hour, hour + hourMs);
  deliver(keeper, scans(2, 3), 2);
  const facts = await keeper.facts("site", hour, hour + hourMs);
  expect(facts[0]).toMatchObject({ equipment: "press", received: 3, revision: 1 });
  expectNothing(facts, [hour], 1);
});

test("a gateway that only said who it is observes its site: nothing at all was received", async () => {
  const keeper = await openKeeper();
  expect(await keeper.facts("site", hour - hourMs, hour + hourMs)).toEqual([]);
  deliver(keeper, [{ kind: "identity", gatewayTime: hour + minute, properties: [] }]);
  const facts = await keeper.facts("site", hour - hourMs, hour + hourMs);
  expect(facts).toEqual(emptyFacts(model, hour));
  expect(facts.map(({ equipment }) => equipment)).toEqual(["press", ...never]);
});
