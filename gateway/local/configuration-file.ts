// The configuration file changed from the page: only what the running gateway can take over is ever written, the file
// before stays beside it, and when the take-over fails all the same, it comes back.
import { createHash } from "node:crypto";
import {
  closeSync,
  copyFileSync,
  constants as fsConstants,
  fsyncSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { errorCode } from "#contracts/errors.ts";
import { GatewayError } from "../errors.ts";
import type { ReloadResult } from "../reload/reload-result.ts";
import type { CommissioningDesk, ConfigurationSource } from "./commissioning-desk.ts";
import type { LocalGateway } from "./route.ts";

export type ConfigurationText = {
  readonly file: string;
  readonly text: string;
  /** SHA-256 of the text, hex. */
  readonly digest: string;
};

export type TakenConfiguration = ReloadResult & {
  /** Where the file before is kept. */
  readonly backup: string;
};

/** Throws GATEWAY_RELOAD_UNAVAILABLE and GATEWAY_CONFIG_UNREADABLE. */
export function readConfiguration(desk: CommissioningDesk): ConfigurationText {
  const { file } = sourceOf(desk);
  try {
    const text = readFileSync(file, "utf8");
    return { file, text, digest: digestOf(text) };
  } catch (cause) {
    throw new GatewayError(
      "GATEWAY_CONFIG_UNREADABLE",
      `配置文件读不出 · configuration cannot be read: ${file} (${errorCode(cause) ?? cause})`,
      { file },
      { cause },
    );
  }
}

/** Throws GATEWAY_CONFIG_INVALID with every problem, GATEWAY_RELOAD_RESTART_NEEDED. */
export function checkConfiguration(desk: CommissioningDesk, text: string): ReloadResult {
  return desk.rehearse(sourceOf(desk).parse(text));
}

/**
 * @param digest of the text that the change was made from. Throws what checkConfiguration throws,
 * GATEWAY_CONFIG_OVERTAKEN, GATEWAY_CONFIG_UNWRITABLE, and what a reload throws.
 */
export function takeConfiguration(
  gateway: Pick<LocalGateway, "desk" | "reload">,
  text: string,
  digest: string,
): TakenConfiguration {
  const { desk } = gateway;
  const before = readConfiguration(desk);
  if (before.digest !== digest) {
    throw new GatewayError(
      "GATEWAY_CONFIG_OVERTAKEN",
      `配置文件已被别人改过,没有写入:请重新载入后再改 · the file was changed by somebody else meanwhile and is not written: load it again, then change it: ${before.file}`,
      { file: before.file },
    );
  }
  checkConfiguration(desk, text);
  // A link is kept, and what it leads to is written.
  const file = realpathSync(before.file);
  const backup = `${file}.${new Date(desk.clock.now()).toISOString().replace(/[:.]/g, "-")}.bak`;
  written(file, () => {
    copyFileSync(file, backup, fsConstants.COPYFILE_EXCL);
    replace(file, text);
  });
  desk.log(
    `本地页面写入了配置,原文件在 · the local page wrote the configuration, the one before is ${backup}`,
  );
  try {
    return { ...gateway.reload(), backup };
  } catch (error) {
    written(file, () => replace(file, before.text));
    throw error;
  }
}

function sourceOf({ source }: CommissioningDesk): ConfigurationSource {
  if (source !== undefined) return source;
  throw new GatewayError(
    "GATEWAY_RELOAD_UNAVAILABLE",
    "本网关不是从文件启动的,没有可改的配置 · this gateway was not started from a file: there is nothing to change",
  );
}

function digestOf(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

function written(file: string, work: () => void): void {
  try {
    work();
  } catch (cause) {
    const reason = cause instanceof Error && "code" in cause ? String(cause.code) : String(cause);
    throw new GatewayError(
      "GATEWAY_CONFIG_UNWRITABLE",
      `写不了配置文件 ${file}(${reason}):网关的用户没有写权限是常态,请下载新配置,由管理员放到原处,再点「重读」· cannot write it: the gateway's user mostly may not; download the new configuration, let an administrator put it there, then reload`,
      { file, reason },
      { cause },
    );
  }
}

/** Old or new, never half: a power cut between leaves the one or the other. */
function replace(file: string, text: string): void {
  const fresh = `${file}.new`;
  try {
    const handle = openSync(fresh, "w", statSync(file).mode);
    try {
      writeFileSync(handle, text);
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    renameSync(fresh, file);
  } finally {
    rmSync(fresh, { force: true });
  }
}
