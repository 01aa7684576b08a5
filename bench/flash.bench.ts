// `npm run bench -- flash`: what the outbox writes to its disk, by commit interval. Counted at the system calls
// (test/kit/disk-shim.c, needs gcc), so that the figures are the program's and not the disk's.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { compileDiskShim, runUnderShim } from "../test/kit/disk-shim.ts";
import { machineLine } from "./machine.ts";

const seconds = 600;
/** 500 signals on ten machines, read every second, all changing. */
const [rate, samples] = [10, 50];
const intervals = [100, 1_000, 10_000];

const folder = mkdtempSync(join(tmpdir(), "lineproof-flash-"));
try {
  const shim = compileDiskShim(folder);
  console.log(
    `${machineLine()}\n${rate} records/s of ${samples} samples, ${seconds} s, scaled to an hour\n`,
  );
  console.log(
    "| outbox.commitMs | fsyncs/h | MB written/h | B/record | lost at a power cut, at most |",
  );
  console.log("|---|---|---|---|---|");
  for (const commitMs of intervals) {
    const root = join(folder, `data-${commitMs}`);
    const count = join(folder, `count-${commitMs}`);
    const args = [root, commitMs, seconds, rate, samples].map(String);
    const program = new URL("flash-load.ts", import.meta.url);
    const { code, err, lines } = await runUnderShim({ shim, root, program, args, count });
    if (code !== 0) throw new Error(err);
    const [, bytes = 0, syncs = 0] = readFileSync(count, "utf8").split(" ").map(Number);
    const hourly = 3600 / seconds;
    const cells = [
      commitMs,
      Math.round(syncs * hourly).toLocaleString("en"),
      Math.round((bytes * hourly) / 1e6).toLocaleString("en"),
      Math.round(bytes / Number(lines[0])).toLocaleString("en"),
      `${commitMs / 1000} s of records`,
    ];
    console.log(`| ${cells.join(" | ")} |`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
