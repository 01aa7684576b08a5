// `lineproof gateway restore BACKUP.lpb --into DIR`: a new disk or a new computer takes over.
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { type BackupContent, decodeContent } from "#gateway/backup/backup-content.ts";
import { type Restored, refuseUsed, restoreBackup } from "#gateway/backup/restore-backup.ts";
import { type Retired, retireLog } from "#gateway/backup/retire-log.ts";
import { unseal } from "#gateway/backup/sealed-file.ts";
import { GatewayError } from "#gateway/errors.ts";
import { parseArguments } from "../../arguments.ts";
import { CommandError } from "../../errors.ts";
import { readPassphrase } from "../../passphrase.ts";
import { systemClock } from "../../process/system-clock.ts";
import type { GatewayCommand } from "./gateway-command.ts";

function readBackup(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new GatewayError(
      "GATEWAY_BACKUP_UNREADABLE",
      `读不到备份 ${file}(${reason}) · the backup ${file} cannot be read (${reason})`,
      { file, reason },
      { cause },
    );
  }
}

function report(content: BackupContent, restored: Restored, retired: Retired | undefined): string {
  const { log } = content;
  const lines = [
    `已恢复 ${content.site}/${content.gateway}:${restored.files} 个文件,备份于 ${new Date(content.madeAt).toISOString()} · restored, as backed up then`,
  ];
  if (retired !== undefined) {
    lines.push(
      `旧日志已关闭,共 ${retired.head.size} 条,未送达 ${retired.undelivered} 条 · the old log is closed; records in all, and not delivered`,
    );
  } else if (log !== null) {
    lines.push(
      `旧日志 ${log.log.slice(0, 16)}… 备份时有 ${log.size} 条 · the old log had so many records when backed up`,
    );
  }
  if (restored.environment !== undefined) {
    lines.push(`环境变量里的密码在 · passwords of the environment: ${restored.environment}`);
  }
  lines.push(
    "新机器写新日志,须向中心登记 · a new machine writes a new log, which the centre has to enrol:",
    `  1. 请中心出接替码 · have the centre make a code that replaces: ${(retired?.head ?? log)?.log ?? "?"}`,
    `  2. lineproof gateway enrol ${restored.config} --centre URL --code CODE`,
    `  3. lineproof gateway ${restored.config}`,
  );
  return lines.join("\n");
}

export const restore: GatewayCommand = {
  help: `lineproof gateway restore BACKUP.lpb --into DIR [--passphrase-file FILE]
                          [--retire OLD_DATA [--abandon]]
  --into DIR   新的空目录 · a new, empty folder
  --passphrase-file FILE
               口令取自文件第一行;不给则在终端询问
               first line of FILE; without it the terminal is asked
  --retire OLD_DATA
               旧盘还读得出:把旧数据目录里的日志关闭(写入结束记录)
               the old disk can be read: closes the log in its data folder
  --abandon    即使旧日志还有未送达的记录 · though records wait in it`,
  async run(args) {
    const { values, positionals } = parseArguments(args, {
      into: { type: "string" },
      "passphrase-file": { type: "string" },
      retire: { type: "string" },
      abandon: { type: "boolean", default: false },
    });
    const [file, ...more] = positionals;
    if (file === undefined || more.length > 0 || values.into === undefined) {
      throw new CommandError(
        "BIN_ARGUMENTS",
        `须给出备份文件与 --into · a backup and --into are needed\n${restore.help}`,
      );
    }
    const sealed = readBackup(file);
    const passphrase = await readPassphrase(values["passphrase-file"], false);
    const content = decodeContent(file, await unseal(file, sealed, passphrase));
    const into = resolve(values.into);
    refuseUsed(into);
    const { site, gateway, log } = content;
    const retired =
      values.retire === undefined
        ? undefined
        : retireLog({
            dataDir: resolve(values.retire),
            of: { site, gateway, log: log?.log },
            reason: "replaced",
            abandon: values.abandon,
            clock: systemClock,
          });
    const restored = restoreBackup(content, into, systemClock.now(), retired?.head);
    process.stdout.write(`${report(content, restored, retired)}\n`);
    return 0;
  },
};
