// What goes wrong on a bad day, with real processes: the broker is not there, the disk is full, the parent dies.
// Each is said with its code, the rest goes on, and nothing is lost.
import { spawn, spawnSync } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test, vi } from "vitest";
import type { Child } from "../../bin/process/child.ts";
import { freePort } from "../kit/free-port.ts";
import { auditJournal, recordsInOrder } from "../kit/journal-audit.ts";
import { Mosquitto } from "../kit/mosquitto.ts";
import { testWith } from "../kit/peers.ts";
import { gatewayStatus, startProcess } from "../kit/processes.ts";
import { type TestSite, writeSiteFiles } from "../kit/site-files.ts";
import { fillDisk, smallDisk } from "../kit/small-disk.ts";
import { temporaryFolder } from "../kit/temporary-folder.ts";

const scenario = fileURLToPath(
  new URL("../../simulators/scenarios/press-hall.yaml", import.meta.url),
);
const command = fileURLToPath(new URL("../../bin/lineproof.ts", import.meta.url));

async function meterSite(folder: string, externalBroker: boolean): Promise<TestSite> {
  const site: TestSite = {
    folder,
    modbusPort: await freePort(),
    mqttPort: await freePort(),
    webPort: await freePort(),
    intervalMs: 50,
    equipment: "meter",
    signals: [
      { id: "voltage.l1", address: { table: "input", address: 0, type: "float32" } },
      { id: "power.active", address: { table: "input", address: 0x34, type: "float32" } },
    ],
    externalBroker,
  };
  await startProcess("plant", ["simulate", "run", scenario, "--port", String(site.modbusPort)]);
  return site;
}

/** Stops gateway and centre in order; every record that the gateway committed must be in the journal once. */
async function expectNothingLost(gateway: Child, serve: Child, journal: string): Promise<void> {
  const { edge } = (await gateway.ask("drain", 60_000)) as Awaited<
    ReturnType<typeof gatewayStatus>
  >;
  await serve.stop(20_000);
  const audit = auditJournal(journal);
  const log = audit.logs.find((each) => each.log === edge.log)!;
  recordsInOrder(log);
  expect({
    records: log.records.size,
    duplicates: log.duplicates,
    damage: audit.damage,
    dropped: edge.dropped,
  }).toEqual({
    records: edge.next,
    duplicates: 0,
    damage: [],
    dropped: 0,
  });
}

testWith("mosquitto")(
  "a broker that is down is said; what was recorded meanwhile arrives when it is there",
  async () => {
    const folder = temporaryFolder();
    const site = await meterSite(folder, true);
    const files = writeSiteFiles(site);
    const lines: string[] = [];
    const gateway = await startProcess("gateway", ["gateway", files.gateway], lines);
    await vi.waitFor(
      async () => {
        expect((await gatewayStatus(gateway)).edge.next).toBeGreaterThan(20);
        expect(
          lines.some((line) => line.includes("127.0.0.1") && line.includes(String(site.mqttPort))),
        ).toBe(true);
      },
      { timeout: 20_000, interval: 100 },
    );
    const status = await gatewayStatus(gateway);
    expect(status.edge.connected).toBe(false);
    expect(status.edge.lastError?.code).toBe("GATEWAY_BROKER_UNREACHABLE");

    await new Mosquitto(folder, site.mqttPort).start();
    const serve = await startProcess("serve", ["serve", files.serve]);
    await vi.waitFor(
      async () =>
        expect((await gatewayStatus(gateway)).edge.acknowledged).toBeGreaterThan(status.edge.next),
      { timeout: 60_000, interval: 100 },
    );
    await expectNothingLost(gateway, serve, files.journal);
  },
);

test("a full disk under the journal stops acknowledging, is named, and loses nothing once there is room", async (context) => {
  const folder = temporaryFolder();
  const data = join(folder, "site");
  if (!smallDisk(data, 24_000))
    return context.skip("此处不能挂载 tmpfs · mounting a tmpfs is not allowed here");
  const site = await meterSite(folder, false);
  const files = writeSiteFiles(site);
  const lines: string[] = [];
  const serve = await startProcess("serve", ["serve", files.serve], lines);
  const gateway = await startProcess("gateway", ["gateway", files.gateway]);
  await vi.waitFor(
    async () => expect((await gatewayStatus(gateway)).edge.acknowledged).toBeGreaterThan(10),
    {
      timeout: 30_000,
      interval: 100,
    },
  );

  const ballast = fillDisk(data);
  await vi.waitFor(() => expect(lines.join("\n")).toMatch(/\[INGEST_JOURNAL_FULL\]/), {
    timeout: 30_000,
    interval: 100,
  });
  const full = lines.find((line) => line.includes("[INGEST_JOURNAL_FULL]"));
  expect(full).toContain(data);
  const stuck = (await gatewayStatus(gateway)).edge.next;
  await vi.waitFor(
    async () => expect((await gatewayStatus(gateway)).edge.next).toBeGreaterThan(stuck + 20),
    {
      timeout: 20_000,
      interval: 100,
    },
  );
  expect((await gatewayStatus(gateway)).edge.acknowledged).toBeLessThan(stuck + 20);

  rmSync(ballast);
  await vi.waitFor(
    async () =>
      expect((await gatewayStatus(gateway)).edge.acknowledged).toBeGreaterThan(stuck + 20),
    {
      timeout: 60_000,
      interval: 100,
    },
  );
  await expectNothingLost(gateway, serve, files.journal);
});

test("a full disk under the outbox is named; polling goes on and nothing leaves that was not kept", async (context) => {
  const folder = temporaryFolder();
  const data = join(folder, "gateway");
  if (!smallDisk(data, 12_000))
    return context.skip("此处不能挂载 tmpfs · mounting a tmpfs is not allowed here");
  const site = await meterSite(folder, false);
  const files = writeSiteFiles(site);
  const lines: string[] = [];
  // No centre yet: nothing is acknowledged, so nothing may be given up.
  const gateway = await startProcess("gateway", ["gateway", files.gateway], lines);
  await vi.waitFor(
    async () => expect((await gatewayStatus(gateway)).edge.next).toBeGreaterThan(30),
    {
      timeout: 20_000,
      interval: 100,
    },
  );
  fillDisk(data);
  await vi.waitFor(() => expect(lines.join("\n")).toContain("GATEWAY_OUTBOX_FULL"), {
    timeout: 90_000,
    interval: 200,
  });
  expect(lines.find((line) => line.includes("GATEWAY_OUTBOX_FULL"))).toContain(data);
  const before = await gatewayStatus(gateway);
  expect(before.edge.next).toBeGreaterThan(20);

  // The disk stays full: what the host has acknowledged is given up, and there is room again.
  const serve = await startProcess("serve", ["serve", files.serve]);
  await vi.waitFor(
    async () => {
      const { edge } = await gatewayStatus(gateway);
      expect(edge.acknowledged).toBeGreaterThan(before.edge.next + 20);
      expect(edge.buffered).toBeLessThan(50);
    },
    { timeout: 90_000, interval: 200 },
  );
  const { edge } = (await gateway.ask("drain", 60_000)) as Awaited<
    ReturnType<typeof gatewayStatus>
  >;
  await serve.stop(20_000);
  const audit = auditJournal(files.journal);
  const log = audit.logs.find((each) => each.log === edge.log)!;
  recordsInOrder(log);
  expect({ records: log.records.size, duplicates: log.duplicates }).toEqual({
    records: edge.next,
    duplicates: 0,
  });
});

test("when the demo itself is killed its processes end too", async () => {
  const ports = ["--port", "0", "--mqtt-port", "0", "--modbus-port", "0", "--opcua-port", "0"];
  const demo = spawn(
    process.execPath,
    [command, "demo", "--data", join(temporaryFolder(), "demo"), ...ports],
    { stdio: ["ignore", "pipe", "ignore"] },
  );
  onTestFinished(() => {
    demo.kill("SIGKILL");
  });
  let output = "";
  demo.stdout.setEncoding("utf8").on("data", (text: string) => {
    output += text;
  });
  await vi.waitFor(() => expect(output).toContain("http://127.0.0.1:"), {
    timeout: 60_000,
    interval: 100,
  });
  const children = spawnSync("pgrep", ["-P", String(demo.pid)], { encoding: "utf8" })
    .stdout.trim()
    .split("\n");
  expect(children).toHaveLength(7);
  demo.kill("SIGKILL");
  const alive = () => children.filter((pid) => spawnSync("kill", ["-0", pid]).status === 0);
  await vi.waitFor(() => expect(alive()).toEqual([]), { timeout: 30_000, interval: 100 });
});
