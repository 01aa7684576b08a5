// Pseudo terminals as serial lines (socat): a line whose other end is a TCP server, or two ends of one line.
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export type SerialLine = {
  /** Path of the terminal. */
  readonly path: string;
  /** Of the other end, where it is a terminal too. */
  readonly other: string;
  /** Pulls the plug. */
  close(): Promise<void>;
};

/** @param port of a TCP server on this machine that gets the bytes; undefined: the other end is a terminal. */
export async function openSerialLine(port?: number): Promise<SerialLine> {
  const folder = mkdtempSync(join(tmpdir(), "lineproof-line-"));
  const [path, other] = [join(folder, "line"), join(folder, "other")];
  const end = (link: string) => `pty,raw,echo=0,link=${link}`;
  const far = port === undefined ? end(other) : `tcp:127.0.0.1:${port},nodelay`;
  const socat = spawn("socat", ["-t0.01", end(path), far], { stdio: "ignore" });
  const ends = port === undefined ? [path, other] : [path];
  const until = performance.now() + 5_000;
  while (!ends.every((each) => existsSync(each))) {
    if (performance.now() > until || socat.exitCode !== null) throw new Error("no serial line");
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  return {
    path,
    other,
    close: async () => {
      await ended(socat);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGKILL");
  await exit;
}
