// The few disk operations that the journal needs, so that a test can fail or "kill" each of them.
// Errors are those of the operating system (ENOSPC, EIO), with their `code`.
import {
  type FileHandle,
  mkdir,
  open,
  readdir,
  readFile,
  truncate,
  unlink,
} from "node:fs/promises";
import { join } from "node:path";

export interface JournalFile {
  /** Appends; a failure may leave any part of the bytes behind. */
  append(bytes: Uint8Array): Promise<void>;
  /** Returns when all that was appended is on stable storage. */
  sync(): Promise<void>;
  close(): Promise<void>;
}

export interface JournalDisk {
  /** File names of the folder, any order; the folder is made when it is missing. */
  list(dir: string): Promise<readonly string[]>;
  read(dir: string, name: string): Promise<Uint8Array>;
  /** A new empty file; fails with EEXIST when the name is taken. */
  create(dir: string, name: string): Promise<JournalFile>;
  /** Cuts a file and syncs it. */
  truncate(dir: string, name: string, length: number): Promise<void>;
  remove(dir: string, name: string): Promise<void>;
  /** Makes created and removed names durable. */
  syncDir(dir: string): Promise<void>;
}

function file(handle: FileHandle): JournalFile {
  return {
    async append(bytes) {
      for (let at = 0; at < bytes.length; ) {
        at += (await handle.write(bytes, at, bytes.length - at)).bytesWritten;
      }
    },
    sync: () => handle.datasync(),
    close: () => handle.close(),
  };
}

async function withHandle(
  path: string,
  flags: string,
  use: (handle: FileHandle) => Promise<void>,
): Promise<void> {
  const handle = await open(path, flags);
  try {
    await use(handle);
  } finally {
    await handle.close();
  }
}

export const realDisk: JournalDisk = {
  async list(dir) {
    await mkdir(dir, { recursive: true });
    return readdir(dir);
  },
  read: (dir, name) => readFile(join(dir, name)),
  create: async (dir, name) => file(await open(join(dir, name), "ax")),
  async truncate(dir, name, length) {
    await truncate(join(dir, name), length);
    await withHandle(join(dir, name), "r+", (handle) => handle.datasync());
  },
  remove: (dir, name) => unlink(join(dir, name)),
  async syncDir(dir) {
    // Windows cannot open a folder; its file system journals names by itself.
    if (process.platform === "win32") return;
    await withHandle(dir, "r", (handle) => handle.sync());
  },
};
