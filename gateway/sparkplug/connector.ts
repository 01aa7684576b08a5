// Keeps the edge node connected, for ever: one session after another, to one server at a time, each with a
// new connection, a new will and the next bdSeq, which is on disk before CONNECT
// (tck-id-topics-nbirth-bdseq-increment).
import { setTimeout as sleep } from "node:timers/promises";
import type { Clock } from "#contracts/time.ts";
import { GatewayError } from "../errors.ts";
import type { Outbox } from "../outbox/outbox.ts";
import type { Action } from "./action.ts";
import { brokerError, needsPerson } from "./broker-error.ts";
import type { BrokerOptions } from "./broker-options.ts";
import type { EdgeNode } from "./edge-node.ts";
import { type Link, openLink } from "./link.ts";
import { type Outcome, ServerWalk } from "./server-walk.ts";

/** A session that lasted so long, ms, was a good one: its server is tried again first, and soon. */
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
  readonly #walk: ServerWalk;
  readonly #stopping = new AbortController();
  readonly #done: Promise<void>;
  #link: Link | undefined;
  #connections = 0;
  #bdSeq: number | undefined;
  #leaving = false;
  /** Server and code of the failure that was last said, so that a long outage is one line per server. */
  readonly #said = new Map<string, string>();

  constructor(options: ConnectorOptions) {
    this.#options = options;
    this.#bdSeq = options.outbox.bdSeq;
    this.#walk = new ServerWalk(options.broker.servers, options.random);
    this.#done = this.#run();
  }

  get link(): Link | undefined {
    return this.#link;
  }
  get connections(): number {
    return this.#connections;
  }
  /** Where it is connected, or tries to be. */
  get server(): string {
    return this.#walk.url;
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      const outcome = await this.#attempt();
      if (signal.aborted) return;
      const wait = this.#walk.ended(outcome);
      await sleep(wait, undefined, { signal }).catch(() => undefined);
    }
  }

  async #attempt(): Promise<Outcome> {
    const { clock } = this.#options;
    const began = clock.monotonic();
    const url = this.#walk.url;
    this.#leaving = false;
    try {
      const reason = await this.#session(url);
      if (this.#leaving) return "host-offline";
      if (reason !== undefined && needsPerson(reason)) return "person";
      return clock.monotonic() - began >= goodSessionMs ? "good" : "short";
    } catch (error) {
      const failure = brokerError(url, error);
      this.#failed(url, failure);
      return needsPerson(failure) ? "person" : "short";
    }
  }

  #failed(url: string, failure: GatewayError): void {
    if (this.#stopping.signal.aborted) return;
    const { onError, log } = this.#options;
    onError(failure);
    if (this.#said.get(url) !== failure.code) log(`[${failure.code}] ${failure.message}`);
    this.#said.set(url, failure.code);
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

  /** One connection, until it ends; why it ended, where that is known. Rejects when it could not be made. */
  async #session(url: string): Promise<GatewayError | undefined> {
    const { broker, node, clock, perform, onConnected, onError, log } = this.#options;
    const bdSeq = this.#nextBdSeq();
    const time = () => ({ now: clock.now(), at: clock.monotonic() });
    const closed = Promise.withResolvers<GatewayError | undefined>();
    node.connecting(url);
    const { command, death, state } = node.topics;
    const will = { topic: death, payload: node.will(bdSeq, clock.now()) };
    const topics = state === undefined ? [command] : [command, state];
    const events = {
      onMessage: (topic: string, payload: Uint8Array) =>
        perform(node.message(topic, payload, time())),
      onClosed: closed.resolve,
    };
    const link = await openLink(broker, url, will, topics, events, this.#stopping.signal);
    this.#link = link;
    this.#connections += 1;
    this.#said.delete(url);
    onConnected();
    log(`已连接 ${url},会话 ${bdSeq} · Connected to ${url}, bdSeq ${bdSeq}.`);
    try {
      // A stop that came with the connection saw no link to close.
      if (this.#stopping.signal.aborted) await link.close();
      else perform(node.connected(bdSeq, time(), link.maxPacketBytes));
      const reason = await closed.promise;
      if (!this.#stopping.signal.aborted && !this.#leaving) {
        if (reason !== undefined) onError(reason);
        log(`与 ${url} 的连接断开:${reason?.message ?? "closed"} · The connection ended.`);
      }
      return reason;
    } catch (error) {
      void link.close();
      throw error;
    } finally {
      this.#link = undefined;
      node.disconnected();
    }
  }

  /** Ends this connection after what was published; the next is made to the next server. */
  leave(): void {
    this.#leaving = true;
    void this.#link?.close();
  }

  /** Closes the connection after what was published, and makes no other. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#link?.close();
    await this.#done;
  }
}
