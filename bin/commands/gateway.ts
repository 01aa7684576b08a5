// `lineproof gateway FILE`: the edge process alone.
import { loadGatewayConfig } from "#gateway/load-config.ts";
import { runGateway } from "#gateway/run.ts";
import { parseArguments, parseDuration } from "../arguments.ts";
import { CommandError } from "../errors.ts";
import { announceReady, answerQuestions, stopRequest } from "../process/parent-link.ts";
import { systemClock } from "../process/system-clock.ts";
import { version } from "../version.ts";
import type { Command } from "./command.ts";

export const gateway: Command = {
  help: `lineproof gateway FILE [--check] [--drain 5s]
  FILE        配置文件 · configuration (YAML), gateway/README.md
  --check     只检查配置 · check the configuration and end
  --drain T   停止前最多等待中心确认多久(5s)
              how long to wait for the centre's acknowledgement when stopping`,
  async run(args) {
    const { values, positionals } = parseArguments(args, {
      check: { type: "boolean", default: false },
      drain: { type: "string", default: "5s" },
    });
    const [file, ...more] = positionals;
    if (file === undefined || more.length > 0) {
      throw new CommandError(
        "BIN_ARGUMENTS",
        `须给出一个配置文件 · one configuration file is needed\n${gateway.help}`,
      );
    }
    const drainMs = parseDuration(values.drain);
    const config = loadGatewayConfig(file, process.env);
    if (values.check) {
      process.stdout.write(`${file}: 配置正确 · configuration is valid\n`);
      return 0;
    }
    const running = await runGateway(config, {
      clock: systemClock,
      log: (message) => process.stdout.write(`${message}\n`),
      random: Math.random,
      version,
    });
    const { edge } = running.status();
    process.stdout.write(
      `网关 ${config.gateway.id} 已启动 · gateway ${config.gateway.id} runs; 证据日志 · log ${edge.log.slice(0, 16)}… (${edge.next})\n`,
    );
    announceReady({ log: edge.log, publicKey: edge.publicKey });
    answerQuestions({
      status: () => running.status(),
      drain: async () => {
        await running.stop({ drainMs });
        return running.status();
      },
    });
    await stopRequest();
    await running.stop({ drainMs });
    return 0;
  },
};
