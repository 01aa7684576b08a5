// Runs a program whose every step on the files below one folder is numbered, traced, or made to fail
// (disk-shim.c, compiled on the spot).
import { spawn, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** One step that changed something, as it was handed to the operating system. */
export type DiskStep =
  | { readonly kind: "write"; readonly name: string; readonly at: number; readonly data: Buffer }
  | { readonly kind: "truncate"; readonly name: string; readonly length: number }
  | { readonly kind: "sync"; readonly name: string }
  | { readonly kind: "create" | "unlink"; readonly name: string }
  | { readonly kind: "rename"; readonly name: string; readonly to: string };

/** Compiles the shim into a folder and returns its path. */
export function compileDiskShim(folder: string): string {
  const source = fileURLToPath(new URL("disk-shim.c", import.meta.url));
  const shim = join(folder, "disk-shim.so");
  const args = ["-shared", "-fPIC", "-O1", "-o", shim, source, "-ldl"];
  const { status, stderr } = spawnSync("gcc", args, { encoding: "utf8" });
  if (status !== 0) throw new Error(`disk-shim.c: ${stderr}`);
  return shim;
}

export type ShimRun = {
  readonly shim: string;
  /** Folder that is watched. */
  readonly root: string;
  readonly program: URL;
  readonly args: readonly string[];
  /** As LPD_FAULT in disk-shim.c. */
  readonly fault?: string;
  readonly trace?: string;
  /** File that takes the number of writes, bytes and fsyncs. */
  readonly count?: string;
};

/** Ends with the program. Its lines, and its exit code with what it said of it. */
export async function runUnderShim(
  run: ShimRun,
): Promise<{ readonly lines: readonly string[]; readonly code: number | null; err: string }> {
  const child = spawn(process.execPath, [fileURLToPath(run.program), ...run.args], {
    stdio: ["ignore", "pipe", "pipe"],
    timeout: 600_000,
    env: {
      ...process.env,
      LD_PRELOAD: run.shim,
      LPD_ROOT: run.root,
      ...(run.fault === undefined ? {} : { LPD_FAULT: run.fault }),
      ...(run.count === undefined ? {} : { LPD_COUNT: run.count }),
      ...(run.trace === undefined ? {} : { LPD_TRACE: run.trace }),
    },
  });
  let out = "";
  let err = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    out += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    err += text;
  });
  const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
  return { lines: out.split("\n").filter((line) => line !== ""), code, err };
}

export function readTrace(file: string): DiskStep[] {
  const bytes = readFileSync(file);
  const steps: DiskStep[] = [];
  for (let at = 0; at < bytes.length; ) {
    const end = bytes.indexOf(0x0a, at);
    const [kind, name = "", first = "", second = ""] = bytes.toString("utf8", at, end).split(" ");
    at = end + 1;
    if (kind === "W") {
      const length = Number(second);
      steps.push({ kind: "write", name, at: Number(first), data: bytes.subarray(at, at + length) });
      at += length;
    } else if (kind === "T") steps.push({ kind: "truncate", name, length: Number(first) });
    else if (kind === "R") steps.push({ kind: "rename", name, to: first });
    else if (kind === "C") steps.push({ kind: "create", name });
    else if (kind === "S") steps.push({ kind: "sync", name });
    else if (kind === "U") steps.push({ kind: "unlink", name });
    else throw new Error(`trace: ${kind} at ${at}`);
  }
  return steps;
}
