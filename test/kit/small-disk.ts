// A disk of a few MiB that a test may fill.
import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { onTestFinished } from "vitest";

/** A real file system of so many KiB, until the test ends; false where mounting is not allowed. */
export function smallDisk(folder: string, kibibytes: number): boolean {
  mkdirSync(folder, { recursive: true });
  const mounted = spawnSync("mount", ["-t", "tmpfs", "-o", `size=${kibibytes}k`, "tmpfs", folder]);
  if (mounted.status !== 0) return false;
  onTestFinished(() => {
    spawnSync("umount", ["-l", folder]);
  });
  return true;
}

/** Fills what is left of a disk, in ever smaller pieces, until nothing fits. Returns the file that does it. */
export function fillDisk(folder: string): string {
  const ballast = join(folder, "ballast");
  for (let size = 16 * 1024 * 1024; size >= 4096; size /= 2) {
    for (let fits = true; fits; ) {
      try {
        writeFileSync(ballast, Buffer.alloc(size), { flag: "a" });
      } catch {
        fits = false;
      }
    }
  }
  return ballast;
}
