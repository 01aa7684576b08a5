// Opens a gateway's log: outbox and key together. The outbox is locked first, its public key decides
// which key file is the right one, and a key file without outbox never begins a second log.
import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { openCheckpoint } from "#contracts/checkpoint.ts";
import { logIdOf } from "#contracts/log-id.ts";
import { decodeRecord } from "#contracts/record-bytes.ts";
import { GatewayError } from "../errors.ts";
import { markFileName, Outbox, type OutboxOptions, outboxFileName } from "../outbox/outbox.ts";
import { outboxFailure } from "../outbox/sqlite-failure.ts";
import { sha256, verifyEd25519 } from "./digest.ts";
import { makeFolder } from "./durable-file.ts";
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

/** What of a log stands without its outbox; it is never begun again there. */
function refuseSecondLog(dataDir: string, names: readonly string[]): void {
  const outbox = join(dataDir, outboxFileName);
  const left = names.map((name) => join(dataDir, name)).find((file) => sizeOf(file) > 0);
  if (left === undefined) return;
  throw new GatewayError(
    "GATEWAY_OUTBOX_MISSING",
    `有 ${left},但没有待发队列 ${outbox}。旧日志不能从头再来:只可恢复最后一次停止之后做的 ${outbox};没有就把整个数据目录移走,关闭旧日志并登记新日志 · ${left} stands without its outbox ${outbox}. A log never starts again: restore only the ${outbox} of the last stop, or move the whole data directory away, close the old log and enrol a new one.`,
    { file: outbox, left },
  );
}

/** 0 where there is no such file. */
function sizeOf(file: string): number {
  return existsSync(file) ? statSync(file).size : 0;
}

/** Throws GatewayError GATEWAY_OUTBOX_* or, when there is no log yet, GATEWAY_KEY_CORRUPT. */
export function openLog(
  options: Omit<OutboxOptions, "newLog" | "sha256"> & {
    /** Opens a log that was closed as well; else that is GATEWAY_LOG_ENDED. */
    readonly ended?: boolean;
  },
): OpenLog {
  const { dataDir } = options;
  let pair: KeyPair | undefined;
  try {
    makeFolder(dataDir);
    // Before SQLite looks: it deletes a write-ahead log without its database.
    if (sizeOf(join(dataDir, outboxFileName)) === 0) {
      refuseSecondLog(dataDir, [keyFileName, `${outboxFileName}-wal`, markFileName]);
    }
  } catch (error) {
    throw outboxFailure(error, join(dataDir, outboxFileName), "GATEWAY_OUTBOX_OPEN");
  }
  const newLog = (): Uint8Array => {
    // No log is in the file: somebody emptied it, or the first start was cut short.
    refuseSecondLog(dataDir, [keyFileName, markFileName]);
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
    forgetDamagedCheckpoints(outbox);
    if (options.ended !== true && isEnded(outbox)) throw endedError(dataDir);
    return { outbox, logId: logIdOf(sha256, outbox.publicKey), key };
  } catch (error) {
    outbox.close();
    throw outboxFailure(error, outbox.file, "GATEWAY_OUTBOX_OPEN");
  }
}

/** Its last record says that it never continues. */
export function isEnded(outbox: Outbox): boolean {
  const [last] = outbox.read(outbox.next - 1, outbox.next, 1, 1);
  return last?.bytes != null && decodeRecord(last.bytes).kind === "end";
}

function endedError(dataDir: string): GatewayError {
  return new GatewayError(
    "GATEWAY_LOG_ENDED",
    `${dataDir} 里的日志已关闭,不再续写。请用恢复出来的新数据目录,并登记新日志 · The log in ${dataDir} was closed and never goes on: use the restored data folder and enrol its new log.`,
    { folder: dataDir },
  );
}

/** A stored checkpoint that the disk changed is not shown to anybody as ours. */
function forgetDamagedCheckpoints(outbox: Outbox): void {
  const newest = outbox.newestCheckpoint();
  if (newest === undefined) return;
  try {
    const [origin = ""] = newest.note.split("\n", 1);
    const signer = { origin, publicKey: outbox.publicKey };
    openCheckpoint(newest.note, signer, { sha256, verify: verifyEd25519 });
  } catch {
    outbox.forgetCheckpoints();
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
