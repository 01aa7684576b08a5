import { expect, onTestFinished, test } from "vitest";
import { scan, temporaryFolder } from "../outbox/test-log.ts";
import { openEdge } from "./edge.ts";
import { freePort } from "./test-host.ts";
import { declared } from "./test-node.ts";

test("what was recorded a moment ago is looked back on too: a reload goes on from there, not from before", async () => {
  const folder = temporaryFolder();
  onTestFinished(() => folder[Symbol.dispose]());
  const edge = await openEdge({
    site: "s",
    gatewayId: "g",
    simulated: true,
    dataDir: folder.path,
    declared,
    broker: { servers: [`mqtt://127.0.0.1:${await freePort()}`], clientId: "g" },
    outbox: { commitMs: 10_000 },
    clock: { now: () => Date.now(), monotonic: () => performance.now() },
    log: () => undefined,
    random: () => 0,
  });
  onTestFinished(() => edge.stop());
  edge.record(scan(1));
  expect([...edge.recorded()].filter(({ kind }) => kind === "scan")).toHaveLength(1);
});
