// A signal list read apart from the running gateway, in a process of its own, bounded in memory and time: no file can
// hold up a scan, and what it takes is given back.
import { fork } from "node:child_process";
import { extname } from "node:path";
import type { ImportOptions } from "./import-list.ts";
import type { SignalList } from "./read-signal-list.ts";

export type ImportTask = {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly options: ImportOptions;
};

const program = new URL(`import-process${extname(import.meta.filename)}`, import.meta.url);
const memoryMb = 256;
/** Less than the local server waits for an answer. */
const limitMs = 25_000;

/** As importList; what takes too much is told as a problem of the file. */
export function importApart(
  name: string,
  bytes: Uint8Array,
  options: ImportOptions,
): Promise<SignalList> {
  const reader = fork(program, {
    serialization: "advanced",
    execArgv: [`--max-old-space-size=${memoryMb}`],
    // What it says when its memory is over is told in our words.
    stdio: ["ignore", "ignore", "ignore", "ipc"],
  });
  return new Promise<SignalList>((resolve) => {
    const late = setTimeout(() => reader.kill("SIGKILL"), limitMs);
    const ended = (list: SignalList) => {
      clearTimeout(late);
      resolve(list);
    };
    reader.once("message", (list: SignalList) => ended(list));
    reader.once("error", () => ended(refused()));
    reader.once("close", () => ended(refused()));
    reader.send({ name, bytes, options } satisfies ImportTask, () => undefined);
  });
}

function refused(): SignalList {
  const message =
    "文件读不了,多半太大或不是信号表:删掉别的工作表,或另存为 CSV · the file cannot be read, it is too large or no list: remove other sheets, or save it as CSV";
  return { signals: [], problems: [{ cell: "", message }], notes: [], columns: [] };
}
