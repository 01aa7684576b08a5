// A day with thirteen hours without network, recorded faster than time; then the network is back and a running
// gateway delivers it to a running centre. The ledger closes: recorded = delivered, nothing is a gap.
import { spawnSync } from "node:child_process";
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test, vi } from "vitest";
import { decodeRecord } from "#contracts/record-bytes.ts";
import { freePort } from "../kit/free-port.ts";
import { auditJournal, auditRoot } from "../kit/journal-audit.ts";
import { gatewayStatus, startProcess } from "../kit/processes.ts";
import { testGateway, testSite, writeSiteFiles } from "../kit/site-files.ts";
import { ledgerOf } from "../kit/site-report.ts";
import { temporaryFolder } from "../kit/temporary-folder.ts";

const command = fileURLToPath(new URL("../../bin/lineproof.ts", import.meta.url));
const dayMs = 86_400_000;
const cadenceMs = 10_000;

test("thirteen hours of outage: every record arrives, none twice, and the log verifies", async () => {
  const folder = temporaryFolder();
  const out = join(folder, "recorded");
  const args = [command, "simulate", "run", "outage-13h", "--fast", "--out", out];
  expect(spawnSync(process.execPath, args, { timeout: 90_000 }).status).toBe(0);
  const [modbusPort, mqttPort, webPort] = [await freePort(), await freePort(), await freePort()];
  const files = writeSiteFiles({
    folder,
    modbusPort,
    mqttPort,
    webPort,
    intervalMs: 60_000,
    equipment: "meter",
    signals: [{ id: "p", address: { table: "input", address: 0, type: "float32" } }],
    externalBroker: false,
  });
  // The gateway that recorded, under its own name; its equipment is not asked any more.
  for (const name of ["gateway.yaml", "serve.yaml", "line-model.yaml"]) {
    const text = readFileSync(join(folder, name), "utf8")
      .replaceAll(testSite, "wenan-panel")
      .replaceAll(testGateway, "gw-wenan")
      .replace("outbox:\n", "outbox:\n  maxBytes: 8000000000\n  resendPerSecond: 100000\n");
    writeFileSync(join(folder, name), text);
  }
  cpSync(join(out, "wenan-panel", "gateway"), join(folder, "gateway"), { recursive: true });

  const serve = await startProcess("serve", ["serve", files.serve]);
  const gateway = await startProcess("gateway", ["gateway", files.gateway]);
  const { log, next } = (await gatewayStatus(gateway)).edge;
  expect(next).toBeGreaterThan(50_000);
  await vi.waitFor(
    async () => {
      const ledger = await ledgerOf(serve, log);
      expect(ledger?.next).toBeGreaterThanOrEqual(next);
      expect(ledger).toMatchObject({ outstanding: 0, gaps: 0, quarantined: 0, hostGaps: 0 });
    },
    { timeout: 90_000, interval: 250 },
  );
  const { edge } = (await gateway.ask("drain", 20_000)) as Awaited<
    ReturnType<typeof gatewayStatus>
  >;
  await serve.stop(20_000);

  const audit = auditJournal(files.journal);
  expect(audit.damage).toEqual([]);
  const journal = audit.logs.find((each) => each.log === log)!;
  expect(edge).toMatchObject({ dropped: 0, gapRecords: 0 });
  expect(journal.records.size).toBe(edge.next);
  expect(journal).toMatchObject({ duplicates: 0, quarantined: 0, hostGaps: 0 });
  // What the outage kept came in its order and as late, each scan with the time at which it was read.
  const late = [...journal.records.keys()].filter((sequence) => sequence < next);
  expect(late).toEqual(Array.from({ length: next }, (_, n) => n));
  expect(late.filter((sequence) => !journal.historical.has(sequence))).toEqual([]);
  const scans = late
    .map((sequence) => decodeRecord(journal.records.get(sequence)!))
    .filter((record) => record.kind === "scan");
  const begin = scans[0]!.gatewayTime;
  const instants = Array.from({ length: dayMs / cadenceMs }, (_, n) => begin + n * cadenceMs);
  for (const [equipment, read] of Map.groupBy(scans, (scan) => scan.equipment)) {
    expect(
      read.map(({ gatewayTime }) => gatewayTime),
      equipment,
    ).toEqual(instants);
  }
  const newest = journal.checkpoints.at(-1)!;
  const records = Array.from({ length: newest.size }, (_, n) => journal.records.get(n)!);
  expect(auditRoot(records).toString("base64")).toBe(newest.root);
});
