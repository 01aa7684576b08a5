// One subscription: monitored items of several plans and a heartbeat, the server's own time, by which every
// publishing cycle brings news. A message that was missed ends the link: whatever changed in it would
// otherwise pass for unchanged.
import type {
  DataValue,
  MonitoredItemNotification,
  NodeId,
  NotificationMessage,
} from "node-opcua-client";
import { qualityOf, status } from "#contracts/quality.ts";
import { linkLost } from "./failure.ts";
import type { Lane } from "./lane.ts";
import type { Answer, OpcUaLink } from "./link.ts";
import { tellsOfOverflow } from "./overflow.ts";
import { askInParts } from "./parts.ts";
import { Pulse } from "./pulse.ts";
import { Room } from "./room.ts";

/** Server_ServerStatus_CurrentTime, Part 5 §12.10. */
const currentTimeId = 2258;
const heartbeatHandle = 0;
/** A server that goes on publishing while its time stands still no longer samples. */
const standstillMs = 10_000;
/** The server forgets a subscription of ours after this long without us. */
const lifetimeMs = 30_000;
/** Values that the server keeps of an item between two publishings. */
const longestQueue = 100;
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
  readonly #lane: Lane;
  readonly #id: number;
  readonly publishingMs: number;
  readonly pulse: Pulse;
  readonly room: Room;
  readonly #hearers = new Map<number, Hear>();
  readonly #itemIds = new Map<number, number>();
  #handles = heartbeatHandle;
  #sequence: number | undefined;
  /** Monotonic ms of the last time the server's time moved; undefined while it cannot be monitored. */
  #heartbeatAt: number | undefined;
  #standstillMs = standstillMs;
  #tellsEveryMs: number;

  private constructor(
    link: OpcUaLink,
    lane: Lane,
    id: number,
    publishingMs: number,
    keepAliveMs: number,
  ) {
    this.#link = link;
    this.pulse = new Pulse(link);
    this.room = new Room(() => link.limits.itemsPerSubscription);
    this.#lane = lane;
    this.#id = id;
    this.publishingMs = publishingMs;
    this.#tellsEveryMs = keepAliveMs;
  }

  /** The server's status when it grants none. Rejects when the link is lost. */
  static async create(
    link: OpcUaLink,
    lane: Lane,
    publishingMs: number,
  ): Promise<OpcUaSubscription | number> {
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
    const answer = await link.ask(
      "订阅 · subscribing",
      link.deadline(),
      (session) => session.performMessageTransaction(request),
      lane.session,
    );
    if (!answer.ok) return answer.status;
    const { subscriptionId, revisedPublishingInterval: revised } = answer.value;
    const keepAliveMs = revised * Math.max(1, answer.value.revisedMaxKeepAliveCount);
    const subscription = new OpcUaSubscription(link, lane, subscriptionId, revised, keepAliveMs);
    lane.subscriptions += 1;
    lane.publishing.subscribe(subscriptionId, (message) => subscription.#heard(message));
    await subscription.#beginHeartbeat();
    return subscription;
  }

  /** Deletes it at the server. Rejects when the link is lost. */
  async end(): Promise<void> {
    this.#lane.publishing.unsubscribe(this.#id);
    this.#lane.subscriptions -= 1;
    const request = new this.#link.library.DeleteSubscriptionsRequest({
      subscriptionIds: [this.#id],
    });
    await this.#ask("结束订阅 · ending a subscription", (session) =>
      session.performMessageTransaction(request),
    );
  }

  /** The longest time between two publishings while the server is well, ms; as it granted, not as asked. */
  get tellsEveryMs(): number {
    return this.#tellsEveryMs;
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

  /**
   * Monitors nodes for which there is room (reserve); what is refused gives its room back. One answer per node, in
   * order. Rejects when the link is lost.
   */
  async monitor(wanted: readonly Wanted[]): Promise<readonly Monitored[]> {
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
            queueSize: this.#queueOf(samplingMs),
            discardOldest: true,
          },
        })),
      });
      return this.#ask("监视节点 · monitoring nodes", (session) =>
        session.performMessageTransaction(request),
      );
    });
    return answers.flatMap(([part, answer]) =>
      part.map(({ handle }, i): Monitored => {
        const result = answer.ok ? answer.value.results?.[i] : undefined;
        const code = answer.ok ? (result?.statusCode.value ?? status.bad) : answer.status;
        if (qualityOf(code) === "bad") {
          this.#hearers.delete(handle);
          this.room.giveBack(1);
        } else this.#itemIds.set(handle, result?.monitoredItemId ?? 0);
        return { status: code, handle, samplingMs: result?.revisedSamplingInterval ?? 0 };
      }),
    );
  }

  /** Rejects when the link is lost. */
  async forget(handles: readonly number[]): Promise<void> {
    const monitoredItemIds = handles.flatMap((handle) => {
      const id = this.#itemIds.get(handle);
      if (this.#itemIds.delete(handle)) this.room.giveBack(1);
      this.#hearers.delete(handle);
      return id === undefined ? [] : [id];
    });
    const { library } = this.#link;
    await askInParts(this.#link, "items", monitoredItemIds, (part) => {
      const request = new library.DeleteMonitoredItemsRequest({
        subscriptionId: this.#id,
        monitoredItemIds: [...part],
      });
      return this.#ask("放开节点 · releasing nodes", (session) =>
        session.performMessageTransaction(request),
      );
    });
  }

  /** Of several samplings between two publishings none is dropped. */
  #queueOf(samplingMs: number): number {
    return Math.min(longestQueue, Math.max(1, Math.ceil(this.publishingMs / samplingMs)));
  }

  /** In its own session, each request in its own time. */
  #ask<T>(what: string, send: (session: Lane["session"]) => Promise<T>): Promise<Answer<T>> {
    return this.#link.ask(what, this.#link.deadline(), send, this.#lane.session);
  }

  async #beginHeartbeat(): Promise<void> {
    const hear = () => {
      this.#heartbeatAt = this.#link.io.clock.monotonic();
    };
    const node = this.#link.library.makeNodeId(currentTimeId, 0);
    this.room.reserve(1);
    const [result] = await this.monitor([{ node, samplingMs: this.publishingMs, hear }]);
    if (result !== undefined && qualityOf(result.status) !== "bad") {
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
        this.#pass(notification.monitoredItems ?? []);
      } else if (notification instanceof StatusChangeNotification) {
        this.#link.lose(
          linkLost(this.#link.endpoint, `subscription ended: ${notification.status.toString()}`),
        );
        return;
      }
    }
    this.pulse.beat();
  }

  #pass(changes: readonly MonitoredItemNotification[]): void {
    for (const { clientHandle, value } of changes) {
      if (tellsOfOverflow(value.statusCode.value)) this.#overflowed();
      this.#hearers.get(clientHandle)?.(value);
    }
  }

  /** Counted; said when the count doubles. */
  #overflowed(): void {
    const { counts, io } = this.#link;
    counts.overflows += 1;
    if (Number.isInteger(Math.log2(counts.overflows))) {
      io.log(
        `服务器的队列溢出 ${counts.overflows} 次,中间值丢失 · queues of the server overflowed ${counts.overflows} times: values in between are lost`,
      );
    }
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
