// `lineproof simulate run SCENARIO`: all plants of a scenario, on the wire in real time or fast into evidence logs.
import { resolve } from "node:path";
import { faultKinds } from "#simulators/faults/registry.ts";
import { runScenario } from "#simulators/run/run-scenario.ts";
import type { Scenario } from "#simulators/scenario/scenario.ts";
import { parseArguments, parseDuration, parsePort } from "../../arguments.ts";
import { CommandError } from "../../errors.ts";
import { announceReady, answerQuestions, stopRequest } from "../../process/parent-link.ts";
import { systemClock } from "../../process/system-clock.ts";
import { describePlants } from "../../simulate/describe-plants.ts";
import { openLiveView, rowOf } from "../../simulate/live-view.ts";
import { type NamedScenario, openScenario, placeFiles } from "../../simulate/scenario-source.ts";
import type { SimulateCommand } from "./simulate-command.ts";

const options = {
  data: { type: "string", default: "simulation" },
  truth: { type: "string" },
  port: { type: "string" },
  for: { type: "string" },
  plain: { type: "boolean", default: false },
  fast: { type: "boolean", default: false },
  from: { type: "string" },
  days: { type: "string" },
  out: { type: "string" },
  cassette: { type: "boolean", default: false },
} as const;

type Values = ReturnType<typeof parseValues>["values"];

function parseValues(args: string[]) {
  return parseArguments(args, options);
}

function wrong(message: string): CommandError {
  return new CommandError("BIN_ARGUMENTS", message);
}

/** `--port` and `--truth` stand above what the file says. */
function overridden(scenario: Scenario, { port, truth }: Values): Scenario {
  const named = truth === undefined ? scenario : { ...scenario, truth: resolve(truth) };
  if (port === undefined) return named;
  const [plant, ...more] = named.plants;
  const modbus = plant?.listen.modbus;
  if (plant === undefined || modbus === undefined || more.length > 0) {
    throw wrong(
      "--port 只用于有一座工厂和一个 Modbus 端口的场景 · --port is for scenarios of one plant with one Modbus port",
    );
  }
  const listen = { ...plant.listen, modbus: { ...modbus, port: parsePort(port) } };
  return { ...named, plants: [{ ...plant, listen }] };
}

/** The runtime's timers reach 2^31 ms. */
const longestMs = 596 * 3_600_000;

/** ms after which a run ends by itself. */
function limitOf({ for: text }: Values): number | undefined {
  if (text === undefined) return undefined;
  const ms = parseDuration(text);
  if (ms <= longestMs) return ms;
  throw wrong(`--for 至多 596h · --for is at most 596h, not ${text}`);
}

async function onTheWire(
  { file, scenario: opened }: NamedScenario,
  values: Values,
): Promise<number> {
  const limit = limitOf(values);
  const scenario = overridden(placeFiles({ file, scenario: opened }, resolve(values.data)), values);
  const hosts = scenario.plants.flatMap(({ id, faults }) =>
    faults.flatMap(({ kind }) => (isHostFault(kind) ? [`${id}: ${kind}`] : [])),
  );
  let log = (line: string): void => void process.stderr.write(`${line}\n`);
  const running = await runScenario({
    scenario,
    file,
    clock: systemClock,
    ...(values.cassette ? { cassettes: resolve(values.data) } : {}),
    log: (line) => log(line),
  });
  for (const line of describePlants(scenario, running.plants)) process.stdout.write(`${line}\n`);
  if (hosts.length > 0) {
    log(
      `网关主机故障只在 --fast 下起作用 · faults of gateway hosts act with --fast only: ${hosts.join(", ")}`,
    );
  }
  // Heard from now on: whoever is told that it is ready may stop it at once.
  const stopped = stopRequest();
  announceReady(running.plants.map(({ id, line, addresses }) => ({ id, line, addresses })));
  answerQuestions({ plants: () => running.plants.map(rowOf) });
  const screen = process.stdout.isTTY && !values.plain && process.send === undefined;
  const view = screen
    ? openLiveView(process.stdout, file, running, () => systemClock.now())
    : undefined;
  if (view !== undefined) log = view.log;
  await (limit === undefined ? stopped : Promise.race([stopped, pause(limit)]));
  view?.end();
  log = (line) => void process.stderr.write(`${line}\n`);
  await running.close();
  return 0;
}

/** Options that would do nothing are refused, all at once. */
function refuseOtherWay(values: Values): void {
  const others = values.fast
    ? (["truth", "port", "for"] as const)
    : (["from", "days", "out"] as const);
  const given = others.filter((name) => values[name] !== undefined).map((name) => `--${name}`);
  if (given.length === 0) return;
  const named = given.join(", ");
  throw wrong(
    values.fast
      ? `${named} 不能与 --fast 一起使用 · ${named} does not go with --fast`
      : `${named} 只与 --fast 一起使用 · ${named} goes with --fast only`,
  );
}

function isHostFault(kind: string): boolean {
  return faultKinds.some((each) => each.kind === kind && each.layer === "host");
}

function pause(ms: number): Promise<string> {
  return new Promise((done) => setTimeout(() => done("time is over"), ms).unref());
}

export const run: SimulateCommand = {
  name: "run",
  help: `lineproof simulate run SCENARIO [options]
  运行场景:自带名称或 YAML 文件 · run a scenario: a shipped name or a YAML file
  --data DIR          场景里相对路径的目录 · for its relative paths (simulation)
  --truth FILE        真值文件 · file of what really happens (JSON lines)
  --for 10m           到时停止 · stops by itself
  --port N            Modbus 端口,仅一座工厂 · Modbus port, one plant only
  --cassette          另录成录带,可回放 · also record cassettes, to be replayed
  --plain             不画总览屏 · no screen of what each plant does
  --fast              快进:写入证据日志,不开端口 · into evidence logs, no ports
  --from 2026-10-01T00:00:00+08:00   快进的起点 · where fast time begins
  --days N            快进的天数 · days of fast time (1)
  --out DIR           快进结果的目录,须是新的 · where fast logs go, a new folder`,
  async run(args) {
    const { values, positionals } = parseValues(args);
    const [named, ...more] = positionals;
    if (named === undefined || more.length > 0) {
      throw wrong(`须给出一个场景 · one scenario is needed\n\n${run.help}`);
    }
    const opened = openScenario(named);
    refuseOtherWay(values);
    if (!values.fast) return onTheWire(opened, values);
    const { runFastScenario } = await import("../../simulate/run-fast-scenario.ts");
    return runFastScenario(opened.scenario, opened.file, values);
  },
};
