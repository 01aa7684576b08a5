// `lineproof gateway backup FILE --to FILE.lpb`: what a new machine needs, sealed with a passphrase.
import { encodeContent } from "#gateway/backup/backup-content.ts";
import { makeBackup } from "#gateway/backup/make-backup.ts";
import { seal } from "#gateway/backup/sealed-file.ts";
import { GatewayError } from "#gateway/errors.ts";
import { writeDurably } from "#gateway/evidence/durable-file.ts";
import { parseArguments } from "../../arguments.ts";
import { CommandError } from "../../errors.ts";
import { readPassphrase } from "../../passphrase.ts";
import { systemClock } from "../../process/system-clock.ts";
import type { GatewayCommand } from "./gateway-command.ts";

export const backup: GatewayCommand = {
  help: `lineproof gateway backup FILE --to BACKUP.lpb [--passphrase-file FILE]
  FILE      网关配置;网关可以正在运行 · configuration; it may be running
  --to      备份写到哪里(U 盘、别的机器) · a USB stick, another machine
  --passphrase-file FILE
            口令取自文件第一行;不给则在终端询问
            first line of FILE; without it the terminal is asked
  含配置、模板、产线模型、证书、密码;不含证据日志及其签名密钥
  holds configuration, templates, line model, certificates, passwords;
  not the evidence log nor the key that signs it`,
  async run(args) {
    const { values, positionals } = parseArguments(args, {
      to: { type: "string" },
      "passphrase-file": { type: "string" },
    });
    const [file, ...more] = positionals;
    if (file === undefined || more.length > 0 || values.to === undefined) {
      throw new CommandError(
        "BIN_ARGUMENTS",
        `须给出配置文件与 --to · a configuration file and --to are needed\n${backup.help}`,
      );
    }
    const content = makeBackup(file, process.env, systemClock.now());
    const passphrase = await readPassphrase(values["passphrase-file"], true);
    const sealed = await seal(encodeContent(content), passphrase);
    try {
      writeDurably(values.to, sealed);
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new GatewayError(
        "GATEWAY_BACKUP_UNWRITABLE",
        `写不下备份 ${values.to}(${reason}) · the backup ${values.to} cannot be written (${reason})`,
        { file: values.to, reason },
        { cause },
      );
    }
    const { site, gateway, files, log } = content;
    const head =
      log === null
        ? "尚无日志 · no log yet"
        : `日志 ${log.log.slice(0, 16)}…,${log.size} 条 · log with ${log.size} records`;
    process.stdout.write(
      `已备份 ${site}/${gateway}:${files.length} 个文件;${head}\n${values.to}(${sealed.length} B)。口令请另存一处 · Keep the passphrase elsewhere.\n`,
    );
    return 0;
  },
};
