// The Ed25519 key of an evidence log: one file beside the outbox, mode 0600, PKCS #8 PEM.
// A log's key is made once. A key that is missing, damaged or another's is never replaced:
// a new key is a new log, which somebody has to enrol.
import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
} from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { sameBytes } from "#contracts/bytes.ts";
import type { Sign } from "#contracts/hashing.ts";
import { logIdOf } from "#contracts/log-id.ts";
import { GatewayError } from "../errors.ts";
import { sha256 } from "./digest.ts";
import { writeDurably } from "./durable-file.ts";

export const keyFileName = "evidence-key.pem";

export type EvidenceKey = {
  /** Raw, 32 bytes. */
  readonly publicKey: Uint8Array;
  /** 64 hex digits. */
  readonly logId: string;
  readonly sign: Sign;
};

export type KeyPair = { readonly key: EvidenceKey; readonly pem: string };

function evidenceKey(privateKey: KeyObject): EvidenceKey {
  const spki = createPublicKey(privateKey).export({ format: "der", type: "spki" });
  // RFC 8410: the raw key is the last 32 bytes of the SubjectPublicKeyInfo.
  const publicKey = new Uint8Array(spki.subarray(spki.length - 32));
  return {
    publicKey,
    logId: logIdOf(sha256, publicKey),
    sign: (message) => sign(null, message, privateKey),
  };
}

/** A fresh key pair, in memory only. */
export function generateKey(): KeyPair {
  const { privateKey } = generateKeyPairSync("ed25519");
  return {
    key: evidenceKey(privateKey),
    pem: privateKey.export({ format: "pem", type: "pkcs8" }).toString(),
  };
}

/**
 * Writes the key file whole or not at all. The caller holds the outbox's lock and saw no key file.
 * Throws GATEWAY_KEY_UNWRITABLE.
 */
export function writeKeyFile(dataDir: string, pem: string): void {
  const path = join(dataDir, keyFileName);
  try {
    writeDurably(path, pem);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new GatewayError(
      "GATEWAY_KEY_UNWRITABLE",
      `写不下证据密钥 ${path}(${reason})。日志尚未开始;请检查磁盘空间与权限后重新启动 · The evidence key ${path} cannot be written (${reason}). The log has not begun: check the disk's space and permissions and start again.`,
      { file: path, reason },
      { cause },
    );
  }
}

/** The PEM of the key file; undefined when there is no file. Other read errors are GATEWAY_KEY_CORRUPT. */
export function readKeyFile(dataDir: string): string | undefined {
  const path = join(dataDir, keyFileName);
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw new GatewayError(
      "GATEWAY_KEY_CORRUPT",
      `无法读取证据密钥 ${path}:${String(cause)}。请修复文件权限 · The evidence key ${path} cannot be read: mend its permissions.`,
      { file: path },
      { cause },
    );
  }
}

/** Reads a PEM as an evidence key. Throws GATEWAY_KEY_CORRUPT naming the file. */
export function parseKey(dataDir: string, pem: string): EvidenceKey {
  const path = join(dataDir, keyFileName);
  try {
    const key = createPrivateKey(pem);
    if (key.asymmetricKeyType !== "ed25519") throw new Error(`key type ${key.asymmetricKeyType}`);
    return evidenceKey(key);
  } catch (cause) {
    throw new GatewayError(
      "GATEWAY_KEY_CORRUPT",
      `证据密钥 ${path} 已损坏,停止签名。照常采集。有此文件的副本就放回(.lpb 备份里没有它);没有就移走数据目录、关闭旧日志、登记新日志 · The evidence key ${path} is damaged: recording goes on, nothing is signed. Put a copy of the file back (it is never in a .lpb backup); without one move the data folder away, close the old log and enrol a new one.`,
      { file: path },
      { cause },
    );
  }
}

/**
 * The key that belongs to a log with this public key.
 * Throws GATEWAY_KEY_MISSING, GATEWAY_KEY_CORRUPT or GATEWAY_KEY_SWAPPED, each naming the file.
 */
export function keyOfLog(dataDir: string, publicKey: Uint8Array): EvidenceKey {
  const path = join(dataDir, keyFileName);
  const pem = readKeyFile(dataDir);
  const logId = logIdOf(sha256, publicKey);
  if (pem === undefined) {
    throw new GatewayError(
      "GATEWAY_KEY_MISSING",
      `缺少证据密钥 ${path}(日志 ${logId}),停止签名。照常采集。有此文件的副本就放回(.lpb 备份里没有它),不要另建密钥;没有就移走数据目录、关闭旧日志、登记新日志 · The evidence key ${path} of log ${logId} is missing: recording goes on, nothing is signed. Put a copy of the file back (it is never in a .lpb backup); without one move the data folder away, close the old log and enrol a new one.`,
      { file: path, log: logId },
    );
  }
  const key = parseKey(dataDir, pem);
  if (!sameBytes(key.publicKey, publicKey)) {
    throw new GatewayError(
      "GATEWAY_KEY_SWAPPED",
      `证据密钥 ${path} 不属于日志 ${logId}(它属于 ${key.logId}),停止签名。请恢复原密钥 · The key in ${path} belongs to log ${key.logId}, not to ${logId}, and nothing is signed: put the right key back.`,
      { file: path, log: logId, found: key.logId },
    );
  }
  return key;
}
