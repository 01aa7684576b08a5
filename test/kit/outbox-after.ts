// What must hold of a log after whatever happened to its disk: all that was committed is there, under its
// number, with its content, and the tree is that of the records; or it is not opened, and the reason names a file.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { sameBytes } from "#contracts/bytes.ts";
import { Frontier } from "#contracts/merkle.ts";
import { encodeRecord } from "#contracts/record-bytes.ts";
import { GatewayError } from "#gateway/errors.ts";
import { sha256 } from "#gateway/evidence/digest.ts";
import { openLog } from "#gateway/evidence/open-log.ts";
import { newRecord, scan } from "#gateway/outbox/test-log.ts";

const sizes = { maxBytes: 1e9, historyBytes: 1e9 };
const tree = new Frontier(sha256);
const roots: Uint8Array[] = [tree.root()];

/** Root over the first `size` records of test-log.ts. */
function rootAt(size: number): Uint8Array {
  while (roots.length <= size) {
    tree.append(sha256(newRecord(roots.length - 1).prefixed));
    roots.push(tree.root());
  }
  return roots[size] ?? new Uint8Array();
}

export type After =
  | { readonly opened: true; readonly next: number; readonly signs: boolean }
  | { readonly opened: false; readonly code: string; readonly file: string };

/** Last word of the program in `.ack`: how many records it was told to be on the disk. */
export function acknowledgedIn(dataDir: string): number {
  const file = join(dataDir, ".ack");
  if (!existsSync(file)) return 0;
  return Number(readFileSync(file, "utf8").trimEnd().split("\n").at(-1));
}

/**
 * Opens the log in the folder, reads all of it, goes on with it by one record and closes it. Throws Error where
 * something is handed out that was never recorded, something committed is gone, or a new log was begun.
 * @param damaged records whose bytes a failing disk changed may be told apart as unreadable
 */
export function checkLog(dataDir: string, committed: number, damaged = false): After {
  try {
    const { outbox, key } = openLog({ dataDir, ...sizes });
    try {
      const { next, oldest } = outbox;
      if (next < committed) throw new Error(`${committed} were committed, ${next} are there`);
      if (!sameBytes(outbox.root(), rootAt(next))) throw new Error(`other root at ${next}`);
      for (const { sequence, bytes } of outbox.read(oldest, next, 1e9, 1e12)) {
        if (bytes === null && damaged) continue;
        const own = bytes !== null && sameBytes(bytes, encodeRecord(scan(sequence)));
        if (!own) throw new Error(`record ${sequence} is not what was recorded`);
      }
      outbox.commit([newRecord(next)], 0);
      return { opened: true, next, signs: !(key instanceof GatewayError) };
    } finally {
      outbox.close();
    }
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    return { opened: false, code: error.code, file: String(error.detail.file) };
  }
}
