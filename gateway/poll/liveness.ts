// Whether an equipment answers: up, degraded (some signals bad) or down, from its scans, not from sockets.
// It is down when its link is, or when it was silent twice and nothing else of it answered since.
import { status } from "#contracts/quality.ts";
import type { Reading } from "../driver.ts";

export type LivenessState = "unknown" | "up" | "degraded" | "down";

type Group = {
  silentScans: number;
  /** Monotonic ms of the first silent scan in a row. */
  silentSince: number;
  answeredAt: number;
  badSignals: number;
  signals: number;
};

const silence: ReadonlySet<number> = new Set([
  status.badTimeout,
  status.badNotConnected,
  status.badCommunication,
  // What an OPC UA server says of machines that it has no line to: BadServerNotConnected, BadNoCommunication.
  0x800d_0000,
  0x8031_0000,
]);

/** True when the device said nothing at all about the address. */
function isSilent(reading: Reading): boolean {
  // The low half may carry the protocol's own code, e.g. a Modbus exception.
  return silence.has((reading.status & 0xffff0000) >>> 0);
}

export class Liveness {
  readonly #groups = new Map<string, Group>();
  #linkDown: string | undefined;
  #state: LivenessState = "unknown";
  #reason = "";
  #lastGoodAt: number | null = null;

  /** Takes in a scan that asked at least one address. @param at monotonic ms @param now ms UTC */
  scanned(group: string, readings: readonly Reading[], at: number, now: number): void {
    this.#linkDown = undefined;
    const before = this.#groups.get(group);
    const bad = readings.filter((reading) => reading.status >>> 30 === 2).length;
    const silent = readings.every(isSilent);
    if (bad < readings.length) this.#lastGoodAt = now;
    this.#groups.set(group, {
      silentScans: silent ? (before?.silentScans ?? 0) + 1 : 0,
      silentSince:
        silent && before !== undefined && before.silentScans > 0 ? before.silentSince : at,
      answeredAt: silent ? (before?.answeredAt ?? Number.NEGATIVE_INFINITY) : at,
      badSignals: bad,
      signals: readings.length,
    });
    this.#judge();
  }

  linkFailed(reason: string): void {
    this.#linkDown = reason;
    this.#judge();
  }

  get state(): LivenessState {
    return this.#state;
  }

  /** In words; empty when up. */
  get reason(): string {
    return this.#reason;
  }

  /** ms UTC of the last scan with a usable value; null before. */
  get lastGoodAt(): number | null {
    return this.#lastGoodAt;
  }

  #judge(): void {
    [this.#state, this.#reason] = this.#verdict();
  }

  #verdict(): readonly [LivenessState, string] {
    if (this.#linkDown !== undefined) return ["down", this.#linkDown];
    const groups = [...this.#groups.values()];
    const answered = Math.max(...groups.map(({ answeredAt }) => answeredAt));
    const silent = groups.some(
      ({ silentScans, silentSince }) => silentScans >= 2 && answered < silentSince,
    );
    if (silent || answered === Number.NEGATIVE_INFINITY) {
      return ["down", "设备不应答 · the equipment does not answer"];
    }
    const bad = groups.reduce((sum, { badSignals }) => sum + badSignals, 0);
    const all = groups.reduce((sum, { signals }) => sum + signals, 0);
    if (bad === 0) return ["up", ""];
    return ["degraded", `${all} 个信号中 ${bad} 个无效 · ${bad} of ${all} signals are bad`];
  }
}
