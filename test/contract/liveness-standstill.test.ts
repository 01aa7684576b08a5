// A gateway process that is stopped for seconds, as a sleeping laptop is: it goes on by itself, makes nothing up and
// blames no device.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { ManualClock } from "#contracts/time.ts";
import type { GatewayStatus } from "#gateway/status.ts";
import { runScenario } from "#simulators/run/run-scenario.ts";
import { parseScenario } from "#simulators/scenario/scenario.ts";
import { lasting } from "../kit/lasting.ts";
import { startProcess } from "../kit/processes.ts";
import { temporaryFolder } from "../kit/temporary-folder.ts";

const intervalMs = 100;
const stoppedMs = 3_000;

test("after SIGSTOP and SIGCONT scans go on, the gap stays a gap, and nobody stalled", async () => {
  const folder = temporaryFolder();
  const hall = await runScenario({
    scenario: parseScenario(
      `format: lineproof/scenario/1
name: { zh: 试, en: test }
plants: [{ id: hall, line: press-hall, listen: { modbus: { port: 0 } } }]`,
      "test",
    ),
    file: "test",
    clock: new ManualClock(0),
    every: () => () => undefined,
  });
  onTestFinished(() => hall.close());
  const file = join(folder, "gateway.yaml");
  writeFileSync(
    file,
    `gateway: { id: gw1, site: s1, simulated: true, data: data }
broker: { url: "mqtt://127.0.0.1:1" }
local: false
connections: [{ id: bus, driver: modbus-tcp, endpoint: { host: 127.0.0.1, port: ${hall.plants[0]?.addresses.modbus?.port} } }]
equipment:
  - { id: meter, connection: bus, unit: 1, template: sdm630, scanGroups: [{ id: fast, intervalMs: ${intervalMs} }] }
`,
  );
  const lines: string[] = [];
  const gateway = await startProcess("gateway", ["gateway", file, "--drain", "0s"], lines);
  const poll = async () => ((await gateway.ask("status")) as GatewayStatus).poll;
  const scansOf = async () => (await poll()).equipment[0]?.scans ?? 0;
  const soon = { timeout: 15_000, interval: 50 };
  await vi.waitFor(async () => expect(await scansOf()).toBeGreaterThan(5), soon);

  const before = await poll();
  const stoppedAt = performance.now();
  gateway.kill("SIGSTOP");
  await lasting(stoppedMs);
  gateway.kill("SIGCONT");
  await vi.waitFor(async () => expect((await poll()).standstills.count).toBe(1), soon);
  const after = await poll();
  const ranMs = performance.now() - stoppedAt - stoppedMs;
  const scans = (after.equipment[0]?.scans ?? 0) - (before.equipment[0]?.scans ?? 0);
  // One for the tick that was due, and those whose time has come since; none for those that were missed.
  expect(scans).toBeLessThanOrEqual(ranMs / intervalMs + 2);
  const skipped = (after.equipment[0]?.skipped ?? 0) - (before.equipment[0]?.skipped ?? 0);
  expect(skipped).toBeGreaterThanOrEqual(stoppedMs / intervalMs - 2);
  expect(after.lateness.max).toBeGreaterThan(stoppedMs - 2 * intervalMs);
  expect(lines.filter((line) => line.includes("stood still"))).toHaveLength(1);
  await vi.waitFor(
    async () => expect(await scansOf()).toBeGreaterThan((after.equipment[0]?.scans ?? 0) + 5),
    soon,
  );
  expect((await poll()).equipment[0]).toMatchObject({ state: "up", stalls: 0 });
});
