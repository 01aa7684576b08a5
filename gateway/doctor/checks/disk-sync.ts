import { randomUUID } from "node:crypto";
import { open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type DoctorCheck, type DoctorFinding, ok, unknown, warn } from "../doctor-check.ts";
import { nearestFolder } from "../nearest-folder.ts";

const tries = 12;
/** A commit waits for one fsync: slower than this, records pile up between two commits. */
const slowMs = 100;
/** Faster than any disk or flash writes: the cache of a controller, or a virtual disk that only says so. */
const incredibleMs = 0.02;

export function judgeSync(medianMs: number, worstMs: number): DoctorFinding {
  const said = `fsync ${medianMs.toFixed(2)} ms,最慢 worst ${worstMs.toFixed(1)} ms`;
  if (medianMs > slowMs) {
    return warn(
      said,
      "换更快的盘,或加大 outbox.commitMs · a faster disk, or a longer outbox.commitMs",
    );
  }
  if (medianMs < incredibleMs) {
    return warn(
      said,
      "快得不真实:断电时可能丢数据,查磁盘缓存或虚拟机设置 · too fast to be true: a power cut may lose data, see the disk cache or virtual machine",
    );
  }
  return ok(said);
}

export const diskSync: DoctorCheck = {
  id: "disk-sync",
  name: "落盘速度 · fsync",
  async run({ machine, config }) {
    const folder = config === undefined ? tmpdir() : nearestFolder(config.gateway.data);
    const path = join(folder, `doctor-${randomUUID()}.tmp`);
    const block = Buffer.alloc(4096, 1);
    const times: number[] = [];
    try {
      const file = await open(path, "wx", 0o600);
      try {
        for (let i = 0; i < tries; i += 1) {
          const begin = machine.clock.monotonic();
          await file.write(block, 0, block.length, 0);
          await file.sync();
          times.push(machine.clock.monotonic() - begin);
        }
      } finally {
        await file.close();
      }
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      return [unknown(`没有试成 · not measured: ${reason}`)];
    } finally {
      await rm(path, { force: true }).catch(() => undefined);
    }
    times.sort((a, b) => a - b);
    return [judgeSync(times[times.length >> 1] ?? 0, times.at(-1) ?? 0)];
  },
};
