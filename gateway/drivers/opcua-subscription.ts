// One subscription: monitored items of several plans and a heartbeat, the server's own time, by which every
// publishing cycle brings news. A message that was missed ends the link: whatever changed in it would
// otherwise pass for unchanged.
import type { DataValue, NodeId, NotificationMessage } from "node-opcua-client";
import { linkLost } from "./opcua-failure.ts";
import type { OpcUaLink } from "./opcua-link.ts";
import { askInParts } from "./opcua-parts.ts";
import type { Publishing } from "./opcua-publishing.ts";

/** Server_ServerStatus_CurrentTime, Part 5 §12.10. */
const currentTimeId = 2258;
const heartbeatHandle = 0;
/** A server that goes on publishing while its time stands still no longer samples. */
const standstillMs = 10_000;
/** The server forgets a subscription of ours after this long without us. */
const lifetimeMs = 30_000;
/** A burst of changes comes in messages of this many. */
const maxNotifications = 1_000;

/** Attribute Value, Part 6 Annex A.1. */
const valueAttribute = 13;

export type Hear = (value: DataValue) => void;
export type Wanted = { readonly node: NodeId; readonly samplingMs: number; readonly hear: Hear };
export type Monitored = {
  /** Bad when the server monitors nothing there. */
  readonly status: number;
  readonly handle: number;
  /** How often the server really looks; 0: whenever the value changes. */
  readonly samplingMs: number;
};

export class OpcUaSubscription {
  readonly #link: OpcUaLink;
  readonly #id: number;
  readonly publishingMs: number;
  readonly #hearers = new Map<number, Hear>();
  readonly #itemIds = new Map<number, number>();
  readonly #waiting = new Set<() => void>();
  #handles = heartbeatHandle;
  #sequence: number | undefined;
  #beats = 0;
  /** Monotonic ms of the last of them. */
  #beatAt = Number.NEGATIVE_INFINITY;
  /** Monotonic ms of the last time the server's time moved; undefined while it cannot be monitored. */
  #heartbeatAt: number | undefined;
  #standstillMs = standstillMs;
  #tellsEveryMs: number;

  private constructor(link: OpcUaLink, id: number, publishingMs: number, keepAliveMs: number) {
    this.#link = link;
    this.#id = id;
    this.publishingMs = publishingMs;
    this.#tellsEveryMs = keepAliveMs;
  }

  /** Undefined when the server grants none. Rejects when the link is lost. */
  static async create(
    link: OpcUaLink,
    publishing: Publishing,
    publishingMs: number,
    deadline: number,
  ): Promise<OpcUaSubscription | undefined> {
    const { library } = link;
    const request = new library.CreateSubscriptionRequest({
      requestedPublishingInterval: publishingMs,
      requestedLifetimeCount: Math.ceil(lifetimeMs / publishingMs),
      // Also a cycle without changes is told.
      requestedMaxKeepAliveCount: 1,
      maxNotificationsPerPublish: maxNotifications,
      publishingEnabled: true,
      priority: 0,
    });
    const answer = await link.ask("订阅 · subscribing", deadline, (session) =>
      session.performMessageTransaction(request),
    );
    if (!answer.ok) {
      const code = `0x${answer.status.toString(16)}`;
      link.io.log(
        `服务器不给订阅(${code}),改为逐次读取 · the server grants no subscription (${code}): every scan reads instead`,
      );
      return undefined;
    }
    const { subscriptionId, revisedPublishingInterval: revised } = answer.value;
    const keepAliveMs = revised * Math.max(1, answer.value.revisedMaxKeepAliveCount);
    const subscription = new OpcUaSubscription(link, subscriptionId, revised, keepAliveMs);
    publishing.subscribe(subscriptionId, (message) => subscription.#heard(message));
    await subscription.#beginHeartbeat(deadline);
    return subscription;
  }

  /** The longest time between two publishings while the server is well, ms; as it granted, not as asked. */
  get tellsEveryMs(): number {
    return this.#tellsEveryMs;
  }

  /** Counts what the server published, keep-alives too. */
  get beats(): number {
    return this.#beats;
  }

  /** ms since the server published last. */
  get silentMs(): number {
    return this.#link.io.clock.monotonic() - this.#beatAt;
  }

  /** True when the server published after `beats`; false when it did not within `ms`. Rejects when lost. */
  newsSince(beats: number, ms: number): Promise<boolean> {
    return this.until(() => this.#beats > beats, ms);
  }

  /** Asks `done` after everything published. True when it was met within `ms`. Rejects when the link is lost. */
  until(done: () => boolean, ms: number): Promise<boolean> {
    if (done()) return Promise.resolve(true);
    return new Promise((resolve, reject) => {
      const finish = (settle: () => void) => {
        clearTimeout(timer);
        this.#waiting.delete(look);
        forget();
        settle();
      };
      const look = () => {
        if (done()) finish(() => resolve(true));
      };
      const timer = setTimeout(() => finish(() => resolve(false)), ms);
      this.#waiting.add(look);
      let forget: () => void = () => undefined;
      forget = this.#link.onLost((error) => finish(() => reject(error)));
    });
  }

  /** Throws when the server's own time stands still, which makes silence mean nothing. */
  checkHeartbeat(): void {
    if (this.#heartbeatAt === undefined) return;
    const still = this.#link.io.clock.monotonic() - this.#heartbeatAt;
    if (still <= this.#standstillMs) return;
    this.#link.lose(
      linkLost(
        this.#link.endpoint,
        `服务器的时间停了 ${Math.round(still)} ms · the server's time has stood still`,
      ),
    );
    this.#link.check();
  }

  /** Monitors nodes; one answer per node, in order. Rejects when the link is lost. */
  async monitor(wanted: readonly Wanted[], deadline: number): Promise<readonly Monitored[]> {
    const { library } = this.#link;
    const items = wanted.map(({ node, samplingMs, hear }) => {
      this.#handles += 1;
      // Before the request: the first values may come with its answer.
      this.#hearers.set(this.#handles, hear);
      return { node, samplingMs, handle: this.#handles };
    });
    const answers = await askInParts(this.#link, "items", items, (part) => {
      const request = new library.CreateMonitoredItemsRequest({
        subscriptionId: this.#id,
        timestampsToReturn: library.TimestampsToReturn.Both,
        itemsToCreate: part.map(({ node, samplingMs, handle }) => ({
          itemToMonitor: { nodeId: node, attributeId: valueAttribute },
          monitoringMode: library.MonitoringMode.Reporting,
          requestedParameters: {
            clientHandle: handle,
            samplingInterval: samplingMs,
            filter: null,
            queueSize: 1,
            discardOldest: true,
          },
        })),
      });
      return this.#link.ask("监视节点 · monitoring nodes", deadline, (session) =>
        session.performMessageTransaction(request),
      );
    });
    return answers.flatMap(([part, answer]) =>
      part.map(({ handle }, i): Monitored => {
        const result = answer.ok ? answer.value.results?.[i] : undefined;
        const status = answer.ok ? (result?.statusCode.value ?? 0x8001_0000) : answer.status;
        if (status >>> 30 === 2) this.#hearers.delete(handle);
        else this.#itemIds.set(handle, result?.monitoredItemId ?? 0);
        return { status, handle, samplingMs: result?.revisedSamplingInterval ?? 0 };
      }),
    );
  }

  /** Rejects when the link is lost. */
  async forget(handles: readonly number[], deadline: number): Promise<void> {
    const monitoredItemIds = handles.flatMap((handle) => {
      const id = this.#itemIds.get(handle);
      this.#itemIds.delete(handle);
      this.#hearers.delete(handle);
      return id === undefined ? [] : [id];
    });
    const { library } = this.#link;
    await askInParts(this.#link, "items", monitoredItemIds, (part) => {
      const request = new library.DeleteMonitoredItemsRequest({
        subscriptionId: this.#id,
        monitoredItemIds: [...part],
      });
      return this.#link.ask("放开节点 · releasing nodes", deadline, (session) =>
        session.performMessageTransaction(request),
      );
    });
  }

  async #beginHeartbeat(deadline: number): Promise<void> {
    const hear = () => {
      this.#heartbeatAt = this.#link.io.clock.monotonic();
    };
    const node = this.#link.library.makeNodeId(currentTimeId, 0);
    const [result] = await this.monitor([{ node, samplingMs: this.publishingMs, hear }], deadline);
    if (result !== undefined && result.status >>> 30 !== 2) {
      this.#standstillMs = Math.max(
        standstillMs,
        4 * Math.max(this.publishingMs, result.samplingMs),
      );
      this.#tellsEveryMs = Math.min(
        this.#tellsEveryMs,
        Math.max(this.publishingMs, result.samplingMs),
      );
      hear();
    } else this.#link.io.log("服务器的时间不能监视 · the server's time cannot be monitored");
  }

  #heard(message: NotificationMessage): void {
    const notifications = message.notificationData ?? [];
    if (notifications.length > 0 && !this.#follows(message.sequenceNumber)) return;
    const { DataChangeNotification, StatusChangeNotification } = this.#link.library;
    for (const notification of notifications) {
      if (notification instanceof DataChangeNotification) {
        for (const { clientHandle, value } of notification.monitoredItems ?? []) {
          this.#hearers.get(clientHandle)?.(value);
        }
      } else if (notification instanceof StatusChangeNotification) {
        this.#link.lose(
          linkLost(this.#link.endpoint, `subscription ended: ${notification.status.toString()}`),
        );
        return;
      }
    }
    this.#beats += 1;
    this.#beatAt = this.#link.io.clock.monotonic();
    for (const look of this.#waiting) look();
  }

  /** Part 4 §7.25: messages with content are numbered densely from 1; after 2^32 − 1 comes 1. */
  #follows(sequence: number): boolean {
    const last = this.#sequence;
    this.#sequence = sequence;
    if (last === undefined || sequence === (last === 0xffff_ffff ? 1 : last + 1)) return true;
    this.#link.lose(
      linkLost(this.#link.endpoint, `message ${sequence} after ${last}: one was missed`),
    );
    return false;
  }
}
