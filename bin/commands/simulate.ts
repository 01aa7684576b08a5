// `lineproof simulate …`: plants without a factory. Each word has its file.
import { CommandError } from "../errors.ts";
import type { Command } from "./command.ts";
import { simulateCommands } from "./simulate/registry.ts";

export const simulate: Command = {
  help: simulateCommands.map(({ help }) => help).join("\n\n"),
  async run(args) {
    const [name, ...rest] = args;
    const command = simulateCommands.find((each) => each.name === name);
    if (command === undefined) {
      throw new CommandError(
        "BIN_ARGUMENTS",
        `须写明做什么:${simulateCommands.map((each) => each.name).join("、")} · say what to do: ${simulateCommands.map((each) => each.name).join(", ")}\n\n${simulate.help}`,
      );
    }
    return command.run(rest);
  },
};
