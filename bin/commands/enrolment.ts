// `lineproof enrolment WORD …`: at the centre, who may join it.
import { CommandError } from "../errors.ts";
import type { Command } from "./command.ts";
import { enrolmentCommands } from "./enrolment/registry.ts";

function overview(): string {
  const width = Math.max(...Object.keys(enrolmentCommands).map((name) => name.length));
  return Object.entries(enrolmentCommands)
    .map(([name, { summary }]) => `  lineproof enrolment ${name.padEnd(width)}  ${summary}`)
    .join("\n");
}

function entryOf(word: string) {
  return Object.hasOwn(enrolmentCommands, word) ? enrolmentCommands[word] : undefined;
}

export const enrolment: Command = {
  help: `${overview()}\n\nlineproof enrolment WORD --help`,
  async helpOf([word = ""]) {
    const entry = entryOf(word);
    return entry === undefined ? overview() : `${entry.summary}\n\n${(await entry.load()).help}`;
  },
  async run([word = "", ...rest]) {
    const entry = entryOf(word);
    if (entry === undefined) {
      throw new CommandError(
        "BIN_ARGUMENTS",
        `须为下列之一 · one of these is needed:\n${overview()}`,
        { word },
      );
    }
    const command = await entry.load();
    return command.run(rest);
  },
};
