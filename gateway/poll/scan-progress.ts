// Whether a scan group gets on: for the watchdog. All times are monotonic ms.

/** With the watchdog's own pace of 250 ms, a stall is noticed within 3 scans and 1 s. */
const graceMs = 750;
/** No driver leaves an address or unit alone longer than 10 min. */
const longestPauseMs = 600_000;

export class ScanProgress {
  readonly #intervalMs: number;
  #beganAt: number | undefined;
  #endedAt: number;
  #askedAt: number;
  /** How long a scan takes here, at most, of late: a bus that is slower than its interval is slow, not stalled. */
  #usualMs = 0;

  constructor(intervalMs: number, at: number) {
    this.#intervalMs = intervalMs;
    this.#endedAt = at;
    this.#askedAt = at;
  }

  get running(): boolean {
    return this.#beganAt !== undefined;
  }

  /** Since the last scan ended. */
  silentMs(at: number): number {
    return at - this.#endedAt;
  }

  get endedAt(): number {
    return this.#endedAt;
  }

  began(at: number): void {
    this.#beganAt = at;
  }

  /** @param asked the device was asked, or is known to be out of reach */
  ended(at: number, asked: boolean): void {
    const took = at - (this.#beganAt ?? at);
    this.#usualMs = Math.max(took, this.#usualMs * 0.9);
    this.#beganAt = undefined;
    this.#endedAt = at;
    if (asked) this.#askedAt = at;
  }

  /** The gateway itself stood still until now: nothing of that is the device's doing. */
  excuse(at: number): void {
    if (this.#beganAt !== undefined) this.#beganAt = at;
    this.#endedAt = at;
    this.#askedAt = at;
  }

  /** No scan has ended within three intervals, or within twice what they take here. */
  isLate(at: number): boolean {
    const limit = Math.max(3 * this.#intervalMs, 2 * this.#usualMs) + graceMs;
    return at - this.#endedAt > limit;
  }

  /** The running scan is over the time limit that its connection promises. */
  isHung(at: number, limitMs: number): boolean {
    return this.#beganAt !== undefined && at - this.#beganAt > limitMs + graceMs;
  }

  /** Scans end without asking for longer than any pause that a driver makes. */
  isIdle(at: number): boolean {
    return at - this.#askedAt > longestPauseMs + 3 * this.#intervalMs + graceMs;
  }
}
