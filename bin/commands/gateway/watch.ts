// `lineproof gateway watch`: a running gateway on a screen, or as lines where there is none.
import { WatchClient } from "#gateway/commissioning/watch-client.ts";
import { loadGatewayConfig } from "#gateway/config/load-config.ts";
import { tokenFile } from "#gateway/local/token.ts";
import { parseArguments, parseDuration } from "../../arguments.ts";
import { onlyFile } from "../../commissioning/only-file.ts";
import { untilInterrupted } from "../../commissioning/until-interrupted.ts";
import { watchLines } from "../../commissioning/watch-lines.ts";
import { watchScreen } from "../../commissioning/watch-screen.ts";
import { CommandError } from "../../errors.ts";
import { systemClock } from "../../process/system-clock.ts";
import type { GatewayCommand } from "./gateway-command.ts";

/** Of a URL the token has to be named; of a configuration it lies in the data folder. */
function clientOf(what: string, named: string | undefined): WatchClient {
  if (/^https?:\/\//.test(what)) {
    if (named !== undefined) return new WatchClient(what, named);
    throw new CommandError(
      "BIN_ARGUMENTS",
      "看一个地址须给出 --token-file(数据目录里的 local.token)· a URL needs --token-file, local.token of the data folder",
    );
  }
  const { gateway, local } = loadGatewayConfig(what, process.env);
  if (!local.enabled) {
    throw new CommandError(
      "BIN_ARGUMENTS",
      `配置里写了 local: false,看不了 · the configuration says local: false, there is nothing to watch`,
    );
  }
  const host = local.host.includes(":") ? `[${local.host}]` : local.host;
  return new WatchClient(`http://${host}:${local.port}`, named ?? tokenFile(gateway.data));
}

export const watch: GatewayCommand = {
  help: `lineproof gateway watch FILE|URL [options]
  运行中的网关:设备状态、原因、最后一个好值的年龄;1-9 或 ↑↓ 选设备,q 退出
  a running gateway: state, reason, age of the last good value; 1-9 or ↑↓ choose
  an equipment, q quits. Where there is no terminal it prints lines.
  --equipment ID      先看这台的信号 · begin with its signals
  --once              只看一次 · once
  --every 1s          多久看一次 · how often to look
  --token-file F      口令文件,看 URL 时要 · needed with a URL
  --json              每次一行 JSON · one JSON object a line`,
  async run(args) {
    const { values, positionals } = parseArguments(args, {
      equipment: { type: "string" },
      once: { type: "boolean", default: false },
      every: { type: "string", default: "1s" },
      "token-file": { type: "string" },
      json: { type: "boolean", default: false },
    });
    const client = clientOf(onlyFile(positionals, watch.help), values["token-file"]);
    const everyMs = Math.max(200, parseDuration(values.every));
    const signal = untilInterrupted();
    const { equipment, once, json } = values;
    const options = {
      client,
      everyMs,
      signal,
      clock: systemClock,
      ...(equipment === undefined ? {} : { equipment }),
    };
    const screen = process.stdin.isTTY && process.stdout.isTTY && !json && !once;
    if (screen) return watchScreen(options, process.stdin, process.stdout);
    return watchLines({ ...options, once, json }, (line) => void process.stdout.write(`${line}\n`));
  },
};
