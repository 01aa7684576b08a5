// The cable in front of a listener: a TCP relay on the address that clients know, whose state can be set
// (tcp-cable-state.ts) while the server behind it goes on. Any protocol over TCP; a server that advertises its
// own address, as OPC UA does, must advertise the cable's.
// Invariants: no socket outlives close(); connections are capped and overflow is counted; nothing is buffered
// beyond the sockets' own queues.

import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";
import { explainListenError } from "./listen-error.ts";
import { CableLink, type Through } from "./tcp-cable-link.ts";
import { type CableState, sameCable, wholeCable } from "./tcp-cable-state.ts";

export interface CableTarget {
  readonly host: string;
  readonly port: number;
}

export interface TcpCableOptions {
  /** Where clients connect. Default 127.0.0.1. */
  readonly host?: string;
  /** 0 takes a free one; see address(). */
  readonly port: number;
  /** The server behind the cable; absent: aim() tells later, and connections are reset until then. */
  readonly target?: CableTarget;
  /** Connections at a time, dead and silent ones not counted; those beyond are reset and counted. Default 128. */
  readonly maxConnections?: number;
  /** May look at bytes and change them. Default: as they are. */
  readonly through?: Through;
}

export interface TcpCableStatistics {
  /** Through which bytes pass, or will again. */
  readonly connections: number;
  /** Half-open for ever, until one end closes its own. */
  readonly dead: number;
  /** Opened by a client while the cable was silent. */
  readonly stranded: number;
  /** Since the start: reset because too many stood, of any kind. */
  readonly overflow: number;
}

/** Half-open and stranded connections that are kept; the oldest are reset and counted. */
const MAX_DEAD = 128;
const LISTEN_AGAIN_MS = 200;

/** Listens or throws SIMULATORS_PORT_IN_USE, SIMULATORS_LISTEN_FAILED. */
export async function openTcpCable(options: TcpCableOptions): Promise<TcpCable> {
  const cable = new TcpCable(options);
  await cable.open();
  return cable;
}

export class TcpCable {
  readonly #host: string;
  readonly #maxConnections: number;
  readonly #through: Through;
  readonly #links = new Set<CableLink>();
  readonly #stranded = new Set<Socket>();
  #port: number;
  #target: CableTarget | undefined;
  #server: Server | undefined;
  #state: CableState = wholeCable;
  #overflow = 0;
  #closed = false;
  /** The listener is opened and closed by one hand at a time. */
  #following: Promise<void> = Promise.resolve();
  #wake: (() => void) | undefined;

  /** Use openTcpCable. */
  constructor(options: TcpCableOptions) {
    this.#host = options.host ?? "127.0.0.1";
    this.#port = options.port;
    this.#target = options.target;
    this.#maxConnections = options.maxConnections ?? 128;
    this.#through = options.through ?? ((_direction, bytes) => bytes);
  }

  /** Where clients connect, after port 0 was resolved. */
  address(): { readonly host: string; readonly port: number } {
    return { host: this.#host, port: this.#port };
  }

  statistics(): TcpCableStatistics {
    const dead = [...this.#links].filter((link) => link.dead).length;
    return {
      connections: this.#links.size - dead,
      dead,
      stranded: this.#stranded.size,
      overflow: this.#overflow,
    };
  }

  /** New connections go there; standing ones stay where they are. */
  aim(target: CableTarget): void {
    this.#target = target;
  }

  /**
   * Standing connections are in the new state when this returns, the listener soon after: settled(). The same
   * state again changes nothing, so it may be set with every step.
   */
  set(state: CableState): void {
    if (this.#closed || sameCable(state, this.#state)) return;
    this.#state = state;
    if (state.kind !== "silent") this.#resetStranded();
    switch (state.kind) {
      case "whole":
        for (const link of this.#links) link.release();
        break;
      case "silent":
        for (const link of this.#links) link.hold();
        break;
      case "half-open":
        this.#killStanding();
        break;
      case "refused":
        this.resetConnections();
        break;
    }
    this.#follow();
  }

  /** When the listener is as the state says; a port that somebody else took meanwhile is waited for. */
  settled(): Promise<void> {
    return this.#following;
  }

  /** Resets every standing connection; the state stays. */
  resetConnections(): void {
    for (const link of this.#links) link.reset();
    this.#resetStranded();
  }

  /** Stops listening and resets every connection; may be called again. */
  async close(): Promise<void> {
    this.#closed = true;
    this.resetConnections();
    this.#follow();
    this.#wake?.();
    await this.#following;
    const gone = [...this.#stranded].map((socket) => once(socket, "close"));
    await Promise.all([...gone, ...[...this.#links].map((link) => link.closed)]);
  }

  /** Use openTcpCable. */
  async open(): Promise<void> {
    this.#server = await this.#listen();
  }

  #wantsListener(): boolean {
    if (this.#closed || this.#state.kind === "refused") return false;
    return this.#state.kind !== "silent" || this.#state.newConnections === "silent";
  }

  #follow(): void {
    this.#following = this.#following.then(async () => {
      while (this.#wantsListener() !== (this.#server !== undefined)) {
        if (this.#server === undefined) await this.#tryListening();
        else {
          // Listening ends at once; standing connections stay.
          this.#server.close();
          this.#server = undefined;
        }
      }
    });
  }

  async #tryListening(): Promise<void> {
    try {
      this.#server = await this.#listen();
    } catch {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, LISTEN_AGAIN_MS);
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
      this.#wake = undefined;
    }
  }

  async #listen(): Promise<Server> {
    const server = createServer({ allowHalfOpen: true, pauseOnConnect: true, noDelay: true });
    server.on("connection", (socket) => this.#take(socket));
    await new Promise<void>((resolve, reject) => {
      server.once("error", (error) => reject(explainListenError(this.#host, this.#port, error)));
      server.listen(this.#port, this.#host, resolve);
    });
    server.removeAllListeners("error");
    // After listening, errors concern single accepts; the server itself goes on.
    server.on("error", () => undefined);
    const address = server.address();
    if (address !== null && typeof address === "object") this.#port = address.port;
    return server;
  }

  #take(client: Socket): void {
    client.on("error", () => undefined);
    if (this.#closed || this.#state.kind === "refused") client.resetAndDestroy();
    else if (this.#state.kind === "silent") this.#strand(client);
    else if (this.statistics().connections >= this.#maxConnections) this.#refuse(client);
    else if (this.#target === undefined) client.resetAndDestroy();
    else this.#link(client, this.#target);
  }

  #link(client: Socket, { host, port }: CableTarget): void {
    const server = connect({ host, port, allowHalfOpen: true });
    const link = new CableLink(client, server, this.#through);
    this.#links.add(link);
    void link.closed.then(() => this.#links.delete(link));
  }

  /** Reads and forgets, so that it is seen when the client gives up. */
  #strand(client: Socket): void {
    const [oldest] = this.#stranded;
    if (oldest !== undefined && this.#stranded.size >= MAX_DEAD) this.#refuse(oldest);
    this.#stranded.add(client);
    client.on("data", () => undefined);
    client.on("end", () => client.destroy());
    client.on("close", () => this.#stranded.delete(client));
    client.resume();
  }

  #killStanding(): void {
    for (const link of this.#links) link.kill();
    const surplus = this.#links.size - MAX_DEAD;
    for (const link of [...this.#links].slice(0, Math.max(0, surplus))) {
      this.#overflow += 1;
      link.reset();
    }
  }

  #resetStranded(): void {
    for (const socket of this.#stranded) socket.resetAndDestroy();
  }

  #refuse(client: Socket): void {
    this.#overflow += 1;
    client.resetAndDestroy();
  }
}
