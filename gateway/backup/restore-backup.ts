// Lays a backup out in an empty folder. Nothing of the old log comes along: the first start begins a new one.
import { chmodSync, existsSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { GatewayError } from "../errors.ts";
import { makeFolder, writeDurably } from "../evidence/durable-file.ts";
import type { BackupContent, LogHead } from "./backup-content.ts";
import { writeReplacementNote } from "./replacement-note.ts";

const environmentFileName = "gateway.env";

export type Restored = {
  /** Absolute. */
  readonly config: string;
  readonly dataDir: string;
  readonly files: number;
  /** File with the secrets of the environment; undefined: there are none. */
  readonly environment: string | undefined;
};

/** To be asked before anything is done that cannot be undone. Throws GATEWAY_BACKUP_TARGET. */
export function refuseUsed(into: string): void {
  if (!existsSync(into) || readdirSync(into).length === 0) return;
  throw new GatewayError(
    "GATEWAY_BACKUP_TARGET",
    `目录 ${into} 不是空的,什么也没有恢复。请另给一个新目录 · The folder ${into} is not empty; nothing was restored. Name a new one.`,
    { folder: into },
  );
}

/** As systemd's EnvironmentFile and a shell read it. */
function environmentText(environment: BackupContent["environment"]): string {
  const quoted = (value: string) => `"${value.replace(/[\\"$`]/g, "\\$&")}"`;
  return Object.entries(environment)
    .map(([name, value]) => `${name}=${quoted(value)}\n`)
    .join("");
}

/**
 * Throws GATEWAY_BACKUP_TARGET for a folder that is not empty, GATEWAY_BACKUP_UNWRITABLE.
 * @param replaces the old log, where its disk could be read; else as the backup knew it
 */
export function restoreBackup(
  content: BackupContent,
  into: string,
  now: number,
  ended?: LogHead,
): Restored {
  refuseUsed(into);
  const dataDir = join(into, content.data);
  try {
    makeFolder(dataDir);
    for (const { place, path, mode, base64 } of content.files) {
      const target = join(place === "data" ? dataDir : into, path);
      makeFolder(dirname(target));
      writeDurably(target, Buffer.from(base64, "base64"));
      chmodSync(target, mode);
    }
    const secrets = Object.keys(content.environment).length > 0;
    const environment = secrets ? join(into, environmentFileName) : undefined;
    if (environment !== undefined) writeDurably(environment, environmentText(content.environment));
    writeReplacementNote(dataDir, {
      format: "lineproof/replacement/1",
      site: content.site,
      gateway: content.gateway,
      replaces: ended ?? content.log,
      ended: ended !== undefined,
      restoredAt: now,
    });
    return {
      config: join(into, content.config),
      dataDir,
      files: content.files.length,
      environment,
    };
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new GatewayError(
      "GATEWAY_BACKUP_UNWRITABLE",
      `写不进 ${into}(${reason})。请检查磁盘与权限,清空该目录后重来 · ${into} cannot be written (${reason}). Check disk and permissions, empty the folder and try again.`,
      { folder: into, reason },
      { cause },
    );
  }
}
