// What happens to machines, wires and the gateway's host in a fast run, read back from the logs that it leaves.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { expect, onTestFinished, test } from "vitest";
import { status } from "#contracts/quality.ts";
import type { LogRecord, ScanRecord } from "#contracts/record.ts";
import { decodeRecord } from "#contracts/record-bytes.ts";
import { openLog } from "#gateway/evidence/open-log.ts";
import { CassettePlant } from "#simulators/cassette/cassette-plant.ts";
import { readCassette } from "#simulators/cassette/read-cassette.ts";
import { buildFastPlant, type FastPlant, plainPlant } from "./fast-plant.ts";
import { type RecordLineOptions, recordLine } from "./record-line.ts";

const from = Date.UTC(2026, 5, 1);
const cadenceMs = 10_000;
const minute = 60_000;
const hall = {
  id: "hall",
  site: "hall",
  gateway: "gw-hall",
  line: "press-hall",
  seed: 5,
} as const;
const plant = plainPlant(hall);

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "lineproof-host-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** An hour of the press hall, the smallest plant, under these faults. */
async function anHour(faults: readonly unknown[], more: Partial<RecordLineOptions> = {}) {
  const folder = newFolder();
  const to = from + 60 * minute;
  const troubled = plainPlant({ ...hall, faults });
  const result = await recordLine({ plant: troubled, from, to, cadenceMs, folder, ...more });
  return { result, folder, records: recordsIn(join(folder, "gateway")) };
}

function recordsIn(dataDir: string): LogRecord[] {
  const { outbox } = openLog({ dataDir, maxBytes: 2 ** 40, historyBytes: 2 ** 40 });
  const rows = outbox.read(0, outbox.next, 2 ** 30, 2 ** 30);
  outbox.close();
  return rows.map(({ bytes }) => decodeRecord(bytes!));
}

const scansOf = (records: readonly LogRecord[]): ScanRecord[] =>
  records.filter((record) => record.kind === "scan");
const minutesOf = (records: readonly LogRecord[]) =>
  new Set(scansOf(records).map(({ gatewayTime }) => Math.floor((gatewayTime - from) / minute)));

test("a power cut of the gateway is a hole in time, and its records say that it began anew", async () => {
  const { records, result } = await anHour([
    { kind: "gateway-power-cut", after: "20m", for: "10m" },
  ]);
  const lit = Array.from({ length: 60 }, (_, n) => n).filter((n) => n < 20 || n >= 30);
  expect([...minutesOf(records)]).toEqual(lit);
  expect(records.filter(({ kind }) => kind === "identity")).toHaveLength(2);
  expect(result.records).toBe(records.length);
});

test("a full disk for ten minutes loses nothing: memory keeps what waits", async () => {
  const { records, result } = await anHour([
    { kind: "gateway-disk-full", after: "20m", for: "10m" },
  ]);
  expect(result.dropped).toBe(0);
  const whole = await anHour([]);
  expect(scansOf(records)).toEqual(scansOf(whole.records));
});

test("a clock that jumps moves gateway times and is written down", async () => {
  const { records } = await anHour([
    { kind: "gateway-clock-jump", after: "30m", for: "10m", by: "2h" },
  ]);
  const clocks = records.filter((record) => record.kind === "clock");
  expect(clocks.map(({ state, offsetMs }) => [state, offsetMs])).toEqual([
    ["synchronised", 0],
    ["stepped", 7_200_000],
    ["unsynchronised", 7_200_000],
    ["stepped", -7_200_000],
    ["synchronised", 0],
  ]);
  const late = scansOf(records).filter(({ gatewayTime }) => gatewayTime > from + 7_200_000);
  expect(new Set(late.map(({ gatewayTime }) => gatewayTime)).size).toBe(60);
});

test("a cloned image writes a second log of the same key that parts from the first", async () => {
  const { folder, result, records } = await anHour([
    { kind: "gateway-cloned-image", after: "30m", for: "15m" },
  ]);
  const clone = recordsIn(join(folder, "clone"));
  const parted = records.findIndex((record, n) => {
    const other = clone[n];
    return other === undefined || JSON.stringify(record) !== JSON.stringify(other);
  });
  expect(parted).toBeGreaterThan(100);
  expect(clone.length).toBeGreaterThan(parted);
  const open = (name: string) => {
    const log = openLog({ dataDir: join(folder, name), maxBytes: 2 ** 40, historyBytes: 2 ** 40 });
    log.outbox.close();
    return log.logId;
  };
  expect([open("gateway"), open("clone")]).toEqual([result.log, result.log]);
});

test("every time an image is cloned it is another disk, each with a log of the same key", async () => {
  const { folder, result } = await anHour([
    { kind: "gateway-cloned-image", after: "10m", for: "5m", every: "20m" },
  ]);
  const logs = ["clone", "clone-2", "clone-3"].map((name) => {
    const log = openLog({ dataDir: join(folder, name), maxBytes: 2 ** 40, historyBytes: 2 ** 40 });
    const { next } = log.outbox;
    log.outbox.close();
    return { log: log.logId, next };
  });
  expect(logs.map(({ log }) => log)).toEqual(Array(3).fill(result.log));
  // Each begins with what the gateway had by then.
  const lengths = logs.map(({ next }) => next);
  expect(lengths).toEqual(lengths.toSorted((one, other) => one - other));
  expect(new Set(lengths).size).toBe(3);
});

test("a plant without power does not answer: every machine turns bad once, and is whole afterwards", async () => {
  const { records, folder } = await anHour([{ kind: "power-cut", after: "20m", for: "10m" }]);
  const dark = scansOf(records).filter(({ gatewayTime }) => {
    const second = (gatewayTime - from) / 1_000;
    return second >= 1_200 && second < 1_800;
  });
  const machines = new Set(scansOf(records).map(({ equipment }) => equipment));
  expect(dark.map(({ equipment }) => equipment).sort()).toEqual([...machines].sort());
  for (const { samples } of dark) {
    expect(new Set(samples.map((sample) => sample.status))).toEqual(new Set([status.badTimeout]));
  }
  const truth = gunzipSync(readFileSync(join(folder, "truth.jsonl.gz"))).toString();
  expect(truth).toContain('"kind":"fault-begin","fault":"power-cut"');
  expect(truth).toContain('"kind":"fault-end","fault":"power-cut"');
});

test("a pulled cable silences the devices behind it, a stopped OPC UA server all others", async () => {
  const faults = [
    { kind: "cable-pulled", listener: "modbus", after: "10m", for: "10m" },
    { kind: "opcua-down", after: "30m", for: "10m" },
    { kind: "controller-clock-jump", by: "-1m", after: "50m", for: "5m" },
  ];
  const text = JSON.stringify({
    format: "lineproof/scenario/1",
    name: { zh: "线", en: "line" },
    plants: [
      {
        ...{ id: "panel", line: "panel-line", seed: 5, faults },
        // Nothing listens in fast time; the faults ask where they act.
        listen: { modbus: { port: 0 }, opcua: { port: 0 } },
        opcua: { securityModes: ["None"], pki: "none" },
      },
    ],
  });
  const names = { id: "panel", site: "panel", gateway: "gw-panel" };
  const wired: FastPlant = { ...names, scenario: { text, file: "panel.yaml" } };
  const { records } = await anHour([], { plant: wired });
  const line = await buildFastPlant(wired, { from, cadenceMs });
  const modbus = new Set(line.exposure.modbus.map(({ equipment }) => equipment));
  const scans = scansOf(records);
  const silent = (since: number, until: number) =>
    scans.filter(({ gatewayTime, samples }) => {
      const at = (gatewayTime - from) / minute;
      return since <= at && at < until && samples.some((sample) => sample.value === null);
    });
  const machines = new Set(scans.map(({ equipment }) => equipment));
  const others = [...machines].filter((machine) => !modbus.has(machine));
  const first = silent(0, 30);
  expect(first.map(({ equipment }) => equipment).sort()).toEqual([...modbus].sort());
  expect(first[0]?.samples[0]?.status).toBe(status.badTimeout);
  const second = silent(30, 60);
  expect(second.map(({ equipment }) => equipment).sort()).toEqual(others.sort());
  expect(second[0]?.samples[0]?.status).toBe(status.badNotConnected);
  // The controller's clock stands a minute behind: source times carry it, gateway times do not.
  const late = scans.filter(({ gatewayTime, samples }) =>
    samples.some(({ sourceTime }) => sourceTime === gatewayTime - minute),
  );
  expect(new Set(late.map(({ gatewayTime }) => Math.floor((gatewayTime - from) / minute)))).toEqual(
    new Set([50, 51, 52, 53, 54]),
  );
  expect(late.some(({ equipment }) => modbus.has(equipment))).toBe(false);
});

test("a fast run becomes a cassette, and the cassette plays what the run showed", async () => {
  const { folder, result } = await anHour([], { cassette: true });
  expect(result.cassetteDropped).toBe(0);
  const file = join(folder, "cassette.jsonl.gz");
  const cassette = readCassette(readFileSync(file), file);
  expect(cassette.header.from).toEqual({ line: "press-hall", seed: 5, scenario: "hall" });
  expect(cassette.rows).toHaveLength(360);
  const played = new CassettePlant(cassette, { mode: "timed" });
  const { stepper } = await buildFastPlant(plant, { from, cadenceMs });
  expect(played.points).toEqual(stepper.points);
  for (const { values } of stepper.scans(from + 60 * minute)) {
    expect(played.points.map((point) => played.value(point))).toEqual(values);
    for (let second = 0; second < 10; second += 1) played.step(1_000);
  }
  expect(played.truth()).toMatchObject({ done: true });
});
