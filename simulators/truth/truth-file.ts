// The truth file of a run (truth-format.ts), written beside it.
// A full disk ends the truth, not the plant: lost lines are counted and reported.

import { createWriteStream, type WriteStream } from "node:fs";
import { SimulatorsError } from "../errors.ts";
import type { TruthLine } from "./truth-format.ts";

/** Lines that wait for the disk; beyond this they are dropped and counted. */
const MAX_WAITING_BYTES = 16 << 20;
const CLOSE_WAIT_MS = 2_000;

/** Appends to `path`. Throws SIMULATORS_TRUTH_UNWRITABLE when it cannot be opened. */
export async function openTruthFile(path: string): Promise<TruthFile> {
  const stream = createWriteStream(path, { flags: "a" });
  await new Promise<void>((resolve, reject) => {
    stream.once("open", () => resolve());
    stream.once("error", (error) =>
      reject(
        new SimulatorsError(
          "SIMULATORS_TRUTH_UNWRITABLE",
          `无法写入真值文件 ${path},请检查目录和权限。 · Cannot write the truth file ${path}; check the folder and its permissions (${error.message}).`,
          { file: path },
          { cause: error },
        ),
      ),
    );
  });
  stream.removeAllListeners("error");
  return new TruthFile(stream);
}

export class TruthFile {
  readonly #stream: WriteStream;
  #lost = 0;
  #failure: string | undefined;

  /** Use openTruthFile. */
  constructor(stream: WriteStream) {
    this.#stream = stream;
    stream.on("error", (error) => {
      this.#failure = error.message;
    });
  }

  /** One line for people; undefined while nothing was lost. */
  describeLoss(): string | undefined {
    if (this.#lost === 0 && this.#failure === undefined) return undefined;
    const reason = this.#failure ?? "the disk is too slow";
    return `真值文件缺至少 ${this.#lost} 行(${reason}) · the truth file lacks at least ${this.#lost} lines (${reason})`;
  }

  append(line: TruthLine): void {
    if (this.#failure !== undefined || this.#stream.writableLength > MAX_WAITING_BYTES) {
      this.#lost += 1;
      return;
    }
    this.#stream.write(`${JSON.stringify(line)}\n`);
  }

  close(): Promise<void> {
    if (this.#stream.closed || this.#failure !== undefined) return Promise.resolve();
    return new Promise((resolve) => {
      const bound = setTimeout(() => this.#stream.destroy(), CLOSE_WAIT_MS);
      this.#stream.once("close", () => {
        clearTimeout(bound);
        resolve();
      });
      this.#stream.end();
    });
  }
}
