// What the edge tells people about trouble: each kind once while it stands, and the newest for status().
import type { Clock } from "#contracts/time.ts";
import { GatewayError, type GatewayErrorCode } from "../errors.ts";
import type { EdgeStatus } from "./edge-options.ts";

/** Refused commands are said at most so often, ms: anybody may send them. */
const refusalEveryMs = 10_000;

export class TroubleReport {
  readonly #clock: Clock;
  readonly #log: (message: string) => void;
  /** By code, the newest last. */
  readonly #standing = new Map<string, NonNullable<EdgeStatus["lastError"]>>();
  #refused = 0;
  #refusalAt = Number.NEGATIVE_INFINITY;

  constructor(clock: Clock, log: (message: string) => void) {
    this.#clock = clock;
    this.#log = log;
  }

  get last(): EdgeStatus["lastError"] {
    return [...this.#standing.values()].at(-1) ?? null;
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
    if (!stands) this.#log(`${error.code}: ${error.message}`);
  }

  /** The broker answers. */
  connected(): void {
    this.#over(["GATEWAY_BROKER_UNREACHABLE", "GATEWAY_BROKER_REFUSED", "GATEWAY_PUBLISH_TIMEOUT"]);
  }

  /** The disk took what was written. */
  written(): void {
    this.#over(["GATEWAY_OUTBOX_FULL", "GATEWAY_OUTBOX_WRITE"]);
  }

  #over(codes: readonly GatewayErrorCode[]): void {
    for (const code of codes) this.#standing.delete(code);
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

  diskRecovered(dropped: number): void {
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

  refusedCommand(reason: string): void {
    this.#refused += 1;
    const at = this.#clock.monotonic();
    if (at - this.#refusalAt < refusalEveryMs) return;
    this.#refusalAt = at;
    this.#log(`拒绝指令:${reason} · Command refused: ${reason}.`);
  }
}
