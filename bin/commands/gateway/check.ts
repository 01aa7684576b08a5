// `lineproof gateway check FILE`: every signal read once, judged, and every plausible decoding beside a doubtful one.
import { setTimeout as wait } from "node:timers/promises";
import { checkGateway } from "#gateway/commissioning/check-gateway.ts";
import { loadConfiguration } from "#gateway/commissioning/loaded-configuration.ts";
import { parseArguments, parseDuration } from "../../arguments.ts";
import { checkSummary, equipmentLines } from "../../commissioning/check-lines.ts";
import { onlyFile } from "../../commissioning/only-file.ts";
import { checkDataOwner } from "../../commissioning/own-data-folder.ts";
import { systemClock } from "../../process/system-clock.ts";
import type { GatewayCommand } from "./gateway-command.ts";

export const check: GatewayCommand = {
  help: `lineproof gateway check FILE [options]
  读一遍每个信号:原始寄存器、数值、单位、质量、时间、量程;可疑的列出各种解码
  reads every signal once: raw registers, value, unit, quality, age, range, and
  every plausible decoding of a doubtful one. Records nothing, sends nothing.
  --equipment ID      只查一台设备 · one equipment only
  --signal ID         只查一个信号 · one signal only
  --decode            每个信号都列出解码 · decodings of every signal
  --watch 10s         过一会儿再读一遍,比较 · read again later and compare
  --json              机器可读 · for programs
  只许一个连接的设备,请先停止网关 · stop the gateway where a device serves one
  connection only. 退出码 · exit code: 0 全部正常 all good, 1 有问题 problems`,
  async run(args) {
    const { values, positionals } = parseArguments(args, {
      equipment: { type: "string" },
      signal: { type: "string" },
      decode: { type: "boolean", default: false },
      watch: { type: "string" },
      json: { type: "boolean", default: false },
    });
    const file = onlyFile(positionals, check.help);
    const loaded = loadConfiguration(file, process.env);
    const { gateway, connections } = loaded.config;
    checkDataOwner(
      gateway.data,
      connections.map(({ driver }) => driver),
    );
    const say = (line: string) => void process.stdout.write(`${line}\n`);
    const report = await checkGateway(
      loaded,
      {
        decode: values.decode,
        ...(values.equipment === undefined ? {} : { equipment: values.equipment }),
        ...(values.signal === undefined ? {} : { signal: values.signal }),
        ...(values.watch === undefined ? {} : { againMs: parseDuration(values.watch) }),
      },
      {
        clock: systemClock,
        log: (message) => void process.stderr.write(`${message}\n`),
        wait: async (ms) => void (await wait(ms)),
      },
      (each) => {
        if (!values.json) for (const line of equipmentLines(each)) say(line);
      },
    );
    if (values.json) say(JSON.stringify(report, null, 2));
    else for (const line of checkSummary(report)) say(line);
    return report.problems === 0 ? 0 : 1;
  },
};
