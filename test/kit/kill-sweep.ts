// Kills gateway, broker and ingest at random moments with SIGKILL while a plant runs, then lets everything
// settle and audits the journal by its format alone. The random sequence comes from a seed.
import { expect, vi } from "vitest";
import type { Child } from "../../bin/process/child.ts";
import { freePort } from "./free-port.ts";
import { auditJournal, auditRoot, recordsInOrder } from "./journal-audit.ts";
import { Mosquitto } from "./mosquitto.ts";
import { type GatewayAnswer, gatewayStatus, startProcess } from "./processes.ts";
import { randomOf } from "./random.ts";
import { writeSiteFiles } from "./site-files.ts";

export type KillSweepResult = {
  readonly kills: { readonly [victim: string]: number };
  readonly records: number;
  readonly lost: number;
  readonly duplicated: number;
  readonly damage: number;
  readonly verifiedSize: number;
};

const signals = [
  { id: "voltage.l1", address: { table: "input", address: 0, type: "float32" } },
  { id: "power.active", address: { table: "input", address: 0x34, type: "float32" } },
  { id: "frequency", address: { table: "input", address: 0x46, type: "float32" } },
  { id: "energy.active.import", address: { table: "input", address: 0x48, type: "float32" } },
];

export async function killSweep(options: {
  folder: string;
  kills: number;
  seed: number;
  /** Longest pause between two kills, ms. */
  pauseMs: number;
  scenario: string;
}): Promise<KillSweepResult> {
  const { folder, kills, seed, pauseMs } = options;
  const random = randomOf(seed);
  const [modbusPort, mqttPort, webPort] = [await freePort(), await freePort(), await freePort()];
  const files = writeSiteFiles({
    folder,
    modbusPort,
    mqttPort,
    webPort,
    intervalMs: 50,
    equipment: "meter",
    signals,
    externalBroker: true,
  });
  await startProcess("plant", ["simulate", "run", options.scenario, "--port", String(modbusPort)]);
  const mosquitto = new Mosquitto(folder, mqttPort);
  await mosquitto.start();
  let serve = await startProcess("serve", ["serve", files.serve]);
  let gateway = await startProcess("gateway", ["gateway", files.gateway]);
  const counted: { [victim: string]: number } = { gateway: 0, broker: 0, ingest: 0 };

  const revive = async (child: Child, name: string, args: string[]): Promise<Child> => {
    child.kill("SIGKILL");
    await child.exited;
    return startProcess(name, args);
  };
  for (let i = 0; i < kills; i++) {
    await new Promise((resolve) => setTimeout(resolve, random() * pauseMs));
    const victim = ["gateway", "broker", "ingest"][Math.floor(random() * 3)] ?? "gateway";
    counted[victim] = (counted[victim] ?? 0) + 1;
    if (victim === "gateway")
      gateway = await revive(gateway, "gateway", ["gateway", files.gateway]);
    else if (victim === "ingest") serve = await revive(serve, "serve", ["serve", files.serve]);
    else {
      await mosquitto.kill("SIGKILL");
      await mosquitto.start();
    }
  }

  const before = (await gatewayStatus(gateway)).edge.next;
  await vi.waitFor(
    async () => {
      const { edge } = await gatewayStatus(gateway);
      expect(edge.connected).toBe(true);
      expect(edge.acknowledged).toBeGreaterThan(before);
      expect(edge.pending).toBe(0);
    },
    { timeout: 90_000, interval: 200 },
  );
  const { edge } = (await gateway.ask("drain", 60_000)) as GatewayAnswer;
  const report = async () =>
    (
      (await serve.ask("report", 30_000)) as {
        ledger: { next: number; outstanding: number; duplicates: number; journalled: number }[];
        logs: { verified: { size: number } | null }[];
      }[]
    )[0]!;
  await vi.waitFor(async () => expect((await report()).logs[0]?.verified?.size).toBe(edge.next), {
    timeout: 30_000,
    interval: 200,
  });
  const answer = await report();
  await serve.stop(20_000);

  const audit = auditJournal(files.journal);
  const log = audit.logs.find((each) => each.log === edge.log)!;
  recordsInOrder(log);
  const newest = log.checkpoints.at(-1)!;
  const root = auditRoot(
    Array.from({ length: newest.size }, (_, n) => log.records.get(n)!),
  ).toString("base64");
  expect(root).toBe(newest.root);
  expect(answer.ledger[0]?.outstanding).toBe(0);
  return {
    kills: counted,
    records: log.records.size,
    lost: edge.next - log.records.size,
    duplicated: log.duplicates,
    damage: audit.damage.length,
    verifiedSize: newest.size,
  };
}
