// What the edge tells people about trouble: each kind once while it stands, and the newest for status().
import type { Clock } from "#contracts/time.ts";
import { GatewayError, type GatewayErrorCode } from "../errors.ts";
import type { Rewound, TooLarge } from "./action.ts";
import type { EdgeStatus } from "./edge-options.ts";

/** Refused commands are said at most so often, ms: anybody may send them. */
const refusalEveryMs = 10_000;

export class TroubleReport {
  readonly #clock: Clock;
  readonly #log: (message: string) => void;
  /** By code, the newest last. */
  readonly #standing = new Map<string, NonNullable<EdgeStatus["lastError"]>>();
  #refused = 0;
  #waiting = false;
  #refusalAt = Number.NEGATIVE_INFINITY;

  constructor(clock: Clock, log: (message: string) => void) {
    this.#clock = clock;
    this.#log = log;
  }

  get last(): EdgeStatus["lastError"] {
    return [...this.#standing.values()].at(-1) ?? null;
  }
  /** Everything that stands now, the newest last. */
  get standing(): EdgeStatus["troubles"] {
    return [...this.#standing.values()];
  }
  get refused(): number {
    return this.#refused;
  }

  /** Keeps an error for status() only: whoever found it has said it. */
  remember({ code, message }: GatewayError): void {
    this.#standing.delete(code);
    this.#standing.set(code, { code, message, at: this.#clock.now() });
  }

  /** Says an error unless one of its kind stands already. */
  failed(error: GatewayError): void {
    const stands = this.#standing.has(error.code);
    this.remember(error);
    if (!stands) this.#log(`[${error.code}] ${error.message}`);
  }

  /** The broker answers. */
  connected(): void {
    for (const code of [...this.#standing.keys()]) {
      if (code.startsWith("GATEWAY_BROKER_") || code.startsWith("GATEWAY_PUBLISH_")) {
        this.#standing.delete(code);
      }
    }
  }

  /** The disk took what was written. */
  written(): void {
    this.#over(["GATEWAY_OUTBOX_FULL", "GATEWAY_OUTBOX_WRITE"]);
  }

  #over(codes: readonly GatewayErrorCode[]): void {
    for (const code of codes) this.#standing.delete(code);
  }

  /** @param words why the births are held back; undefined: they are not. True when it was said just now. */
  waiting(words: string | undefined): boolean {
    const first = words !== undefined && !this.#waiting;
    this.#waiting = words !== undefined;
    if (first) this.#log(words);
    return first;
  }

  /** Runs what may fail with a GatewayError; the failure is said, and the rest goes on. */
  attempt(work: () => void): void {
    try {
      work();
    } catch (error) {
      if (!(error instanceof GatewayError)) throw error;
      this.failed(error);
    }
  }

  /** @param trouble undefined: the outbox is written again. @param dropped records lost so far */
  disk(trouble: GatewayError | undefined, dropped: number): void {
    if (trouble !== undefined) {
      this.failed(trouble);
      return;
    }
    this.written();
    this.#log(
      `待发队列恢复写入,至今丢弃 ${dropped} 条 · The outbox is written again; ${dropped} records were dropped so far.`,
    );
  }

  damagedRecord(file: string, sequence: number): void {
    this.failed(
      new GatewayError(
        "GATEWAY_OUTBOX_CORRUPT",
        `待发队列 ${file} 中第 ${sequence} 条记录已损坏,已声明为缺口。请检查磁盘 · Record ${sequence} in ${file} is damaged and was declared as a gap: check the disk.`,
        { file, sequence },
      ),
    );
  }

  tooLarge({ topic, bytes, limit }: TooLarge): void {
    this.failed(
      new GatewayError(
        "GATEWAY_PUBLISH_TOO_LARGE",
        `MQTT 服务器每包最多 ${limit} 字节,${topic} 需要 ${bytes} 字节,未发送;数据仍在本机。请调大服务器的包长上限(mosquitto: max_packet_size) · The broker takes ${limit} bytes per packet; ${topic} needs ${bytes} and was not sent. The data stay on disk: raise the broker's limit (mosquitto: max_packet_size).`,
        { topic, bytes, limit },
      ),
    );
  }

  /** @param enrolled log that the centre takes @param log the one that is written */
  enrolled(enrolled: string, log: string): void {
    if (enrolled === log) return;
    this.failed(
      new GatewayError(
        "GATEWAY_LOG_NOT_ENROLLED",
        `登记的日志是 ${enrolled.slice(0, 16)}…,数据目录里却是 ${log.slice(0, 16)}…:中心不收新日志的任何记录,记录只存在本机。放回原来的数据目录,或请中心用 --replaces ${enrolled.slice(0, 16)} 出码,停下网关重新登记 · The log ${enrolled.slice(0, 16)}… is enrolled, but the data folder has another: the centre takes nothing of it, and its records stay here. Put the old data folder back, or have the centre make a code with --replaces ${enrolled.slice(0, 16)}, stop the gateway and enrol again.`,
        { enrolled, log },
      ),
    );
  }

  /** It stands until the gateway is started anew: from the fork on the host's word is no longer beyond the end. */
  logRewound({ known, next, signed }: Rewound): void {
    this.#refused += 1;
    const proof = signed
      ? ["有本日志密钥的签名为证", "signed by this log's own key"]
      : [
          "若无人恢复过,则有人冒充主机,请查消息服务器的权限",
          "if nobody did, somebody forges the host's commands: check the broker's permissions",
        ];
    this.failed(
      new GatewayError(
        "GATEWAY_LOG_REWOUND",
        `主机已有本日志 ${known} 条记录,而本机只有 ${next} 条:磁盘像是从快照或旧镜像恢复的(${proof[0]})。编号正被第二次使用,请停止网关,移走数据目录,关闭旧日志并登记新日志 · The host has ${known} records of this log, here are ${next}: the disk looks like a restored snapshot or older image (${proof[1]}). Numbers are being given twice: stop the gateway, move the data folder away, close the old log and enrol a new one.`,
        { known, next, signed },
      ),
    );
  }

  refusedCommand(reason: string): void {
    this.#refused += 1;
    const at = this.#clock.monotonic();
    if (at - this.#refusalAt < refusalEveryMs) return;
    this.#refusalAt = at;
    this.#log(`拒绝指令:${reason} · Command refused: ${reason}.`);
  }
}
