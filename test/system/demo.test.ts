// `lineproof demo` as a newcomer runs it: ends by itself with exit code 0, a report per site, and nothing
// left running; an occupied port is named before anything starts.
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import type { SiteReport } from "../../bin/demo/demo-report.ts";
import { freePort } from "../kit/free-port.ts";
import { temporaryFolder } from "../kit/temporary-folder.ts";

const command = fileURLToPath(new URL("../../bin/lineproof.ts", import.meta.url));

async function runDemo(args: readonly string[]): Promise<{ code: number | null; output: string }> {
  const child = spawn(process.execPath, [command, "demo", ...args], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  onTestFinished(() => {
    child.kill("SIGTERM");
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
  }
  const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
  return { code, output };
}

async function ports(): Promise<string[]> {
  return [
    "--port",
    String(await freePort()),
    "--mqtt-port",
    String(await freePort()),
    "--modbus-port",
    String(await freePort()),
  ];
}

test("a short demo loses nothing, verifies its log and decides A1-04 and A1-05 from evidence", async () => {
  const folder = temporaryFolder();
  const json = join(folder, "report.json");
  const used = await ports();
  const { code, output } = await runDemo([
    "--duration",
    "40s",
    "--json",
    json,
    "--data",
    join(folder, "demo"),
    ...used,
  ]);
  expect(output).not.toContain("BIN_");
  expect(code, output).toBe(0);
  const { sites } = JSON.parse(readFileSync(json, "utf8")) as { sites: SiteReport[] };
  expect(sites).toHaveLength(1);
  const site = sites[0]!;
  expect(site).toMatchObject({ lost: 0, duplicated: 0, quarantined: 0 });
  expect(site.recorded).toBeGreaterThan(80);
  expect(site.journalled).toBe(site.recorded);
  expect(site.samplesRead).toBeGreaterThan(site.recorded);
  expect(site.latencyMs?.p99).toBeGreaterThan(0);
  expect(site.logs[0]?.checkpointVerified?.size).toBe(site.recorded);

  const states = new Map(
    site.verdicts
      .flatMap(({ policy, items }) => items.map((item) => ({ policy, item })))
      .flatMap(({ policy, item }) =>
        item.criteria.map((verdict) => [`${policy} ${verdict.criterion}`, verdict] as const),
      ),
  );
  expect(states.get("langfang-2023-demo A1-04")).toMatchObject({ state: "MET", value: 1 });
  expect(states.get("langfang-2023-demo A1-05")?.state).toBe("MET");
  expect(states.get("langfang-2023-demo A1-16")?.state).not.toBe("MET");
  // A simulated plant proves nothing outside a demo, and half a minute is no observation window.
  expect(states.get("langfang-2023 A1-04")?.state).toBe("INSUFFICIENT");
  expect(states.get("langfang-2023 A1-05")?.state).toBe("INSUFFICIENT");
  expect(
    site.verdicts.flatMap(({ items }) => items).filter((item) => item.state === "MET"),
  ).toEqual([]);

  // Everything is gone: its ports can be taken again.
  for (const port of [used[1], used[3], used[5]]) {
    const server = createServer();
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(Number(port), "127.0.0.1", resolve);
    });
    await new Promise((resolve) => server.close(resolve));
  }
});

test("an occupied port is named with the option that mends it", async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.close();
  });
  const address = server.address();
  const port = typeof address === "object" ? String(address?.port) : "";
  const [, web = "", , , , modbus = ""] = await ports();
  const { code, output } = await runDemo([
    "--data",
    join(temporaryFolder(), "demo"),
    "--port",
    web,
    "--mqtt-port",
    port,
    "--modbus-port",
    modbus,
  ]);
  expect(code).toBe(1);
  expect(output).toContain("[BIN_PORT_IN_USE]");
  expect(output).toContain(`127.0.0.1:${port}`);
  expect(output).toContain("--mqtt-port");
});

test("--fresh refuses to delete a folder that is no demo folder", async () => {
  const folder = temporaryFolder();
  const { code, output } = await runDemo(["--fresh", "--data", folder, ...(await ports())]);
  expect(code).toBe(1);
  expect(output).toContain("[BIN_DATA_DIR]");
  expect(output).toContain(folder);
});
