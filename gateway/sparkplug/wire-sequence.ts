// The one sequence number of a node and all its devices, 0 to 255, given in wire order: a message takes its
// number when it is handed to the wire, and one that the wire cannot carry takes none
// (tck-id-payloads-sequence-num-incrementing).
import { encodePayload } from "#contracts/sparkplug-encode.ts";
import type { Metric } from "#contracts/sparkplug-payload.ts";
import type { Publish, TooLarge } from "./action.ts";

/** Fixed header and its length, topic length, and the empty properties of MQTT 5. */
const headerBytes = 8;

export class WireSequence {
  #next = 0;
  #maxPacketBytes = Number.POSITIVE_INFINITY;

  /** A new connection. @param maxPacketBytes what the server takes in one packet */
  limit(maxPacketBytes: number): void {
    this.#maxPacketBytes = maxPacketBytes;
  }

  /** NBIRTH has 0 (tck-id-topics-nbirth-seq-num). */
  restart(): void {
    this.#next = 0;
  }

  message(topic: string, metrics: readonly Metric[], now: number): Publish | TooLarge {
    const payload = encodePayload({ timestamp: now, seq: this.#next, metrics });
    const bytes = payload.length + Buffer.byteLength(topic) + headerBytes;
    if (bytes > this.#maxPacketBytes) {
      return { do: "too-large", topic, bytes, limit: this.#maxPacketBytes };
    }
    this.#next = (this.#next + 1) & 0xff;
    return { do: "publish", topic, payload };
  }
}
