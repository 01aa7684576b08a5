// The centre with its journal, index and an embedded broker: what stands behind a citation is what was journalled,
// and who a device is survives a restart and the loss of the index.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { toHex } from "#contracts/bytes.ts";
import { leafHash } from "#contracts/merkle.ts";
import { encodeRecord } from "#contracts/record-bytes.ts";
import { datatypes } from "#contracts/sparkplug-datatype.ts";
import type { Clock } from "#contracts/time.ts";
import { type Centre, openCentre } from "./centre.ts";
import type { IngestConfig } from "./config.ts";
import { sha256 } from "./evidence/node-crypto.ts";
import { journalFolder } from "./ingest.ts";
import { readDurableRecords } from "./journal/durable-records.ts";
import { ScriptedGateway } from "./scripted-gateway.ts";

const clock: Clock = { now: () => Date.now(), monotonic: () => performance.now() };
const start = 1_760_000_000_000;
let data: string;
let centre: Centre | undefined;
let gateway: ScriptedGateway | undefined;

beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), "lineproof-centre-"));
});
afterEach(async () => {
  await gateway?.close();
  await centre?.close();
  rmSync(data, { recursive: true, force: true });
});

const bilingual = { zh: "名", en: "name" };

function machine(id: string, gatewayId: string) {
  return {
    id,
    name: bilingual,
    stage: "press",
    maker: "",
    model: "",
    serial: "",
    digital: true,
    scanGroups: [{ id: "fast", intervalMs: 200 }],
    signals: ["temp", "count"].map((signal) => ({
      id: signal,
      name: bilingual,
      unit: "C62",
      class: "PV",
      required: true,
      scanGroup: "fast",
      purpose: signal,
      gateway: gatewayId,
    })),
  };
}

const lineModel = {
  format: "lineproof/line-model/1",
  site: {
    id: "site-a",
    name: bilingual,
    cluster: "c",
    timeZone: "Asia/Shanghai",
    productionDayStart: "08:00",
    simulated: true,
  },
  firm: { name: bilingual, creditCode: "91131000MA0000000X" },
  calendar: {
    shifts: [{ id: "d", name: bilingual, start: "08:00", end: "20:00", weekdays: [1, 2, 3] }],
  },
  lines: [
    {
      id: "line",
      name: bilingual,
      profile: "wood-panel",
      stages: [{ id: "press", name: bilingual, key: true }],
      equipment: [machine("press-1", "gw-1"), machine("packer", "gw-1"), machine("saw", "gw-2")],
    },
  ],
};

async function open(): Promise<Centre> {
  const path = join(data, "model.json");
  writeFileSync(path, JSON.stringify(lineModel));
  const principal = { kind: "gateway", site: "site-a", gateway: "gw-1" } as const;
  const config: IngestConfig = {
    data,
    hostId: "host-1",
    broker: {
      kind: "embedded",
      host: "127.0.0.1",
      port: 0,
      credentials: [{ username: "gw-1", secret: { kind: "plain", text: "secret-1" }, principal }],
    },
    sites: [{ lineModel: path }],
    journal: { fsyncMs: 5, segmentBytes: 1024 * 1024 },
  };
  centre = await openCentre(config, { clock, log: () => undefined });
  const { ingest } = centre;
  await vi.waitFor(() => expect(ingest.online).toBe(true), { timeout: 8_000, interval: 5 });
  return centre;
}

function gatewayAt({ ingest }: Centre): ScriptedGateway {
  gateway = new ScriptedGateway({
    port: ingest.brokerPort ?? 0,
    site: "site-a",
    gateway: "gw-1",
    username: "gw-1",
    password: "secret-1",
    equipment: "press-1",
    scanGroup: "fast",
    signals: { temp: datatypes.Float, count: datatypes.Int32 },
  });
  return gateway;
}

/** An identity, scans, a clock record; delivered and acknowledged. */
async function delivered(own: Centre): Promise<ScriptedGateway> {
  const sender = gatewayAt(own);
  sender.append({
    kind: "identity",
    gatewayTime: start,
    properties: [
      ["equipment.press-1.identity.serial", "SIM-1"],
      // Another gateway's machine: not for this one to say.
      ["equipment.saw.identity.serial", "SIM-2"],
      ["version", "1"],
    ],
  });
  for (let i = 1; i < 9; i++) {
    sender.scan(start + i * 200, { temp: Math.fround(20.1 + i), count: i === 4 ? null : i });
  }
  const stepped = { state: "synchronised", offsetMs: 3, reference: "host" } as const;
  sender.append({ kind: "clock", gatewayTime: start + 2000, ...stepped });
  await sender.connect();
  sender.birth();
  sender.records.forEach((_, i) => void sender.send(i));
  await vi.waitFor(() => expect(sender.acknowledged).toBe(10), { timeout: 8_000, interval: 5 });
  return sender;
}

async function journalledLeaves(): Promise<string[]> {
  const leaves: string[] = [];
  for await (const { durable } of readDurableRecords(journalFolder(data), 0)) {
    leaves[durable.sequence] = toHex(leafHash(sha256, encodeRecord(durable.record)));
  }
  return leaves;
}

async function rowsOf(own: Centre, log: string) {
  const query = { site: "site-a", log, from: 0, to: 100, limit: 100 };
  return vi.waitFor(
    async () => {
      const rows = await own.reader.records(query);
      expect(rows).toHaveLength(10);
      return rows;
    },
    { timeout: 8_000, interval: 20 },
  );
}

test("records shown are those that the gateway signed and the journal keeps, leaf by leaf", async () => {
  const own = await open();
  const sender = await delivered(own);
  const rows = await rowsOf(own, sender.log);
  expect(rows.map(({ leaf }) => leaf)).toEqual(sender.leaves.map(toHex));
  expect(rows.map(({ leaf }) => leaf)).toEqual(await journalledLeaves());
  expect(rows.map(({ kind }) => kind)).toEqual([
    "identity",
    ...Array.from({ length: 8 }, () => "scan"),
    "clock",
  ]);
  expect(rows[4]).toMatchObject({
    sequence: 4,
    gatewayTime: start + 800,
    equipment: "press-1",
    scanGroup: "fast",
    samples: [
      { signal: "temp", value: Math.fround(24.1), status: 0, flag: "N" },
      { signal: "count", value: null, status: 0x80050000, flag: "B" },
    ],
  });
  expect(rows[0]).toMatchObject({ equipment: null, scanGroup: null, samples: [] });
});

test("identities are those of a gateway's own equipment, over a restart and without the index", async () => {
  const own = await open();
  const { log } = await delivered(own);
  await rowsOf(own, log);
  const expected = [
    {
      equipment: "press-1",
      gateway: "gw-1",
      key: "serial",
      value: "SIM-1",
      readAt: start,
      log,
      sequence: 0,
    },
  ];
  const later = start + 86_400_000;
  expect(await own.reader.identities("site-a", later, later + 600_000)).toEqual(expected);
  await own.close();
  const again = await open();
  expect(await again.reader.identities("site-a", later, later + 600_000)).toEqual(expected);
  await again.close();
  rmSync(join(data, "index.duckdb"));
  const rebuilt = await open();
  expect(await rebuilt.reader.identities("site-a", later, later + 600_000)).toEqual(expected);
  expect(await rebuilt.reader.identities("site-a", start - 1, start)).toEqual([]);
  expect(await rebuilt.reader.identities("elsewhere", later, later + 1)).toEqual([]);
});

test("what the line model lists and never came is listed as offline", async () => {
  const own = await open();
  await delivered(own);
  const links = own.reader.links("site-a");
  const known = links.find((link) => link.gateway === "gw-1");
  expect(known).toMatchObject({
    online: true,
    devices: [
      { equipment: "press-1", online: true },
      { equipment: "packer", online: false, since: known?.since },
    ],
  });
  expect(links.find((link) => link.gateway === "gw-2")).toMatchObject({
    online: false,
    devices: [{ equipment: "saw", online: false }],
  });
  expect(own.reader.lastValues("site-a").map(({ equipment }) => equipment)).not.toContain("packer");
});

test("drift comes out of arrivals, the same after a restart, and not of a short span", async () => {
  const own = await open();
  const { log } = await delivered(own);
  expect(await own.reader.logs("site-a", start, start + 5000)).toMatchObject([
    { log, clockOffsetMs: 3, clockDriftPerMille: null },
  ]);
  const sender = gateway;
  if (sender === undefined) throw new Error("no gateway");
  // Ten minutes by the gateway's clock arrive within moments: by the host's clock it runs very fast.
  for (let i = 1; i <= 120; i++) sender.send(sender.scan(start + i * 5000, { temp: i, count: i }));
  await vi.waitFor(() => expect(sender.acknowledged).toBe(130), { timeout: 8_000, interval: 5 });
  const logs = await own.reader.logs("site-a", start, start + 3_600_000);
  expect(logs[0]?.clockDriftPerMille).toBeGreaterThan(900);
  await sender.close();
  await own.close();
  const again = await open();
  expect(await again.reader.logs("site-a", start, start + 3_600_000)).toMatchObject([
    { clockDriftPerMille: logs[0]?.clockDriftPerMille },
  ]);
});
