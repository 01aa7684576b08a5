// `lineproof doctor [FILE]`: is this computer fit for a gateway, and is the gateway well?
import { diagnosisZip } from "#gateway/doctor/diagnosis-zip.ts";
import { doctorContext, runDoctor } from "#gateway/doctor/run-doctor.ts";
import { thisMachine } from "#gateway/doctor/this-machine.ts";
import { parseArguments } from "../arguments.ts";
import { doctorLines, doctorSummary } from "../commissioning/doctor-lines.ts";
import { writeNew } from "../commissioning/write-new.ts";
import { CommandError } from "../errors.ts";
import { systemClock } from "../process/system-clock.ts";
import { version } from "../version.ts";
import type { Command } from "./command.ts";

export const doctor: Command = {
  help: `lineproof doctor [FILE] [options]
  检查电脑与网关:系统、磁盘、睡眠、时钟、端口、串口、配置、证书、队列、网络
  looks at the computer and the gateway; changes nothing
  FILE                网关配置 · configuration of the gateway
  --zip FILE.zip      写一个不含密码的诊断包 · write a diagnosis without secrets
  --log FILE          诊断包里放日志的末尾 · put the end of this log into it
  --json              机器可读 · for programs
  退出码 · exit code: 0 没有 ✗ none failed, 1 有 ✗ something failed`,
  async run(args) {
    const { values, positionals } = parseArguments(args, {
      zip: { type: "string" },
      log: { type: "string" },
      json: { type: "boolean", default: false },
    });
    const [file, ...more] = positionals;
    if (more.length > 0) {
      throw new CommandError("BIN_ARGUMENTS", `多余的参数 · not expected here: ${more.join(" ")}`);
    }
    const say = (line: string) => void process.stdout.write(`${line}\n`);
    const context = doctorContext(thisMachine(systemClock), file, process.env);
    const words: string[] = [];
    const report = await runDoctor(context, version, (result) => {
      const lines = doctorLines(result);
      words.push(...lines);
      if (!values.json) for (const line of lines) say(line);
    });
    const summary = doctorSummary(report);
    if (values.json) say(JSON.stringify(report, null, 2));
    else for (const line of summary) say(line);
    if (values.zip !== undefined) {
      const { log: logFile, zip } = values;
      const bytes = await diagnosisZip({
        context,
        report,
        words: `${[...words, ...summary].join("\n")}\n`,
        env: process.env,
        ...(logFile === undefined ? {} : { logFile }),
      });
      writeNew(zip, bytes, 0o600);
      if (!values.json)
        say(`诊断包已写入(不含密码,发出前可打开看看)· written, without secrets: ${zip}`);
    }
    return report.level === "fail" ? 1 : 0;
  },
};
