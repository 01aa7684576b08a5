import { expect, test } from "vitest";
import { enrolmentCommands } from "../commands/enrolment/registry.ts";
import { gatewayCommands } from "../commands/gateway/registry.ts";
import { commands } from "../commands/registry.ts";
import { columnsOf } from "../terminal-text.ts";

function fits(help: string): void {
  for (const line of help.split("\n")) expect(columnsOf(line), line).toBeLessThanOrEqual(80);
}

test.each(Object.keys(commands))("the help of %s fits into 80 columns", async (word) => {
  const command = await commands[word]?.load();
  expect(command?.help).toContain(`lineproof ${word}`);
  fits(command?.help ?? "");
});

test("a word that is neither command nor file is told as such, with the words that there are", async () => {
  const gateway = await commands.gateway?.load();
  await expect((async () => gateway?.run(["chekc"]))()).rejects.toMatchObject({
    code: "BIN_ARGUMENTS",
    message: expect.stringContaining("lineproof gateway check"),
  });
});

/** The file of a gateway stands without its word. */
const named = (word: string) =>
  word === "run" ? "lineproof gateway" : `lineproof gateway ${word}`;

test.each(Object.keys(gatewayCommands))(
  "the help of gateway %s names it and fits",
  async (word) => {
    const help = (await gatewayCommands[word]?.load())?.help ?? "";
    expect(help).toContain(named(word));
    fits(help);
  },
);

test.each(Object.keys(enrolmentCommands))(
  "the help of enrolment %s names it and fits",
  async (word) => {
    const help = (await enrolmentCommands[word]?.load())?.help ?? "";
    expect(help).toContain(`lineproof enrolment ${word}`);
    fits(help);
  },
);
