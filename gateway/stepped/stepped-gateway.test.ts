// What the stepped gateway leaves on disk, read back through the outbox itself, and what becomes of it when the
// host of the gateway has trouble.
import { join } from "node:path";
import { expect, test } from "vitest";
import { sameBytes } from "#contracts/bytes.ts";
import { openCheckpoint } from "#contracts/checkpoint.ts";
import { isSimulatedOrigin } from "#contracts/log-id.ts";
import { leafHash, rootOf } from "#contracts/merkle.ts";
import { status } from "#contracts/quality.ts";
import type { ClockRecord, GapRecord, LogRecord, ScanRecord } from "#contracts/record.ts";
import { decodeRecord } from "#contracts/record-bytes.ts";
import { sha256, verifyEd25519 } from "../evidence/digest.ts";
import { openLog } from "../evidence/open-log.ts";
import { intakeCap } from "../outbox/intake.ts";
import { temporaryFolder } from "../outbox/test-log.ts";
import { cloneImage } from "./clone-image.ts";
import { SteppedGateway, type SteppedGatewayOptions } from "./stepped-gateway.ts";
import { type PlainValue, plainReading } from "./stepped-reading.ts";

const start = Date.UTC(2026, 5, 1);
const second = 1_000;

function openGateway(dataDir: string, more: Partial<SteppedGatewayOptions> = {}): SteppedGateway {
  return new SteppedGateway({
    site: "site-1",
    gateway: "gw-1",
    dataDir,
    start,
    equipment: [{ id: "press", signals: ["temperature", "running", "mode"] }],
    ...more,
  });
}

function read(gateway: SteppedGateway, at: number, values: readonly PlainValue[]): void {
  gateway.moveTo(at);
  gateway.scan(
    "press",
    values.map((value) => plainReading(value, at)),
  );
}

/** Scans n = from..to-1, ten seconds apart; the temperature is n. */
function run(gateway: SteppedGateway, from: number, to: number): void {
  for (let n = from; n < to; n += 1) read(gateway, start + n * 10 * second, [n, true, "auto"]);
}

/** What the folder holds, after the gateway is gone. */
function heldIn(dataDir: string) {
  const { outbox } = openLog({ dataDir, maxBytes: 2 ** 40, historyBytes: 2 ** 40 });
  const rows = outbox.read(outbox.oldest, outbox.next, 2 ** 30, 2 ** 30);
  const checkpoint = outbox.newestCheckpoint();
  const held = {
    oldest: outbox.oldest,
    next: outbox.next,
    root: outbox.root(),
    publicKey: outbox.publicKey,
    bytes: rows.map(({ bytes }) => bytes!),
    records: rows.map(({ bytes }): LogRecord => decodeRecord(bytes!)),
    checkpoint: checkpoint!,
  };
  outbox.close();
  return held;
}

const scansOf = (records: readonly LogRecord[]): ScanRecord[] =>
  records.filter((record) => record.kind === "scan");

test("every scan is a record; absent signals were unchanged; each hour begins with all of them", () => {
  using folder = temporaryFolder();
  const gateway = openGateway(folder.path, { checkpointSeconds: 600 });
  run(gateway, 0, 720);
  gateway.close();
  const { records } = heldIn(folder.path);
  const scans = scansOf(records);
  expect(scans).toHaveLength(720);
  scans.forEach(({ gatewayTime, samples }, n) => {
    expect(gatewayTime).toBe(start + n * 10 * second);
    const full = n % 360 === 0;
    expect(samples.map(({ signal }) => signal)).toEqual(
      full ? ["temperature", "running", "mode"] : ["temperature"],
    );
    expect(samples[0]).toMatchObject({ kind: "double", value: n, status: 0, flag: "N" });
  });
  expect(records.slice(0, 2).map(({ kind }) => kind)).toEqual(["identity", "scan"]);
});

test("the log declares itself simulated and is signed every so many seconds of plant time", () => {
  using folder = temporaryFolder();
  const sizes: number[] = [];
  const gateway = openGateway(folder.path, {
    checkpointSeconds: 60,
    onCheckpoint: ({ size }) => sizes.push(size),
  });
  run(gateway, 0, 60);
  const { origin, log } = gateway.status();
  gateway.close();
  // At the start, then each minute before its scan, and at the end.
  expect(sizes).toEqual([1, 7, 13, 19, 25, 31, 37, 43, 49, 55, 61]);
  const { bytes, root, checkpoint, publicKey } = heldIn(folder.path);
  expect(origin).toBe(`lineproof-sim/site-1/gw-1/${log.slice(0, 16)}`);
  const signed = openCheckpoint(
    checkpoint.note,
    { origin, publicKey },
    { sha256, verify: verifyEd25519 },
  );
  expect(isSimulatedOrigin(signed.origin)).toBe(true);
  expect(signed.size).toBe(bytes.length);
  const recomputed = rootOf(
    sha256,
    bytes.map((each) => leafHash(sha256, each)),
  );
  expect(sameBytes(recomputed, root) && sameBytes(recomputed, signed.root)).toBe(true);
});

test("equipment that does not answer turns bad once and is whole again when it is back", () => {
  using folder = temporaryFolder();
  const gateway = openGateway(folder.path);
  run(gateway, 0, 2);
  for (const n of [2, 3, 4]) {
    gateway.moveTo(start + n * 10 * second);
    gateway.unreachable("press", status.badTimeout);
  }
  run(gateway, 5, 6);
  gateway.close();
  const scans = scansOf(heldIn(folder.path).records);
  expect(
    scans.map(({ samples }) => samples.map(({ value, flag }) => [value, flag].join(" "))),
  ).toEqual([
    ["0 N", "true N", "auto N"],
    ["1 N"],
    [" B", " B", " B"],
    ["5 N", "true N", "auto N"],
  ]);
});

test("a power cut loses what stood in memory and nothing else; the log goes on", () => {
  using folder = temporaryFolder();
  const before = openGateway(folder.path, { checkpointSeconds: 300 });
  run(before, 0, 100);
  const kept = before.status();
  // Committed with the checkpoints at 0, 300, 600 and 900 s; what came since is not.
  expect([kept.next, kept.buffered]).toEqual([91, 10]);
  before.cut();
  const at = start + 1_200 * second;
  const after = openGateway(folder.path, { start: at });
  read(after, at, [1, true, "auto"]);
  after.close();
  const { records } = heldIn(folder.path);
  const scans = scansOf(records);
  expect(scans.map(({ gatewayTime }) => (gatewayTime - start) / 10_000)).toEqual([
    ...Array.from({ length: 90 }, (_, n) => n),
    120,
  ]);
  expect(scans.at(-1)?.samples).toHaveLength(3);
  expect(records.slice(91).map(({ kind }) => kind)).toEqual(["identity", "scan"]);
});

test("a full disk makes records wait, in order, and a freed one takes them all", () => {
  using folder = temporaryFolder();
  const gateway = openGateway(folder.path, { checkpointSeconds: 600 });
  run(gateway, 0, 10);
  gateway.setDiskFull(true);
  run(gateway, 10, 1_000);
  const full = gateway.status();
  expect(full.trouble).toBe("GATEWAY_OUTBOX_FULL");
  expect(full.buffered).toBeGreaterThan(900);
  expect(full.dropped).toBe(0);
  gateway.setDiskFull(false);
  run(gateway, 1_000, 1_010);
  gateway.close();
  const scans = scansOf(heldIn(folder.path).records);
  expect(scans.map(({ samples }) => samples[0]?.value)).toEqual(
    Array.from({ length: 1_010 }, (_, n) => n),
  );
});

test("what the memory cannot hold is dropped and counted, and the scan after it carries every signal", () => {
  using folder = temporaryFolder();
  const gateway = openGateway(folder.path, { checkpointSeconds: 1e6 });
  run(gateway, 0, 10);
  gateway.setDiskFull(true);
  const lost = 25;
  for (let n = 10; gateway.status().dropped < lost; n += 1) run(gateway, n, n + 1);
  const { buffered } = gateway.status();
  expect(buffered).toBe(intakeCap.records);
  gateway.setDiskFull(false);
  const at = start + 300_000 * second;
  gateway.moveTo(at);
  read(gateway, at + second, [1, true, "auto"]);
  const end = gateway.status();
  gateway.close();
  const { records, next } = heldIn(folder.path);
  expect([end.dropped, next]).toEqual([lost, records.length]);
  const scans = scansOf(records);
  expect(end.scans - scans.length).toBe(lost);
  expect(scans.at(-1)?.samples).toHaveLength(3);
  // The hole is seen in time, never filled.
  expect(scans.at(-1)!.gatewayTime - scans.at(-2)!.gatewayTime).toBeGreaterThan(10 * second);
});

test("an outbox that is full by its cap declares what it dropped, and the tree stays checkable", () => {
  using folder = temporaryFolder();
  const gateway = openGateway(folder.path, {
    maxBytes: 64_000,
    groupRecords: 50,
    checkpointSeconds: 600,
  });
  run(gateway, 0, 2_000);
  const { gapRecords, root } = gateway.status();
  gateway.close();
  const { records, oldest, next } = heldIn(folder.path);
  const gaps = records.filter((record): record is GapRecord => record.kind === "gap");
  expect(gaps.at(-1)).toMatchObject({ reason: "outbox-full", from: 0, to: oldest });
  expect(gapRecords).toBe(oldest);
  expect(next).toBe(oldest + records.length);
  expect(root).toHaveLength(32);
});

test("a wrong clock is written into the log, and gateway times carry it", () => {
  using folder = temporaryFolder();
  const gateway = openGateway(folder.path);
  const step = (n: number, offset: number) => {
    gateway.setClockOffset(offset);
    gateway.moveTo(start + n * 10 * second);
    gateway.hearHost(start + n * 10 * second);
    gateway.scan("press", [
      plainReading(n, gateway.now),
      plainReading(true, 0),
      plainReading("", 0),
    ]);
  };
  step(0, 0);
  step(1, 90_000);
  step(2, 90_000);
  gateway.close();
  const { records } = heldIn(folder.path);
  const clocks = records.filter((record): record is ClockRecord => record.kind === "clock");
  expect(clocks.map(({ state, offsetMs, reference }) => [state, offsetMs, reference])).toEqual([
    ["synchronised", 0, "host"],
    ["stepped", 90_000, "monotonic"],
    ["unsynchronised", 90_000, "host"],
  ]);
  expect(scansOf(records).map(({ gatewayTime }) => gatewayTime - start)).toEqual([
    0, 100_000, 110_000,
  ]);
});

test("two gateways from one disk image fork the log: one key, one number, two leaves", () => {
  using folder = temporaryFolder();
  const [own, copy] = [join(folder.path, "own"), join(folder.path, "copy")];
  const first = openGateway(own, { checkpointSeconds: 60 });
  run(first, 0, 100);
  cloneImage(own, copy);
  const clone = openGateway(copy, { start: start + 1_000 * second });
  for (let n = 100; n < 120; n += 1) {
    const at = start + n * 10 * second;
    read(first, at, [n, true, "auto"]);
    read(clone, at, [n, true, "auto"]);
  }
  first.close();
  clone.close();
  const [one, two] = [heldIn(own), heldIn(copy)];
  expect(two.publicKey).toEqual(one.publicKey);
  const shared = one.bytes.findIndex((bytes, i) => !sameBytes(bytes, two.bytes[i]!));
  expect(shared).toBeGreaterThan(90);
  expect(two.bytes[shared]).not.toEqual(one.bytes[shared]);
});

test("time that goes back is refused, and so is a scan of another size", () => {
  using folder = temporaryFolder();
  const gateway = openGateway(folder.path);
  gateway.moveTo(start + second);
  expect(() => gateway.moveTo(start)).toThrow(RangeError);
  expect(() => gateway.scan("press", [])).toThrow("0 readings for 3 signals");
  expect(() => gateway.scan("saw", [])).toThrow("no equipment saw");
  gateway.close();
});
