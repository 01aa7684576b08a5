// `lineproof simulate run SCENARIO`: all plants of a scenario, on the wire in real time or fast into evidence logs.
import { resolve } from "node:path";
import { faultKinds } from "#simulators/faults/registry.ts";
import { runScenario } from "#simulators/run-scenario.ts";
import type { Scenario } from "#simulators/scenario.ts";
import { parseArguments, parseDuration, parsePort } from "../../arguments.ts";
import { CommandError } from "../../errors.ts";
import { announceReady, answerQuestions, stopRequest } from "../../process/parent-link.ts";
import { systemClock } from "../../process/system-clock.ts";
import { describePlants } from "../../simulate/describe-plants.ts";
import { openLiveView, rowOf } from "../../simulate/live-view.ts";
import { openScenario, placeFiles } from "../../simulate/scenario-source.ts";
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

async function onTheWire(scenario: Scenario, file: string, values: Values): Promise<number> {
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
  const limit = values.for === undefined ? undefined : parseDuration(values.for);
  await (limit === undefined ? stopped : Promise.race([stopped, pause(limit)]));
  view?.end();
  log = (line) => void process.stderr.write(`${line}\n`);
  await running.close();
  return 0;
}

function isHostFault(kind: string): boolean {
  return faultKinds.some((each) => each.kind === kind && each.layer === "host");
}

function pause(ms: number): Promise<string> {
  return new Promise((done) => setTimeout(() => done("time is over"), ms).unref());
}

export const run: SimulateCommand = {
  name: "run",
  help: `lineproof simulate run SCENARIO [options] 运行场景:自带名称或 YAML 文件 · a shipped name or a YAML file
  --data DIR          场景里相对路径的目录 · where its relative paths lie (simulation)
  --truth FILE        真值文件 · file of what really happens (JSON lines)
  --for 10m           到时停止 · stops by itself
  --port N            Modbus 端口,仅一座工厂 · Modbus port, one plant only
  --cassette          另录成录带,可回放 · also record cassettes, to be replayed
  --plain             不画总览屏 · no screen of what each plant does
  --fast              快进:写入真实的证据日志,不开端口 · fast: into real evidence logs, no ports
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
    const scenario = overridden(placeFiles(opened, resolve(values.data)), values);
    if (values.fast) {
      const { runFastScenario } = await import("../../simulate/run-fast-scenario.ts");
      return runFastScenario(scenario, opened.file, values);
    }
    for (const name of ["from", "days", "out"] as const) {
      if (values[name] === undefined) continue;
      throw wrong(`--${name} 只与 --fast 一起使用 · --${name} goes with --fast only`);
    }
    return onTheWire(scenario, opened.file, values);
  },
};
