// `lineproof simulate replay FILE`: a recorded CSV or a cassette, served as a device.
import { runReplay } from "#simulators/run/run-replay.ts";
import { parseArguments, parsePort } from "../../arguments.ts";
import { CommandError } from "../../errors.ts";
import { announceReady, answerQuestions, stopRequest } from "../../process/parent-link.ts";
import { systemClock } from "../../process/system-clock.ts";
import type { SimulateCommand } from "./simulate-command.ts";

const options = {
  mode: { type: "string", default: "timed" },
  speed: { type: "string" },
  rows: { type: "string" },
  offset: { type: "string", default: "0" },
  port: { type: "string", default: "1502" },
} as const;

function wholeNumber(name: string, text: string): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value >= 0) return value;
  throw wrong(`--${name} 须为非负整数 · --${name} is a whole number, not ${text}`);
}

function wrong(message: string): CommandError {
  return new CommandError("BIN_ARGUMENTS", message);
}

export const replay: SimulateCommand = {
  name: "replay",
  help: `lineproof simulate replay FILE [options]
  回放 CSV 或录带 · serve a recorded CSV or a cassette
  --mode timed        按文件里的时间(默认) · by the file's time stamps (default)
  --mode step         逐行:读完一行才换下一行 · a row stands until it was read
  --speed X           倍速,仅 timed · times faster, timed only (1)
  --offset N          起始行,从 0 数 · first row, from 0 (0)
  --rows N            行数 · number of rows (all)
  --port N            端口,0 为任意空闲 · port, 0 takes a free one (1502)`,
  async run(args) {
    const { values, positionals } = parseArguments(args, options);
    const [file, ...more] = positionals;
    if (file === undefined || more.length > 0) {
      throw wrong(`须给出一个文件 · one file is needed\n\n${replay.help}`);
    }
    const { mode } = values;
    if (mode !== "timed" && mode !== "step") {
      throw wrong(`--mode 为 timed 或 step · --mode is timed or step, not ${mode}`);
    }
    if (mode === "step" && values.speed !== undefined) {
      throw wrong("--speed 只用于 --mode timed · --speed goes with --mode timed only");
    }
    const speed = Number(values.speed ?? 1);
    if (!(speed > 0 && Number.isFinite(speed))) {
      throw wrong(`--speed 须为正数 · --speed is positive, not ${values.speed}`);
    }
    const plant = await runReplay({
      file,
      mode,
      speed,
      offset: wholeNumber("offset", values.offset),
      ...(values.rows === undefined ? {} : { rows: wholeNumber("rows", values.rows) }),
      port: parsePort(values.port),
      clock: systemClock,
    });
    process.stdout.write(`回放 · replay of ${file}: Modbus TCP ${plant.host}:${plant.port}\n`);
    const stopped = stopRequest();
    announceReady({ host: plant.host, port: plant.port });
    answerQuestions({ progress: () => plant.progress() });
    await stopped;
    await plant.close();
    return 0;
  },
};
