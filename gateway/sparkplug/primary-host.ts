// The primary host's STATE, Sparkplug 3.0 §6.4.26: JSON { online, timestamp }, retained by the broker.
// A message older than one seen in the same connection is stale and ignored
// (tck-id-message-flow-edge-node-birth-publish-phid-wait-timestamp).

const utf8 = new TextDecoder("utf-8", { fatal: true });
/** A STATE is some 50 bytes. */
const maxBytes = 1024;

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
  #newest = Number.NEGATIVE_INFINITY;
  #online = false;

  get online(): boolean {
    return this.#online;
  }

  /** A new MQTT connection knows nothing of the host yet. */
  reset(): void {
    this.#newest = Number.NEGATIVE_INFINITY;
    this.#online = false;
  }

  /** False when the message was malformed or stale and changed nothing. */
  receive(payload: Uint8Array): boolean {
    const state = parseState(payload);
    if (state === undefined || state.timestamp < this.#newest) return false;
    this.#newest = state.timestamp;
    this.#online = state.online;
    return true;
  }
}
