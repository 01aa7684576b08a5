// Which identity stands: the newest said before the end of the window, of logs that were not over before it began.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { IdentityRecord, LogRecord } from "#contracts/record.ts";
import type { DurableRecord } from "../durable-record.ts";
import { readIdentities } from "./identities.ts";
import { openRecordIndex, type RecordIndex } from "./record-index.ts";

const start = Date.UTC(2026, 4, 1, 8);
const minute = 60_000;
let folder: string;
let index: RecordIndex;
let next: Map<string, number>;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "lineproof-identities-"));
  index = await open();
  next = new Map();
});
afterEach(async () => {
  await index.close();
  await rm(folder, { recursive: true });
});

const open = () =>
  openRecordIndex({ path: join(folder, "i.duckdb"), now: () => start, report: () => undefined });

type Said = { readonly [name: string]: string };

/** An identity record at a minute, by the gateway's clock and, unless said otherwise, by the host's. */
function identity(atMinute: number, said: Said, log = "log-1", arrived = atMinute): DurableRecord {
  const properties: IdentityRecord["properties"] = Object.entries({ version: "1", ...said })
    .map(([name, value]) => [name, value] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return durable(
    { kind: "identity", gatewayTime: start + atMinute * minute, properties },
    log,
    arrived,
  );
}

function durable(record: LogRecord, log: string, arrived: number): DurableRecord {
  const sequence = next.get(log) ?? 0;
  next.set(log, sequence + 1);
  return {
    site: "site",
    gateway: log.startsWith("other") ? "gw-2" : "gw-1",
    log,
    sequence,
    ingestTime: start + arrived * minute,
    historical: false,
    record,
  };
}

const end = (atMinute: number, log = "log-1") =>
  durable({ kind: "end", gatewayTime: start + atMinute * minute, reason: "moved" }, log, atMinute);

async function standing(fromMinute: number, toMinute: number) {
  const [from, to] = [start + fromMinute * minute, start + toMinute * minute];
  const found = await readIdentities(index, "site", from, to);
  return found.map(({ equipment, key, value, log, sequence }) =>
    [equipment, key, value, `${log}/${sequence}`].join(" "),
  );
}

async function keep(...records: readonly DurableRecord[]): Promise<void> {
  index.add(records);
  await index.flush();
}

const serial = (value: string, equipment = "saw") => ({
  [`equipment.${equipment}.identity.serial`]: value,
});

test("the newest before the end of the window stands, however long before its begin it was read", async () => {
  await keep(
    identity(0, { ...serial("S-1"), "equipment.saw.identity.firmware": "1" }),
    identity(30, serial("S-2")),
    identity(90, serial("S-3")),
  );
  const firmware = "saw firmware 1 log-1/0";
  expect(await standing(60, 70)).toEqual([firmware, "saw serial S-2 log-1/1"]);
  expect(await standing(60, 100)).toEqual([firmware, "saw serial S-3 log-1/2"]);
  expect(await standing(20, 30)).toEqual([firmware, "saw serial S-1 log-1/0"]);
  expect(await standing(-9, 0)).toEqual([]);
});

test("an identity carries gateway, log, sequence and when it was read", async () => {
  await keep(identity(0, {}), identity(5, serial("S-1")));
  expect(await readIdentities(index, "site", start, start + 6 * minute)).toEqual([
    {
      equipment: "saw",
      gateway: "gw-1",
      key: "serial",
      value: "S-1",
      readAt: start + 5 * minute,
      log: "log-1",
      sequence: 1,
    },
  ]);
  expect(await readIdentities(index, "elsewhere", start, start + 6 * minute)).toEqual([]);
});

test("a later record that does not speak of a machine leaves it standing", async () => {
  await keep(identity(0, { ...serial("S-1"), ...serial("P-1", "press") }));
  await keep(identity(10, {}), identity(11, serial("P-2", "press")));
  expect(await standing(20, 30)).toEqual(["press serial P-2 log-1/2", "saw serial S-1 log-1/0"]);
});

test("what a machine was asked for and no longer says has ceased to stand", async () => {
  await keep(
    identity(0, { ...serial("S-1"), "equipment.saw.identity.maker": "M" }),
    identity(30, { ...serial(""), "equipment.saw.identity.maker": "M" }),
  );
  expect(await standing(60, 70)).toEqual(["saw maker M log-1/1"]);
  expect(await standing(10, 20)).toContain("saw serial S-1 log-1/0");
});

test("a log that ended before the window says nothing in it, one that ended within does", async () => {
  await keep(identity(0, serial("S-1")), end(40));
  expect(await standing(30, 60)).toEqual(["saw serial S-1 log-1/0"]);
  expect(await standing(40, 60)).toEqual([]);
});

test("a log that another of its gateway followed before the window says nothing in it", async () => {
  await keep(
    identity(0, serial("S-1")),
    identity(40, {}, "log-2"),
    identity(3, serial("X-1"), "other"),
  );
  expect(await standing(30, 60)).toEqual(
    ["saw serial X-1 other/0", "saw serial S-1 log-1/0"].sort(),
  );
  expect(await standing(41, 60)).toEqual(["saw serial X-1 other/0"]);
});

test("a gateway whose clock was set back is believed in the order of its log", async () => {
  await keep(identity(50, serial("S-1"), "log-1", 0), identity(5, serial("S-2"), "log-1", 5));
  expect(await standing(0, 60)).toEqual(["saw serial S-2 log-1/1"]);
});

test("a record that comes twice is one identity, over restarts too", async () => {
  const said = identity(0, serial("S-1"));
  await keep(said, said);
  await index.close();
  index = await open();
  await keep(said);
  const rows = await index.readers.use((connection) =>
    connection.runAndReadAll("SELECT count(*)::INTEGER FROM identities"),
  );
  expect(rows.getRows()).toEqual([[1]]);
  expect(await standing(10, 20)).toEqual(["saw serial S-1 log-1/0"]);
});
