// What SQLite's result codes mean for the person at the gateway: which file, and what to do.
import { GatewayError, type GatewayErrorCode } from "../errors.ts";

type SqliteError = Error & { readonly code: "ERR_SQLITE_ERROR"; readonly errcode: number };

function isSqliteError(error: unknown): error is SqliteError {
  return error instanceof Error && (error as Partial<SqliteError>).code === "ERR_SQLITE_ERROR";
}

type Words = { readonly code: GatewayErrorCode; readonly zh: string; readonly en: string };

const locked: Words = {
  code: "GATEWAY_OUTBOX_LOCKED",
  zh: "正被另一个网关进程使用。请停止它,或为本网关另设数据目录。",
  en: "is in use by another gateway. Stop that one, or give this one its own data directory.",
};
const corrupt: Words = {
  code: "GATEWAY_OUTBOX_CORRUPT",
  zh: "已损坏。文件原样保留,不会自动重建:只可放回最后一次停止之后做的副本,更早的会与已发送的记录矛盾;没有就把整个数据目录移走,关闭旧日志并登记新日志。",
  en: "is damaged. It was left as it is and is never recreated: put back only a copy made after the gateway last stopped (an older one contradicts what was sent), or move the whole data directory away, close the old log and enrol a new one.",
};
const full: Words = {
  code: "GATEWAY_OUTBOX_FULL",
  zh: "所在磁盘已满。请清理磁盘空间;期间记录暂存内存,不会发布未落盘的数据。",
  en: "cannot grow: the disk is full. Free some space; records wait in memory meanwhile and nothing unstored is published.",
};

/** SQLite result codes, https://www.sqlite.org/rescode.html: primary ones, and the end of a file that is too short. */
const words = new Map<number, Words>([
  // No such table or column: our statements fit our layout, so it is the file that does not.
  [1, corrupt],
  [522, corrupt],
  [5, locked],
  [6, locked],
  [11, corrupt],
  [26, corrupt],
  [13, full],
]);

function fallback(code: "GATEWAY_OUTBOX_OPEN" | "GATEWAY_OUTBOX_WRITE"): Words {
  return code === "GATEWAY_OUTBOX_OPEN"
    ? {
        code,
        zh: "无法打开。请检查目录是否存在、权限和磁盘。",
        en: "cannot be opened. Check that the folder exists, its permissions and the disk.",
      }
    : {
        code,
        zh: "写入失败。请检查磁盘与权限;期间记录暂存内存。",
        en: "cannot be written. Check the disk and its permissions; records wait in memory meanwhile.",
      };
}

function wordsOf(error: unknown, other: "GATEWAY_OUTBOX_OPEN" | "GATEWAY_OUTBOX_WRITE"): Words {
  if ((error as NodeJS.ErrnoException).code === "ENOSPC") return full;
  if (!isSqliteError(error)) return fallback(other);
  return words.get(error.errcode) ?? words.get(error.errcode & 0xff) ?? fallback(other);
}

/** A GatewayError for whatever went wrong with the outbox file; a GatewayError passes through. */
export function outboxFailure(
  error: unknown,
  file: string,
  other: "GATEWAY_OUTBOX_OPEN" | "GATEWAY_OUTBOX_WRITE",
): GatewayError {
  if (error instanceof GatewayError) return error;
  const { code, zh, en } = wordsOf(error, other);
  const reason = error instanceof Error ? error.message : String(error);
  return new GatewayError(
    code,
    `待发队列 ${file} ${zh}(${reason})· The outbox ${file} ${en}`,
    { file, reason },
    { cause: error },
  );
}

/** The outbox contradicts itself: a damaged file that SQLite itself could not notice. */
export function outboxDamage(file: string, reason: string): GatewayError {
  return new GatewayError(
    corrupt.code,
    `待发队列 ${file} ${corrupt.zh}(${reason})· The outbox ${file} ${corrupt.en}`,
    { file, reason },
  );
}

/** The outbox ends before what was committed once: its write-ahead log was damaged or taken away. */
export function outboxRewound(file: string, size: number, committed: number): GatewayError {
  return new GatewayError(
    "GATEWAY_OUTBOX_REWOUND",
    `待发队列 ${file} 只有 ${size} 条记录,而此前已写入 ${committed} 条:${file}-wal 被删除、损坏,或 ${file} 是旧的副本。编号不能用两次,所以停止运行。请放回停止时的 ${file} 与 ${file}-wal;没有就把整个数据目录移走,关闭旧日志并登记新日志 · The outbox ${file} has ${size} records, but ${committed} were committed: ${file}-wal was deleted or damaged, or ${file} is an older copy. No number is given twice, so the gateway stops: put back both ${file} and ${file}-wal of the last stop, or move the whole data directory away, close the old log and enrol a new one.`,
    { file, size, committed },
  );
}
