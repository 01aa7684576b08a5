// CPU time and resident memory of another process, from /proc (Linux).
import { readFileSync } from "node:fs";

/** USER_HZ: fixed at 100 on Linux x64 and arm64. */
const ticksPerSecond = 100;

/** User and system CPU seconds so far, all threads. */
export function cpuSeconds(pid: number): number {
  const text = readFileSync(`/proc/${pid}/stat`, "utf8");
  // The command name in parentheses may hold spaces; fields count from behind it.
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
}

/** Resident set now and at its peak, MB. */
export function memoryMegabytes(pid: number): { now: number; peak: number } {
  const text = readFileSync(`/proc/${pid}/status`, "utf8");
  const kilobytes = (name: string) =>
    Number(new RegExp(`^${name}:\\s+(\\d+) kB`, "m").exec(text)?.[1] ?? 0);
  return {
    now: Math.round(kilobytes("VmRSS") / 1000),
    peak: Math.round(kilobytes("VmHWM") / 1000),
  };
}
