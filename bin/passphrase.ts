// A passphrase from a file or from the terminal, never from the command line: other users see that.
import { createInterface } from "node:readline/promises";
import { Writable } from "node:stream";
import { CommandError } from "./errors.ts";
import { readText } from "./read-text.ts";

/** Asks without an echo. */
async function ask(question: string): Promise<string> {
  process.stderr.write(question);
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: process.stdin, output: silent, terminal: true });
  try {
    return await lines.question("");
  } finally {
    lines.close();
    process.stderr.write("\n");
  }
}

/**
 * @param file its first line is taken @param twice a mistyped new passphrase would be known by nobody
 * Throws BIN_ARGUMENTS, BIN_FILE_UNREADABLE.
 */
export async function readPassphrase(file: string | undefined, twice: boolean): Promise<string> {
  if (file !== undefined) return readText(file).split(/\r?\n/, 1)[0] ?? "";
  if (!process.stdin.isTTY) {
    throw new CommandError(
      "BIN_ARGUMENTS",
      "没有终端可以问口令,请用 --passphrase-file 文件 · there is no terminal to ask for the passphrase: use --passphrase-file FILE",
    );
  }
  const passphrase = await ask("口令 · passphrase: ");
  if (twice && (await ask("再输一次 · again: ")) !== passphrase) {
    throw new CommandError("BIN_ARGUMENTS", "两次输入不同 · the two differ; nothing was written");
  }
  return passphrase;
}
