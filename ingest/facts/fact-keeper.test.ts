import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Fact, hourMs } from "#contracts/fact.ts";
import { emptyFacts, FactFeed } from "#contracts/fact-feed.ts";
import { type LineModel, parseLineModel } from "#contracts/line-model.ts";
import type { ScanRecord } from "#contracts/record.ts";
import { ManualClock } from "#contracts/time.ts";
import type { DurableRecord } from "../durable-record.ts";
import { openRecordIndex, type RecordIndex } from "../store/record-index.ts";
import { StoredHours } from "../store/stored-hours.ts";
import { FactKeeper } from "./fact-keeper.ts";
import { GatewayFeed } from "./gateway-feed.ts";

const hour = Date.UTC(2026, 4, 4, 8);
const minute = 60_000;
let folder: string;
let clock: ManualClock;
let index: RecordIndex;
let files = 0;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "lineproof-facts-"));
  clock = new ManualClock(hour + minute);
  index = await openIndex();
});
afterEach(async () => {
  await index.close();
  await rm(folder, { recursive: true });
});

function openIndex(name = `index-${files++}`): Promise<RecordIndex> {
  return openRecordIndex({
    path: join(folder, `${name}.duckdb`),
    now: () => clock.now(),
    report: () => {},
  });
}

const bilingual = { zh: "名", en: "name" };

function signal(id: string, gateway: string, scanGroup: string) {
  return {
    id,
    name: bilingual,
    unit: "C62",
    class: "PV",
    required: true,
    scanGroup,
    purpose: "p",
    gateway,
  };
}

const model: LineModel = parseLineModel("test", {
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
      equipment: [
        {
          id: "press",
          name: bilingual,
          stage: "press",
          maker: "",
          model: "",
          serial: "",
          digital: true,
          scanGroups: [
            { id: "fast", intervalMs: 60_000 },
            { id: "slow", intervalMs: 60_000 },
          ],
          signals: [
            signal("temp", "g1", "fast"),
            signal("power", "g2", "slow"),
            signal("load", "g1", "fast"),
          ],
        },
      ],
    },
  ],
});

const signalsOf: { [gateway: string]: string[] } = { g1: ["temp", "load"], g2: ["power"] };

/** A scan at a minute after `hour`; the first of each hour carries every signal, others only changes. */
function scan(gateway: string, sequence: number, atMinute: number, log = `log-${gateway}`) {
  const gatewayTime = hour + atMinute * minute;
  const carries = atMinute % 60 === 0 || atMinute % 3 === 0;
  const record: ScanRecord = {
    kind: "scan",
    gatewayTime,
    equipment: "press",
    scanGroup: gateway === "g2" ? "slow" : "fast",
    samples: (signalsOf[gateway] ?? [])
      .filter(() => carries)
      .map((id) => ({
        signal: id,
        sourceTime: gatewayTime - 20,
        kind: "double",
        value: Math.sin(atMinute) * 10,
        status: 0,
        flag: "N",
      })),
  };
  return {
    site: "site",
    gateway,
    log,
    sequence,
    ingestTime: gatewayTime,
    historical: false,
    record,
  };
}

function openKeeper(of = index, graceMs = minute): FactKeeper {
  return new FactKeeper({
    source: new StoredHours(of),
    clock,
    sites: [{ model, modelHash: "hash" }],
    graceMs,
  });
}

/** Gives a record to index and keeper as ingest does, received now. */
function deliver(keeper: FactKeeper, records: readonly DurableRecord[]): void {
  const received = records.map((record) => ({ ...record, ingestTime: clock.now() }));
  index.add(received);
  keeper.add(received);
}

/** What one feed per gateway says of records in order: the same function, without keeper or index. */
function directly(records: readonly DurableRecord[], of: number, revision: number): Fact[] {
  const feeds = ["g1", "g2"].map((gateway) => {
    const feed = new FactFeed({ model });
    for (const durable of records) {
      const { record, sequence, ingestTime } = durable;
      if (durable.gateway === gateway && record.kind === "scan") {
        feed.add({ sequence, ingestTime, record });
      }
    }
    const own = signalsOf[gateway] ?? [];
    return feed.finish(of, revision).filter((fact) => own.includes(fact.signal));
  });
  const order = ["temp", "load", "power"];
  return feeds.flat().sort((a, b) => order.indexOf(a.signal) - order.indexOf(b.signal));
}

test("the running hour is answered from what has arrived", async () => {
  const keeper = openKeeper();
  await keeper.open();
  const records = [scan("g1", 0, 0), scan("g2", 0, 0), scan("g1", 1, 1)];
  deliver(keeper, records);
  const facts = await keeper.facts("site", hour, hour + hourMs);
  expect(facts.map((fact) => [fact.signal, fact.received, fact.revision])).toEqual([
    ["temp", 2, 0],
    ["load", 2, 0],
    ["power", 1, 0],
  ]);
});

test("scans before an instant are left out of its hour on demand, and the kept facts stay whole", async () => {
  const keeper = openKeeper();
  await keeper.open();
  // The plant was off between minutes 10 and 30; a gateway that starts says every signal first.
  const before = Array.from({ length: 10 }, (_, i) => scan("g1", i, i));
  const after = Array.from({ length: 10 }, (_, i) => scan("g1", 10 + i, 30 + i));
  for (const record of [...before, ...after]) {
    clock.jump(record.record.gatewayTime - clock.now());
    deliver(keeper, [record]);
  }
  clock.jump(hour + 45 * minute - clock.now());
  const since = hour + 20 * minute;
  const [cut] = await keeper.facts("site", hour, hour + hourMs, since);
  expect(cut).toEqual(directly(after, hour, 0)[0]);
  expect(cut).toMatchObject({ signal: "temp", received: 10 });
  const [whole] = await keeper.facts("site", hour, hour + hourMs);
  expect(whole).toMatchObject({ signal: "temp", received: 20 });
  // Nothing lies before it: nothing is left out.
  const [same] = await keeper.facts("site", hour, hour + hourMs, hour - 1);
  expect(same).toEqual(whole);
});

test("hours without records count since the first record, future hours do not", async () => {
  const keeper = openKeeper();
  await keeper.open();
  deliver(keeper, [scan("g1", 0, 0)]);
  clock.advance(2.5 * hourMs);
  const facts = await keeper.facts("site", hour - 5 * hourMs, hour + 9 * hourMs);
  expect(facts.map((fact) => (fact.hour - hour) / hourMs)).toEqual([0, 0, 0, 1, 1, 1, 2, 2, 2]);
  expect(facts.slice(3, 6)).toEqual(emptyFacts(model, hour + hourMs));
  expect(facts[3]?.scheduledMs).toBe(hourMs);
  expect(await keeper.facts("site", hour - 5 * hourMs, hour)).toEqual([]);
  expect(await keeper.facts("elsewhere", hour, hour + hourMs)).toEqual([]);
});

test("a late record makes a new revision of a closed hour, the same as if it had been in place", async () => {
  const keeper = openKeeper();
  await keeper.open();
  const records = Array.from({ length: 60 }, (_, i) => scan("g1", i, i));
  for (const record of records.filter((_, i) => i !== 30)) {
    clock.jump(record.record.gatewayTime - clock.now());
    deliver(keeper, [record]);
  }
  clock.jump(hour + hourMs + 5 * minute - clock.now());
  const before = await keeper.facts("site", hour, hour + hourMs);
  expect(before[0]).toMatchObject({ revision: 0 });
  deliver(keeper, [records[30]!]);
  const after = await keeper.facts("site", hour, hour + hourMs);
  expect(after[0]).toMatchObject({ signal: "temp", revision: 1, received: 60 });
  const inPlace = records.map((record, i) => ({
    ...record,
    ingestTime: i === 30 ? clock.now() : record.ingestTime,
  }));
  expect(after.filter((fact) => fact.signal !== "power")).toEqual(
    directly(inPlace, hour, 1).filter((fact) => fact.signal !== "power"),
  );
});

test("records of two gateways in any order of arrival give the facts of records in order", async () => {
  const g1 = Array.from({ length: 90 }, (_, i) => scan("g1", i, i));
  const g2 = Array.from({ length: 90 }, (_, i) => scan("g2", i, i));
  await fc.assert(
    fc.asyncProperty(
      fc.shuffledSubarray([...g1, ...g2], { minLength: 180 }),
      fc.array(fc.nat(180), { maxLength: 4 }),
      async (shuffled, asks) => {
        await index.close();
        index = await openIndex();
        clock.jump(hour + 90 * minute - clock.now());
        const keeper = openKeeper();
        await keeper.open();
        for (const [i, record] of shuffled.entries()) {
          deliver(keeper, [record]);
          // Asking in between must not change what is answered in the end.
          if (asks.includes(i)) await keeper.facts("site", hour, hour + 2 * hourMs);
        }
        const facts = await keeper.facts("site", hour, hour + 2 * hourMs);
        const all = [...g1, ...g2].map((record) => ({ ...record, ingestTime: clock.now() }));
        // The first hour had closed when its 120 records came; the second still runs.
        expect(facts.slice(0, 3)).toEqual(directly(all, hour, 120));
        expect(facts.slice(3)).toEqual(directly(all, hour + hourMs, 0));
      },
    ),
    { seed: 20261122, numRuns: 8 },
  );
});

test("after a restart in the middle of the hour the facts are those of the whole hour", async () => {
  const keeper = openKeeper();
  await keeper.open();
  const records = Array.from({ length: 40 }, (_, i) => scan("g1", i, i));
  clock.jump(hour + 20 * minute - clock.now());
  deliver(keeper, records.slice(0, 20));
  await index.flush();
  const again = openKeeper();
  await again.open();
  deliver(again, records.slice(15, 40));
  const facts = await again.facts("site", hour, hour + hourMs);
  expect(facts[0]).toMatchObject({ signal: "temp", received: 40, revision: 0 });
  const all = records.map((record) => ({ ...record, ingestTime: clock.now() }));
  expect(facts[0]).toEqual(directly(all, hour, 0)[0]);
});

test("facts of a closed hour are kept for as long as records and line model are the same", async () => {
  const keeper = openKeeper();
  await keeper.open();
  deliver(keeper, [scan("g1", 0, 0)]);
  clock.advance(2 * hourMs);
  const facts = await keeper.facts("site", hour, hour + hourMs);
  const stored = new StoredHours(index);
  const kept = await stored.loadFacts("site", hour, hour + hourMs);
  expect(kept).toMatchObject([{ hour, records: 1, late: 0, model: "hash" }]);
  expect(kept[0]?.facts).toEqual(facts);
  for (const outdated of [{ model: "other" }, { records: 2 }, { late: 1 }]) {
    await stored.saveFacts("site", { ...kept[0]!, ...outdated, facts: [] });
    expect(await openKeeper().facts("site", hour, hour + hourMs)).toEqual(facts);
  }
  await stored.saveFacts("site", { ...kept[0]!, facts: [] });
  expect(await openKeeper().facts("site", hour, hour + hourMs)).toEqual([]);
});

test("what is missing is not carried over: a hole leaves the signal unknown until it is read again", async () => {
  const keeper = openKeeper();
  await keeper.open();
  // Scan 1 never came; scan 2 says nothing of temp, scan 3 does.
  deliver(keeper, [scan("g1", 0, 0), scan("g1", 2, 2), scan("g1", 3, 3)]);
  const live = await keeper.facts("site", hour, hour + hourMs);
  expect(live[0]).toMatchObject({ signal: "temp", received: 2 });
  const again = openKeeper();
  await again.open();
  expect(await again.facts("site", hour, hour + hourMs)).toEqual(live);
});

test("a hole at the end of what is indexed is still one for the first scan after a restart", async () => {
  const { record: _scan, ...envelope } = scan("g1", 2, 1);
  const clockRecord: DurableRecord = {
    ...envelope,
    record: {
      kind: "clock",
      gatewayTime: hour + minute,
      state: "synchronised",
      offsetMs: 0,
      reference: "host",
    },
  };
  // Scan 1 never came, the record behind it did; scan 3 says nothing of temp.
  index.add([scan("g1", 0, 0), clockRecord]);
  await index.flush();
  const keeper = openKeeper();
  await keeper.open();
  deliver(keeper, [scan("g1", 3, 2)]);
  const live = await keeper.facts("site", hour, hour + hourMs);
  expect(live[0]).toMatchObject({ signal: "temp", received: 1 });
  const again = openKeeper();
  await again.open();
  expect(await again.facts("site", hour, hour + hourMs)).toEqual(live);
});

test("a new log of the same gateway carries nothing over from the old one", async () => {
  const keeper = openKeeper();
  await keeper.open();
  deliver(keeper, [scan("g1", 0, 0), scan("g1", 1, 1), scan("g1", 0, 2, "log-new")]);
  const live = await keeper.facts("site", hour, hour + hourMs);
  expect(live[0]).toMatchObject({ signal: "temp", received: 2 });
  const again = openKeeper();
  await again.open();
  expect(await again.facts("site", hour, hour + hourMs)).toEqual(live);
});

test("a gateway that the line model does not name changes no fact", async () => {
  const keeper = openKeeper();
  await keeper.open();
  deliver(keeper, [scan("g1", 0, 0), scan("stranger", 0, -90), scan("stranger", 1, 0)]);
  clock.advance(2 * hourMs);
  const facts = await keeper.facts("site", hour - 3 * hourMs, hour + hourMs);
  expect(facts.map((fact) => fact.received)).toEqual([1, 1, 0]);
});

test("what arrives while the feed is rebuilt is fed behind it, once", async () => {
  const all = Array.from({ length: 6 }, (_, i) => scan("g1", i, i));
  let reading = () => {};
  const feed = new GatewayFeed({
    gateway: "g1",
    model,
    graceMs: minute,
    from: hour,
    source: {
      flush: async () => {},
      scans: async (_site, gateway, _hour, take) => {
        reading();
        for (const { log, sequence, ingestTime, record } of all.slice(0, 4)) {
          take({ gateway, log, sequence, ingestTime, record, hole: false });
        }
      },
    },
  });
  // Records 3 (which the index has already) and 4, 5 (which it has not) come meanwhile.
  reading = () => {
    for (const durable of all.slice(3)) feed.add(durable, hour + hourMs);
    expect(feed.stale).toBe(true);
  };
  await feed.rebuild("site", hour + hourMs);
  expect(feed.stale).toBe(false);
  expect(feed.state(hour)).toEqual({ records: 6, late: 0 });
  expect(feed.finish(hour, 0)[0]).toEqual(directly(all, hour, 0)[0]);
});
