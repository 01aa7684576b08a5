// `lineproof explain CODE`: what an error code means and what to do.
import { parseArguments } from "../arguments.ts";
import { errorsPage, explain as explainEntry } from "../error-guide/page.ts";
import { errorEntry, errorGuide } from "../error-guide/registry.ts";
import { CommandError } from "../errors.ts";
import type { Command } from "./command.ts";

const maxSuggestions = 8;

export const explain: Command = {
  help: `lineproof explain CODE… [--markdown]
  CODE        日志里方括号中的代码 · the code in brackets in the log
  --markdown  全部,作为 docs/errors.md · all of them, as docs/errors.md`,
  async run(args) {
    const { values, positionals } = parseArguments(args, {
      markdown: { type: "boolean", default: false },
    });
    if (values.markdown) {
      process.stdout.write(errorsPage());
      return 0;
    }
    if (positionals.length === 0) {
      throw new CommandError("BIN_ARGUMENTS", `须给出代码 · a code is needed\n${explain.help}`);
    }
    const texts = positionals.map((text) => {
      const code = text.replace(/^\[|\]$/g, "").toUpperCase();
      const entry = errorEntry(code);
      if (entry === undefined) throw unknown(code);
      return explainEntry(entry);
    });
    process.stdout.write(`${texts.join("\n\n")}\n`);
    return 0;
  },
};

function unknown(code: string): CommandError {
  const all = errorGuide.flatMap(({ entries }) => entries.flatMap(({ codes }) => codes));
  const like = all.filter((known) => known.includes(code)).slice(0, maxSuggestions);
  return new CommandError(
    "BIN_UNKNOWN",
    `没有代码 ${code} 的说明 · no explanation of ${code}${like.length === 0 ? "" : `; ${like.join(", ")}`}`,
    { code },
  );
}
