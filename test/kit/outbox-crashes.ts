// Power cuts at every step of a log's work on its disk: one traced run, then as many disks as asked for.
import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { CrashDisk, type Survival } from "./crash-states.ts";
import { compileDiskShim, type DiskStep, readTrace, runUnderShim } from "./disk-shim.ts";
import { checkLog } from "./outbox-after.ts";
import { randomOf } from "./random.ts";

export const workload = new URL("outbox-workload.ts", import.meta.url);

export type CrashCount = {
  readonly steps: number;
  readonly states: number;
  /** Logs that were opened again, with all that was committed; of `states`. */
  readonly whole: number;
  readonly failures: readonly string[];
};

function layOut(folder: string, files: ReadonlyMap<string, Buffer>): void {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  for (const [name, content] of files) {
    if (name === ".ack") continue;
    const path = join(folder, name);
    const reserve = name.endsWith(".reserve");
    writeFileSync(path, reserve ? "" : content, { mode: 0o600 });
    if (reserve) truncateSync(path, content.length);
  }
}

/**
 * @param every only each n-th step, with every way to survive. @param scratch a folder on a fast disk
 */
export async function sweepPowerCuts(options: {
  readonly folder: string;
  readonly scratch: string;
  readonly every: number;
  readonly dice: number;
  readonly seed: number;
  /** File of which this disk says that it is fsynced, and lies. */
  readonly lyingAbout?: string;
}): Promise<CrashCount> {
  const { folder, scratch, every, dice, seed } = options;
  const [root, trace] = [join(folder, "data"), join(folder, "trace")];
  const shim = compileDiskShim(folder);
  const args = [root, "16", "300"];
  const { code, lines, err } = await runUnderShim({ shim, root, program: workload, args, trace });
  if (code !== 0 || lines.length > 0) throw new Error(`the workload failed: ${lines} ${err}`);
  const steps = readTrace(trace);
  const random = randomOf(seed);
  const ways: readonly Survival[] = ["nothing", "everything", ...Array<"some">(dice).fill("some")];
  const disk = new CrashDisk();
  const place = join(mkdtempSync(join(scratch, "lineproof-")), "data");
  const failures: string[] = [];
  let [states, whole, committed] = [0, 0, 0];
  for (const [n, step] of steps.entries()) {
    const lie = step.kind === "sync" && step.name === options.lyingAbout;
    if (!lie) disk.take(step);
    committed = acknowledged(step) ?? committed;
    if (n % every !== 0) continue;
    for (const way of ways) {
      states += 1;
      layOut(place, disk.state(way, random));
      const trouble = failureOf(place, committed);
      if (trouble === undefined) whole += 1;
      else failures.push(`step ${n} (${step.kind} ${step.name}), ${way}: ${trouble}`);
    }
  }
  rmSync(join(place, ".."), { recursive: true, force: true });
  return { steps: steps.length, states, whole, failures };
}

function acknowledged(step: DiskStep): number | undefined {
  if (step.kind !== "write" || step.name !== ".ack") return undefined;
  return Number(step.data.toString());
}

function failureOf(place: string, committed: number): string | undefined {
  try {
    const after = checkLog(place, committed);
    if (!after.opened) return `${after.code} ${after.file}`;
    return after.signs ? undefined : "it cannot sign";
  } catch (error) {
    return String(error);
  }
}
