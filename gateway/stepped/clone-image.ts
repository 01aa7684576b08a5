// A copy of a gateway's data folder, as cloning its disk makes: the same log and the same key twice. Two
// gateways that go on from it fork the log.
import { cpSync } from "node:fs";

/**
 * The gateway may be running: between two calls to it nothing is being written, and the write-ahead log is
 * copied with the file. `to` must not exist.
 */
export function cloneImage(from: string, to: string): void {
  cpSync(from, to, { recursive: true, errorOnExist: true, force: false });
}
