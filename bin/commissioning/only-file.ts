// The one file, or whatever a command is about, that stands on the command line.
import { CommandError } from "../errors.ts";

/** Throws BIN_ARGUMENTS with the help when there is none or more than one. */
export function onlyFile(positionals: readonly string[], help: string): string {
  const [file, ...more] = positionals;
  if (file !== undefined && more.length === 0) return file;
  throw new CommandError(
    "BIN_ARGUMENTS",
    `须给出一个文件 · exactly one file is needed\n\n${help}`,
    {},
  );
}
