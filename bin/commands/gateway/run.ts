// `lineproof gateway FILE`: the edge process alone.

import { readFileSync } from "node:fs";
import { parseGatewayConfig } from "#gateway/config/config.ts";
import { loadGatewayConfig } from "#gateway/config/load-config.ts";
import { runGateway } from "#gateway/run.ts";
import { parseArguments, parseDuration } from "../../arguments.ts";
import { CommandError } from "../../errors.ts";
import { isLogFormat, logFormats, logLine } from "../../log-line.ts";
import { keepHeapSmall } from "../../process/gateway-heap.ts";
import { announceReady, answerQuestions, stopRequest } from "../../process/parent-link.ts";
import { reloadRequests } from "../../process/reload-requests.ts";
import { systemClock } from "../../process/system-clock.ts";
import { version } from "../../version.ts";
import type { GatewayCommand } from "./gateway-command.ts";

export const run: GatewayCommand = {
  help: `lineproof gateway FILE [--check] [--drain 5s] [--log text|json] [--moved]
  FILE        配置文件 · configuration (YAML), gateway/README.md
  --check     只检查配置 · check the configuration and end
  --drain T   停止前最多等待中心确认多久(5s)
              how long to wait for the centre's acknowledgement when stopping
  --log F     日志格式:text(默认)或 json(time、level、code、message)
              log format; \`lineproof explain CODE\` explains a code in brackets
  --moved     旧盘装进了这台机器,旧机不再运行;只写一次
              the disk was moved into this machine; once only
  SIGHUP      重读配置,未变的连接不中断
              reads the configuration again; what did not change goes on`,
  async run(args) {
    const { values, positionals } = parseArguments(args, {
      check: { type: "boolean", default: false },
      drain: { type: "string", default: "5s" },
      log: { type: "string", default: "text" },
      moved: { type: "boolean", default: false },
    });
    const [file, ...more] = positionals;
    if (file === undefined || more.length > 0) {
      throw new CommandError(
        "BIN_ARGUMENTS",
        `须给出一个配置文件 · one configuration file is needed\n${run.help}`,
      );
    }
    const drainMs = parseDuration(values.drain);
    const format = values.log;
    if (!isLogFormat(format)) {
      throw new CommandError(
        "BIN_ARGUMENTS",
        `日志格式为 ${logFormats.join("、")} · a log format is one of ${logFormats.join(", ")}`,
      );
    }
    const config = loadGatewayConfig(file, process.env);
    if (values.check) {
      process.stdout.write(`${file}: 配置正确 · configuration is valid\n`);
      return 0;
    }
    keepHeapSmall();
    // Listened for from the start: a stop that comes while it starts is carried out after it.
    const stop = stopRequest();
    const reloads = reloadRequests();
    const say = (message: string) =>
      process.stdout.write(`${logLine(format, message, systemClock.now())}\n`);
    const running = await runGateway(config, {
      clock: systemClock,
      log: say,
      random: Math.random,
      version,
      moved: values.moved,
      load: () => loadGatewayConfig(file, process.env),
      source: {
        file,
        parse: (text) =>
          parseGatewayConfig(file, text, process.env, (path) => readFileSync(path, "utf8")),
      },
      explain: async (code) => (await import("../../error-guide/registry.ts")).errorEntry(code),
    });
    const { edge } = running.status();
    say(
      `网关 ${config.gateway.id} 已启动 · gateway ${config.gateway.id} runs; 证据日志 · log ${edge.log.slice(0, 16)}… (${edge.next})`,
    );
    reloads.answer(() => running.reload());
    announceReady({ log: edge.log, publicKey: edge.publicKey, localUrl: running.localUrl });
    answerQuestions({
      status: () => running.status(),
      drain: async () => {
        await running.stop({ drainMs });
        return running.status();
      },
    });
    await stop;
    await running.stop({ drainMs });
    return 0;
  },
};
