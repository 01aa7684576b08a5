// A second master on an RS-485 line. Two masters disturb each other, and an answer to the other's question may pass
// for one to ours: when one is noticed we fall silent, and begin again after the line was quiet of it for a while.
import type { Clock } from "#contracts/time.ts";
import type { HeardFrame } from "./rtu-frame.ts";

/**
 * So many frames within so long are somebody; a single one may be noise with a right CRC by chance (1 in 65 536), or
 * the last word of a master that was just taken off.
 */
const evidenceFrames = 2;
const evidenceMs = 30_000;
const shownBytes = 24;

export type ForeignMasterOptions = {
  readonly clock: Clock;
  readonly log: (message: string) => void;
  /** The line was quiet of it so long: it is taken to be gone. */
  readonly quietMs: number;
};

export class ForeignMaster {
  readonly #options: ForeignMasterOptions;
  #heard: { readonly at: number; readonly frame: HeardFrame }[] = [];
  #reason: string | undefined;
  #quietAt = 0;

  constructor(options: ForeignMasterOptions) {
    this.#options = options;
  }

  /** A frame of somebody else: a request that is not ours, or an answer of a unit that we never asked. */
  heard(frame: HeardFrame): void {
    const { clock, log, quietMs } = this.#options;
    const now = clock.monotonic();
    // Broadcasts (setting of clocks) are nobody's answer and come rarely: they are let pass.
    if (frame.unit === 0) return;
    this.#quietAt = now + quietMs;
    if (this.#reason !== undefined) return;
    this.#heard = this.#heard.filter(({ at }) => now - at < evidenceMs);
    this.#heard.push({ at: now, frame });
    if (this.#heard.length < evidenceFrames) return;
    const frames = this.#heard.map((one) => one.frame);
    this.#reason = this.#words(frames.find(({ role }) => role === "asks") ?? frame);
    log(this.#reason);
  }

  #words(frame: HeardFrame): string {
    const { quietMs } = this.#options;
    const seconds = Math.ceil(quietMs / 1000);
    const zh = frame.role === "asks" ? "请求" : "应答";
    const en =
      frame.role === "asks"
        ? "a request to unit"
        : "an answer, which we had not asked for, of unit";
    return `线路上另有主站:听到单元 ${frame.unit} 的功能码 ${frame.functionCode} ${zh}(${hexOf(frame.bytes)})。已停止轮询,线路安静 ${seconds} s 后恢复;一条 RS-485 线只能有一个主站,请撤掉另一个 · another master is on the line: heard ${en} ${frame.unit}, function ${frame.functionCode} (${hexOf(frame.bytes)}). Polling stopped until the line has been quiet for ${seconds} s; an RS-485 line has one master only: take the other one off`;
  }

  /** Why nothing may be asked now, in words; undefined when nobody else is there. */
  reason(): string | undefined {
    const { clock, log } = this.#options;
    if (this.#reason !== undefined && clock.monotonic() >= this.#quietAt) {
      this.#reason = undefined;
      this.#heard = [];
      log("线路已安静,恢复轮询 · the line is quiet again: polling goes on");
    }
    return this.#reason;
  }
}

function hexOf(bytes: Buffer): string {
  const shown = bytes.subarray(0, shownBytes).toString("hex").toUpperCase();
  return `${shown.replace(/..(?=.)/g, "$& ")}${bytes.length > shownBytes ? " …" : ""}`;
}
