// Ten minutes of the demo: memory of its seven processes stays flat. The table goes into docs/results.
import { type ChildProcess, spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { writeResults } from "../kit/results-table.ts";
import { temporaryFolder } from "../kit/temporary-folder.ts";

const command = fileURLToPath(new URL("../../bin/lineproof.ts", import.meta.url));
const minutes = 10;
const sampleMs = 5_000;
/** Caches fill and code compiles in the first minutes; growth is counted after them. */
const warmMinutes = 3;

type Sample = { readonly minute: number; readonly megabytes: number };

/** Role and file of every process that the demo started, by its command line: `gateway …/gw.yaml`. */
function childrenOf(parent: ChildProcess): Map<string, number> {
  const found = new Map<string, number>();
  for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
    try {
      const status = readFileSync(`/proc/${pid}/status`, "utf8");
      if (Number(/^PPid:\s+(\d+)/m.exec(status)?.[1]) !== parent.pid) continue;
      const words = readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0").filter(Boolean);
      const [role = "", file = ""] = words.slice(-2);
      const site = role === "serve" ? "" : ` ${file.split("/").at(-2)}`;
      found.set(`${role}${site}`, Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1]) / 1000);
    } catch {
      // The process ended while it was looked at.
    }
  }
  return found;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

test("ten minutes of the demo leave the memory of every process flat", async () => {
  const folder = temporaryFolder();
  const child = spawn(
    process.execPath,
    [
      ...[command, "demo", "--duration", `${minutes}m`, "--data", join(folder, "demo")],
      ...["--port", "0", "--mqtt-port", "0", "--modbus-port", "0", "--opcua-port", "0"],
    ],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  onTestFinished(() => {
    child.kill("SIGTERM");
  });
  let output = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    output += text;
  });
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  const samples = new Map<string, Sample[]>();
  const begin = performance.now();
  const timer = setInterval(() => {
    const minute = (performance.now() - begin) / 60_000;
    for (const [name, megabytes] of childrenOf(child)) {
      samples.set(name, [...(samples.get(name) ?? []), { minute, megabytes }]);
    }
  }, sampleMs);
  const code = await ended;
  clearInterval(timer);
  expect(code, output).toBe(0);
  expect(samples.size).toBe(7);
  const rows = [...samples].sort().map(([name, all]) => {
    const within = (from: number, to: number) =>
      median(all.filter(({ minute }) => minute >= from && minute < to).map((s) => s.megabytes));
    return {
      name,
      early: within(warmMinutes, warmMinutes + 2),
      late: within(minutes - 2, minutes),
    };
  });
  writeResults(
    "demo-memory",
    "Memory of the demo over ten minutes",
    [
      "process",
      `median RSS of minutes ${warmMinutes}–${warmMinutes + 2}, MB`,
      `of minutes ${minutes - 2}–${minutes}, MB`,
      "growth",
    ],
    rows.map(({ name, early, late }) => [
      name,
      Math.round(early),
      Math.round(late),
      `${Math.round((late / early - 1) * 100)} %`,
    ]),
  );
  for (const { name, early, late } of rows) {
    expect(late, `${name}: ${early} → ${late} MB`).toBeLessThan(early * 1.1 + 5);
  }
}, 900_000);
