// `lineproof gateway enrol FILE --centre URL --code LP1-…`: joins a centre, once.
import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { enrol as enrolGateway } from "#gateway/enrolment/enrol.ts";
import { readEnrolTarget } from "#gateway/enrolment/enrol-target.ts";
import { grantFile } from "#gateway/enrolment/stored-grant.ts";
import { parseArguments } from "../../arguments.ts";
import { CommandError } from "../../errors.ts";
import { systemClock } from "../../process/system-clock.ts";
import type { GatewayCommand } from "./gateway-command.ts";

/** A clock off by more than this is told: evidence needs better than 2 s (G-06). */
const tellOffsetMs = 2_000;

/** Of a file whose YAML was read before. */
function saysEnrolled(file: string): boolean {
  const written = parse(readFileSync(file, "utf8")) as {
    readonly broker?: { readonly enrolled?: unknown };
  };
  return written.broker?.enrolled === true;
}

export const enrol: GatewayCommand = {
  help: `lineproof gateway enrol FILE --centre https://HOST:PORT --code LP1-…
  FILE          配置文件,只用 gateway 一段 · configuration, its part gateway
  --centre URL  中心的登记地址 · address where the centre enrols
  --code CODE   中心给的一次性登记码 · the one-time code from the centre
  网关须停着;FILE 里写 broker: { enrolled: true }(init --broker enrolled)
  the gateway must be stopped; FILE says broker: { enrolled: true }`,
  async run(args) {
    const { values, positionals } = parseArguments(args, {
      centre: { type: "string" },
      code: { type: "string" },
    });
    const [file, ...more] = positionals;
    const { centre, code } = values;
    if (file === undefined || more.length > 0 || centre === undefined || code === undefined) {
      throw new CommandError(
        "BIN_ARGUMENTS",
        `须给出配置文件、--centre 与 --code · a configuration file, --centre and --code are needed\n${enrol.help}`,
      );
    }
    const target = readEnrolTarget(file);
    const { grant, replaced, clockOffsetMs } = await enrolGateway(
      target,
      code,
      centre,
      systemClock,
    );
    const lines = [
      `已登记 ${grant.site}/${grant.gateway},日志 ${grant.log.slice(0, 16)}… · enrolled with its log`,
      `证书与地址已存入 ${grantFile(target.data)} · certificate and address are stored there`,
    ];
    if (replaced !== undefined) {
      lines.push(`旧日志 ${replaced.slice(0, 16)}… 已关闭 · the old log is closed`);
    }
    if (Math.abs(clockOffsetMs) > tellOffsetMs) {
      lines.push(
        `注意:网关时钟与中心相差 ${(clockOffsetMs / 1000).toFixed(0)} 秒,请先对时再运行 · mind: this clock is off by that many seconds; set it before running`,
      );
    }
    if (!saysEnrolled(file)) {
      lines.push(`请在 ${file} 中写 · write in ${file}:`, "  broker: { enrolled: true }");
    }
    process.stdout.write(`${lines.join("\n")}\n`);
    return 0;
  },
};
