// Keeps the edge node connected, for ever: one session after another, each with a new connection, a new
// will and the next bdSeq, which is on disk before CONNECT (tck-id-topics-nbirth-bdseq-increment).
import { setTimeout as sleep } from "node:timers/promises";
import type { Clock } from "#contracts/time.ts";
import { GatewayError } from "../errors.ts";
import type { Outbox } from "../outbox/outbox.ts";
import type { Action } from "./action.ts";
import { Backoff } from "./backoff.ts";
import type { EdgeNode } from "./edge-node.ts";
import { type BrokerOptions, type Link, openLink } from "./link.ts";

/** A session that lasted so long, ms, was a good one: the next attempt comes soon. */
const goodSessionMs = 10_000;

export type ConnectorOptions = {
  readonly broker: BrokerOptions;
  readonly node: EdgeNode;
  readonly outbox: Outbox;
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: (message: string) => void;
  readonly perform: (actions: readonly Action[]) => void;
  readonly onConnected: () => void;
  readonly onError: (error: GatewayError) => void;
};

export class Connector {
  readonly #options: ConnectorOptions;
  readonly #backoff: Backoff;
  readonly #stopping = new AbortController();
  readonly #done: Promise<void>;
  #link: Link | undefined;
  #connections = 0;
  #bdSeq: number | undefined;
  /** Code of the failure that was last said, so that a long outage is one line. */
  #said: string | undefined;

  constructor(options: ConnectorOptions) {
    this.#options = options;
    this.#bdSeq = options.outbox.bdSeq;
    this.#backoff = new Backoff({ firstMs: 500, longestMs: 30_000, random: options.random });
    this.#done = this.#run();
  }

  get link(): Link | undefined {
    return this.#link;
  }
  get connections(): number {
    return this.#connections;
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      const began = this.#options.clock.monotonic();
      try {
        await this.#session();
        if (this.#options.clock.monotonic() - began >= goodSessionMs) this.#backoff.reset();
      } catch (error) {
        this.#failed(error);
      }
      if (signal.aborted) return;
      await sleep(this.#backoff.next(), undefined, { signal }).catch(() => undefined);
    }
  }

  #failed(error: unknown): void {
    const { broker, onError, log } = this.#options;
    const failure =
      error instanceof GatewayError
        ? error
        : new GatewayError(
            "GATEWAY_BROKER_UNREACHABLE",
            `MQTT 会话失败(${String(error)}) · The MQTT session with ${broker.url} failed.`,
            { url: broker.url },
            { cause: error },
          );
    if (this.#stopping.signal.aborted) return;
    onError(failure);
    if (this.#said !== failure.code) log(`${failure.code}: ${failure.message}`);
    this.#said = failure.code;
  }

  /** 0, then one more with every CONNECT, 255 → 0. */
  #nextBdSeq(): number {
    const next = this.#bdSeq === undefined ? 0 : (this.#bdSeq + 1) & 0xff;
    this.#bdSeq = next;
    try {
      this.#options.outbox.saveBdSeq(next);
    } catch (error) {
      // On a full disk only delivery frees space again: go on with the number in memory.
      if (error instanceof GatewayError) this.#options.onError(error);
      else throw error;
    }
    return next;
  }

  /** One connection, until it ends. Rejects when it could not be made. */
  async #session(): Promise<void> {
    const { broker, node, clock, perform, onConnected, log } = this.#options;
    const bdSeq = this.#nextBdSeq();
    const time = () => ({ now: clock.now(), at: clock.monotonic() });
    const closed = Promise.withResolvers<GatewayError | undefined>();
    node.connecting();
    const { command, death, state } = node.topics;
    const will = { topic: death, payload: node.will(bdSeq, clock.now()) };
    const topics = state === undefined ? [command] : [command, state];
    const events = {
      onMessage: (topic: string, payload: Uint8Array) =>
        perform(node.message(topic, payload, time())),
      onClosed: closed.resolve,
    };
    const link = await openLink(broker, will, topics, events, this.#stopping.signal);
    this.#link = link;
    this.#connections += 1;
    this.#said = undefined;
    onConnected();
    log(`已连接 ${broker.url},会话 ${bdSeq} · Connected, bdSeq ${bdSeq}.`);
    try {
      // A stop that came with the connection saw no link to close.
      if (this.#stopping.signal.aborted) await link.close();
      else perform(node.connected(bdSeq, time()));
      const reason = await closed.promise;
      if (!this.#stopping.signal.aborted) {
        log(`与 ${broker.url} 的连接断开:${reason?.message ?? "closed"} · The connection ended.`);
      }
    } catch (error) {
      void link.close();
      throw error;
    } finally {
      this.#link = undefined;
      node.disconnected();
    }
  }

  /** Closes the connection after what was published, and makes no other. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#link?.close();
    await this.#done;
  }
}
