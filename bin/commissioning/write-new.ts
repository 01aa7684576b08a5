// A file that a command makes for a person: never over one that is there.
import { writeFileSync } from "node:fs";
import { CommandError } from "../errors.ts";

/** Throws BIN_FILE_EXISTS, or BIN_FILE_UNWRITABLE with the system's reason. */
export function writeNew(file: string, content: string | Uint8Array, mode = 0o644): void {
  try {
    writeFileSync(file, content, { flag: "wx", mode });
  } catch (cause) {
    const reason = cause instanceof Error && "code" in cause ? String(cause.code) : String(cause);
    if (reason === "EEXIST") {
      throw new CommandError(
        "BIN_FILE_EXISTS",
        `文件已存在,不会覆盖,请换名或先移走:${file} · the file exists and is not overwritten: choose another name or move it away`,
        { file },
        { cause },
      );
    }
    throw new CommandError(
      "BIN_FILE_UNWRITABLE",
      `写不了文件 ${file}(${reason}) · cannot write ${file} (${reason})`,
      { file, reason },
      { cause },
    );
  }
}
