import { statfs } from "node:fs/promises";
import { type DoctorCheck, type DoctorFinding, fail, ok, unknown, warn } from "../doctor-check.ts";
import { nearestFolder } from "../nearest-folder.ts";

/** Beside the outbox, for logs and the system. */
const reserveBytes = 512 * 1024 ** 2;
const leastInodes = 10_000;

/** Filesystems on which SQLite's locks or fsync mean nothing (sqlite.org/howtocorrupt.html §2), or that are gone at power-off. */
const unsafe = new Set(["nfs", "nfs4", "cifs", "smb3", "fuse.sshfs", "9p", "tmpfs", "ramfs"]);
const weak = new Set(["vfat", "exfat", "ntfs", "ntfs3", "fuseblk"]);

export type Space = {
  readonly freeBytes: number;
  readonly freeInodes: number;
  readonly inodes: number;
};

/** @param wantedBytes what the outbox may grow to. */
export function judgeSpace(
  { freeBytes, freeInodes, inodes }: Space,
  wantedBytes: number,
): readonly DoctorFinding[] {
  const gib = (bytes: number) => `${(bytes / 1024 ** 3).toFixed(1)} GiB`;
  const needed = wantedBytes + reserveBytes;
  const said = `空闲 free ${gib(freeBytes)},最多需要 needed at most ${gib(needed)}`;
  const space =
    freeBytes < reserveBytes
      ? fail(said, "清理磁盘,或把 data 放到别的盘 · clear the disk, or move data to another")
      : freeBytes < needed
        ? warn(said, "清理磁盘,或减小 outbox.maxBytes · clear the disk or lower outbox.maxBytes")
        : ok(said);
  // Some filesystems have no fixed number of inodes and report none.
  if (inodes === 0 || freeInodes >= leastInodes) return [space];
  return [
    space,
    warn(`空闲 inode ${freeInodes} · free inodes`, "删除大量小文件 · delete heaps of small files"),
  ];
}

/** The filesystem of a path, by the longest mount point above it (proc(5), /proc/mounts). */
export function filesystemOf(path: string, mounts: string): string | undefined {
  let best: { readonly point: string; readonly type: string } | undefined;
  for (const line of mounts.split("\n")) {
    const [, point, type] = line.split(" ");
    if (point === undefined || type === undefined) continue;
    const above = point === "/" || path === point || path.startsWith(`${point}/`);
    if (above && (best === undefined || point.length >= best.point.length)) best = { point, type };
  }
  return best?.type;
}

export function judgeFilesystem(type: string | undefined): DoctorFinding {
  if (type === undefined) return unknown("文件系统不明 · filesystem not known");
  if (unsafe.has(type)) {
    return fail(
      `文件系统 ${type} 不能放数据 · data cannot lie on ${type}`,
      "用本地硬盘,ext4 或 xfs · use a local disk with ext4 or xfs",
    );
  }
  if (weak.has(type)) {
    return warn(
      `文件系统 ${type} 断电时不牢靠 · weak at power cuts`,
      "宜用 ext4 或 xfs · ext4 or xfs",
    );
  }
  return ok(`文件系统 filesystem ${type}`);
}

export const diskSpace: DoctorCheck = {
  id: "disk-space",
  name: "磁盘 · disk",
  async run({ machine, config }) {
    const folder = config?.gateway.data ?? process.cwd();
    const mounts = machine.readText("/proc/mounts");
    const type = mounts === undefined ? undefined : filesystemOf(folder, mounts);
    const stat = await statfs(nearestFolder(folder)).catch(() => undefined);
    if (stat === undefined) return [unknown(`看不到 · cannot look at ${folder}`)];
    const { bavail, bsize, ffree, files } = stat;
    const space = { freeBytes: bavail * bsize, freeInodes: ffree, inodes: files };
    return [...judgeSpace(space, config?.outbox.maxBytes ?? 0), judgeFilesystem(type)];
  },
};
