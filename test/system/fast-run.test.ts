// A fast run opened again from outside: the outbox by SQLite, the tree by the RFC's own recursion, the values by
// running the same plant again.
import { fork } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { gunzipSync } from "node:zlib";
import { expect, test, vi } from "vitest";
import { openCheckpoint } from "#contracts/checkpoint.ts";
import { leafHash, rootOf } from "#contracts/merkle.ts";
import type { LogRecord, Sample, ScanRecord } from "#contracts/record.ts";
import { decodeRecord } from "#contracts/record-bytes.ts";
import { sha256, verifyEd25519 } from "#gateway/evidence/digest.ts";
import type { PointValue } from "#simulators/plant/plant.ts";
import { truthLineSchema } from "#simulators/truth/truth-format.ts";
import type { LineMessage } from "../../bin/fast/fast-line-process.ts";
import { buildFastPlant, plainPlant } from "../../bin/fast/fast-plant.ts";
import { recordLine } from "../../bin/fast/record-line.ts";
import { runFast } from "../../bin/fast/run-fast.ts";
import { auditRoot } from "../kit/journal-audit.ts";
import { temporaryFolder } from "../kit/temporary-folder.ts";

const from = Date.UTC(2026, 5, 1);
const hourMs = 3_600_000;
const cadenceMs = 10_000;
const panel = {
  site: "wenan-panel",
  gateway: "gw-wenan",
  line: "panel-line",
  seed: 2601,
} as const;
const plant = plainPlant({ ...panel, id: "panel-1" });

/** The log as it lies on disk, read by SQLite alone. */
function openOutside(folder: string) {
  const db = new DatabaseSync(join(folder, "gateway", "outbox.db"));
  const rows = db.prepare("SELECT sequence, leaf, bytes FROM record ORDER BY sequence").all();
  const state = db.prepare("SELECT size, public_key FROM state").get();
  const newest = db.prepare("SELECT size, note FROM checkpoint ORDER BY number DESC").get();
  db.close();
  const bytes = rows.map((row) => row.bytes as Uint8Array);
  return {
    sequences: rows.map(({ sequence }) => Number(sequence)),
    bytes,
    records: bytes.map((each): LogRecord => decodeRecord(each)),
    size: Number(state?.size),
    publicKey: state?.public_key as Uint8Array,
    checkpoint: { size: Number(newest?.size), note: String(newest?.note) },
  };
}

/** That every number is there once, and that the newest checkpoint is the log's own over its first records. */
function verify(log: ReturnType<typeof openOutside>): { origin: string; size: number } {
  expect(log.sequences).toEqual(Array.from({ length: log.size }, (_, n) => n));
  const origin = log.checkpoint.note.split("\n")[0] ?? "";
  const { publicKey } = log;
  const crypto = { sha256, verify: verifyEd25519 };
  const signed = openCheckpoint(log.checkpoint.note, { origin, publicKey }, crypto);
  expect(origin).toMatch(/^lineproof-sim\/wenan-panel\/gw-wenan\/[0-9a-f]{16}$/);
  const covered = log.bytes.slice(0, signed.size);
  expect(covered).toHaveLength(signed.size);
  expect(Buffer.from(signed.root)).toEqual(auditRoot(covered));
  expect(
    Buffer.from(
      rootOf(
        sha256,
        covered.map((each) => leafHash(sha256, each)),
      ),
    ),
  ).toEqual(Buffer.from(signed.root));
  return { origin, size: signed.size };
}

const scansOf = (records: readonly LogRecord[]): ScanRecord[] =>
  records.filter((record) => record.kind === "scan");

/** Report by exception undone: what each scan says of each point of its equipment. */
function expand(scans: readonly ScanRecord[]): Map<number, Map<string, Sample>> {
  const held = new Map<string, Sample>();
  const instants = new Map<number, Map<string, Sample>>();
  for (const { equipment, gatewayTime, samples } of scans) {
    for (const sample of samples) held.set(`${equipment}.${sample.signal}`, sample);
    instants.set(gatewayTime, new Map(held));
  }
  return instants;
}

function readTruth(folder: string): readonly unknown[] {
  return gunzipSync(readFileSync(join(folder, "truth.jsonl.gz")))
    .toString()
    .trimEnd()
    .split("\n")
    .map((line): unknown => truthLineSchema.parse(JSON.parse(line)));
}

test("two hours of a line: root, signature, counts, and every value bit for bit", async () => {
  const folder = temporaryFolder();
  const to = from + 2 * hourMs;
  const result = await recordLine({ plant, from, to, cadenceMs, folder });
  const log = openOutside(folder);
  expect(verify(log)).toEqual({ origin: result.origin, size: log.size });
  expect(auditRoot(log.bytes).toString("hex")).toBe(result.root);

  const line = await buildFastPlant(plant, { from, cadenceMs });
  const machines = new Set(line.stepper.points.map((point) => point.split(".")[0]));
  const scans = scansOf(log.records);
  expect(scans).toHaveLength(720 * machines.size);
  expect(result).toMatchObject({ scans: scans.length, records: log.size, dropped: 0 });
  expect(result.samples).toBe(scans.reduce((sum, { samples }) => sum + samples.length, 0));

  const said = expand(scans);
  expect([...said.keys()]).toEqual(Array.from({ length: 720 }, (_, n) => from + n * cadenceMs));
  for (const { at, values } of line.stepper.scans(to)) {
    const differing = line.stepper.points.filter(
      (point, place) => !isSame(said.get(at)?.get(point), values[place]!),
    );
    expect(differing, new Date(at).toISOString()).toEqual([]);
  }
  for (const hour of [from, from + hourMs]) {
    const samples = scans.filter(({ gatewayTime }) => gatewayTime === hour);
    expect(samples.reduce((sum, scan) => sum + scan.samples.length, 0)).toBe(result.points);
  }
  // Report by exception is at work: else the test of hours above would show nothing.
  expect(result.samples).toBeLessThan(0.9 * 720 * result.points);

  const [header, ...lines] = readTruth(folder);
  expect(header).toMatchObject({ simulated: true, seed: 2601, startedAt: from });
  expect(lines.filter((each) => "truth" in (each as object))).toHaveLength(120);
});

function isSame(sample: Sample | undefined, value: PointValue): boolean {
  return sample?.status === 0 && Object.is(sample.value, value);
}

/** Runs the month of a line in its own process until the log has grown to several checkpoints. */
async function startMonth(folder: string) {
  const program = new URL("../../bin/fast/fast-line-process.ts", import.meta.url);
  const child = fork(program, { serialization: "json" });
  const exit = new Promise<number | string | null>((resolve) => {
    child.once("close", (code, signal) => resolve(signal ?? code));
  });
  let records = 0;
  child.on("message", (message: LineMessage) => {
    if ("progress" in message) records = message.progress.records;
  });
  child.send({ task: { plant, from, to: from + 30 * 24 * hourMs, cadenceMs, folder } });
  await vi.waitFor(() => expect(records).toBeGreaterThan(15_000), { timeout: 60_000, interval: 5 });
  return { child, exit };
}

test("killed in the middle, the log opens again and verifies", async () => {
  const folder = temporaryFolder();
  const { child, exit } = await startMonth(folder);
  child.kill("SIGKILL");
  expect(await exit).toBe("SIGKILL");
  const log = openOutside(folder);
  const { size } = verify(log);
  expect(size).toBeGreaterThan(10_000);
  expect(log.size).toBeGreaterThanOrEqual(size);
  const times = scansOf(log.records).map(({ gatewayTime }) => gatewayTime);
  expect(times).toEqual(times.toSorted((a, b) => a - b));
});

test("asked to stop, a line commits what it read and signs it", async () => {
  const folder = temporaryFolder();
  const { child, exit } = await startMonth(folder);
  child.kill("SIGTERM");
  expect(await exit).toBe(0);
  const log = openOutside(folder);
  expect(verify(log).size).toBe(log.size);
  const truth = readTruth(folder) as readonly { at: number }[];
  const last = scansOf(log.records).at(-1)!.gatewayTime;
  expect(last - truth.at(-1)!.at).toBeLessThan(60_000);
});

test("plants run side by side, each into its folder, and stop together", async () => {
  const out = temporaryFolder();
  const stop = new AbortController();
  const plants = [plant, plainPlant({ ...panel, id: "panel-2", seed: 7 })];
  const lines: string[] = [];
  const results = await runFast({
    plants,
    from,
    days: 2,
    out,
    signal: stop.signal,
    log: (line) => {
      lines.push(line);
      stop.abort();
    },
  });
  expect(lines[0]).toMatch(/^panel-[12]: 10 % · 2026-06-01T05/);
  expect(results.map(({ plant: id }) => id)).toEqual(["panel-1", "panel-2"]);
  const [one, two] = results;
  expect(one!.reached).toBeLessThan(from + 2 * 24 * hourMs);
  expect(two!.log).not.toBe(one!.log);
  for (const { plant: id, root } of results) {
    const log = openOutside(join(out, id));
    expect(verify(log).size).toBe(log.size);
    expect(auditRoot(log.bytes).toString("hex")).toBe(root);
  }
  await expect(runFast({ plants, from, days: 1, out })).rejects.toMatchObject({
    code: "BIN_DATA_DIR",
    detail: { folders: `${join(out, "panel-1")}, ${join(out, "panel-2")}` },
  });
});
