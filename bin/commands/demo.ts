// `lineproof demo`, which `npm start` runs: three factories, their gateways and the centre as processes of their
// own on loopback, watched and started again when one dies; ends by Ctrl-C or after --duration and leaves
// nothing running.
import { writeFileSync } from "node:fs";
import { parseArguments, parseDuration, parsePort } from "../arguments.ts";
import { writeDemoFolder } from "../demo/demo-folder.ts";
import { claimPorts } from "../demo/demo-ports.ts";
import { type SiteReport, shortcomings } from "../demo/demo-report.ts";
import { describePolicy, describeSite } from "../demo/describe-site.ts";
import { Fleet } from "../demo/fleet.ts";
import { CommandError } from "../errors.ts";
import { stopRequest } from "../process/parent-link.ts";
import { systemClock } from "../process/system-clock.ts";
import type { Command } from "./command.ts";

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** Resolves when it is time to stop; clears its timer. */
async function untilStop(durationMs: number | undefined, stop: Promise<string>): Promise<void> {
  if (durationMs === undefined) {
    await stop;
    return;
  }
  let timer: NodeJS.Timeout | undefined;
  const timeUp = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, durationMs);
  });
  await Promise.race([stop, timeUp]);
  clearTimeout(timer);
}

function summarise(reports: readonly SiteReport[]): void {
  const policy = reports[0]?.verdicts[0]?.policy;
  for (const line of reports.flatMap(describeSite)) say(line);
  if (policy !== undefined) for (const line of describePolicy(policy)) say(line);
}

async function runDemo(
  fleet: Fleet,
  options: { durationMs?: number; json?: string; web: number },
): Promise<number> {
  const stop = stopRequest();
  say("正在准备:3 座仿真工厂、3 台网关、1 个中心");
  say("preparing 3 simulated factories, 3 gateways and 1 centre");
  const stopped = await Promise.race([
    fleet.start().then(() => false),
    // Ctrl-C while it prepares ends it as well.
    stop.then(() => true),
  ]);
  if (stopped) return 0;
  say("");
  say(`网页 · page   http://127.0.0.1:${options.web}/`);
  say(
    options.durationMs === undefined
      ? "按 Ctrl-C 停止 · Ctrl-C stops it"
      : `运行 ${options.durationMs / 1000} s · runs for ${options.durationMs / 1000} s`,
  );
  await untilStop(options.durationMs, stop);
  say("正在停止 · stopping …");
  const reports = await fleet.finish();
  summarise(reports);
  if (options.json !== undefined) {
    const report = { sites: reports, restarts: fleet.restarts };
    writeFileSync(options.json, `${JSON.stringify(report, null, 2)}\n`);
  }
  const problems = reports.flatMap(shortcomings);
  for (const problem of problems) process.stderr.write(`${problem}\n`);
  return problems.length === 0 ? 0 : 1;
}

export const demo: Command = {
  help: `lineproof demo [options]
  --fresh             清空演示数据重新开始 · begin anew
  --duration 60s      运行多久后自动停止 · end by itself
  --json FILE         把报告写入文件 · write the report
  --data DIR          数据目录 · data folder (demo-data)
  --port N            网页端口 · web port (8600)
  --mqtt-port N       MQTT 端口 · MQTT port (18830)
  --modbus-port N     4 个 Modbus 端口的第一个 · first of 4 Modbus ports (15020)
  --opcua-port N      3 个 OPC UA 端口的第一个 · first of 3 OPC UA ports (18840)
                      端口写 0 则任取空闲的 · 0 takes free ports
  --verbose           显示各进程的输出 · show what the processes say`,
  async run(args) {
    const { values, positionals } = parseArguments(args, {
      fresh: { type: "boolean", default: false },
      duration: { type: "string" },
      json: { type: "string" },
      data: { type: "string", default: "demo-data" },
      port: { type: "string", default: "8600" },
      "mqtt-port": { type: "string", default: "18830" },
      "modbus-port": { type: "string", default: "15020" },
      "opcua-port": { type: "string", default: "18840" },
      verbose: { type: "boolean", default: false },
    });
    const [extra] = positionals;
    if (extra !== undefined) {
      throw new CommandError(
        "BIN_ARGUMENTS",
        `多余的参数 ${extra} · ${extra} is not expected here\n${demo.help}`,
        { argument: extra },
      );
    }
    const durationMs = values.duration === undefined ? undefined : parseDuration(values.duration);
    const ports = await claimPorts({
      web: parsePort(values.port),
      mqtt: parsePort(values["mqtt-port"]),
      modbus: parsePort(values["modbus-port"]),
      opcua: parsePort(values["opcua-port"]),
    });
    say("产线实证 Lineproof · 演示 demo");
    const fleet = new Fleet({
      files: writeDemoFolder({
        folder: values.data,
        fresh: values.fresh,
        ports,
        now: systemClock.now(),
      }),
      onLine: (name, line) => {
        if (values.verbose) say(`  ${name} | ${line}`);
      },
      onRestart: (name, exit) =>
        say(`${name} 意外退出(${exit}),正在重启 · ended (${exit}), starting again`),
      onReady: (name, done, all, ms) =>
        say(`  [${done}/${all}] ${name} 就绪 ready (${(ms / 1000).toFixed(1)} s)`),
    });
    try {
      return await runDemo(fleet, {
        web: ports.web,
        ...(durationMs === undefined ? {} : { durationMs }),
        ...(values.json === undefined ? {} : { json: values.json }),
      });
    } finally {
      await fleet.stop();
    }
  },
};
