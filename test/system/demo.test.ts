// `lineproof demo` as a newcomer runs it: three factories, ends by itself with exit code 0, a report per site,
// verdicts that tell the honest from the cheat, and nothing left running; a second start keeps the data;
// occupied ports are named before anything starts.
import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import type { Verdict } from "#contracts/verdict.ts";
import type { SiteReport } from "../../bin/demo/demo-report.ts";
import { listenersOf, processesNaming } from "../kit/listeners.ts";
import { temporaryFolder } from "../kit/temporary-folder.ts";

const command = fileURLToPath(new URL("../../bin/lineproof.ts", import.meta.url));
const anyPorts = ["--port", "0", "--mqtt-port", "0", "--modbus-port", "0", "--opcua-port", "0"];

/** @param whileRunning called once, when the page is open. */
async function runDemo(
  args: readonly string[],
  whileRunning: () => void = () => undefined,
): Promise<{ code: number | null; output: string }> {
  const child = spawn(process.execPath, [command, "demo", ...args], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  onTestFinished(() => {
    child.kill("SIGTERM");
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      if (!output.includes("http://") && text.includes("http://")) whileRunning();
      output += text;
    });
  }
  const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
  return { code, output };
}

async function demoReport(folder: string, duration: string) {
  const json = join(folder, "report.json");
  const data = join(folder, "demo");
  let listeners: string[] = [];
  const run = await runDemo(
    ["--duration", duration, "--json", json, "--data", data, ...anyPorts],
    () => {
      listeners = listenersOf(processesNaming(data).map(({ pid }) => pid));
    },
  );
  expect(run.output).not.toContain("BIN_");
  expect(run.code, run.output).toBe(0);
  const report = JSON.parse(readFileSync(json, "utf8")) as {
    sites: SiteReport[];
    restarts: { [name: string]: number };
  };
  return { ...run, ...report, data, listeners };
}

function verdictOf(site: SiteReport, policy: string, criterion: string): Verdict {
  return site.verdicts
    .filter((each) => each.policy === policy)
    .flatMap(({ items }) => items.flatMap(({ criteria }) => criteria))
    .find((verdict) => verdict.criterion === criterion)!;
}

test("a minute of the demo: three sites, nothing lost, and verdicts that tell them apart with reasons", async () => {
  const folder = temporaryFolder();
  const { sites, restarts, output, data, listeners } = await demoReport(folder, "60s");
  expect(sites.map(({ site }) => site)).toEqual([
    "wenan-panel",
    "bazhou-furniture",
    "dacheng-rockwool",
  ]);
  expect(Object.values(restarts)).toEqual([0, 0, 0, 0, 0, 0, 0]);
  // The page, the broker, and Modbus and OPC UA of three plants; nothing beyond this machine.
  expect(listeners).toHaveLength(8);
  for (const address of listeners) expect(address).toMatch(/^127\.0\.0\.1:/);
  for (const site of sites) {
    expect(site).toMatchObject({ lost: 0, duplicated: 0, quarantined: 0 });
    expect(site.recorded).toBeGreaterThan(200);
    expect(site.journalled).toBe(site.recorded);
    expect(site.samplesRead).toBeGreaterThan(site.recorded);
    expect(site.latencyMs?.p99).toBeGreaterThan(0);
    expect(site.logs[0]?.checkpointVerified?.size).toBe(site.recorded);
  }
  const [wenan, bazhou, dacheng] = sites as [SiteReport, SiteReport, SiteReport];
  const demo = "langfang-2023-demo";
  for (const honest of [wenan, bazhou]) {
    for (const criterion of ["A1-03", "A1-04", "A1-05", "A1-06", "B1-01", "B1-02"]) {
      const { state, reason } = verdictOf(honest, demo, criterion);
      expect(`${honest.site} ${criterion} ${state} ${reason.zh}`).toContain(" MET ");
    }
  }
  // The third lists a machine that is not connected and freezes a signal while stamping fresh times.
  const networking = verdictOf(dacheng, demo, "A1-03");
  expect(networking.state).toBe("NOT_MET");
  expect(networking.reason.en).toMatch(/pack/i);
  expect(networking.reason.zh).toMatch(/打包/);
  const transmission = verdictOf(dacheng, demo, "A1-05");
  expect(transmission.state).toBe("NOT_MET");
  expect(transmission.reason.zh).toMatch(/打包/);
  expect(networking.reason.zh + transmission.reason.zh).toMatch(/熔体|熔融|流股/);
  expect(output).toMatch(/A1-03 不符合/);
  for (const site of sites) {
    expect(verdictOf(site, demo, "A1-16").state).not.toBe("MET");
    // A simulated plant proves nothing outside a demo, and a minute is no observation window.
    expect(verdictOf(site, "langfang-2023", "A1-03").state).toBe("INSUFFICIENT");
    expect(verdictOf(site, "langfang-2023", "A1-05").state).toBe("INSUFFICIENT");
    const items = site.verdicts.flatMap(({ items: all }) => all);
    expect(items.filter(({ state }) => state === "MET")).toEqual([]);
  }
  expect(processesNaming(data)).toEqual([]);

  // A second start goes on where the first ended.
  const second = await demoReport(folder, "30s");
  for (const [i, site] of second.sites.entries()) {
    const first = sites[i]!;
    expect(site).toMatchObject({ lost: 0, duplicated: 0 });
    expect(site.recorded).toBeGreaterThan(first.recorded);
    expect(site.logs.map(({ log }) => log)).toEqual(first.logs.map(({ log }) => log));
    // While the demo was off its factories did not exist; that is not held against them.
    const honest = site.site === dacheng.site ? "NOT_MET" : "MET";
    expect(`${site.site} ${verdictOf(site, demo, "A1-05").state}`).toBe(`${site.site} ${honest}`);
  }
  expect(processesNaming(data)).toEqual([]);
}, 240_000);

test("occupied ports are named, each with the option that mends it, before anything is written", async () => {
  const servers = [createServer(), createServer()];
  const taken = await Promise.all(
    servers.map(
      (server) =>
        new Promise<string>((resolve) => {
          server.listen(0, "127.0.0.1", () => {
            const address = server.address();
            resolve(typeof address === "object" ? String(address?.port) : "");
          });
        }),
    ),
  );
  onTestFinished(() => {
    for (const server of servers) server.close();
  });
  const [mqtt = "", opcua = ""] = taken;
  const data = join(temporaryFolder(), "demo");
  const { code, output } = await runDemo([
    ...["--data", data, "--port", "0", "--modbus-port", "0"],
    ...["--mqtt-port", mqtt, "--opcua-port", opcua],
  ]);
  expect(code).toBe(1);
  expect(output).toContain("[BIN_PORT_IN_USE]");
  for (const [port, option] of [
    [mqtt, "--mqtt-port"],
    [opcua, "--opcua-port"],
  ]) {
    expect(output).toContain(`127.0.0.1:${port}`);
    expect(output).toContain(option);
  }
  expect(existsSync(data)).toBe(false);
});

test("Ctrl-C while it prepares leaves nothing running", async () => {
  const data = join(temporaryFolder(), "demo");
  const child = spawn(process.execPath, [command, "demo", "--data", data, ...anyPorts], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  onTestFinished(() => {
    child.kill("SIGKILL");
  });
  await new Promise<void>((resolve) => {
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      if (text.includes("preparing")) resolve();
    });
  });
  child.kill("SIGINT");
  const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
  expect(code).toBe(0);
  expect(processesNaming(data)).toEqual([]);
});
