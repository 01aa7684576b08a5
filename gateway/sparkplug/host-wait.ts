// Waiting for the primary host, in words: a wrong host id must not look like a quiet connection.
import { formatTopic, parseTopic } from "#contracts/sparkplug-topic.ts";
import type { HostWord } from "./primary-host.ts";

/** Waiting longer than this, ms, is said; and the server is asked which hosts there are. */
export const waitSaidMs = 10_000;
/** With several servers the next one is tried after so long, ms, without a word of the host. */
export const waitAtServerMs = 30_000;

/** Filters that show who is there: of Sparkplug 3.0, and of 2.2, which put plain text on another topic. */
export const statePeeks = ["spBv1.0/STATE/+", "STATE/+"] as const;

const maxSeen = 8;

const heard: { readonly [W in Exclude<HostWord, "online">]: readonly [string, string] } = {
  nothing: ["没有收到它的 STATE", "nothing was heard of it"],
  offline: ["它说自己离线", "it says that it is offline"],
  stale: [
    "它的 STATE 时间戳比先前的旧,请核对主机时钟",
    "its STATE is older than the one before: check the host's clock",
  ],
  unreadable: [
    "它的 STATE 读不懂(应为 Sparkplug 3.0 的 JSON)",
    "its STATE cannot be read (Sparkplug 3.0 says JSON)",
  ],
};

export class HostWait {
  readonly #host: string;
  readonly #seen = new Set<string>();
  /** Monotonic ms. */
  #since = 0;

  constructor(host: string) {
    this.#host = host;
  }

  begin(at: number): void {
    this.#since = at;
    this.#seen.clear();
  }

  /** ms since begin(). */
  waited(at: number): number {
    return at - this.#since;
  }

  /** A message on some STATE topic. */
  saw(topic: string): void {
    const state = topic.startsWith("STATE/") || parseTopic(topic)?.type === "STATE";
    const own = topic === formatTopic({ type: "STATE", host: this.#host });
    if (state && !own && this.#seen.size < maxSeen) this.#seen.add(topic);
  }

  words(word: HostWord): string {
    const [zh, en] = heard[word === "online" ? "nothing" : word];
    const seen = [...this.#seen].join(" ");
    const others = seen === "" ? ["无", "none"] : [seen, seen];
    return `等待主机 ${this.#host} 的 STATE:${zh};见到的其他 STATE 主题:${others[0]}。请核对 broker.primaryHost 与主机设置 · Waiting for host ${this.#host}: ${en}; other STATE topics seen: ${others[1]}. Compare broker.primaryHost with the host's id.`;
  }
}
