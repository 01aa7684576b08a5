// How often somebody may try: a bucket of attempts per address and one for all. A secret of 80 bits is not guessed;
// this keeps strangers from costing the centre its processor.
import type { Clock } from "#contracts/time.ts";

export type Allowance = {
  /** Attempts at once. */
  readonly burst: number;
  /** ms until one more is allowed. */
  readonly refillMs: number;
};

const maxAddresses = 1_000;

type Bucket = { tokens: number; at: number };

export class AttemptLimit {
  readonly #clock: Pick<Clock, "monotonic">;
  readonly #each: Allowance;
  readonly #all: Allowance;
  readonly #buckets = new Map<string, Bucket>();
  readonly #total: Bucket;

  constructor(clock: Pick<Clock, "monotonic">, each: Allowance, all: Allowance) {
    this.#clock = clock;
    this.#each = each;
    this.#all = all;
    this.#total = { tokens: all.burst, at: clock.monotonic() };
  }

  /** Counts an attempt; false when it is one too many. */
  allows(address: string): boolean {
    const now = this.#clock.monotonic();
    const bucket = this.#buckets.get(address) ?? { tokens: this.#each.burst, at: now };
    // The newest address stands last; the one that was quiet longest makes room.
    this.#buckets.delete(address);
    this.#buckets.set(address, bucket);
    if (this.#buckets.size > maxAddresses) {
      const [oldest] = this.#buckets.keys();
      if (oldest !== undefined) this.#buckets.delete(oldest);
    }
    return take(bucket, this.#each, now) && take(this.#total, this.#all, now);
  }
}

function take(bucket: Bucket, { burst, refillMs }: Allowance, now: number): boolean {
  bucket.tokens = Math.min(burst, bucket.tokens + (now - bucket.at) / refillMs);
  bucket.at = now;
  if (bucket.tokens < 1) return false;
  bucket.tokens -= 1;
  return true;
}
