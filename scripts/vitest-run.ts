// Runs vitest projects in a child process and prints `N passed, N failed, N skipped` as the last line.
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

type Summary = {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  success: boolean;
};

function readSummary(file: string): Summary | undefined {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as Summary;
  } catch {
    // vitest died before it wrote its report: the exit code says so.
    return undefined;
  }
}

/** Exit code: 0 when every test passed, none failed and at least one ran. */
export async function runProjects(projects: string[], filters: string[]): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), "lineproof-test-"));
  const report = join(folder, "report.json");
  const child = spawn(
    process.execPath,
    [
      "node_modules/vitest/vitest.mjs",
      "run",
      ...projects.flatMap((name) => ["--project", name]),
      "--reporter=default",
      "--reporter=json",
      `--outputFile.json=${report}`,
      ...filters,
    ],
    {
      stdio: ["ignore", "inherit", "inherit"],
      env: { ...process.env, ...(process.env.CI ? { LINEPROOF_REQUIRE_PEERS: "1" } : {}) },
    },
  );
  const exitCode = await new Promise<number>((resolve) => {
    child.once("exit", (code) => resolve(code ?? 1));
  });
  const summary = readSummary(report);
  rmSync(folder, { recursive: true });
  if (summary === undefined) {
    console.log("0 passed, 1 failed, 0 skipped");
    return exitCode === 0 ? 1 : exitCode;
  }
  // A file that cannot be loaded fails no test: vitest's own exit code still counts it.
  const failed = summary.numFailedTests + (exitCode !== 0 && summary.numFailedTests === 0 ? 1 : 0);
  console.log(
    `${summary.numPassedTests} passed, ${failed} failed, ${summary.numPendingTests} skipped`,
  );
  return failed > 0 || summary.numPassedTests === 0 ? 1 : 0;
}
