// An edge whose data folder has another log than the one that the centre knows. No broker is needed to see it.
import { expect, test } from "vitest";
import { temporaryFolder } from "../outbox/test-log.ts";
import { openEdge } from "./edge.ts";
import { freePort } from "./test-host.ts";
import { declared } from "./test-node.ts";

async function troublesOf(dataDir: string, enrolledLog: string) {
  const said: string[] = [];
  const port = await freePort();
  const edge = await openEdge({
    site: "s",
    gatewayId: "g",
    simulated: true,
    dataDir,
    declared,
    broker: { servers: [`mqtt://127.0.0.1:${port}`], clientId: "g", enrolledLog },
    clock: { now: () => Date.now(), monotonic: () => performance.now() },
    log: (message) => said.push(message),
    random: () => 0,
  });
  const { log, troubles } = edge.status();
  await edge.stop();
  return { log, said: said.join("\n"), codes: troubles.map(({ code }) => code) };
}

test("a log other than the enrolled one is told from the start: the centre would take nothing of it", async () => {
  using folder = temporaryFolder();
  const other = await troublesOf(folder.path, "0".repeat(64));
  expect(other.said).toContain("[GATEWAY_LOG_NOT_ENROLLED]");
  expect(other.codes).toContain("GATEWAY_LOG_NOT_ENROLLED");
  const right = await troublesOf(folder.path, other.log);
  expect(right.log).toBe(other.log);
  expect(right.codes).not.toContain("GATEWAY_LOG_NOT_ENROLLED");
});
