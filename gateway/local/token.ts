// The secret of the local server: whoever can read the gateway's data folder may look and reload.
import { randomBytes, timingSafeEqual } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { GatewayError } from "../errors.ts";
import { writeDurably } from "../evidence/durable-file.ts";

const fileName = "local.token";
const bytes = 32;
/** Permissions of group and others. */
const othersMask = 0o077;

export function tokenFile(dataDir: string): string {
  return join(dataDir, fileName);
}

/** Reads the token; makes one (mode 0600) where there is none. The data folder is ours alone. Throws GATEWAY_LOCAL_TOKEN. */
export function openToken(dataDir: string): string {
  const file = tokenFile(dataDir);
  try {
    const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
    if (size === 0) writeDurably(file, `${randomBytes(bytes).toString("base64url")}\n`);
  } catch (cause) {
    throw unusable(file, String(cause));
  }
  const token = readToken(file);
  // Windows has no such bits; there the folder's rights hold.
  if (process.platform !== "win32" && (statSync(file).mode & othersMask) !== 0) {
    throw unusable(file, "chmod 600");
  }
  if (token.length < bytes) throw unusable(file, "too short");
  return token;
}

function readToken(file: string): string {
  try {
    return readFileSync(file, "utf8").trim();
  } catch (cause) {
    throw unusable(file, String(cause));
  }
}

/** Takes the same time whatever is wrong. */
export function isToken(said: string, token: string): boolean {
  const a = Buffer.from(said);
  const b = Buffer.from(token);
  return a.length === b.length && timingSafeEqual(a, b);
}

function unusable(file: string, reason: string): GatewayError {
  return new GatewayError(
    "GATEWAY_LOCAL_TOKEN",
    `本地口令文件 ${file} 不能用(${reason});删除它后重启,会重新生成 · the token file ${file} cannot be used (${reason}): delete it and restart, a new one is made`,
    { file, reason },
  );
}
