// Closes the log of an old disk that can still be read: its last record is `end`, under a last signed checkpoint.
// What it holds stays there; a closed log is never gone on with.
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Clock } from "#contracts/time.ts";
import { GatewayError } from "../errors.ts";
import { checkpointMaker } from "../evidence/checkpoint-maker.ts";
import { ClockTracker } from "../evidence/clock-tracker.ts";
import { isEnded, openLog } from "../evidence/open-log.ts";
import { asNewRecord } from "../outbox/new-record.ts";
import { outboxFileName } from "../outbox/outbox.ts";
import type { LogHead } from "./backup-content.ts";

export type Retired = {
  readonly head: LogHead;
  /** Records that no host has acknowledged; they lie on the old disk only. */
  readonly undelivered: number;
};

const sizes = { maxBytes: 2 ** 40, historyBytes: 2 ** 40 };

/** Whose log is meant. */
export type Retiring = {
  readonly site: string;
  readonly gateway: string;
  /** Its id, 64 hex digits, where it is known. */
  readonly log: string | undefined;
};

/**
 * Throws GATEWAY_OUTBOX_*, GATEWAY_KEY_*; GATEWAY_LOG_OTHER for another gateway's; GATEWAY_LOG_UNDELIVERED while records wait, unless `abandon`.
 * Closing again changes nothing.
 */
export function retireLog(options: {
  readonly dataDir: string;
  readonly of: Retiring;
  readonly reason: string;
  /** Close it though records were not delivered. */
  readonly abandon: boolean;
  readonly clock: Clock;
}): Retired {
  const { dataDir, of, clock, reason, abandon } = options;
  // Opened, it would begin a log there.
  if (!existsSync(join(dataDir, outboxFileName))) throw noLog(dataDir);
  const { outbox, key, logId } = openLog({ dataDir, ...sizes, ended: true });
  try {
    // A log that never signed anything does not begin with its end.
    const origin = outbox.newestCheckpoint()?.note.split("\n", 1)[0];
    if (!isOf(of, origin, logId)) throw otherLog(dataDir, origin ?? logId, of);
    const undelivered = outbox.next - Math.max(outbox.acknowledged, outbox.oldest);
    if (!isEnded(outbox)) {
      if (key instanceof GatewayError) throw key;
      if (undelivered > 0 && !abandon) throw undeliveredError(dataDir, undelivered);
      const end = asNewRecord({ kind: "end", gatewayTime: clock.now(), reason });
      outbox.commit([end], end.gatewayTime);
      const tracker = new ClockTracker(clock, "unknown");
      if (origin !== undefined) checkpointMaker({ outbox, key, origin, clock, tracker })();
    }
    const checkpoint = outbox.newestCheckpoint()?.note ?? null;
    return { head: { log: logId, size: outbox.next, checkpoint }, undelivered };
  } finally {
    outbox.close();
  }
}

/** By what its checkpoints say; one that has none is known by its id alone. */
function isOf({ site, gateway, log }: Retiring, origin: string | undefined, id: string): boolean {
  if (origin === undefined) return log === undefined || log === id;
  const [, ofSite, ofGateway] = origin.split("/");
  return ofSite === site && ofGateway === gateway;
}

function noLog(dataDir: string): GatewayError {
  return new GatewayError(
    "GATEWAY_OUTBOX_MISSING",
    `${dataDir} 里没有日志,什么也没有关闭。请核对旧数据目录(旧盘挂上了吗?) · There is no log in ${dataDir}; nothing was closed. Check the old data folder: is its disk mounted?`,
    { folder: dataDir },
  );
}

function otherLog(dataDir: string, found: string, { site, gateway }: Retiring): GatewayError {
  return new GatewayError(
    "GATEWAY_LOG_OTHER",
    `${dataDir} 里是另一个日志(${found}),备份却是 ${site}/${gateway} 的,没有关闭。请核对旧数据目录 · The log in ${dataDir} is another one (${found}), the backup is of ${site}/${gateway}; it was not closed. Check the old data folder.`,
    { folder: dataDir, found, site, gateway },
  );
}

function undeliveredError(dataDir: string, undelivered: number): GatewayError {
  return new GatewayError(
    "GATEWAY_LOG_UNDELIVERED",
    `旧日志还有 ${undelivered} 条记录没有送达,没有关闭。最好把旧盘装进新机,用 --moved 继续运行旧日志;一定要放弃这些记录,请加 --abandon · ${undelivered} records of the old log in ${dataDir} were not delivered; it was not closed. Better put the old disk into the new machine and go on with --moved; to give the records up, add --abandon.`,
    { folder: dataDir, undelivered },
  );
}
