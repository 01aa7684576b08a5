// Ingest as a whole, with its embedded broker on a real socket and a scripted gateway.
import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import mqtt from "mqtt";
import { afterEach, expect, test, vi } from "vitest";
import { toHex } from "#contracts/bytes.ts";
import { errorCode } from "#contracts/errors.ts";
import type { LiveEvent } from "#contracts/live.ts";
import { datatypes } from "#contracts/sparkplug-datatype.ts";
import { formatTopic } from "#contracts/sparkplug-topic.ts";
import type { Clock } from "#contracts/time.ts";
import type { IngestConfig } from "./config.ts";
import type { DurableRecord } from "./durable-record.ts";
import { type Ingest, type IngestDeps, journalFolder } from "./ingest.ts";
import { readDurableRecords } from "./journal/durable-records.ts";
import { FaultyDisk } from "./journal/faulty-disk.ts";
import type { Notice } from "./notice.ts";
import { openIngest } from "./open-ingest.ts";
import { ScriptedGateway, type ScriptedGatewayOptions } from "./scripted-gateway.ts";

const clock: Clock = { now: () => Date.now(), monotonic: () => performance.now() };
const cleanUp: (() => unknown)[] = [];

afterEach(async () => {
  for (const step of cleanUp.splice(0).reverse()) await step();
});

const bilingual = (text: string) => ({ zh: text, en: text });

const lineModel = {
  format: "lineproof/line-model/1",
  site: {
    id: "site-a",
    name: bilingual("a"),
    cluster: "wenan-panel",
    timeZone: "Asia/Shanghai",
    productionDayStart: "08:00",
    simulated: true,
  },
  firm: { name: bilingual("firm"), creditCode: "91131000MA0000000X" },
  calendar: {
    shifts: [
      { id: "d", name: bilingual("d"), start: "08:00", end: "20:00", weekdays: [1, 2, 3, 4, 5] },
    ],
  },
  lines: [
    {
      id: "line-1",
      name: bilingual("line"),
      profile: "wood-panel",
      stages: [{ id: "press", name: bilingual("press"), key: true }],
      equipment: [
        {
          id: "press-1",
          name: bilingual("press"),
          stage: "press",
          maker: "m",
          model: "m",
          serial: "1",
          digital: true,
          scanGroups: [{ id: "fast", intervalMs: 200 }],
          signals: ["temp", "count", "run"].map((id) => ({
            id,
            name: bilingual(id),
            unit: "C62",
            class: "PV",
            required: true,
            scanGroup: "fast",
            purpose: id,
            gateway: "gw-1",
          })),
        },
      ],
    },
  ],
};

function folder(): string {
  const dir = mkdtempSync(join(tmpdir(), "lineproof-ingest-"));
  cleanUp.push(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

const principal = { kind: "gateway", site: "site-a", gateway: "gw-1" } as const;

function config(data: string, port = 0): IngestConfig {
  const path = join(data, "model.json");
  writeFileSync(path, JSON.stringify(lineModel));
  return {
    data,
    hostId: "host-1",
    broker: {
      kind: "embedded",
      host: "127.0.0.1",
      port,
      credentials: [
        { username: "gw-1", secret: { kind: "plain", text: "secret-1" }, principal },
        {
          username: "gw-2",
          secret: { kind: "plain", text: "secret-2" },
          principal: { ...principal, gateway: "gw-2" },
        },
      ],
    },
    sites: [{ lineModel: path }],
    journal: { fsyncMs: 5, segmentBytes: 1024 * 1024 },
  };
}

async function until(what: string, condition: () => boolean, ms = 8_000): Promise<void> {
  await vi.waitFor(() => expect(condition(), what).toBe(true), { timeout: ms, interval: 5 });
}

type Running = { ingest: Ingest; notices: Notice[]; indexed: DurableRecord[] };

async function open(data: string, deps: Partial<IngestDeps> = {}, port = 0): Promise<Running> {
  const notices: Notice[] = [];
  const indexed: DurableRecord[] = [];
  const ingest = await openIngest(config(data, port), {
    clock,
    log: (notice) => notices.push(notice),
    index: { add: (batch) => indexed.push(...batch) },
    timing: { tickMs: 10, reorderMs: 100, rebirthMs: 200, retryMs: 20, closeMs: 2_000 },
    ...deps,
  });
  cleanUp.push(() => ingest.close());
  await until("the host is online", () => ingest.online);
  return { ingest, notices, indexed };
}

function gatewayAt(port: number | null, options: Partial<ScriptedGatewayOptions> = {}) {
  const gateway = new ScriptedGateway({
    port: port ?? 0,
    site: "site-a",
    gateway: "gw-1",
    username: "gw-1",
    password: "secret-1",
    equipment: "press-1",
    scanGroup: "fast",
    signals: { temp: datatypes.Float, count: datatypes.Int32, run: datatypes.Boolean },
    ...options,
  });
  cleanUp.push(() => gateway.close());
  return gateway;
}

/** Ten records: an identity, then scans of rising count. */
function tenRecords(gateway: ScriptedGateway, start = 1_760_000_000_000): void {
  gateway.append({ kind: "identity", gatewayTime: start, properties: [["version", "1"]] });
  for (let i = 1; i < 10; i++) {
    gateway.scan(start + i * 200, {
      temp: Math.fround(20.1 + i),
      count: i - 5,
      run: i % 4 === 0 ? null : i % 2 === 0,
    });
  }
}

function sendAll(gateway: ScriptedGateway, except: readonly number[] = []): void {
  gateway.records.forEach((_, i) => {
    if (!except.includes(i)) gateway.send(i);
  });
}

function onlyLedger({ ingest }: Running) {
  const [ledger, ...more] = ingest.ledger("site-a");
  if (ledger === undefined || more.length > 0) throw new Error(`${more.length} ledgers`);
  const { next, journalled, gaps, quarantined, hostGaps, outstanding } = ledger;
  expect(next).toBe(journalled + gaps + quarantined + hostGaps + outstanding);
  return ledger;
}

async function delivered(data = folder()) {
  const running = await open(data);
  const gateway = gatewayAt(running.ingest.brokerPort);
  tenRecords(gateway);
  await gateway.connect();
  gateway.birth();
  sendAll(gateway);
  await until("all ten are acknowledged", () => gateway.acknowledged === 10);
  return { running, gateway, data };
}

test("records are journalled, acknowledged, indexed and shown; the checkpoint agrees with the tree", async () => {
  const { running, gateway } = await delivered();
  const { ingest, indexed } = running;
  gateway.sendCheckpoint(gateway.checkpoint(1_760_000_002_000));
  await until("the checkpoint is verified", () => {
    return ingest.logs("site-a", 0, 1)[0]?.verified?.size === 10;
  });
  expect(indexed.map(({ sequence }) => sequence)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  expect(indexed.map(({ record }) => record)).toEqual(gateway.records);
  const [evidence] = ingest.logs("site-a", 1_760_000_001_000, 1_760_000_002_000);
  expect(evidence).toMatchObject({
    log: gateway.log,
    simulated: true,
    size: 10,
    verified: { size: 10, root: toHex(gateway.root()) },
    forks: 0,
    windowRange: { from: 5, to: 10 },
  });
  expect(onlyLedger(running)).toMatchObject({ next: 10, journalled: 10, outstanding: 0 });
  expect(ingest.lastValues("site-a")).toContainEqual({
    equipment: "press-1",
    signal: "temp",
    value: Math.fround(29.1),
    sourceTime: 1_760_000_001_800,
    readTime: 1_760_000_001_800,
    status: 0,
    flag: "N",
    stale: false,
  });
  expect(ingest.links("site-a")).toMatchObject([
    { gateway: "gw-1", online: true, devices: [{ equipment: "press-1", online: true }] },
  ]);
  expect(ingest.latency("site-a")?.p50).toBeGreaterThan(0);
});

test("a number that never arrives is asked for by Missing and the resend closes the ledger", async () => {
  const running = await open(folder());
  const gateway = gatewayAt(running.ingest.brokerPort);
  tenRecords(gateway);
  await gateway.connect();
  gateway.birth();
  sendAll(gateway, [3, 4, 7]);
  await until("Missing is heard", () => gateway.heard("missing") > 0);
  expect(gateway.commands.find(({ kind }) => kind === "missing")).toMatchObject({
    log: gateway.log,
    ranges: [
      { from: 3, to: 5 },
      { from: 7, to: 8 },
    ],
  });
  await until("all ten are acknowledged", () => gateway.acknowledged === 10);
  expect(running.indexed.filter(({ historical }) => historical).map((r) => r.sequence)).toEqual([
    3, 4, 7,
  ]);
  expect(running.ingest.logs("site-a", 0, 1)[0]).toMatchObject({ size: 10 });
});

test("a lost Sparkplug message asks for a rebirth, then for the records that were dropped", async () => {
  const running = await open(folder());
  const gateway = gatewayAt(running.ingest.brokerPort);
  tenRecords(gateway);
  await gateway.connect();
  gateway.birth();
  gateway.loseMessage();
  sendAll(gateway);
  await until("a rebirth is asked for", () => gateway.heard("rebirth") > 0);
  await until("all ten are acknowledged", () => gateway.acknowledged === 10);
  expect(onlyLedger(running)).toMatchObject({ journalled: 10, outstanding: 0, forks: 0 });
});

test("equal bytes again are a duplicate: counted, acknowledged again, kept once", async () => {
  const { running, gateway } = await delivered();
  const before = gateway.heard("acknowledged");
  gateway.send(4, { historical: true });
  await until("the duplicate is counted", () => onlyLedger(running).duplicates === 1);
  await until("it is acknowledged again", () => gateway.heard("acknowledged") > before);
  expect(running.indexed).toHaveLength(10);
});

test("the same number with other contents is quarantined once and counts as a fork", async () => {
  const { running, gateway } = await delivered();
  const record = { ...gateway.records[4]!, gatewayTime: 1_760_000_099_999 };
  gateway.send(4, { record });
  gateway.send(4, { record });
  await until("the fork is counted", () => onlyLedger(running).forks === 1);
  await until("its repetition is a duplicate", () => onlyLedger(running).duplicates === 1);
  expect(running.ingest.report().sites[0]).toMatchObject({
    quarantined: 1,
    journalled: 10,
    lost: 0,
  });
  expect(running.ingest.logs("site-a", 0, 1)[0]).toMatchObject({ quarantined: 1, forks: 1 });
});

test("a signed checkpoint over another root is a fork", async () => {
  const { running, gateway } = await delivered();
  gateway.sendCheckpoint(gateway.checkpoint(1, 10, new Uint8Array(32)));
  await until("the fork is counted", () => onlyLedger(running).forks === 1);
  expect(running.ingest.logs("site-a", 0, 1)[0]).toMatchObject({ verified: null });
});

test("a checkpoint of another key is refused with the reason", async () => {
  const { running, gateway } = await delivered();
  const other = gatewayAt(0);
  gateway.sendCheckpoint(other.checkpoint(1, 0).replaceAll(other.origin, gateway.origin));
  await until("the refusal is told", () => {
    return running.notices.some(({ code }) => code === "CONTRACTS_CHECKPOINT_SIGNATURE");
  });
  expect(onlyLedger(running).forks).toBe(0);
});

test("a payload that fails three times becomes a host gap with its bytes, and is acknowledged", async () => {
  const { running, gateway } = await delivered();
  const broken = gateway.append({ kind: "end", gatewayTime: 1, reason: "x" });
  gateway.answering = false;
  gateway.sendBytes(broken, Uint8Array.of(1, 99, 0));
  gateway.sendBytes(broken, Uint8Array.of(1, 99, 0));
  await until(
    "two failures are counted",
    () => running.ingest.report().sites[0]?.undecodable === 2,
  );
  expect(onlyLedger(running)).toMatchObject({ next: 11, outstanding: 1, hostGaps: 0 });
  gateway.sendBytes(broken, Uint8Array.of(1, 99, 0));
  await until("it is acknowledged", () => gateway.acknowledged === 11);
  expect(onlyLedger(running)).toMatchObject({ next: 11, outstanding: 0, hostGaps: 1 });
  expect(running.ingest.report().sites[0]).toMatchObject({ lost: 1, hostGaps: 1 });
});

test("bytes that are no Sparkplug at all stop nobody", async () => {
  const { running, gateway } = await delivered();
  gateway.publishRaw(
    formatTopic({ type: "DDATA", group: "site-a", node: "gw-1", device: "press-1" }),
    Uint8Array.of(0x12, 0xff, 0xff, 0xff),
  );
  await until("it is counted", () => running.ingest.report().sites[0]?.undecodable === 1);
  gateway.loseMessage();
  gateway.scan(1_760_000_003_000, { count: 7 });
  gateway.send(10);
  await until("the next record is acknowledged", () => gateway.acknowledged === 11);
  expect(gateway.heard("rebirth")).toBe(0);
});

test("an undeclared signal asks for a rebirth and gives nothing up within one birth", async () => {
  const { running, gateway } = await delivered();
  gateway.answering = false;
  gateway.scan(1_760_000_003_000, { count: 7, extra: 1 });
  for (let i = 0; i < 4; i++) gateway.send(10);
  await until(
    "four failures are counted",
    () => running.ingest.report().sites[0]?.undecodable === 4,
  );
  await until("a rebirth is asked for", () => gateway.heard("rebirth") > 0);
  expect(onlyLedger(running)).toMatchObject({ hostGaps: 0, outstanding: 1 });
});

test("a gap record's roots keep the tree checkable and its range becomes gaps", async () => {
  const running = await open(folder());
  const gateway = gatewayAt(running.ingest.brokerPort);
  tenRecords(gateway);
  gateway.gap(1_760_000_005_000, 3, 9);
  gateway.scan(1_760_000_006_000, { count: 1 });
  gateway.oldest = 0;
  await gateway.connect();
  gateway.birth();
  sendAll(gateway, [3, 4, 5, 6, 7, 8]);
  gateway.sendCheckpoint(gateway.checkpoint(1));
  await until("all are acknowledged", () => gateway.acknowledged === 12);
  expect(onlyLedger(running)).toMatchObject({ next: 12, journalled: 6, gaps: 6, outstanding: 0 });
  expect(running.ingest.logs("site-a", 0, 1)[0]).toMatchObject({
    size: 12,
    verified: { size: 12, root: toHex(gateway.root()) },
    gapRecords: 6,
  });
});

test("a gap record over delivered and dropped numbers goes back to where it begins", async () => {
  const running = await open(folder());
  const gateway = gatewayAt(running.ingest.brokerPort);
  tenRecords(gateway);
  gateway.gap(1_760_000_005_000, 3, 9);
  await gateway.connect();
  gateway.birth();
  sendAll(gateway, [5, 6, 7, 8]);
  gateway.sendCheckpoint(gateway.checkpoint(1));
  await until("all are acknowledged", () => gateway.acknowledged === 11);
  expect(onlyLedger(running)).toMatchObject({ next: 11, journalled: 7, gaps: 4, outstanding: 0 });
  await until("the checkpoint is verified", () => {
    return running.ingest.logs("site-a", 0, 1)[0]?.verified?.size === 11;
  });
});

test("a gap record with the wrong subtrees is quarantined", async () => {
  const { running, gateway } = await delivered();
  gateway.append({
    kind: "gap",
    gatewayTime: 1,
    from: 2,
    to: 4,
    reason: "outbox-full",
    roots: [{ level: 3, index: 0, hash: new Uint8Array(32) }],
  });
  gateway.send(10);
  await until("it is acknowledged", () => gateway.acknowledged === 11);
  expect(onlyLedger(running)).toMatchObject({ journalled: 10, quarantined: 1, gaps: 0, forks: 0 });
});

test("numbers below the gateway's oldest are counted gaps", async () => {
  const running = await open(folder());
  const gateway = gatewayAt(running.ingest.brokerPort);
  tenRecords(gateway);
  gateway.oldest = 4;
  await gateway.connect();
  gateway.birth();
  sendAll(gateway, [0, 1, 2, 3]);
  await until("all are acknowledged", () => gateway.acknowledged === 10);
  expect(onlyLedger(running)).toMatchObject({ journalled: 6, gaps: 4, outstanding: 0 });
});

test("after a restart ledger, tree and verified checkpoint are the same, before anybody connects", async () => {
  const { running, gateway, data } = await delivered();
  gateway.sendCheckpoint(gateway.checkpoint(1_760_000_002_000));
  gateway.send(4, { record: { ...gateway.records[4]!, gatewayTime: 5 } });
  await until("the fork is counted", () => onlyLedger(running).forks === 1);
  await until("the checkpoint is verified", () => {
    return running.ingest.logs("site-a", 0, 1)[0]?.verified?.size === 10;
  });
  const evidence = running.ingest.logs("site-a", 0, 1);
  const { duplicates: _d, acknowledged: _a, ...ledger } = onlyLedger(running);
  await running.ingest.close();
  const again = await open(data);
  expect(again.ingest.logs("site-a", 0, 1)).toEqual(evidence);
  expect(onlyLedger(again)).toMatchObject(ledger);
  // Ten records, a checkpoint, a quarantined one, and the enrolment, which also opens the segment.
  expect(again.ingest.report().journal).toMatchObject({ recovered: 14, torn: [], damage: [] });
});

function segments(data: string): string[] {
  return readdirSync(journalFolder(data))
    .filter((name) => name.endsWith(".lpj"))
    .sort()
    .map((name) => join(journalFolder(data), name));
}

test("a torn tail is cut and counted, and the record is asked for again", async () => {
  const { running, gateway, data } = await delivered();
  await running.ingest.close();
  const [segment] = segments(data);
  truncateSync(segment!, readFileSync(segment!).length - 5);
  const again = await open(data);
  expect(again.ingest.report().journal.torn).toMatchObject([{ segment: expect.any(String) }]);
  expect(onlyLedger(again)).toMatchObject({ journalled: 9 });
  const back = Object.assign(gatewayAt(again.ingest.brokerPort), {});
  Object.assign(back, { log: gateway.log, key: gateway.key, origin: gateway.origin });
  back.records.push(...gateway.records);
  await back.connect();
  back.birth();
  await until("all ten are acknowledged", () => back.acknowledged === 10, 12_000);
  expect(onlyLedger(again)).toMatchObject({ journalled: 10, outstanding: 0 });
});

test("a flipped byte is named by segment and offset and its record is asked for again", async () => {
  const { running, gateway, data } = await delivered();
  await running.ingest.close();
  const [segment] = segments(data);
  const bytes = readFileSync(segment!);
  const at = Math.floor(bytes.length / 2);
  bytes[at] = (bytes[at] ?? 0) ^ 0x40;
  writeFileSync(segment!, bytes);
  const again = await open(data);
  const damaged = again.notices.find(({ code }) => code === "INGEST_JOURNAL_DAMAGED");
  const [damage] = again.ingest.report().journal.damage;
  expect(damaged?.detail).toMatchObject({ segment: damage?.segment, offset: damage?.offset });
  expect(damage!.offset <= at && at < damage!.end).toBe(true);
  expect(onlyLedger(again)).toMatchObject({ journalled: 9, outstanding: 1 });
  const back = gatewayAt(again.ingest.brokerPort);
  Object.assign(back, { log: gateway.log, key: gateway.key, origin: gateway.origin });
  back.records.push(...gateway.records);
  await back.connect();
  back.birth();
  await until("all ten are acknowledged", () => back.acknowledged === 10, 12_000);
  expect(again.ingest.logs("site-a", 0, 1)[0]).toMatchObject({ size: 10 });
});

test("a full disk stops acknowledgements with a mend, and goes on by itself when there is room", async () => {
  const disk = new FaultyDisk();
  disk.fault = { kind: "fail", at: 0, times: 1e9, code: "ENOSPC" };
  const running = await open(folder(), { disk });
  const gateway = gatewayAt(running.ingest.brokerPort);
  tenRecords(gateway);
  await gateway.connect();
  gateway.birth();
  sendAll(gateway);
  await until("the full disk is told", () => {
    return running.notices.some(({ code }) => code === "INGEST_JOURNAL_FULL");
  });
  const told = running.notices.find(({ code }) => code === "INGEST_JOURNAL_FULL");
  expect(told?.detail).toMatchObject({
    reason: "ENOSPC",
    path: expect.stringContaining("journal"),
  });
  expect(gateway.acknowledged).toBe(0);
  disk.fault = undefined;
  await until("all ten are acknowledged", () => gateway.acknowledged === 10);
  expect(onlyLedger(running)).toMatchObject({ journalled: 10, outstanding: 0 });
});

test("the journal's durable records are those of the gateway", async () => {
  const { running, gateway, data } = await delivered();
  await running.ingest.close();
  const seen: DurableRecord[] = [];
  for await (const { durable } of readDurableRecords(journalFolder(data), 0)) seen.push(durable);
  expect(seen.map(({ record }) => record)).toEqual(gateway.records);
  expect(seen[3]).toMatchObject({ site: "site-a", gateway: "gw-1", log: gateway.log, sequence: 3 });
});

test("a death by will makes the gateway offline and its values stale, and listeners hear it", async () => {
  const { running, gateway } = await delivered();
  const events: LiveEvent[] = [];
  running.ingest.subscribe((event) => events.push(event));
  gateway.drop();
  await until("the gateway is offline", () => running.ingest.links("site-a")[0]?.online === false);
  expect(running.ingest.lastValues("site-a").every(({ stale }) => stale)).toBe(true);
  await until("listeners hear of it", () => {
    return events.some((event) => event.kind === "link" && !event.link.online);
  });
});

test("DDEATH makes one device's values stale, the gateway stays online", async () => {
  const { running, gateway } = await delivered();
  gateway.deviceDeath();
  await until("the device is offline", () => {
    return running.ingest.links("site-a")[0]?.devices[0]?.online === false;
  });
  expect(running.ingest.links("site-a")[0]).toMatchObject({ online: true });
  expect(running.ingest.lastValues("site-a").every(({ stale }) => stale)).toBe(true);
});

test("a late historical record never overwrites a newer value", async () => {
  const { running, gateway } = await delivered();
  const late = gateway.scan(1_760_000_000_100, { count: 99 });
  gateway.send(late, { historical: true });
  await until("it is acknowledged", () => gateway.acknowledged === 11);
  const count = running.ingest.lastValues("site-a").find(({ signal }) => signal === "count");
  expect(count).toMatchObject({ value: 4, sourceTime: 1_760_000_001_800 });
});

test.each([
  ["log", { log: "ab".repeat(32) }],
  ["origin", { origin: "lineproof/other/gw-1/0123456789abcdef" }],
])("a birth whose %s is not that of its key and gateway is refused", async (_what, overrides) => {
  const running = await open(folder());
  const gateway = gatewayAt(running.ingest.brokerPort);
  tenRecords(gateway);
  await gateway.connect();
  gateway.birth(overrides);
  await until("the refusal is told", () => {
    return running.notices.some(
      ({ level, detail }) => level === "error" && detail?.["gateway"] === "gw-1",
    );
  });
  expect(running.ingest.ledger("site-a")).toEqual([]);
});

test("another log of the same gateway is a new log beside the old one", async () => {
  const { running, gateway } = await delivered();
  await gateway.close();
  const second = gatewayAt(running.ingest.brokerPort);
  tenRecords(second);
  await second.connect();
  second.birth();
  sendAll(second);
  await until("its records are acknowledged", () => second.acknowledged === 10);
  expect(running.ingest.ledger("site-a").map(({ log, journalled }) => [log, journalled])).toEqual([
    [gateway.log, 10],
    [second.log, 10],
  ]);
  expect(running.notices).toContainEqual(
    expect.objectContaining({
      level: "warn",
      detail: expect.objectContaining({ log: second.log, earlier: 1 }),
    }),
  );
});

test("STATE is online while ingest runs and offline with a later time after a clean stop", async () => {
  const data = folder();
  const broker = createServer();
  await new Promise<void>((resolve) => broker.listen(0, "127.0.0.1", resolve));
  const { port } = broker.address() as { port: number };
  await new Promise((resolve) => broker.close(resolve));
  const running = await open(data, {}, port);
  const states: { online: boolean; timestamp: number }[] = [];
  const watcher = mqtt.connect(`mqtt://127.0.0.1:${port}`, {
    clientId: "watch",
    username: "gw-1",
    password: "secret-1",
    reconnectPeriod: 0,
  });
  cleanUp.push(() => watcher.endAsync(true));
  watcher.on("message", (_topic, payload) => states.push(JSON.parse(payload.toString())));
  await watcher.subscribeAsync("spBv1.0/STATE/host-1");
  await until("STATE is retained online", () => states[0]?.online === true);
  await running.ingest.close();
  await until("STATE goes offline", () => states.at(-1)?.online === false);
  expect(states.at(-1)!.timestamp).toBeGreaterThanOrEqual(states[0]!.timestamp);
});

test("an occupied port is refused with its place, and leaves the journal free", async () => {
  const data = folder();
  const squatter = createServer();
  await new Promise<void>((resolve) => squatter.listen(0, "127.0.0.1", resolve));
  cleanUp.push(() => new Promise((resolve) => squatter.close(resolve)));
  const { port } = squatter.address() as { port: number };
  const failed = openIngest(config(data, port), { clock, log: () => undefined });
  const error = await failed.then(
    () => undefined,
    (cause) => cause,
  );
  expect(errorCode(error)).toBe("INGEST_PORT_IN_USE");
  expect(error).toMatchObject({ detail: { host: "127.0.0.1", port } });
  expect((error as Error).message).toContain(`127.0.0.1:${port}`);
  await open(data);
});
