// `lineproof demo`, which `npm start` runs: plant, gateway and centre as processes of their own on loopback,
// watched and started again when one dies; ends by Ctrl-C or after --duration and leaves nothing running.
import { writeFileSync } from "node:fs";
import { parseArguments, parseDuration, parsePort } from "../arguments.ts";
import { type DemoFiles, writeDemoFolder } from "../demo/demo-folder.ts";
import { claimPorts } from "../demo/demo-ports.ts";
import {
  type GatewayAnswer,
  type SiteAnswer,
  type SiteReport,
  shortcomings,
  siteReport,
} from "../demo/demo-report.ts";
import { describeItems } from "../demo/describe-items.ts";
import { CommandError } from "../errors.ts";
import { stopRequest } from "../process/parent-link.ts";
import { SupervisedChild } from "../process/supervised-child.ts";
import { wrap } from "../terminal-text.ts";
import type { Command } from "./command.ts";

const startLimitMs = 60_000;
const stopLimitMs = 20_000;
const settleLimitMs = 5000;

type Children = { plant: SupervisedChild; serve: SupervisedChild; gateway: SupervisedChild };

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function createChildren(files: DemoFiles, verbose: boolean): Children {
  const child = (name: string, args: string[]) =>
    new SupervisedChild({
      name,
      args,
      onLine: (line) => {
        if (verbose) say(`  ${name} | ${line}`);
      },
      onRestart: (exit) =>
        say(`${name} 意外退出(${exit}),正在重启 · ${name} ended (${exit}), starting again`),
    });
  return {
    plant: child("仿真 plant", ["simulate", files.plant]),
    serve: child("中心 centre", ["serve", files.serve]),
    gateway: child("网关 gateway", ["gateway", files.gateway]),
  };
}

/** Stops in the way of the data, so that what was read arrives before the next stage ends. */
async function finish(children: Children): Promise<SiteReport[]> {
  const gateway = (await children.gateway.ask("drain", stopLimitMs)) as GatewayAnswer;
  const end = performance.now() + settleLimitMs;
  for (;;) {
    const answers = (await children.serve.ask("report", stopLimitMs)) as SiteAnswer[];
    const reports = answers.map((answer) => siteReport(answer, [gateway]));
    // The last checkpoint is the last thing a gateway says; the centre needs a moment to check it.
    if (reports.every((report) => shortcomings(report).length === 0) || performance.now() > end)
      return reports;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

async function stopAll(children: Children): Promise<void> {
  await children.gateway.stop(stopLimitMs);
  await children.serve.stop(stopLimitMs);
  await children.plant.stop(stopLimitMs);
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
  for (const report of reports) {
    const latency =
      report.latencyMs === null ? "–" : `${report.latencyMs.p50}/${report.latencyMs.p99} ms`;
    say(`\n${report.site}`);
    const counts = [
      `读取 read ${report.samplesRead} · 记录 recorded ${report.recorded} · 发布 published ${report.published} · 落盘 journalled ${report.journalled}`,
      `丢失 lost ${report.lost} · 重复 duplicated ${report.duplicated} · 隔离 quarantined ${report.quarantined}`,
      `延迟 latency p50/p99 ${latency}`,
      ...report.logs.map(
        ({ log, size, checkpointVerified: verified }) =>
          `证据日志 log ${log.slice(0, 16)}… ${size}, 检查点已核对至 verified to ${verified?.size ?? 0}`,
      ),
    ];
    for (const line of counts.flatMap((text) => wrap("  ", text))) say(line);
    for (const line of describeItems(report.verdicts)) say(line);
  }
}

async function runDemo(
  children: Children,
  options: { durationMs?: number; json?: string; web: number },
): Promise<number> {
  const stop = stopRequest();
  say("正在启动:仿真、中心、网关 · starting plant, centre and gateway …");
  await children.plant.start(startLimitMs);
  await children.serve.start(startLimitMs);
  await children.gateway.start(startLimitMs);
  say(`网页 · page: http://127.0.0.1:${options.web}/`);
  say(
    options.durationMs === undefined
      ? "按 Ctrl-C 停止 · Ctrl-C stops it"
      : `运行 ${options.durationMs / 1000} s · runs for ${options.durationMs / 1000} s`,
  );
  await untilStop(options.durationMs, stop);
  say("正在停止 · stopping …");
  const reports = await finish(children);
  summarise(reports);
  if (options.json !== undefined) {
    writeFileSync(
      options.json,
      `${JSON.stringify({ sites: reports, restarts: restartsOf(children) }, null, 2)}\n`,
    );
  }
  const problems = reports.flatMap(shortcomings);
  for (const problem of problems) process.stderr.write(`${problem}\n`);
  return problems.length === 0 ? 0 : 1;
}

function restartsOf(children: Children): { [name: string]: number } {
  return Object.fromEntries(
    Object.entries(children).map(([name, child]) => [name, child.restarts]),
  );
}

export const demo: Command = {
  help: `lineproof demo [options]
  --fresh             清空演示数据重新开始 · begin anew
  --duration 45s      运行多久后自动停止 · end by itself
  --json FILE         把报告写入文件 · write the report
  --data DIR          数据目录 · data folder (demo-data)
  --port N            网页端口 · web port (8600)
  --mqtt-port N       MQTT 端口 · MQTT port (18830)
  --modbus-port N     Modbus 端口 · Modbus port (15020)
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
    });
    say("产线实证 Lineproof · 演示 demo");
    const files = writeDemoFolder({ folder: values.data, fresh: values.fresh, ports });
    const children = createChildren(files, values.verbose);
    try {
      return await runDemo(children, {
        web: ports.web,
        ...(durationMs === undefined ? {} : { durationMs }),
        ...(values.json === undefined ? {} : { json: values.json }),
      });
    } finally {
      await stopAll(children);
    }
  },
};
