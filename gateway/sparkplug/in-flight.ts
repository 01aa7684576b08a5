// What was handed to the socket and not taken by it yet, counted in bytes and messages. Half of the room is
// for live records alone, so that a backlog never stands in their way.

const maxBytes = 4 << 20;
const maxMessages = 800;
/** The socket took nothing for so long, ms: the way is dead. */
export const stuckMs = 15_000;

export class InFlight {
  #bytes = 0;
  #messages = 0;
  #taken = 0;
  #takenSeen = 0;
  /** Monotonic ms since when the socket has been behind; undefined while it is not. */
  #behindSince: number | undefined;

  /** Bytes for live records; 0 or less while there is no room. */
  get room(): number {
    return this.#messages >= maxMessages ? 0 : maxBytes - this.#bytes;
  }
  /** Bytes for the backlog. */
  get spareRoom(): number {
    return this.#messages >= maxMessages / 2 ? 0 : maxBytes / 2 - this.#bytes;
  }

  handed(bytes: number): void {
    this.#bytes += bytes;
    this.#messages += 1;
  }

  taken(bytes: number): void {
    this.#bytes -= bytes;
    this.#messages -= 1;
    this.#taken += 1;
  }

  /** Whether the socket has taken nothing for too long; call it several times a second. @param at monotonic ms */
  stuck(at: number): boolean {
    const moved = this.#taken !== this.#takenSeen;
    this.#takenSeen = this.#taken;
    if (this.#messages === 0) this.#behindSince = undefined;
    else if (moved || this.#behindSince === undefined) this.#behindSince = at;
    return this.#behindSince !== undefined && at - this.#behindSince >= stuckMs;
  }
}
