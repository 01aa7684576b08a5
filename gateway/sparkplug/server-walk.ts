// Which MQTT server is tried next, and after how long: one at a time, round and round
// (tck-id-operational-behavior-primary-application-state-with-multiple-servers-walk). Within a round the
// next server is tried soon; after a round in vain the wait doubles.
import type { BrokerOptions } from "./broker-options.ts";

/**
 * good: a long session that broke off. short: an attempt that failed, or a session that hardly began.
 * host-offline: the primary host is not there. person: somebody has to mend something first.
 */
export type Outcome = "good" | "short" | "host-offline" | "person";

const firstMs = 500;
const longestMs = 30_000;
/** Wrong passwords and certificates: often enough for the one who mends it, too rare to lock an account. */
const personMs = 60_000;

export class ServerWalk {
  readonly #servers: BrokerOptions["servers"];
  readonly #random: () => number;
  #at = 0;
  /** Rounds in vain. */
  #rounds = 0;
  /** Servers of this round that somebody has to look after. */
  #persons = 0;

  constructor(servers: BrokerOptions["servers"], random: () => number) {
    this.#servers = servers;
    this.#random = random;
  }

  get url(): string {
    return this.#servers[this.#at] ?? "";
  }

  /** The connection to url, or the attempt, has ended; url is then the next. @returns ms to wait before it */
  ended(outcome: Outcome): number {
    if (outcome === "good") {
      this.#rounds = 0;
      this.#persons = 0;
      return this.#jittered(firstMs);
    }
    if (outcome === "person") this.#persons += 1;
    this.#at = (this.#at + 1) % this.#servers.length;
    if (this.#at !== 0) return this.#jittered(firstMs);
    const stuck = this.#persons === this.#servers.length;
    this.#persons = 0;
    const wait = Math.min(firstMs * 2 ** this.#rounds, longestMs);
    if (wait < longestMs) this.#rounds += 1;
    return this.#jittered(stuck ? personMs : wait);
  }

  /** In the upper half, so that a workshop of gateways does not return to a restarted broker in one instant. */
  #jittered(ms: number): number {
    return ms / 2 + (this.#random() * ms) / 2;
  }
}
