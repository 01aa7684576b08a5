// `lineproof enrolment code FILE --site S --gateway G`: lets one gateway join this centre, once.
import { issueCode } from "#ingest/enrolment/issue-code.ts";
import { parseArguments, parseDuration } from "../../arguments.ts";
import { CommandError } from "../../errors.ts";
import { systemClock } from "../../process/system-clock.ts";
import { loadServeConfig } from "../../serve-config.ts";
import type { EnrolmentCommand } from "./enrolment-command.ts";

export const code: EnrolmentCommand = {
  help: `lineproof enrolment code FILE --site S --gateway G [--valid 24h]
                         [--replaces LOG]
  FILE            中心的配置文件 · configuration of the centre, as for serve
  --site S        站点编号 · id of the site
  --gateway G     网关编号,须在产线模型中 · id of the gateway, in the line model
  --valid T       有效期(24h)· how long the code works
  --replaces LOG  新日志接替的旧日志(坏盘、换机),旧日志随即关闭
                  the old log that a new one replaces (dead disk, new PC):
                  it is closed then`,
  async run(args) {
    const { values, positionals } = parseArguments(args, {
      site: { type: "string" },
      gateway: { type: "string" },
      valid: { type: "string", default: "24h" },
      replaces: { type: "string" },
    });
    const [file, ...more] = positionals;
    const { site, gateway, replaces } = values;
    if (file === undefined || more.length > 0 || site === undefined || gateway === undefined) {
      throw new CommandError(
        "BIN_ARGUMENTS",
        `须给出配置文件、--site 与 --gateway · a configuration file, --site and --gateway are needed\n${code.help}`,
      );
    }
    const validMs = parseDuration(values.valid);
    const { ingest } = loadServeConfig(file);
    const order = { site, gateway, validMs, ...(replaces === undefined ? {} : { replaces }) };
    const issued = await issueCode(ingest, order, systemClock.now());
    const [address = "", ...others] = issued.addresses;
    const lines = [
      `登记码(只用一次,有效至 ${new Date(issued.expiresAt).toISOString()}) · code, for one use until then:`,
      "",
      `  ${issued.code}`,
      "",
      `中心指纹,电话核对时念这五组 · the centre, to read aloud: ${issued.centre.join("  ")}`,
      "在网关上执行 · on the gateway:",
      `  lineproof gateway enrol gateway.yaml --centre ${address} --code ${issued.code}`,
    ];
    if (others.length > 0) lines.push(`其他地址 · other addresses: ${others.join("  ")}`);
    const { standing } = issued;
    if (issued.replaces !== null) {
      lines.push(
        `旧日志 ${issued.replaces} 将被关闭,它的网关随即断开 · the old log will be closed and its gateway cut off`,
      );
    } else if (standing !== null) {
      lines.push(
        `该网关已登记日志 ${standing.slice(0, 16)}…:此码只能为同一日志换证书;新磁盘或新机器请加 --replaces ${standing.slice(0, 16)} · enrolled already: this code renews the certificate of the same log; for a new disk or PC add --replaces`,
      );
    }
    process.stdout.write(`${lines.join("\n")}\n`);
    return 0;
  },
};
