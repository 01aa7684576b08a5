// A recorded series through the whole way: replay plant → gateway → broker → journal, read back by the
// independent auditor.
import { readFileSync } from "node:fs";
import { expect, vi } from "vitest";
import type { ScanRecord } from "#contracts/record.ts";
import { freePort } from "../kit/free-port.ts";
import { auditJournal, auditRoot, recordsInOrder } from "../kit/journal-audit.ts";
import { recordedSeries, testWith } from "../kit/peers.ts";
import { startProcess } from "../kit/processes.ts";
import { replaySignals, type TestSite, writeSiteFiles } from "../kit/site-files.ts";
import { temporaryFolder } from "../kit/temporary-folder.ts";

const channels = [
  "vibration.1",
  "vibration.2",
  "current",
  "pressure",
  "temperature",
  "thermocouple",
  "voltage",
  "flow",
];

/** Data rows of the recording: time stamp and float32 values. */
function recordedRows(first: number, count: number): { at: string; values: number[] }[] {
  return readFileSync(recordedSeries, "utf8")
    .split("\r\n")
    .slice(1 + first, 1 + first + count)
    .map((line) => line.split(";"))
    .map(([at, ...cells]) => ({
      at: at ?? "",
      values: cells.slice(0, 8).map((cell) => Math.fround(Number(cell))),
    }));
}

async function startSite(folder: string, intervalMs: number, plant: readonly string[]) {
  const modbusPort = await freePort();
  const replay = await startProcess("plant", [
    "simulate",
    "replay",
    recordedSeries,
    "--port",
    String(modbusPort),
    ...plant,
  ]);
  const site: TestSite = {
    folder,
    modbusPort,
    mqttPort: await freePort(),
    webPort: await freePort(),
    intervalMs,
    equipment: "pump",
    signals: replaySignals(channels),
    externalBroker: false,
  };
  const files = writeSiteFiles(site);
  const serve = await startProcess("serve", ["serve", files.serve]);
  const gateway = await startProcess("gateway", ["gateway", files.gateway]);
  return { replay, serve, gateway, files };
}

/** Stops in the way of the data and reads the journal. */
async function audited(site: Awaited<ReturnType<typeof startSite>>) {
  await site.gateway.ask("drain", 20_000);
  await site.serve.stop(20_000);
  const audit = auditJournal(site.files.journal);
  expect(audit.damage).toEqual([]);
  expect(audit.logs).toHaveLength(1);
  const log = audit.logs[0]!;
  return {
    log,
    scans: recordsInOrder(log).filter((record): record is ScanRecord => record.kind === "scan"),
  };
}

testWith("recordedSeries")(
  "every row of a step-mode replay is journalled exactly once, bit for bit",
  async () => {
    const folder = temporaryFolder();
    const rows = 1000;
    const site = await startSite(folder, 50, ["--mode", "step", "--rows", String(rows)]);
    await vi.waitFor(
      async () =>
        expect(((await site.replay.ask("progress")) as { done: boolean }).done).toBe(true),
      { timeout: 100_000, interval: 200 },
    );
    const { log, scans } = await audited(site);
    const expected = recordedRows(0, rows);

    // Report by exception: a signal that is absent was read again with the same value.
    const held = new Map<string, number>();
    const seen: number[] = [];
    for (const scan of scans) {
      const rowSample = scan.samples.find((sample) => sample.signal === "row");
      for (const sample of scan.samples) held.set(sample.signal, sample.value as number);
      if (rowSample === undefined || rowSample.value === seen.at(-1)) continue;
      seen.push(rowSample.value as number);
      const row = expected[rowSample.value as number];
      channels.forEach((channel, k) => {
        expect(
          Object.is(held.get(channel), row?.values[k]),
          `row ${rowSample.value} ${channel}`,
        ).toBe(true);
      });
    }
    expect(seen).toEqual(Array.from({ length: rows }, (_, i) => i));
    expect(log.duplicates).toBe(0);
    const newest = log.checkpoints.at(-1)!;
    expect(newest.size).toBe(log.records.size);
    expect(newest.root).toBe(
      auditRoot(Array.from({ length: newest.size }, (_, i) => log.records.get(i)!)).toString(
        "base64",
      ),
    );
  },
);

testWith("recordedSeries")("in a timed replay the gaps of the file stay gaps", async () => {
  const folder = temporaryFolder();
  const [first, rows, speed] = [0, 100, 4];
  const expected = recordedRows(first, rows);
  const seconds = expected.map(({ at }) => Date.parse(`${at.replace(" ", "T")}Z`) / 1000);
  const gapsAfter = seconds.flatMap((second, i) =>
    i > 0 && second - seconds[i - 1]! > 1 ? [i - 1] : [],
  );
  expect(gapsAfter.length).toBeGreaterThan(2);

  const site = await startSite(folder, 50, [
    "--mode",
    "timed",
    "--speed",
    String(speed),
    "--offset",
    String(first),
    "--rows",
    String(rows),
  ]);
  await vi.waitFor(
    async () => expect(((await site.replay.ask("progress")) as { done: boolean }).done).toBe(true),
    { timeout: 60_000, interval: 200 },
  );
  const { scans } = await audited(site);

  // Walks over the row signal: its value while it was good, null while the plant had no value.
  const walk: (number | null)[] = [];
  for (const scan of scans) {
    const sample = scan.samples.find(({ signal }) => signal === "row");
    if (sample === undefined) continue;
    const row = sample.status === 0 ? (sample.value as number) : null;
    if (walk.at(-1) !== row) walk.push(row);
  }
  const rowsSeen = walk.filter((row) => row !== null);
  expect(rowsSeen).toEqual([...new Set(rowsSeen)].sort((a, b) => a - b));
  // A poll every 50 ms against 250 ms per row misses none but the first ones, read before the gateway ran.
  const start = rowsSeen[0] ?? rows;
  expect(start).toBeLessThan(60);
  expect(rowsSeen).toEqual(Array.from({ length: rows - start }, (_, i) => start + i));
  for (const gap of gapsAfter.filter((row) => row > start)) {
    expect(walk[walk.indexOf(gap) + 1], `after row ${gap}`).toBeNull();
  }
});
