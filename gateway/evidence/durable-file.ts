// Small files that are whole or not there, also after a power cut.
import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import { dirname, resolve } from "node:path";

/** Makes the entries of a folder durable. */
function syncFolder(folder: string): void {
  // Windows cannot open a folder; there the rename itself is journalled.
  if (process.platform === "win32") return;
  const handle = openSync(folder, "r");
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/** Makes a folder, and the way to it durable: a power cut must not take a log away with its folder. */
export function makeFolder(path: string): void {
  const absolute = resolve(path);
  const made = mkdirSync(absolute, { recursive: true, mode: 0o700 });
  if (made === undefined) return;
  for (let folder = absolute; folder.length >= made.length; folder = dirname(folder)) {
    syncFolder(dirname(folder));
  }
}

/** Writes a file by way of `<path>.new`; what stood there before stays until the new one is on the disk. */
export function writeDurably(path: string, content: string | Uint8Array, mode = 0o600): void {
  const draft = `${path}.new`;
  rmSync(draft, { force: true });
  const bytes = typeof content === "string" ? Buffer.from(content) : content;
  const handle = openSync(draft, "wx", mode);
  try {
    let at = 0;
    while (at < bytes.length) at += writeSync(handle, bytes, at);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  renameSync(draft, path);
  syncFolder(dirname(path));
}
