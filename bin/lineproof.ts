#!/usr/bin/env node
// The one command. Each subcommand opens what it needs from the stages, wires it and closes it.
import { enableCompileCache } from "node:module";
import { errorCode } from "#contracts/errors.ts";
import { commands } from "./commands/registry.ts";
import { loadWithPackages } from "./optional-package.ts";

// Commands are loaded below, with their types already stripped when they ran before.
enableCompileCache();

const [name, ...args] = process.argv.slice(2);

function usage(): string {
  const width = Math.max(...Object.keys(commands).map((key) => key.length));
  const lines = Object.entries(commands).map(
    ([key, { summary }]) => `  ${key.padEnd(width)}  ${summary}`,
  );
  return `产线实证 Lineproof\n用法 · usage: lineproof <command> [--help]\n\n${lines.join("\n")}\n`;
}

async function main(): Promise<number> {
  if (name === undefined || name === "help" || name === "--help" || name === "-h") {
    process.stdout.write(usage());
    return name === undefined ? 2 : 0;
  }
  const entry = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (entry === undefined) {
    process.stderr.write(`没有命令 ${name} · no command ${name}\n\n${usage()}`);
    return 2;
  }
  const command = await loadWithPackages(() => entry.load());
  if (args.includes("--help") || args.includes("-h")) {
    const help = (await command.helpOf?.(args)) ?? command.help;
    process.stdout.write(`${entry.summary}\n\n${help}\n`);
    return 0;
  }
  return command.run(args);
}

let outputFailed = false;
// A reader that has enough (`| head -1`) is no defect; a full disk is told. Commands that go on stop in order.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (outputFailed) return;
  outputFailed = true;
  if (error.code === "EPIPE") return;
  process.stderr.write(`写不出输出 · cannot write the output: ${error.message}\n`);
});
process.stderr.on("error", () => {
  outputFailed = true;
});

try {
  const code = await main();
  process.exitCode = outputFailed ? 1 : code;
} catch (error) {
  // A coded error is written for people; anything else is a defect and shows its stack.
  const code = errorCode(error);
  const text =
    error instanceof Error ? (code === undefined ? error.stack : error.message) : String(error);
  process.stderr.write(`${code === undefined ? "" : `[${code}] `}${text}\n`);
  process.exitCode = 1;
}
// An IPC channel to a parent would keep a finished command alive.
if (process.connected) process.disconnect();
