// The primary host's STATE, Sparkplug 3.0 §6.4.26: JSON { online, timestamp }, retained by the server. The
// host keeps one timestamp per server, so the newest one is remembered per server, for as long as the
// gateway runs: an older message is stale and changes nothing
// (tck-id-message-flow-edge-node-birth-publish-phid-wait-timestamp). One from far in the future counts, but is no
// measure for those after it: a host that ran with a wrong clock once, or a forger, would be obeyed for ever.

const utf8 = new TextDecoder("utf-8", { fatal: true });
/** A STATE is some 50 bytes. */
const maxBytes = 1024;
/** Clocks of host and gateway that are further apart, ms, cannot be compared. */
const farAheadMs = 86_400_000;

/** What was last heard on this connection. */
export type HostWord = "nothing" | "online" | "offline" | "stale" | "unreadable";

function parseState(payload: Uint8Array): { online: boolean; timestamp: number } | undefined {
  if (payload.length > maxBytes) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(utf8.decode(payload));
  } catch {
    return undefined;
  }
  if (typeof value !== "object" || value === null) return undefined;
  const { online, timestamp } = value as { online?: unknown; timestamp?: unknown };
  if (typeof online !== "boolean" || typeof timestamp !== "number") return undefined;
  return Number.isSafeInteger(timestamp) ? { online, timestamp } : undefined;
}

export class PrimaryHost {
  /** By server. */
  readonly #newest = new Map<string, number>();
  #server = "";
  #online = false;
  #word: HostWord = "nothing";

  get online(): boolean {
    return this.#online;
  }
  get word(): HostWord {
    return this.#word;
  }

  /** A new connection: whether the host is there has to be heard anew. */
  connecting(server: string): void {
    this.#server = server;
    this.#online = false;
    this.#word = "nothing";
  }

  /** False when the message was malformed or stale and changed nothing. @param now ms UTC */
  receive(payload: Uint8Array, now: number): boolean {
    const state = parseState(payload);
    const newest = this.#newest.get(this.#server) ?? Number.NEGATIVE_INFINITY;
    if (state === undefined || state.timestamp < newest) {
      if (!this.#online) this.#word = state === undefined ? "unreadable" : "stale";
      return false;
    }
    if (state.timestamp <= now + farAheadMs) this.#newest.set(this.#server, state.timestamp);
    this.#online = state.online;
    this.#word = state.online ? "online" : "offline";
    return true;
  }
}
