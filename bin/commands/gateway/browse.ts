// `lineproof gateway browse`: what an OPC UA server has, and its variables as signals.
import { existsSync } from "node:fs";
import { browseConnection } from "#gateway/commissioning/browse-connection.ts";
import { signalsCsv, signalsOfNodes, signalsYaml } from "#gateway/commissioning/browsed-signals.ts";
import type { BrowsedNode } from "#gateway/driver.ts";
import { parseArguments } from "../../arguments.ts";
import { browsedLines } from "../../commissioning/browse-lines.ts";
import { connectionOptions, targetsOf } from "../../commissioning/connection-options.ts";
import { untilInterrupted } from "../../commissioning/until-interrupted.ts";
import { writeNew } from "../../commissioning/write-new.ts";
import { CommandError } from "../../errors.ts";
import { systemClock } from "../../process/system-clock.ts";
import type { GatewayCommand } from "./gateway-command.ts";

const say = (line: string) => void process.stdout.write(`${line}\n`);
const hint = (line: string) => void process.stderr.write(`${line}\n`);

/** `mach=http://opcfoundation.org/UA/Machinery/`. */
function namespacesOf(pairs: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const [, alias, uri] = /^([A-Za-z][\w-]*)=(\S+)$/.exec(pair) ?? [];
      if (alias !== undefined && uri !== undefined) return [alias, uri];
      throw new CommandError(
        "BIN_ARGUMENTS",
        `--namespace 写作 别名=URI · --namespace is alias=URI, not ${pair}`,
      );
    }),
  );
}

function limitOf(text: string): number {
  const limit = Number(text);
  if (Number.isInteger(limit) && limit >= 1 && limit <= 100_000) return limit;
  throw new CommandError("BIN_ARGUMENTS", `--limit 为 1–100000 · --limit is 1–100000, not ${text}`);
}

function write(file: string, nodes: readonly BrowsedNode[]): void {
  const signals = signalsOfNodes(nodes);
  writeNew(file, /\.csv$/i.test(file) ? signalsCsv(signals) : signalsYaml(signals));
  hint(`已写入 ${signals.length} 个信号 · ${signals.length} signals written: ${file}`);
}

/** BigInt and bytes have no form in JSON. */
function plain(_key: string, value: unknown): unknown {
  if (typeof value === "bigint") return value.toString();
  return value instanceof Uint8Array ? Buffer.from(value).toString("hex") : value;
}

export const browse: GatewayCommand = {
  help: `lineproof gateway browse FILE [--connection ID] [options]
lineproof gateway browse opc.tcp://HOST:4840 --mode M [--policy P --trust DIR]
  列出服务器的节点,或写成信号 · lists a server's nodes, or writes signals
  --mode M            SignAndEncrypt | Sign | None;没有默认 · no default
  --policy P          Basic256Sha256 | Aes128_Sha256_RsaOaep |
                      Aes256_Sha256_RsaPss
  --trust PATH        受信任的服务器证书(--data 下的 trust),核对指纹后放进去
                      trusted server certificates (trust below --data): put them
                      there after comparing their fingerprints
  --user NAME --password-env VAR     密码放环境变量 · password from a variable
  --data DIR          自己的证书放哪 · for our certificate
                      (lineproof-commissioning)
  --from PATH         从哪个节点起,如列出的路径 · where to begin, as listed
  --namespace A=URI   --from 里的别名,可重复 · aliases in --from, repeatable
  --limit N           最多多少个节点 · most nodes (2000)
  --write FILE        写成 .yaml 或 .csv,不覆盖 · write signals, no overwriting
  --json              机器可读 · for programs`,
  async run(args) {
    const { values, positionals } = parseArguments(args, {
      ...connectionOptions,
      from: { type: "string" },
      namespace: { type: "string", multiple: true, default: [] },
      limit: { type: "string", default: "2000" },
      write: { type: "string" },
      json: { type: "boolean", default: false },
    });
    const limit = limitOf(values.limit);
    const namespaces = namespacesOf(values.namespace);
    const { targets, dataDir } = targetsOf(positionals, values, browse.help);
    const chosen = targets.filter(({ driver }) => driver === "opcua");
    const [target, another] = chosen.length === 0 ? targets : chosen;
    if (target === undefined || another !== undefined) {
      const ids = targets.map(({ id }) => id).join(", ");
      throw new CommandError(
        "BIN_ARGUMENTS",
        `请用 --connection 指明一个连接,有:${ids} · name one by --connection; there is ${ids}`,
      );
    }
    const { from } = values;
    // Before a long way through a small server, not behind it.
    if (values.write !== undefined && existsSync(values.write)) writeNew(values.write, "");
    const lines = browsedLines(from);
    const report = await browseConnection(
      target,
      { namespaces, limit, ...(from === undefined ? {} : { from }) },
      { clock: systemClock, dataDir, log: hint, signal: untilInterrupted() },
      (node) => {
        if (!values.json) for (const line of lines(node)) say(line);
      },
    );
    if (values.json) say(JSON.stringify(report, plain, 2));
    else {
      const signals = signalsOfNodes(report.nodes).length;
      say(
        `${report.nodes.length} 个节点,${signals} 个可作信号 · ${signals} of ${report.nodes.length} can be signals`,
      );
    }
    if (report.cut) {
      hint(`只列到 ${limit} 个,用 --from 或 --limit · cut at ${limit}: use --from or --limit`);
    }
    if (values.write !== undefined) write(values.write, report.nodes);
    return 0;
  },
};
