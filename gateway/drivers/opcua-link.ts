// One session with a server and what was learnt when it began: namespaces and limits. When anything about
// it breaks, or an answer does not come in time, the whole link is lost and never mended: the next one
// begins from nothing, so that no node id of an earlier start can be taken for one of this.
import type { X509Certificate } from "node:crypto";
import type { DriverIo } from "../driver.ts";
import type { GatewayError } from "../errors.ts";
import { bounded } from "./bounded.ts";
import type { OpcUaClient } from "./opcua-client.ts";
import type { OpcUaEndpoint } from "./opcua-endpoint.ts";
import { connectionClosed, linkLost, linkTimeout } from "./opcua-failure.ts";
import type { OpcUaLibrary, ReadingSession } from "./opcua-library.ts";
import { Publishing } from "./opcua-publishing.ts";
import { fatalStatuses, serviceFaultOf } from "./opcua-service-fault.ts";
import { OpcUaSubscription } from "./opcua-subscription.ts";

/** An answer, or the status by which the server refused the whole request. */
export type Answer<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly status: number };

export type ServerLimits = {
  /** Most of each in one request. */
  readonly reads: number;
  readonly paths: number;
  readonly items: number;
};

export type OpcUaLinkOptions = {
  readonly library: OpcUaLibrary;
  readonly client: OpcUaClient;
  readonly session: ReadingSession;
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
  readonly #client: OpcUaClient;
  readonly #publishing: Publishing;
  /** By publishing interval: scan groups of one pace share one, because servers allow few. */
  readonly #subscriptions = new Map<number, Promise<OpcUaSubscription | undefined>>();
  /** Called once when the link is lost or closed. */
  readonly #mourners = new Set<(error: GatewayError) => void>();
  #namespaces: readonly string[] = [];
  #limits: ServerLimits = { reads: 1, paths: 1, items: 1 };
  #lost: GatewayError | undefined;
  #closed: Promise<void> | undefined;

  constructor(options: OpcUaLinkOptions) {
    this.library = options.library;
    this.endpoint = options.endpoint;
    this.certificate = options.certificate;
    this.io = options.io;
    this.#client = options.client;
    this.#session = options.session;
    this.#publishing = new Publishing(options.session, options.library, (reason) =>
      this.lose(linkLost(this.endpoint, reason)),
    );
    this.#client.onLost((reason) => this.lose(linkLost(this.endpoint, reason)));
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
  lower(limit: keyof ServerLimits, most: number): void {
    this.#limits = { ...this.#limits, [limit]: most };
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
   * @param deadline monotonic ms. @param what in words, for the error.
   */
  async ask<T>(
    what: string,
    deadline: number,
    send: (session: ReadingSession) => Promise<T>,
  ): Promise<Answer<T>> {
    this.check();
    const left = Math.max(0, deadline - this.io.clock.monotonic());
    try {
      const late = () => linkTimeout(this.endpoint, what);
      return { ok: true, value: await bounded(send(this.#session), left, late) };
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

  /**
   * The subscription of a pace, made when first asked for; undefined when the server grants none. Rejects when
   * the link is lost.
   */
  subscription(publishingMs: number, deadline: number): Promise<OpcUaSubscription | undefined> {
    const known = this.#subscriptions.get(publishingMs);
    if (known !== undefined) return known;
    const made = OpcUaSubscription.create(this, this.#publishing, publishingMs, deadline);
    this.#subscriptions.set(publishingMs, made);
    return made;
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
    this.#publishing.stop();
    for (const mourn of this.#mourners) mourn(error);
    this.#mourners.clear();
    this.#closed = this.#client.close(polite);
  }
}
