// One session with a server and what was learnt when it began: namespaces and limits. When anything about
// it breaks, or an answer does not come in time, the whole link is lost and never mended: the next one
// begins from nothing, so that no node id of an earlier start can be taken for one of this.
import type { X509Certificate } from "node:crypto";
import type { DriverIo } from "../../driver.ts";
import type { GatewayError } from "../../errors.ts";
import { bounded } from "../bounded.ts";
import type { OpcUaClient } from "./client.ts";
import type { OpcUaEndpoint } from "./endpoint.ts";
import { connectionClosed, linkLost, linkTimeout } from "./failure.ts";
import { Lane } from "./lane.ts";
import type { OpcUaLibrary } from "./library.ts";
import type { ServerLimits } from "./limits.ts";
import { openLimits } from "./profiles/profile.ts";
import type { Publishing } from "./publishing.ts";
import type { ReadingSession } from "./reading-session.ts";
import { fatalStatuses, serviceFaultOf } from "./service-fault.ts";
import { SubscriptionPool } from "./subscription-pool.ts";

/** An answer, or the status by which the server refused the whole request. */
export type Answer<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly status: number };

/** Limits of one request that a server may turn out to have. */
export type RequestLimit = "reads" | "paths" | "browses" | "items";

/** A session more, beside the first; refused with the error that opening a connection would meet. */
export type OpenSession = () => Promise<{
  readonly client: OpcUaClient;
  readonly session: ReadingSession;
}>;

export type LinkCounts = {
  /** Values of which the server said that its queue lost earlier ones. */
  overflows: number;
  /** Monitored items that told nothing although their value had changed. */
  stalledItems: number;
  /** Quiet items that were read to see whether they are well. */
  verified: number;
};

export type OpcUaLinkOptions = {
  readonly library: OpcUaLibrary;
  readonly client: OpcUaClient;
  readonly session: ReadingSession;
  readonly openSession: OpenSession;
  readonly endpoint: OpcUaEndpoint;
  /** The trusted certificate to which the channel is bound; absent with mode None. */
  readonly certificate?: X509Certificate;
  readonly io: DriverIo;
};

export class OpcUaLink {
  readonly library: OpcUaLibrary;
  readonly endpoint: OpcUaEndpoint;
  readonly certificate: X509Certificate | undefined;
  readonly io: DriverIo;
  readonly #session: ReadingSession;
  readonly #clients: OpcUaClient[];
  readonly #publishings: Publishing[] = [];
  /** What the watchdogs mended and what the server said that it lost, since the link was opened. */
  readonly counts: LinkCounts = { overflows: 0, stalledItems: 0, verified: 0 };
  readonly subscriptions: SubscriptionPool;
  /** Called once when the link is lost or closed. */
  readonly #mourners = new Set<(error: GatewayError) => void>();
  #namespaces: readonly string[] = [];
  /** Before the server has said anything: what any server takes. */
  #limits: ServerLimits = { ...openLimits, reads: 1 };
  #lost: GatewayError | undefined;
  #closed: Promise<void> | undefined;

  constructor(options: OpcUaLinkOptions) {
    this.library = options.library;
    this.endpoint = options.endpoint;
    this.certificate = options.certificate;
    this.io = options.io;
    this.#session = options.session;
    this.#clients = [options.client];
    this.#watch(options.client);
    const first = new Lane(this, options.session);
    this.#publishings.push(first.publishing);
    this.subscriptions = new SubscriptionPool(this, first, () => this.#openLane(options));
  }

  /** What the server said of itself at the beginning of the session. */
  learn(namespaces: readonly string[], limits: ServerLimits): void {
    this.#namespaces = namespaces;
    this.#limits = limits;
  }

  get namespaces(): readonly string[] {
    return this.#namespaces;
  }

  get limits(): ServerLimits {
    return this.#limits;
  }

  /** The server takes no more than this in one request, whatever it said. */
  lower(limit: RequestLimit, most: number): void {
    this.#limits = { ...this.#limits, [limit]: Math.max(1, Math.floor(most)) };
  }

  deadline(): number {
    return this.io.clock.monotonic() + this.endpoint.timeoutMs;
  }

  /** Throws the error by which the link was lost, if it was. */
  check(): void {
    if (this.#lost !== undefined) throw this.#lost;
  }

  /**
   * One request. Rejects only when the link is lost; an answer that does not come in time loses it.
   * @param deadline monotonic ms. @param what in words, for the error. @param session other than the first one.
   */
  async ask<T>(
    what: string,
    deadline: number,
    send: (session: ReadingSession) => Promise<T>,
    session = this.#session,
  ): Promise<Answer<T>> {
    this.check();
    const left = Math.max(0, deadline - this.io.clock.monotonic());
    try {
      const late = () => linkTimeout(this.endpoint, what);
      return { ok: true, value: await bounded(send(session), left, late) };
    } catch (cause) {
      this.check();
      const status = serviceFaultOf(cause);
      if (status !== undefined && !fatalStatuses.has(status)) return { ok: false, status };
      const error =
        (cause as GatewayError).code === "GATEWAY_LINK_TIMEOUT"
          ? (cause as GatewayError)
          : linkLost(this.endpoint, cause instanceof Error ? cause.message : String(cause), cause);
      this.lose(error);
      throw error;
    }
  }

  /** @returns takes the call back. */
  onLost(mourn: (error: GatewayError) => void): () => void {
    if (this.#lost !== undefined) mourn(this.#lost);
    else this.#mourners.add(mourn);
    return () => this.#mourners.delete(mourn);
  }

  lose(error: GatewayError): void {
    this.#end(error, false);
  }

  /** Ends every read under way. */
  close(): Promise<void> {
    this.#end(connectionClosed(), true);
    return this.#closed ?? Promise.resolve();
  }

  #end(error: GatewayError, polite: boolean): void {
    if (this.#lost !== undefined) return;
    this.#lost = error;
    for (const publishing of this.#publishings) publishing.stop();
    for (const mourn of this.#mourners) mourn(error);
    this.#mourners.clear();
    this.#closed = Promise.all(this.#clients.map((client) => client.close(polite))).then(
      () => undefined,
    );
  }

  #watch(client: OpcUaClient): void {
    client.onLost((reason) => this.lose(linkLost(this.endpoint, reason)));
  }

  /** One more session; whatever breaks one of them ends the whole link. */
  async #openLane({ openSession }: OpcUaLinkOptions): Promise<Lane> {
    this.check();
    const { client, session } = await openSession();
    if (this.#lost !== undefined) {
      await client.close(true);
      throw this.#lost;
    }
    this.#clients.push(client);
    this.#watch(client);
    const lane = new Lane(this, session);
    this.#publishings.push(lane.publishing);
    await this.#sameServer(session);
    return lane;
  }

  /** Node ids of the first session are used in the others: the namespaces must be the same. */
  async #sameServer(session: ReadingSession): Promise<void> {
    const { library } = this;
    const request = new library.ReadRequest({
      maxAge: 0,
      nodesToRead: [{ nodeId: library.makeNodeId(2255, 0), attributeId: 13 }],
    });
    const answer = await this.ask(
      "核对命名空间 · comparing namespaces",
      this.deadline(),
      (asked) => asked.performMessageTransaction(request),
      session,
    );
    const uris: unknown = answer.ok ? answer.value.results?.[0]?.value.value : undefined;
    if (JSON.stringify(uris) === JSON.stringify(this.#namespaces)) return;
    this.lose(linkLost(this.endpoint, "the server restarted between two sessions"));
    this.check();
  }
}
