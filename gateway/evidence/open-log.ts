// Opens a gateway's log: outbox and key together. The outbox is locked first, its public key decides
// which key file is the right one, and a key file without outbox never begins a second log.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { logIdOf } from "#contracts/log-id.ts";
import { GatewayError } from "../errors.ts";
import { Outbox, type OutboxOptions, outboxFileName } from "../outbox/outbox.ts";
import { outboxFailure } from "../outbox/sqlite-failure.ts";
import { sha256 } from "./digest.ts";
import {
  type EvidenceKey,
  generateKey,
  type KeyPair,
  keyFileName,
  keyOfLog,
  readKeyFile,
  writeKeyFile,
} from "./key.ts";

export type OpenLog = {
  readonly outbox: Outbox;
  readonly logId: string;
  /** The log's key, or why nothing can be signed. Recording goes on either way. */
  readonly key: EvidenceKey | GatewayError;
};

function refuseSecondLog(dataDir: string): void {
  const [key, outbox] = [join(dataDir, keyFileName), join(dataDir, outboxFileName)];
  if (readKeyFile(dataDir) === undefined) return;
  throw new GatewayError(
    "GATEWAY_OUTBOX_MISSING",
    `有密钥 ${key},但没有待发队列 ${outbox}。旧日志不能从头再来:只可恢复最后一次停止之后做的 ${outbox};没有就把密钥也移走,关闭旧日志并登记新日志 · The key ${key} stands without its outbox ${outbox}. A log never starts again: restore only the ${outbox} of the last stop, or move the key away too, close the old log and enrol a new one.`,
    { file: outbox, key },
  );
}

/** Throws GatewayError GATEWAY_OUTBOX_* or, when there is no log yet, GATEWAY_KEY_CORRUPT. */
export function openLog(options: Omit<OutboxOptions, "newLog" | "sha256">): OpenLog {
  const { dataDir } = options;
  let pair: KeyPair | undefined;
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw outboxFailure(error, join(dataDir, outboxFileName), "GATEWAY_OUTBOX_OPEN");
  }
  const newLog = (): Uint8Array => {
    refuseSecondLog(dataDir);
    pair = generateKey();
    return pair.key.publicKey;
  };
  const outbox = new Outbox({ ...options, sha256, newLog });
  try {
    // The process died between making the log and writing its key: nothing was recorded or signed yet.
    const unused = outbox.next === 0 && outbox.newestCheckpoint() === undefined;
    if (pair === undefined && unused && readKeyFile(dataDir) === undefined) {
      pair = generateKey();
      outbox.renewKey(pair.key.publicKey);
    }
    const key = pair === undefined ? ownKey(dataDir, outbox) : pair.key;
    if (pair !== undefined) writeKeyFile(dataDir, pair.pem);
    return { outbox, logId: logIdOf(sha256, outbox.publicKey), key };
  } catch (error) {
    outbox.close();
    throw outboxFailure(error, outbox.file, "GATEWAY_OUTBOX_OPEN");
  }
}

function ownKey(dataDir: string, outbox: Outbox): EvidenceKey | GatewayError {
  try {
    return keyOfLog(dataDir, outbox.publicKey);
  } catch (error) {
    if (error instanceof GatewayError) return error;
    throw error;
  }
}
