// `lineproof gateway init`: a commented configuration that is valid from the start, and what to do next.
import { existsSync, readFileSync } from "node:fs";
import {
  type Answers,
  byCode,
  type EquipmentAnswer,
  makeConfiguration,
} from "#gateway/commissioning/make-configuration.ts";
import { parseArguments } from "../../arguments.ts";
import { askAnswers, type PartialAnswers } from "../../commissioning/ask-answers.ts";
import { writeNew } from "../../commissioning/write-new.ts";
import { CommandError } from "../../errors.ts";
import { wrap } from "../../terminal-text.ts";
import type { GatewayCommand } from "./gateway-command.ts";

const options = {
  site: { type: "string" },
  gateway: { type: "string" },
  broker: { type: "string" },
  username: { type: "string" },
  "password-file": { type: "string" },
  ca: { type: "string" },
  "primary-host": { type: "string" },
  data: { type: "string", default: "./data" },
  connection: { type: "string" },
  mode: { type: "string" },
  policy: { type: "string" },
  trust: { type: "string" },
  template: { type: "string", multiple: true },
  unit: { type: "string", multiple: true },
  equipment: { type: "string", multiple: true },
  root: { type: "string", multiple: true },
  json: { type: "boolean", default: false },
} as const;

type Values = ReturnType<typeof parseValues>["values"];

function parseValues(args: string[]) {
  return parseArguments(args, options);
}

/** The first template goes with the first unit, and so on. */
function equipmentOf({
  template = [],
  unit = [],
  equipment = [],
  root = [],
}: Values): EquipmentAnswer[] {
  const count = Math.max(template.length, unit.length, equipment.length, root.length);
  return Array.from({ length: count }, (_, i) => ({
    id: equipment[i],
    template: template[i],
    unit: unit[i] === undefined ? undefined : Number(unit[i]),
    root: root[i],
  }));
}

function givenBy(values: Values): PartialAnswers {
  const { site, gateway, broker, username, ca, data, connection, mode, policy, trust } = values;
  const equipment = equipmentOf(values);
  return {
    data,
    username,
    ca,
    passwordFile: values["password-file"],
    primaryHost: values["primary-host"],
    ...(site === undefined ? {} : { site }),
    ...(gateway === undefined ? {} : { gateway }),
    ...(broker === undefined ? {} : { broker }),
    ...(connection === undefined ? {} : { connection }),
    ...(mode === undefined ? {} : { mode }),
    ...(policy === undefined ? {} : { policy }),
    ...(trust === undefined ? {} : { trust }),
    ...(equipment.length === 0 ? {} : { equipment }),
  };
}

function complete(answers: PartialAnswers): Answers {
  const { site, gateway, broker, connection, data = "./data" } = answers;
  const missing = Object.entries({ site, gateway, broker, connection })
    .filter(([, value]) => value === undefined)
    .map(([key]) => `--${key}`);
  if (
    site === undefined ||
    gateway === undefined ||
    broker === undefined ||
    connection === undefined
  ) {
    throw new CommandError(
      "BIN_ARGUMENTS",
      `不在终端里,须给出 ${missing.join(" ")} · without a terminal these are needed: ${missing.join(" ")}\n\n${init.help}`,
    );
  }
  const equipment = answers.equipment ?? [{ unit: 1 }];
  return { ...answers, site, gateway, broker, connection, data, equipment };
}

export const init: GatewayCommand = {
  help: `lineproof gateway init [FILE] [options]     (FILE: gateway.yaml)
  在终端里逐项询问;写了的不问 · asks at a terminal for what is not given
  --site ID --gateway ID --broker enrolled | mqtts://HOST:8883
  --username NAME --password-file F --ca F --primary-host ID
  --connection modbus-tcp:HOST:PORT | modbus-rtu:/dev/ttyUSB0:9600:8N1 |
               opc.tcp://HOST:4840 (+ --mode --policy --trust)
  --template ID --unit N --equipment ID --root PATH    可重复 · may be repeated
  --data DIR          数据目录 · data folder (./data)
  --json              机器可读 · for programs
  绝不覆盖已有文件 · never overwrites a file`,
  async run(args) {
    const { values, positionals } = parseValues(args);
    const [file = "gateway.yaml", ...more] = positionals;
    if (more.length > 0) {
      throw new CommandError("BIN_ARGUMENTS", `多余的参数 · not expected here: ${more.join(" ")}`);
    }
    if (existsSync(file)) writeNew(file, "");
    const given = givenBy(values);
    const terminal = process.stdin.isTTY && process.stdout.isTTY;
    const answers = complete(
      terminal ? await askAnswers(given, process.stdin, process.stdout) : given,
    );
    const text = makeConfiguration(answers, {
      file,
      env: process.env,
      readFile: (path) => readFileSync(path, "utf8"),
    });
    writeNew(file, text, 0o640);
    const enrols = answers.broker === byCode;
    const steps = [
      ["试读设备 · read the devices", `lineproof gateway check ${file}`],
      ...(enrols
        ? [
            [
              "登记 · enrol",
              `lineproof gateway enrol ${file} --centre https://HOST:8884 --code LP1-…`,
            ],
          ]
        : []),
      ["检查配置 · check the file", `lineproof gateway ${file} --check`],
      ["运行 · run", `lineproof gateway ${file}`],
    ];
    const next = steps.map(([, command]) => command);
    if (values.json) {
      process.stdout.write(`${JSON.stringify({ file, next }, null, 2)}\n`);
      return 0;
    }
    const lines = [
      ...wrap(
        "",
        `已写入 ${file},请打开看看,里面有说明 · written, have a look: it explains itself`,
      ),
      "接下来 · next:",
      ...steps.flatMap(([words, command]) => [`  # ${words}`, `  ${command}`]),
    ];
    for (const line of lines) process.stdout.write(`${line}\n`);
    return 0;
  },
};
