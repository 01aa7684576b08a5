// Which records have still to go to the host: the acknowledgement protocol without wire, disk or clock.
// Two lanes. Live: a record goes out as soon as it is committed. Backlog: what was not acknowledged when a
// session began, what the host misses, and what stays unacknowledged too long goes in order, at a bounded
// rate, as historical. An acknowledgement moves the cursor only; it deletes nothing.
import { type SequenceRange, SequenceRanges } from "#contracts/sequence-ranges.ts";

/** After a birth the host gets this long, ms, to say what it has before the backlog is sent. */
export const hostWordMs = 2_000;
/** The host repeats its word every 5 s; without progress for longer, the records were lost on the way. */
export const stallMs = 6_000;
export const longestStallMs = 60_000;
/** Backlog records per second, unless the configuration says otherwise. */
export const usualResendRate = 2_000;
const maxBurst = 500;
/** Backlog bytes on the way without progress at the host. */
export const backlogWindowBytes = 16 << 20;

export type Cursors = {
  readonly acknowledged: number;
  readonly oldest: number;
  readonly next: number;
};

export type Want = SequenceRange & { readonly count: number; readonly bytes: number };

export class Delivery {
  #acknowledged: number;
  #oldest: number;
  #next: number;
  /** One above the highest sequence ever handed to a session of this process. */
  #sent: number;
  #pending = new SequenceRanges();
  #live = false;
  #published = 0;
  #resent = 0;
  /** What the host last said; its progress, which may lag the cursor after it was restored. */
  #hostBelow = -1;
  #bornAt = 0;
  #heard = false;
  #progressAt = 0;
  #patience = stallMs;
  #window = 0;
  readonly #rate: number;
  readonly #burst: number;
  #tokens: number;
  #tokensAt = 0;

  /** @param rate backlog records per second, at least 1 */
  constructor(cursors: Cursors, rate = usualResendRate) {
    this.#rate = rate;
    this.#burst = Math.min(rate, maxBurst);
    this.#tokens = this.#burst;
    this.#acknowledged = cursors.acknowledged;
    this.#oldest = cursors.oldest;
    this.#next = cursors.next;
    this.#sent = cursors.acknowledged;
  }

  get acknowledged(): number {
    return this.#acknowledged;
  }
  get published(): number {
    return this.#published;
  }
  get resent(): number {
    return this.#resent;
  }
  /** Records waiting in the backlog lane; out of session everything unacknowledged that is held. */
  get pending(): number {
    if (this.#live) return this.#pending.count;
    return Math.max(0, this.#next - Math.max(this.#acknowledged, this.#oldest));
  }

  /** Births went out: everything unacknowledged waits, until the host says what it has. @param at monotonic ms */
  born(at: number): void {
    this.#live = true;
    this.#bornAt = at;
    this.#heard = false;
    this.#hostBelow = -1;
    this.#progress(at);
    this.#pending.add(Math.max(this.#acknowledged, this.#oldest), this.#next);
  }

  /** The session ended. */
  ended(): void {
    this.#live = false;
    this.#pending = new SequenceRanges();
  }

  #progress(at: number): void {
    this.#progressAt = at;
    this.#patience = stallMs;
    this.#window = 0;
  }

  /** The log grew or let go of its oldest records. */
  moved(oldest: number, next: number): void {
    this.#oldest = oldest;
    this.#next = next;
    this.#pending.remove(0, oldest);
  }

  #count(sequence: number, at: number): void {
    if (this.#sent <= this.#acknowledged) this.#progressAt = at;
    this.#published += 1;
    if (sequence < this.#sent) this.#resent += 1;
    this.#sent = Math.max(this.#sent, sequence + 1);
  }

  /** A live record was handed to the wire. */
  sentLive(sequence: number, at: number): void {
    this.#count(sequence, at);
  }

  /** A live record found no room on the wire: it goes as backlog. */
  defer(sequence: number): void {
    if (this.#live) this.#pending.add(sequence, sequence + 1);
  }

  /**
   * All below is durable at the host. `beyond`: it names records that do not exist here, so it is forged or
   * this log is an older copy, and nothing changes.
   */
  acknowledge(below: number, at: number): "moved" | "repeated" | "beyond" {
    if (below > this.#next) return "beyond";
    this.#heard = true;
    if (below !== this.#hostBelow) {
      this.#hostBelow = below;
      this.#progress(at);
    }
    this.#pending.remove(0, below);
    if (below <= this.#acknowledged) return "repeated";
    this.#acknowledged = below;
    this.#sent = Math.max(this.#sent, below);
    return "moved";
  }

  /** The host lacks these; what is still held of them is sent again, acknowledged before or not. */
  missing(ranges: readonly SequenceRange[]): void {
    this.#heard = true;
    // It asks when what was on the way has arrived or is lost; without live records nothing else would
    // ever open the window again.
    this.#window = 0;
    if (!this.#live) return;
    for (const { from, to } of ranges) {
      this.#pending.add(Math.max(from, this.#oldest), Math.min(to, this.#next));
    }
  }

  /** Takes up again what stayed unacknowledged too long, each time more patiently. */
  tick(at: number): void {
    const outstanding = this.#sent > this.#acknowledged;
    if (!this.#live || !outstanding || at - this.#progressAt < this.#patience) return;
    this.#pending.add(Math.max(this.#acknowledged, this.#oldest), this.#sent);
    this.#progressAt = at;
    this.#patience = Math.min(this.#patience * 2, longestStallMs);
    this.#window = 0;
  }

  /** What the backlog lane would send now; undefined when there is nothing or it has to wait. */
  want(at: number): Want | undefined {
    const elapsed = Math.max(0, at - this.#tokensAt);
    this.#tokens = Math.min(this.#burst, this.#tokens + (elapsed * this.#rate) / 1000);
    this.#tokensAt = at;
    const first = this.#pending.first;
    if (!this.#live || first === undefined || this.#tokens < 1) return undefined;
    if (!this.#heard && at - this.#bornAt < hostWordMs) return undefined;
    const bytes = backlogWindowBytes - this.#window;
    return bytes <= 0 ? undefined : { ...first, count: Math.floor(this.#tokens), bytes };
  }

  /** A backlog record was handed to the wire. */
  sentBacklog(sequence: number, bytes: number, at: number): void {
    this.#pending.remove(sequence, sequence + 1);
    this.#window += bytes;
    this.#tokens -= 1;
    this.#count(sequence, at);
  }

  /** These are not held any more, or not as they were: they will not be sent. */
  skip(from: number, to: number): void {
    this.#pending.remove(from, to);
  }
}
