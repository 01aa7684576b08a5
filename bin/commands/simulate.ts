// `lineproof simulate FILE` and `lineproof simulate replay FILE`: a plant that answers on Modbus TCP and,
// where it is a whole line, on OPC UA.
import { runPressHall, runReplay } from "#simulators/run.ts";
import { type RunningLine, runLine } from "#simulators/run-line.ts";
import type { Scenario } from "#simulators/scenario.ts";
import { type LineScenario, parseAnyScenario } from "#simulators/scenario-line.ts";
import { parseArguments, parsePort } from "../arguments.ts";
import { CommandError } from "../errors.ts";
import { announceReady, answerQuestions, stopRequest } from "../process/parent-link.ts";
import { systemClock } from "../process/system-clock.ts";
import { readText } from "../read-text.ts";
import type { Command } from "./command.ts";

const options = {
  mode: { type: "string", default: "timed" },
  speed: { type: "string", default: "1" },
  rows: { type: "string" },
  offset: { type: "string", default: "0" },
  port: { type: "string" },
} as const;

function wholeNumber(name: string, text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 0) {
    throw new CommandError(
      "BIN_ARGUMENTS",
      `--${name} 须为非负整数 · --${name} is a whole number, not ${text}`,
      { name, text },
    );
  }
  return value;
}

async function replay(
  file: string,
  values: ReturnType<typeof parseValues>["values"],
): Promise<number> {
  const { mode } = values;
  if (mode !== "timed" && mode !== "step") {
    throw new CommandError(
      "BIN_ARGUMENTS",
      `--mode 为 timed 或 step · --mode is timed or step, not ${mode}`,
      { mode },
    );
  }
  const speed = Number(values.speed);
  if (!(speed > 0)) {
    throw new CommandError(
      "BIN_ARGUMENTS",
      `--speed 须为正数 · --speed is positive, not ${values.speed}`,
      { speed },
    );
  }
  const plant = await runReplay({
    file,
    mode,
    speed,
    offset: wholeNumber("offset", values.offset),
    ...(values.rows === undefined ? {} : { rows: wholeNumber("rows", values.rows) }),
    port: parsePort(values.port ?? "1502"),
    clock: systemClock,
  });
  process.stdout.write(`回放 · replay of ${file}: Modbus TCP ${plant.host}:${plant.port}\n`);
  announceReady({ host: plant.host, port: plant.port });
  answerQuestions({ progress: () => plant.progress() });
  await stopRequest();
  await plant.close();
  return 0;
}

function parseValues(args: string[]) {
  return parseArguments(args, options);
}

async function fromScenario(file: string, port: string | undefined): Promise<number> {
  const scenario = parseAnyScenario(readText(file), file);
  if (scenario.plant === "press-hall") return pressHall(scenario, port);
  if (port !== undefined) {
    throw new CommandError(
      "BIN_ARGUMENTS",
      `--port 不适用于 ${scenario.plant}:请在 ${file} 的 listen 中填写 · --port does not fit ${scenario.plant}: set listen in ${file}`,
      { port, plant: scenario.plant },
    );
  }
  return line(scenario);
}

async function pressHall(scenario: Scenario, port: string | undefined): Promise<number> {
  const listen =
    port === undefined ? scenario.listen : { ...scenario.listen, port: parsePort(port) };
  const plant = await runPressHall({
    scenario: { ...scenario, listen },
    clock: systemClock,
    log: (line) => process.stderr.write(`${line}\n`),
  });
  process.stdout.write(`仿真压机车间 · press hall: Modbus TCP ${plant.host}:${plant.port}\n`);
  announceReady({ host: plant.host, port: plant.port });
  await stopRequest();
  await plant.close();
  return 0;
}

async function line(scenario: LineScenario): Promise<number> {
  const running = await runLine({
    scenario,
    clock: systemClock,
    log: (line) => process.stderr.write(`${line}\n`),
  });
  for (const text of describeLine(scenario, running)) process.stdout.write(`${text}\n`);
  announceReady({ plant: scenario.plant, modbus: running.modbus, opcua: running.opcua });
  await stopRequest();
  await running.close();
  return 0;
}

const lineNames: { readonly [plant in LineScenario["plant"]]: string } = {
  "panel-line": "仿真人造板产线 · simulated particleboard line",
  "furniture-cell": "仿真家具加工单元 · simulated furniture cell",
  "rock-wool-line": "仿真岩棉产线 · simulated rock-wool line",
};

function describeLine({ plant, opcua }: LineScenario, running: RunningLine): string[] {
  const policies = opcua.securityPolicies.join("/");
  const offers = opcua.securityModes.map((mode) =>
    mode === "None" ? mode : `${mode} ${policies}`,
  );
  return [
    lineNames[plant],
    ...(running.modbus === null
      ? []
      : [`  Modbus TCP ${running.modbus.host}:${running.modbus.port}`]),
    ...(running.opcua === null
      ? []
      : [
          `  OPC UA ${running.opcua.endpointUrl} (${offers.join(", ")})`,
          `  服务器证书 · server certificate: ${running.opcua.certificateFile}`,
        ]),
  ];
}

export const simulate: Command = {
  help: `lineproof simulate FILE [--port N]        场景文件 · scenario (YAML); --port 仅 press-hall
lineproof simulate replay FILE [options]  回放 CSV · serve a recorded CSV
  --mode timed        按文件里的时间(默认) · by the file's time stamps (default)
  --mode step         逐行:读完一行才换下一行 · a row stands until it was read
  --speed X           倍速,仅 timed · times faster, timed only (1)
  --offset N          起始行,从 0 数 · first row, from 0 (0)
  --rows N            行数 · number of rows (all)
  --port N            端口,0 为任意空闲 · port, 0 takes a free one (1502)`,
  async run(args) {
    const { values, positionals } = parseValues(args);
    const [first, second, ...more] = positionals;
    if (first === "replay" && second !== undefined && more.length === 0)
      return replay(second, values);
    if (first !== undefined && first !== "replay" && second === undefined)
      return fromScenario(first, values.port);
    throw new CommandError(
      "BIN_ARGUMENTS",
      `须给出一个文件 · one file is needed\n${simulate.help}`,
    );
  },
};
