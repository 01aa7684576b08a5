// All open event streams: one subscription to the reader, events merged every `flushMs`, serialised
// once, written to every browser that asked for the site. A browser that does not read is dropped and
// counted; it comes back by itself and asks for a snapshot, so nothing is owed to it.
import type { ServerResponse } from "node:http";
import type { StreamEvent } from "#contracts/api.ts";
import type { LiveEvent, LiveReader } from "#contracts/live.ts";
import type { Clock } from "#contracts/time.ts";
import { DashboardsError } from "../errors.ts";
import { PendingEvents } from "./pending-events.ts";
import { toWireJson, wireValue } from "./wire-json.ts";

export type StreamLimits = {
  readonly flushMs: number;
  readonly heartbeatMs: number;
  /** Bytes that may wait for one browser before the next message; then it is dropped. */
  readonly maxBufferedBytes: number;
  readonly maxClients: number;
};

export const defaultStreamLimits: StreamLimits = {
  flushMs: 100,
  heartbeatMs: 5000,
  maxBufferedBytes: 1 << 20,
  maxClients: 200,
};

type Client = { readonly response: ServerResponse; readonly site: string | undefined };

type HubOptions = {
  readonly reader: Pick<LiveReader, "subscribe">;
  readonly clock: Clock;
  readonly limits: StreamLimits;
  readonly log: (line: string) => void;
};

/** The bytes of one server-sent event. */
export function formatStreamEvent(event: StreamEvent): string {
  const wire = event.kind === "values" ? { ...event, values: event.values.map(wireValue) } : event;
  return `event: ${event.kind}\ndata: ${toWireJson(wire)}\n\n`;
}

export class StreamHub {
  readonly #options: HubOptions;
  readonly #clients = new Set<Client>();
  readonly #pending = new PendingEvents();
  readonly #unsubscribe: () => void;
  readonly #heartbeat: NodeJS.Timeout;
  #flushTimer: NodeJS.Timeout | undefined;
  #dropped = 0;
  #closed = false;

  constructor(options: HubOptions) {
    this.#options = options;
    this.#unsubscribe = options.reader.subscribe((event) => this.#onEvent(event));
    this.#heartbeat = setInterval(
      () => this.#write(`: ${options.clock.now()}\n\n`),
      options.limits.heartbeatMs,
    );
  }

  /** Open streams now, and streams dropped since the start because they did not read. */
  get counts(): { readonly clients: number; readonly dropped: number } {
    return { clients: this.#clients.size, dropped: this.#dropped };
  }

  /** Throws DASHBOARDS_STREAM_FULL. */
  assertRoom(): void {
    const { maxClients } = this.#options.limits;
    if (!this.#closed && this.#clients.size < maxClients) return;
    throw new DashboardsError(
      "DASHBOARDS_STREAM_FULL",
      `实时连接已达上限 ${maxClients},请关闭不用的页面 · ${maxClients} live streams are open; close pages that nobody looks at`,
      { maxClients },
    );
  }

  /** Takes over an answer whose head is written. */
  add(response: ServerResponse, site: string | undefined): void {
    const client: Client = { response, site };
    this.#clients.add(client);
    const forget = () => this.#clients.delete(client);
    response.on("close", forget);
    response.on("error", forget);
    response.write(`: ${this.#options.clock.now()}\n\n`);
  }

  #onEvent(event: LiveEvent): void {
    if (this.#closed || this.#clients.size === 0) return;
    this.#pending.add(event);
    this.#flushTimer ??= setTimeout(() => this.#flush(), this.#options.limits.flushMs);
  }

  #flush(): void {
    this.#flushTimer = undefined;
    const hostTime = this.#options.clock.now();
    for (const event of this.#pending.take()) {
      this.#write(formatStreamEvent({ ...event, hostTime }), event.site);
    }
  }

  #write(text: string, site?: string): void {
    for (const client of this.#clients) {
      if (site !== undefined && client.site !== undefined && client.site !== site) continue;
      // Judged before the write: one large message is no sign of a browser that does not read.
      if (client.response.writableLength > this.#options.limits.maxBufferedBytes) {
        this.#drop(client);
      } else client.response.write(text);
    }
  }

  #drop(client: Client): void {
    this.#clients.delete(client);
    this.#dropped += 1;
    client.response.destroy();
    this.#options.log(
      `一个浏览器读取过慢,已断开(累计 ${this.#dropped})· dropped a browser that does not read (${this.#dropped} so far)`,
    );
  }

  /** Ends every stream; the reader is not called any more. */
  close(): void {
    this.#closed = true;
    this.#unsubscribe();
    clearInterval(this.#heartbeat);
    clearTimeout(this.#flushTimer);
    for (const client of this.#clients) client.response.end();
    this.#clients.clear();
  }
}
