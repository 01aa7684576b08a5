// The night a gateway's disk dies, as processes: backup, dead disk, restore on a new machine, data flows again; a
// disk that moved; a clone that must not run. What a person does in between takes minutes; the machine's part is
// measured here and printed.
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test, vi } from "vitest";
import { logIdPattern } from "#contracts/log-id.ts";
import { readReplacementNote } from "#gateway/backup/replacement-note.ts";
import { Child } from "../../bin/process/child.ts";
import { freePort } from "../kit/free-port.ts";
import { auditJournal, recordsInOrder } from "../kit/journal-audit.ts";
import { gatewayStatus, startProcess } from "../kit/processes.ts";
import { writeSiteFiles } from "../kit/site-files.ts";
import { temporaryFolder } from "../kit/temporary-folder.ts";

const command = fileURLToPath(new URL("../../bin/lineproof.ts", import.meta.url));
const scenario = fileURLToPath(
  new URL("../../simulators/scenarios/press-hall.yaml", import.meta.url),
);

function lineproof(...args: string[]): { code: number | null; out: string; err: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [command, ...args], {
    encoding: "utf8",
    timeout: 60_000,
  });
  return { code: status, out: stdout, err: stderr };
}

type Site = ReturnType<typeof writeSiteFiles> & { readonly folder: string };

/** A plant, a centre and the files of a gateway, which is not running yet. */
async function startSite(): Promise<Site> {
  const folder = temporaryFolder();
  const [modbusPort, mqttPort, webPort] = [await freePort(), await freePort(), await freePort()];
  const files = writeSiteFiles({
    folder,
    modbusPort,
    mqttPort,
    webPort,
    intervalMs: 100,
    equipment: "meter",
    signals: [{ id: "power.active", address: { table: "input", address: 0x34, type: "float32" } }],
    externalBroker: false,
  });
  await startProcess("plant", ["simulate", "run", scenario, "--port", String(modbusPort)]);
  await startProcess("serve", ["serve", files.serve]);
  return { ...files, folder };
}

async function acknowledges(gateway: Child, least: number): Promise<string> {
  return await vi.waitFor(
    async () => {
      const { edge } = await gatewayStatus(gateway);
      expect(edge.acknowledged).toBeGreaterThan(least);
      return edge.log;
    },
    { timeout: 30_000, interval: 50 },
  );
}

test("a dead disk: the new machine's data arrives, under a new log, and the old one stays whole", async () => {
  const { gateway: config, folder, journal } = await startSite();
  const passphrase = join(folder, "passphrase");
  writeFileSync(passphrase, "twelve words or so\n", { mode: 0o600 });
  const first = await startProcess("gateway", ["gateway", config]);
  const oldLog = await acknowledges(first, 20);

  const saved = join(folder, "usb", "gw-1.lpb");
  mkdirSync(join(folder, "usb"));
  const keep = ["--passphrase-file", passphrase];
  const backup = lineproof("gateway", "backup", config, "--to", saved, ...keep);
  expect(backup).toMatchObject({ code: 0, err: "" });
  const password = readFileSync(join(folder, "secret"));
  expect(readFileSync(saved).includes(password)).toBe(false);

  first.kill("SIGKILL");
  await first.exited;
  rmSync(join(folder, "gateway"), { recursive: true });

  const began = performance.now();
  const into = join(folder, "new-machine");
  const restore = lineproof("gateway", "restore", saved, "--into", into, ...keep);
  expect(restore).toMatchObject({ code: 0, err: "" });
  expect(restore.out).toContain(oldLog);
  const note = readReplacementNote(join(into, "gateway"));
  expect(note).toMatchObject({ replaces: { log: oldLog }, ended: false });
  const second = await startProcess("gateway", ["gateway", join(into, "gateway.yaml")]);
  const newLog = await acknowledges(second, 5);
  const seconds = (performance.now() - began) / 1000;
  process.stdout.write(`restore → acknowledged again: ${seconds.toFixed(1)} s\n`);
  expect(newLog).toMatch(logIdPattern);
  expect(newLog).not.toBe(oldLog);
  await second.ask("drain", 20_000);

  const audit = auditJournal(journal);
  expect(audit.damage).toEqual([]);
  const [old, fresh] = [oldLog, newLog].map((log) => audit.logs.find((each) => each.log === log));
  expect(old?.records.size).toBeGreaterThanOrEqual(note?.replaces?.size ?? Number.NaN);
  const identity = recordsInOrder(fresh!).find(({ kind }) => kind === "identity");
  expect(identity).toMatchObject({
    properties: expect.arrayContaining([["log.replaces", oldLog]]),
  });
});

test("words and codes of backup and restore, and nothing is left half done", async () => {
  const folder = temporaryFolder();
  const secret = join(folder, "words");
  writeFileSync(secret, "short\n");
  const files = writeSiteFiles({
    folder,
    modbusPort: 1,
    mqttPort: 2,
    webPort: 3,
    intervalMs: 100,
    equipment: "meter",
    signals: [{ id: "p", address: { table: "input", address: 0, type: "float32" } }],
    externalBroker: false,
  });
  const to = join(folder, "b.lpb");
  const backup = (...more: string[]) =>
    lineproof("gateway", "backup", files.gateway, "--to", to, ...more);
  const restore = (...more: string[]) =>
    lineproof("gateway", "restore", to, "--into", join(folder, "new"), ...more);
  // Nobody is asked where nobody can answer.
  expect(backup().err).toContain("--passphrase-file");
  expect(backup("--passphrase-file", secret).err).toContain("[GATEWAY_BACKUP_PASSPHRASE]");
  expect(restore("--passphrase-file", secret).err).toContain("[GATEWAY_BACKUP_UNREADABLE]");
  writeFileSync(secret, "long enough for this\n");
  expect(backup("--passphrase-file", secret).code).toBe(0);
  const other = join(folder, "other");
  writeFileSync(other, "long enough but wrong\n");
  expect(restore("--passphrase-file", other).err).toContain("[GATEWAY_BACKUP_PASSPHRASE]");
  const bytes = readFileSync(to);
  writeFileSync(to, bytes.fill(0, bytes.length - 9, bytes.length - 8));
  expect(restore("--passphrase-file", secret).err).toContain("[GATEWAY_BACKUP_DAMAGED]");
  expect(lineproof("gateway", "restore", to).err).toContain("--into");
});

test("a data folder on another machine stops with both mends; --moved goes on with the old log", async () => {
  const { gateway: config, folder } = await startSite();
  const real = join(folder, "real.yaml");
  // A log of a real plant: those of simulated ones may be copied around.
  const text = readFileSync(config, "utf8").replace("simulated: true", "simulated: false");
  const model = readFileSync(join(folder, "line-model.yaml"), "utf8");
  writeFileSync(
    join(folder, "real-model.yaml"),
    model.replace("simulated: true", "simulated: false"),
  );
  writeFileSync(real, text.replace("line-model.yaml", "real-model.yaml"));
  const first = await startProcess("gateway", ["gateway", real]);
  const log = (await gatewayStatus(first)).edge.log;
  await vi.waitFor(async () => expect((await gatewayStatus(first)).edge.next).toBeGreaterThan(3));
  await first.stop(10_000);

  // What the folder would remember had it been written on another machine.
  const file = join(folder, "gateway", "machine.json");
  const machine = JSON.parse(readFileSync(file, "utf8")) as { cards: string[]; system: string[] };
  const elsewhere = machine.cards.length > 0 ? { cards: ["0"] } : { cards: [], system: ["0"] };
  writeFileSync(file, JSON.stringify({ ...machine, ...elsewhere, disks: ["0"] }));
  const refused = new Child({ name: "gateway", args: ["gateway", real] });
  onTestFinished(() => refused.kill("SIGKILL"));
  expect(await refused.exited).toBe("1");
  const words = refused.lastLines.join("\n");
  expect(words).toContain("[GATEWAY_MACHINE_OTHER]");
  expect(words).toContain("--moved");
  expect(words).toContain("lineproof gateway restore");

  const moved = await startProcess("gateway", ["gateway", real, "--moved"]);
  expect((await gatewayStatus(moved)).edge.log).toBe(log);
  await moved.stop(10_000);
  // Once is enough.
  const again = await startProcess("gateway", ["gateway", real]);
  expect((await gatewayStatus(again)).edge.log).toBe(log);
});
