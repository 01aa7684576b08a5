// The OPC UA driver against asyncua, a server in another language by other people. It is no Debian package:
// where python3 does not have it the test is skipped, visibly.
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { expect, onTestFinished, test } from "vitest";
import { opcua } from "#gateway/drivers/opcua/opcua-driver.ts";
import { freePort } from "../kit/free-port.ts";
import { temporaryFolder } from "../kit/temporary-folder.ts";
import { noOutside, planMs, systemClock } from "./driver-contract.ts";

const available = spawnSync("python3", ["-c", "import asyncua"]).status === 0;
const plc = "http://maker.example/plc";
const other = "http://maker.example/other";

async function serve(port: number, ...uris: string[]): Promise<ChildProcess> {
  const script = new URL("asyncua-server.py", import.meta.url).pathname;
  const child = spawn("python3", [script, String(port), ...uris], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  let errors = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    errors += text;
  });
  onTestFinished(() => {
    child.kill("SIGKILL");
  });
  await new Promise<void>((resolve, reject) => {
    child.stdout.once("data", () => resolve());
    child.once("exit", (code) => reject(new Error(`asyncua ended with ${code}: ${errors}`)));
  });
  return child;
}

test.skipIf(!available)("values, times and namespaces of asyncua, over a restart", async () => {
  const port = await freePort();
  const dataDir = temporaryFolder();
  const addresses = [
    { node: `nsu=${plc};s="DB"."level"`, type: "Int16" },
    { path: "p:machine/p:count", namespaces: { p: plc }, type: "UInt64" },
    { node: `nsu=${plc};s=nothing`, type: "Int16" },
  ].map((address) => opcua.parseAddress(address));
  const endpoint = opcua.parseEndpoint(
    { url: `opc.tcp://127.0.0.1:${port}/`, securityMode: "None" },
    noOutside,
  );
  const io = { clock: systemClock, dataDir, log: () => undefined };
  const sourceTime = Date.UTC(2026, 0, 5, 8);
  for (const uris of [
    [plc, other],
    [other, plc],
  ]) {
    const server = await serve(port, ...uris);
    const connection = await opcua.open(endpoint, io);
    onTestFinished(() => connection.close());
    const plan = connection.plan(addresses, planMs);
    for (let scan = 0; scan < 3; scan += 1) {
      expect(await plan.read()).toMatchObject([
        { kind: "int", value: -12, status: 0, sourceTime },
        { kind: "uint", value: 2n ** 60n + 1n, status: 0, sourceTime },
        { kind: "null", value: null, status: 0x8034_0000 },
      ]);
    }
    const ended = new Promise((resolve) => server.once("exit", resolve));
    server.kill("SIGKILL");
    await ended;
    await expect(plan.read()).rejects.toMatchObject({ code: "GATEWAY_LINK_LOST" });
  }
});
