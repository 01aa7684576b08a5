// Command-line arguments: unknown options are errors, durations and ports are checked.
import { type ParseArgsOptionsConfig, parseArgs } from "node:util";
import { CommandError } from "./errors.ts";

/** parseArgs with its complaints turned into BIN_ARGUMENTS. */
export function parseArguments<T extends ParseArgsOptionsConfig>(args: string[], options: T) {
  try {
    return parseArgs({ args, options, allowPositionals: true, strict: true });
  } catch (cause) {
    // The first sentence says what is wrong; those after it speak of programming.
    const [message] = (cause instanceof Error ? cause.message : String(cause)).split(/[.\n]/, 1);
    throw new CommandError(
      "BIN_ARGUMENTS",
      `参数有误 · wrong arguments: ${message}\n用 --help 查看选项 · --help lists the options`,
      {},
      { cause },
    );
  }
}

/** `45s`, `10m`, `1500ms`, `2h`, `1d` → ms. */
export function parseDuration(text: string): number {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(text);
  const unit = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }[match?.[2] ?? ""];
  if (match?.[1] === undefined || unit === undefined) {
    throw new CommandError(
      "BIN_ARGUMENTS",
      `时长写作 45s、10m、2h,不能是 ${text} · a duration is 45s, 10m or 2h, not ${text}`,
      { text },
    );
  }
  return Number(match[1]) * unit;
}

export function parsePort(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535 || text === "") {
    throw new CommandError(
      "BIN_ARGUMENTS",
      `端口为 0–65535,不能是 ${text} · a port is 0–65535, not ${text}`,
      { text },
    );
  }
  return port;
}
