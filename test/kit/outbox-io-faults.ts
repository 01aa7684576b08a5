// One failing step of a log's work on its disk after the other: the program has to say so with a code, go on or
// stop, and everything it was told to be on the disk must be there afterwards.
import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { compileDiskShim, runUnderShim } from "./disk-shim.ts";
import { acknowledgedIn, checkLog } from "./outbox-after.ts";
import { workload } from "./outbox-crashes.ts";

/** errno of Linux on x64 and arm64; "on": the disk stays so, until the program ends. */
export const ioFaults = {
  "EIO once": "5",
  "EIO from then on": "5 on",
  "ENOSPC once": "28",
  "ENOSPC from then on": "28 on",
  "EROFS from then on": "30 on",
  "short write": "short",
} as const;
export type IoFault = keyof typeof ioFaults;

export type IoFaultCount = {
  runs: number;
  /** Runs in which the program said something; in the others the step did not matter. */
  said: number;
  readonly codes: Set<string>;
  readonly failures: string[];
};

/** @param steps numbers of the steps that fail, one run each; a run beyond the last step ends the sweep */
export async function sweepIoFaults(options: {
  readonly folder: string;
  readonly fault: IoFault;
  readonly steps: Iterable<number>;
}): Promise<IoFaultCount> {
  const { folder, fault, steps } = options;
  const shim = compileDiskShim(folder);
  const count: IoFaultCount = { runs: 0, said: 0, codes: new Set(), failures: [] };
  for (const step of steps) {
    const run = mkdtempSync(join(folder, "run-"));
    const root = join(run, "data");
    const { lines, code, err } = await runUnderShim({
      shim,
      root,
      program: workload,
      args: [root, "8", "300"],
      fault: `${step} ${ioFaults[fault]}`,
    });
    count.runs += 1;
    if (lines.length > 0) count.said += 1;
    for (const line of lines) count.codes.add(line);
    const trouble = code === 0 ? failureOf(root) : `exit ${code} ${err}`;
    if (trouble !== undefined) count.failures.push(`${fault} at step ${step}: ${trouble}`);
    rmSync(run, { recursive: true, force: true });
  }
  return count;
}

function failureOf(root: string): string | undefined {
  try {
    const after = checkLog(root, acknowledgedIn(root));
    if (!after.opened) return `${after.code} ${after.file}`;
    return after.signs ? undefined : "it cannot sign";
  } catch (error) {
    return String(error);
  }
}
