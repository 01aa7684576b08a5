// Questions of `gateway init` at a terminal: one line each, with an example. An answer that cannot be is told at once
// and asked again, so that no mistake costs the answers before it.
import { createInterface } from "node:readline/promises";
import { connectionOfText } from "#gateway/commissioning/connection-text.ts";
import { type Answers, byCode } from "#gateway/commissioning/make-configuration.ts";
import { driverOf } from "#gateway/config/connection.ts";
import { securityModes, securityPolicies } from "#gateway/drivers/opcua/endpoint.ts";
import { GatewayError } from "#gateway/errors.ts";
import { templates } from "#gateway/templates/registry.ts";
import { CommandError } from "../errors.ts";
import { wrap } from "../terminal-text.ts";

export type PartialAnswers = { -readonly [Key in keyof Answers]?: Answers[Key] };

type Key = "site" | "gateway" | "broker" | "connection" | "mode" | "policy" | "trust";

type Question = {
  readonly key: Key;
  readonly text: string;
  readonly usual: string;
  /** Why the answer cannot be, zh · en. */
  readonly wrong?: (answer: string) => string | undefined;
  /** Absent: always asked. */
  readonly when?: (answers: PartialAnswers) => boolean;
};

const isOpcUa = ({ connection = "" }: PartialAnswers) => /^(?:opcua:)?opc\.tcp:/.test(connection);
const isSecured = (answers: PartialAnswers) => isOpcUa(answers) && answers.mode !== "None";

function oneOf(known: readonly string[]): (answer: string) => string | undefined {
  return (answer) =>
    known.includes(answer)
      ? undefined
      : `没有 ${answer},可用 · no ${answer}, there is: ${known.join(" ")}`;
}

function oneWord(answer: string): string | undefined {
  return /[\s/+#]/.test(answer)
    ? "编号不能含空格 / + # · an id has no blank and none of / + #"
    : undefined;
}

function wrongConnection(answer: string): string | undefined {
  try {
    const { driver } = connectionOfText(answer);
    return driverOf(driver) === undefined ? `没有驱动 ${driver} · no driver ${driver}` : undefined;
  } catch (error) {
    if (error instanceof GatewayError) return error.message;
    throw error;
  }
}

const questions: readonly Question[] = [
  { key: "site", text: "厂区编号(与产线模型一致)· site id", usual: "site-01", wrong: oneWord },
  { key: "gateway", text: "网关编号(一台一个)· gateway id", usual: "gw1", wrong: oneWord },
  {
    key: "broker",
    text: "中心:凭登记码加入就回车,否则写地址 · the centre: Enter to join by a one-time code, or its address mqtts://HOST:8883",
    usual: byCode,
    wrong: (answer) =>
      answer === byCode || /^mqtts?:\/\/[^/\s]+$/.test(answer)
        ? undefined
        : "应为 mqtts://主机:8883 · must be mqtts://HOST:8883",
  },
  {
    key: "connection",
    text: "设备在哪 · where the devices are: modbus-tcp:192.168.10.20:502, modbus-rtu:/dev/ttyUSB0:9600:8N1, opc.tcp://192.168.10.30:4840",
    usual: "modbus-tcp:192.168.10.20:502",
    wrong: wrongConnection,
  },
  {
    key: "mode",
    text: `OPC UA 安全模式 · security mode: ${securityModes.join(" ")}`,
    usual: "SignAndEncrypt",
    wrong: oneOf(securityModes),
    when: isOpcUa,
  },
  {
    key: "policy",
    text: `安全策略 · security policy: ${securityPolicies.join(" ")}`,
    usual: "Basic256Sha256",
    wrong: oneOf(securityPolicies),
    when: isSecured,
  },
  {
    key: "trust",
    text: "受信任的服务器证书放哪个目录 · folder of trusted server certificates",
    usual: "trust",
    when: isSecured,
  },
];

const modbusTemplates = [...templates.values()]
  .filter(({ protocol }) => protocol === "modbus")
  .map(({ id }) => id);

function wrongUnit(answer: string): string | undefined {
  return /^\d{1,3}$/.test(answer) && Number(answer) <= 255
    ? undefined
    : "从站号为 0–255 · a unit is 0–255";
}

/** Asks for what is not given yet. Throws BIN_CANCELLED when the person leaves. */
export async function askAnswers(
  given: PartialAnswers,
  input: NodeJS.ReadableStream,
  output: NodeJS.WritableStream,
): Promise<PartialAnswers> {
  const terminal = createInterface({ input, output });
  // Ctrl-C, Ctrl-D, or the terminal is gone.
  const left = new Promise<never>((_, reject) => {
    terminal.once("close", () => reject(cancelled()));
  });
  left.catch(() => undefined);
  const say = (text: string) => {
    for (const line of wrap("", text)) output.write(`${line}\n`);
  };
  const ask = async (text: string, usual: string, wrong?: Question["wrong"]): Promise<string> => {
    say(text);
    for (;;) {
      const line = terminal.question(`  [${usual}] `);
      // Of two ways to hear that the person left, the second is nobody's.
      line.catch(() => undefined);
      const answer = (await Promise.race([left, line])).trim();
      const reason = answer === "" ? undefined : wrong?.(answer);
      if (reason === undefined) return answer === "" ? usual : answer;
      say(reason);
    }
  };
  const answers: PartialAnswers = { ...given };
  try {
    for (const { key, text, usual, wrong, when } of questions) {
      if (answers[key] !== undefined || when?.(answers) === false) continue;
      answers[key] = await ask(text, usual, wrong);
    }
    // An OPC UA server is looked through by scan and browse.
    if (answers.equipment !== undefined || isOpcUa(answers)) return answers;
    const none = "-";
    const template = await ask(
      "模板(没有就回车,之后手写或 import;? 列出)· template, or Enter for none; ? lists them",
      none,
      (answer) => (answer === none ? undefined : oneOf(modbusTemplates)(answer)),
    );
    const unit = Number(await ask("从站号 · Modbus unit", "1", wrongUnit));
    answers.equipment = [{ unit, ...(template === none ? {} : { template }) }];
    return answers;
  } catch (error) {
    throw error instanceof Error && error.name === "AbortError" ? cancelled() : error;
  } finally {
    terminal.close();
  }
}

function cancelled(): CommandError {
  return new CommandError("BIN_CANCELLED", "已取消,没有写文件 · cancelled, nothing is written");
}
