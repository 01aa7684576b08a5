// Bytes and the silences between them to bursts, pure: time comes in. A silence of 3.5 characters ends a burst, also
// in the middle of a frame, as the specification demands; a shorter one (over 1.5 characters) is tolerated, as most
// products do. A burst that is longer than some frames together is no Modbus and is given up until the next silence.
// Reference: MODBUS over Serial Line V1.02 §2.5.1.1.

/** Four of the longest frames. */
const MAX_BURST_BYTES = 1024;

/** Sums of fractions of a millisecond may miss an instant by the last bit. */
const HAIR_MS = 1e-6;

export class RtuReceiver {
  readonly #silenceMs: number;
  #chunks: Buffer[] = [];
  #bytes = 0;
  #last = Number.NEGATIVE_INFINITY;

  constructor(silenceMs: number) {
    this.#silenceMs = silenceMs;
  }

  /** Takes bytes that arrive at `now`, ms; they belong to the burst that nobody has taken yet. */
  push(bytes: Buffer, now: number): void {
    if (bytes.length === 0) return;
    this.#last = now;
    this.#bytes += bytes.length;
    if (this.#bytes <= MAX_BURST_BYTES) this.#chunks.push(bytes);
    else this.#chunks = [];
  }

  /** The burst that is over at `now`; empty when it was too long. Undefined: none is over. */
  take(now: number): Buffer | undefined {
    if (this.#bytes === 0 || now - this.#last < this.#silenceMs - HAIR_MS) return undefined;
    const burst = Buffer.concat(this.#chunks);
    this.#chunks = [];
    this.#bytes = 0;
    return burst;
  }

  /** When the present burst will be over; undefined while there is none. */
  due(): number | undefined {
    return this.#bytes === 0 ? undefined : this.#last + this.#silenceMs;
  }
}
