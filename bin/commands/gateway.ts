// `lineproof gateway FILE`, or `lineproof gateway WORD …`: the edge process, and what gets it going.
import { existsSync } from "node:fs";
import { CommandError } from "../errors.ts";
import type { Command } from "./command.ts";
import { type GatewayCommandEntry, gatewayCommands } from "./gateway/registry.ts";

function overview(): string {
  const width = Math.max(...Object.keys(gatewayCommands).map((name) => name.length));
  return Object.entries(gatewayCommands)
    .map(([name, { summary }]) => `  lineproof gateway ${name.padEnd(width)}  ${summary}`)
    .join("\n");
}

/** A word, else the file of a gateway to run: no command has the name of a file with a dot or a slash. */
function entryOf(args: readonly string[]): { entry: GatewayCommandEntry; rest: string[] } {
  const [first = "", ...rest] = args;
  const named = Object.hasOwn(gatewayCommands, first) ? gatewayCommands[first] : undefined;
  if (named !== undefined) return { entry: named, rest };
  if (/^[a-z]+$/i.test(first) && !existsSync(first)) {
    throw new CommandError(
      "BIN_ARGUMENTS",
      `没有命令 ${first},也没有这个文件;可用 · no such command, and no such file; there is:\n${overview()}`,
      { word: first },
    );
  }
  const { run } = gatewayCommands;
  if (run === undefined) throw new RangeError("the registry has no run");
  return { entry: run, rest: [...args] };
}

export const gateway: Command = {
  help: `${overview()}\n\nlineproof gateway WORD --help`,
  async helpOf([first = ""]) {
    const named = Object.hasOwn(gatewayCommands, first) ? gatewayCommands[first] : undefined;
    return named === undefined ? overview() : `${named.summary}\n\n${(await named.load()).help}`;
  },
  async run(args) {
    const { entry, rest } = entryOf(args);
    const command = await entry.load();
    return command.run(rest);
  },
};
