// `lineproof gateway scan`: what is there, and which product it is. Everything that was touched is said.
import { findHosts } from "#gateway/commissioning/find-hosts.ts";
import { foundYaml } from "#gateway/commissioning/found-yaml.ts";
import { hostsOfText } from "#gateway/commissioning/host-list.ts";
import {
  type ScannedDevice,
  type ScanReport,
  scanConnection,
} from "#gateway/commissioning/scan-connection.ts";
import { templates } from "#gateway/templates/registry.ts";
import { parseArguments, parsePort } from "../../arguments.ts";
import { connectionOptions, targetsOf } from "../../commissioning/connection-options.ts";
import { deviceLines } from "../../commissioning/scan-lines.ts";
import { untilInterrupted } from "../../commissioning/until-interrupted.ts";
import { CommandError } from "../../errors.ts";
import { systemClock } from "../../process/system-clock.ts";
import { wrap } from "../../terminal-text.ts";
import type { GatewayCommand } from "./gateway-command.ts";

function rangeOf(text: string): readonly [number, number] {
  const [, first, last = first] = /^(\d{1,3})(?:-(\d{1,3}))?$/.exec(text) ?? [];
  const range = [Number(first), Number(last)] as const;
  if (first !== undefined && range[0] <= range[1] && range[1] <= 255) return range;
  throw new CommandError(
    "BIN_ARGUMENTS",
    `单元范围写作 1-247,不能是 ${text} · units are 1-247, not ${text}`,
  );
}

const say = (line: string) => void process.stdout.write(`${line}\n`);
const hint = (line: string) => void process.stderr.write(`${line}\n`);

async function scanHosts(text: string, ports: string, json: boolean): Promise<number> {
  const hosts = hostsOfText(text);
  const numbers = ports.split(",").map(parsePort);
  for (const line of wrap(
    "",
    `试连 ${hosts.length} 个地址的端口 ${ports}:只建立连接,不发送任何内容 · opens and closes a connection to ${hosts.length} addresses, ports ${ports}; sends nothing`,
  )) {
    hint(line);
  }
  const report = await findHosts(hosts, numbers, untilInterrupted());
  if (json) say(JSON.stringify({ hosts: hosts.length, ports: numbers, ...report }, null, 2));
  else {
    for (const { host, port } of report.open) say(`  ${host}:${port}`);
    say(
      `试了 ${report.tried} 处,接通 ${report.open.length} 处 · ${report.open.length} of ${report.tried} open`,
    );
  }
  return report.open.length > 0 ? 0 : 1;
}

export const scan: GatewayCommand = {
  help: `lineproof gateway scan FILE [--connection ID] [--units 1-247]
lineproof gateway scan --connection modbus-tcp:HOST:PORT [--units 1-247]
lineproof gateway scan --connection modbus-rtu:/dev/ttyUSB0 --baud 9600,19200
                       --parity none,even
lineproof gateway scan --hosts 192.168.10.0/24 [--ports 502,4840]
  只读:每个单元问 FC03、FC04、FC43,认出的型号给出可粘贴的配置
  reads only: FC03, FC04, FC43 of every unit; recognised products as ready YAML
  --units A-B         Modbus 单元范围 · Modbus units (1-247)
  --hosts LIST        只试连所写的地址 · these only, at most 256
  --mode --policy --trust --user --password-env   OPC UA: browse --help
  --json              机器可读 · for programs
  运行中的网关会与它争用设备 · a running gateway competes for the device`,
  async run(args) {
    const { values, positionals } = parseArguments(args, {
      ...connectionOptions,
      units: { type: "string", default: "1-247" },
      hosts: { type: "string" },
      ports: { type: "string", default: "502,4840" },
      baud: { type: "string" },
      parity: { type: "string" },
      json: { type: "boolean", default: false },
    });
    if (values.hosts !== undefined) return scanHosts(values.hosts, values.ports, values.json);
    const range = rangeOf(values.units);
    const { targets, dataDir, alternatives } = targetsOf(positionals, values, scan.help);
    const signal = untilInterrupted();
    const reports: ScanReport[] = [];
    const told = (device: ScannedDevice) => {
      if (!values.json) for (const line of deviceLines(device)) say(line);
    };
    for (const target of targets) {
      hint(`${target.id}: 正在查找,Ctrl-C 停止 · looking, Ctrl-C stops …`);
      const io = {
        clock: systemClock,
        dataDir,
        log: hint,
        signal,
        templates: [...templates.values()],
      };
      const report = await scanConnection(target, range, io, told);
      reports.push(report);
      if (signal.aborted || (alternatives && report.devices.length > 0)) break;
    }
    const devices = reports.flatMap((report) => report.devices);
    if (values.json) {
      say(JSON.stringify({ reports, yaml: foundYaml(devices) }, null, 2));
      return devices.length > 0 ? 0 : 1;
    }
    for (const { connection, touched } of reports) {
      for (const line of wrap("", `${connection}: 查过 looked at: ${touched}`)) say(line);
    }
    say(`找到 ${devices.length} 台 · ${devices.length} found`);
    const yaml = foundYaml(devices);
    if (yaml !== "") say(`\n${yaml}`);
    return devices.length > 0 ? 0 : 1;
  },
};
