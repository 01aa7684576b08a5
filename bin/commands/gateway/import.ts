// `lineproof gateway import LIST`: a PLC programmer's signal list as signals of a configuration.
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { blankList } from "#gateway/signal-list/blank-list.ts";
import { type ImportOptions, importList } from "#gateway/signal-list/import-list.ts";
import { equipmentOfList, listYaml } from "#gateway/signal-list/list-yaml.ts";
import { plcProfiles } from "#gateway/signal-list/plc-areas.ts";
import { parseArguments, parseDuration } from "../../arguments.ts";
import { importLines } from "../../commissioning/import-lines.ts";
import { onlyFile } from "../../commissioning/only-file.ts";
import { writeNew } from "../../commissioning/write-new.ts";
import { CommandError } from "../../errors.ts";
import type { GatewayCommand } from "./gateway-command.ts";

function bytesOf(file: string): Uint8Array {
  try {
    return readFileSync(file);
  } catch (cause) {
    const reason = cause instanceof Error && "code" in cause ? String(cause.code) : String(cause);
    throw new CommandError(
      "BIN_FILE_UNREADABLE",
      `读不到文件 ${file}(${reason}) · cannot read ${file} (${reason})`,
      { file, reason },
      { cause },
    );
  }
}

function profileOf(id: string) {
  const profile = Object.hasOwn(plcProfiles, id) ? plcProfiles[id] : undefined;
  if (profile !== undefined) return profile;
  const known = Object.keys(plcProfiles).join(" | ");
  throw new CommandError(
    "BIN_ARGUMENTS",
    `没有 PLC ${id},可用:${known} · no PLC ${id}; there is ${known}`,
  );
}

const options = {
  connection: { type: "string", default: "plc" },
  equipment: { type: "string", default: "plc" },
  interval: { type: "string", default: "1s" },
  base: { type: "string", default: "0" },
  plc: { type: "string" },
  "holding-db": { type: "string" },
  sheet: { type: "string" },
  out: { type: "string" },
  "template-out": { type: "string" },
  json: { type: "boolean", default: false },
} as const;

function parseValues(args: string[]) {
  return parseArguments(args, options);
}

function optionsOf({
  plc,
  sheet,
  base,
  "holding-db": block,
}: ReturnType<typeof parseValues>["values"]): ImportOptions {
  if (base !== "0" && base !== "1") {
    throw new CommandError("BIN_ARGUMENTS", `--base 为 0 或 1 · --base is 0 or 1, not ${base}`);
  }
  return {
    base: base === "1" ? 1 : 0,
    ...(plc === undefined ? {} : { plc: profileOf(plc) }),
    ...(block === undefined ? {} : { holdingBlock: Number(block) }),
    ...(sheet === undefined ? {} : { sheet }),
  };
}

/** A list is read only; what comes out goes to the terminal or into a new file. */
export const importSignals: GatewayCommand = {
  help: `lineproof gateway import LIST.xlsx|LIST.csv [options]
  点表(名称、地址、类型、字节序、倍率、单位、从站 …)转成信号;先看报告再采用
  a signal list becomes signals; shows how each address was understood
  --connection ID     连接编号 · connection (plc)
  --equipment ID      设备编号 · equipment (plc)
  --interval 1s       扫描周期 · scan interval
  --base 0|1          无前缀的地址从几起 · plain addresses count from (0)
  --plc NAME          PLC 内部地址(D、M、X、Y)的换算:
                      ${Object.keys(plcProfiles).join(" ")}
  --holding-db N      西门子 MB_HOLD_REG 的 DB 号 · DB of MB_HOLD_REG
  --sheet NAME        工作表 · sheet of the workbook
  --out FILE.yaml     写成文件 · write the YAML (never overwrites)
  --template-out F.csv  写一个空白点表 · write a blank list for Excel
  --json              机器可读 · for programs
  退出码 · exit code: 0 全部读懂 all understood, 1 有问题 problems`,
  async run(args) {
    const { values, positionals } = parseValues(args);
    const say = (line: string) => void process.stdout.write(`${line}\n`);
    if (values["template-out"] !== undefined) {
      writeNew(values["template-out"], blankList());
      say(`已写入 · written: ${values["template-out"]}`);
      return 0;
    }
    const file = onlyFile(positionals, importSignals.help);
    const list = await importList(basename(file), bytesOf(file), optionsOf(values));
    const equipment = equipmentOfList(list.signals, {
      connection: values.connection,
      equipment: values.equipment,
      intervalMs: parseDuration(values.interval),
    });
    const yaml = list.signals.length === 0 ? "" : listYaml(equipment);
    if (values.json) say(JSON.stringify({ ...list, equipment, yaml }, null, 2));
    else for (const line of importLines(file, list)) say(line);
    if (list.problems.length > 0 || list.signals.length === 0) return 1;
    if (values.out !== undefined) writeNew(values.out, yaml);
    if (!values.json)
      say(values.out === undefined ? `\n${yaml}` : `已写入 · written: ${values.out}`);
    return 0;
  },
};
