// Modbus masters that nobody here wrote: mbpoll (libmodbus) and pymodbus, both Debian packages.

import { execFile } from "node:child_process";
import { promisify } from "node:util";

const run = promisify(execFile);
const PYTHON = "/usr/bin/python3";
const READER = new URL("pymodbus-reader.py", import.meta.url).pathname;

/**
 * Values by reference; throws with `stderr` when mbpoll was answered an exception or nothing.
 * @param place how to get there, e.g. `-m tcp -p 502 127.0.0.1`.
 */
// It prints values by reference: `[2]: \t230.2`; hexadecimal ones as 0x4366.
export async function mbpoll(place: readonly string[], args: readonly string[]): Promise<number[]> {
  const { stdout } = await run("mbpoll", ["-0", "-1", ...args, ...place], { timeout: 10_000 });
  return [...stdout.matchAll(/^\[\d+\]:\s+(\S+)/gm)].map((match) => Number(match[1]));
}

export type Transport =
  | { readonly transport: "tcp" | "rtu-tcp"; readonly port: number }
  | { readonly transport: "serial"; readonly path: string; readonly baud: number };

/** One answer per read, see pymodbus-reader.py: a value, registers, bits, `{ exception }` or `{ silent: true }`. */
export async function pymodbus(transport: Transport, reads: readonly object[]): Promise<unknown[]> {
  const answer = run(PYTHON, [READER], { timeout: 100_000, maxBuffer: 16_000_000 });
  answer.child.stdin?.end(JSON.stringify({ ...transport, reads }));
  return JSON.parse((await answer).stdout);
}
