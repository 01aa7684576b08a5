// A file that is whole or absent: written beside its name, forced to disk, then renamed.
import { open, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";

async function force(path: string): Promise<void> {
  const handle = await open(path, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/**
 * Has `write` fill a temporary path, then gives it its name. After this resolves, the file survives a
 * power cut. Errors of `write` and of the disk pass through; what stood at `path` before still stands.
 */
export async function writeDurably(
  path: string,
  write: (temporary: string) => Promise<void>,
): Promise<void> {
  const temporary = `${path}.part`;
  try {
    await write(temporary);
    await force(temporary);
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  // Windows cannot open a folder; its rename is durable with the journalled file system.
  if (process.platform !== "win32") await force(dirname(path));
}
