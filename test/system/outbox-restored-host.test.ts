// A centre whose disk was put back to an earlier day asks for what it lost: the gateway's rolling history serves it
// as far as it reaches, and what it does not hold any more is a counted gap, never a silent one.
import { cpSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, vi } from "vitest";
import type { Child } from "../../bin/process/child.ts";
import { freePort } from "../kit/free-port.ts";
import { auditJournal, auditRoot } from "../kit/journal-audit.ts";
import { Mosquitto } from "../kit/mosquitto.ts";
import { testWith } from "../kit/peers.ts";
import { gatewayStatus, startProcess } from "../kit/processes.ts";
import { writeSiteFiles } from "../kit/site-files.ts";
import { ledgerOf } from "../kit/site-report.ts";
import { temporaryFolder } from "../kit/temporary-folder.ts";

const scenario = fileURLToPath(
  new URL("../../simulators/scenarios/press-hall.yaml", import.meta.url),
);

async function acknowledged(gateway: Child, least: number): Promise<number> {
  return await vi.waitFor(
    async () => {
      const { edge } = await gatewayStatus(gateway);
      expect(edge.acknowledged).toBeGreaterThanOrEqual(least);
      return edge.acknowledged;
    },
    { timeout: 30_000, interval: 50 },
  );
}

/**
 * Runs a centre, keeps a copy of its data, lets it go on, puts the copy back and waits until the ledger closes.
 * @param historyBytes of the gateway
 */
async function restoreCentre(historyBytes: number) {
  const folder = temporaryFolder();
  const [modbusPort, mqttPort, webPort] = [await freePort(), await freePort(), await freePort()];
  const files = writeSiteFiles({
    folder,
    modbusPort,
    mqttPort,
    webPort,
    intervalMs: 50,
    equipment: "meter",
    signals: [{ id: "power", address: { table: "input", address: 0x34, type: "float32" } }],
    externalBroker: true,
  });
  const text = readFileSync(files.gateway, "utf8");
  writeFileSync(
    files.gateway,
    text.replace("outbox:\n", `outbox:\n  historyBytes: ${historyBytes}\n`),
  );
  await startProcess("plant", ["simulate", "run", scenario, "--port", String(modbusPort)]);
  await new Mosquitto(folder, mqttPort).start();
  let serve = await startProcess("serve", ["serve", files.serve]);
  const gateway = await startProcess("gateway", ["gateway", files.gateway]);
  const log = (await gatewayStatus(gateway)).edge.log;

  const kept = await acknowledged(gateway, 40);
  await serve.stop(20_000);
  const [site, copy] = [join(folder, "site"), join(folder, "copy")];
  cpSync(site, copy, { recursive: true });
  serve = await startProcess("serve", ["serve", files.serve]);
  const before = await acknowledged(gateway, kept + 100);
  serve.kill("SIGKILL");
  await serve.exited;

  rmSync(site, { recursive: true });
  cpSync(copy, site, { recursive: true });
  serve = await startProcess("serve", ["serve", files.serve]);
  await acknowledged(gateway, before + 20);
  await vi.waitFor(
    async () => expect(await ledgerOf(serve, log)).toMatchObject({ outstanding: 0 }),
    { timeout: 30_000, interval: 100 },
  );
  const { edge } = (await gateway.ask("drain", 20_000)) as Awaited<
    ReturnType<typeof gatewayStatus>
  >;
  const ledger = await vi.waitFor(
    async () => {
      const now = await ledgerOf(serve, log);
      expect(now).toMatchObject({ next: edge.next, outstanding: 0 });
      return now!;
    },
    { timeout: 30_000, interval: 100 },
  );
  await serve.stop(20_000);
  const audit = auditJournal(files.journal);
  expect(audit.damage).toEqual([]);
  return { kept, before, ledger, journal: audit.logs.find((each) => each.log === log)! };
}

testWith("mosquitto")("what the history holds comes again, and every number is there", async () => {
  const { before, kept, ledger, journal } = await restoreCentre(100_000_000);
  expect(before - kept).toBeGreaterThanOrEqual(100);
  expect(ledger).toMatchObject({ journalled: ledger.next, gaps: 0, hostGaps: 0, quarantined: 0 });
  const records = Array.from({ length: journal.records.size }, (_, n) => journal.records.get(n)!);
  const newest = journal.checkpoints.at(-1)!;
  expect(auditRoot(records.slice(0, newest.size)).toString("base64")).toBe(newest.root);
});

testWith("mosquitto")(
  "what the history gave up is counted as a gap, and the ledger closes",
  async () => {
    const { kept, ledger, journal } = await restoreCentre(0);
    const { next, journalled, gaps, quarantined, hostGaps } = ledger;
    expect(gaps).toBeGreaterThan(0);
    expect(journalled + gaps + quarantined + hostGaps).toBe(next);
    // The journal itself has a hole of exactly that size, behind what the copy held.
    const absent = Array.from({ length: next }, (_, n) => n).filter((n) => !journal.records.has(n));
    expect(absent).toHaveLength(gaps);
    expect(absent[0]).toBeGreaterThanOrEqual(kept);
  },
);
