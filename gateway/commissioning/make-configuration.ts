// A first configuration from a few answers: commented, complete, and checked before it leaves here. Pure.
import { stringify } from "yaml";
import { parseGatewayConfig } from "../config/config.ts";
import { driverOf } from "../config/connection.ts";
import type { Environment, ReadText } from "../config/resolving.ts";
import { GatewayError } from "../errors.ts";
import { templates } from "../templates/registry.ts";
import { connectionOfText, type OpcUaWords } from "./connection-text.ts";

export type EquipmentAnswer = {
  readonly id?: string | undefined;
  /** Id of a shipped template; absent: one example signal to be replaced. */
  readonly template?: string | undefined;
  /** Modbus unit. */
  readonly unit?: number | undefined;
  /** OPC UA: where the paths of the template begin. */
  readonly root?: string | undefined;
  /** Absent: every second, or as much faster as the template needs. */
  readonly intervalMs?: number | undefined;
};

export type Answers = OpcUaWords & {
  readonly site: string;
  readonly gateway: string;
  /** Address of a server, or `enrolled`: address and certificate come with the one-time code. */
  readonly broker: string;
  /** Both or none; the file holds the password. */
  readonly username?: string | undefined;
  readonly passwordFile?: string | undefined;
  readonly ca?: string | undefined;
  readonly primaryHost?: string | undefined;
  readonly data: string;
  /** As connectionOfText takes it. */
  readonly connection: string;
  readonly equipment: readonly EquipmentAnswer[];
};

/** What checking needs of the place where the file will stand. */
export type Surroundings = {
  /** Path of the file to be, for messages and for paths inside. */
  readonly file: string;
  readonly env: Environment;
  readonly readFile: ReadText;
};

/** Throws GATEWAY_ANSWERS_INVALID with every problem on a line. */
export function makeConfiguration(answers: Answers, { file, env, readFile }: Surroundings): string {
  const surely = { ...answers, equipment: answers.equipment.map((each) => paced(each, answers)) };
  const text = configurationText(surely);
  try {
    parseGatewayConfig(file, text, env, readFile, "later");
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    throw new GatewayError(
      "GATEWAY_ANSWERS_INVALID",
      `回答有误,没有写文件 · the answers do not make a configuration, nothing is written:\n${error.message}`,
      {},
      { cause: error },
    );
  }
  return text;
}

/** Instead of a broker's address. */
export const byCode = "enrolled";

/** Pulses and blinking lights want a faster scan than the rest; the first that its template admits. */
const intervals = [1000, 250, 100, 50] as const;

function paced(equipment: EquipmentAnswer, answers: Answers): EquipmentAnswer {
  if (equipment.intervalMs !== undefined || equipment.template === undefined) return equipment;
  const { username: _username, passwordFile: _file, ca: _ca, ...rest } = answers;
  const intervalMs = intervals.find((each) => {
    const alone = { ...rest, equipment: [{ ...equipment, intervalMs: each }] };
    try {
      parseGatewayConfig("", configurationText(alone), {}, undefined, "later");
      return true;
    } catch (error) {
      if (error instanceof GatewayError) return false;
      throw error;
    }
  });
  return { ...equipment, intervalMs };
}

function configurationText(answers: Answers): string {
  const { driver, endpoint } = connectionOfText(answers.connection, answers);
  const protocol = driverOf(driver)?.protocol ?? "modbus";
  const lines = [
    "# Lineproof 网关配置 · gateway configuration",
    "# 说明 · manual: docs/guides/commission-gateway.zh-CN.md。改完先检查 · after a change:",
    "#   lineproof gateway 本文件 --check",
    "gateway:",
    `  id: ${word(answers.gateway)}    # 本网关编号,一台一个 · unique per gateway`,
    `  site: ${word(answers.site)}    # 厂区编号,与产线模型一致 · as in the line model`,
    `  data: ${word(answers.data)}    # 密钥、日志与待发队列 · key, log and outbox`,
    ...brokerLines(answers),
    "# 锁定的产线模型,有了再打开 · the locked line model, once there is one",
    "# lineModel: line-model.yaml",
    "",
    "connections:",
    "  - id: line",
    `    driver: ${driver}`,
    ...indented(`endpoint: ${inline(endpoint)}`, 4),
    "",
    // Last, so that what scan and import print can be put below.
    "equipment:",
    ...answers.equipment.flatMap((each) => equipmentLines(each, protocol)),
  ];
  return `${lines.join("\n")}\n`;
}

function brokerLines({ broker, username, passwordFile, ca, primaryHost }: Answers): string[] {
  if (broker === byCode) {
    return [
      "broker: { enrolled: true }    # 地址与证书由登记码而来 · address and certificate come by the code",
    ];
  }
  const credentials = [
    `username: ${word(username ?? "gw1")}`,
    `password: { fromFile: ${word(passwordFile ?? "mqtt-secret")} }    # 密码单独放文件 · never in here`,
  ];
  const known = username !== undefined && passwordFile !== undefined;
  return [
    "broker:",
    `  url: ${word(broker)}    # 除本机外只许 mqtts · mqtts off this machine`,
    ...credentials.map((line) => (known ? `  ${line}` : `  # ${line}`)),
    ca === undefined
      ? "  # tls: { ca: ca.crt }    # 中心给的 CA · the centre's CA"
      : `  tls: { ca: ${word(ca)} }    # 中心给的 CA · the centre's CA`,
    primaryHost === undefined
      ? "  # primaryHost: lineproof    # 中心的 hostId;写了才等它 · waited for when written"
      : `  primaryHost: ${word(primaryHost)}    # 中心的 hostId · the centre's host id`,
  ];
}

function equipmentLines(
  { id, template, unit, root, intervalMs = 1000 }: EquipmentAnswer,
  protocol: "modbus" | "opcua",
): string[] {
  const known = template === undefined ? undefined : templates.get(template);
  const suffix = unit === undefined || protocol !== "modbus" ? "" : `-${unit}`;
  const name = known === undefined ? "" : `    # ${known.name.zh} · ${known.name.en}`;
  return [
    `  - id: ${word(id ?? `${template ?? "equipment"}${suffix}`)}    # 设备编号,与台账一致 · as on the asset list`,
    "    connection: line",
    ...(unit === undefined || protocol !== "modbus"
      ? []
      : [`    unit: ${unit}    # 从站号 · Modbus unit`]),
    ...(template === undefined ? exampleSignal(protocol) : [`    template: ${template}${name}`]),
    ...(root === undefined
      ? []
      : [`    root: ${word(root)}    # 模板路径的起点 · where paths begin`]),
    "    scanGroups:",
    `      - { id: ${intervalMs === 1000 ? "second" : "fast"}, intervalMs: ${intervalMs} }    # 多久读一遍,毫秒 · how often it is read, ms`,
  ];
}

function exampleSignal(protocol: "modbus" | "opcua"): string[] {
  const address =
    protocol === "modbus"
      ? '"holding:0:int16,scale=0.1"'
      : "{ node: 'nsu=http://example.com/;s=Signal', type: Float }";
  const hint =
    protocol === "modbus"
      ? "地址从 0 起,40001 写 holding:0 · replace; 40001 is holding:0"
      : "gateway browse 会列出来 · replace; gateway browse lists them";
  return [
    `    # 换成自己的信号;${hint}`,
    "    signals:",
    `      - { id: example, address: ${address} }`,
  ];
}

function inline(value: Readonly<Record<string, unknown>>): string {
  return stringify(value, { collectionStyle: "flow", lineWidth: 0 }).trimEnd();
}

function indented(text: string, columns: number): string[] {
  return text.split("\n").map((line) => `${" ".repeat(columns)}${line}`);
}

/** A text as YAML writes it, quoted where needed. */
function word(text: string): string {
  return stringify(text, { lineWidth: 0 }).trimEnd();
}
