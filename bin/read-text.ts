// A file that a person named on the command line.
import { readFileSync } from "node:fs";
import { CommandError } from "./errors.ts";

/** Throws BIN_FILE_UNREADABLE naming the file. */
export function readText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    const reason = cause instanceof Error && "code" in cause ? String(cause.code) : String(cause);
    throw new CommandError(
      "BIN_FILE_UNREADABLE",
      `读不到文件 ${file}(${reason}) · cannot read ${file} (${reason})`,
      { file, reason },
      { cause },
    );
  }
}
